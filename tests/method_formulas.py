"""Lift by manner and relative scores as docs/method.md defines them; the program adds up groups instead."""

import numpy as np


def manner_credit(credit, manner, item):
    """Credit that each claim could expect: the mean of claims of its manner in other items.

    A claim says nothing about itself or its neighbors in one item, so all claims of its item are left out.
    Where no other item has a claim of the same manner, the mean of all others is taken; where there is no
    other item at all it is not a number. `manner` has the code of how each claim was put (specificity and the
    like).
    """
    pair = manner.astype(np.int64) * (int(item.max(initial=0)) + 1) + item
    place = np.unique(pair, return_inverse=True)[1]
    in_pair, in_manner, in_item = (
        np.column_stack([np.bincount(one), np.bincount(one, credit)])
        for one in (place, manner, item)
    )
    same = in_manner[manner] - in_pair[place]
    others = np.array([len(credit), credit.sum()]) - in_item[item]
    used = np.where(same[:, :1] > 0, same, others)
    with np.errstate(invalid="ignore"):
        return np.asarray(used[:, 1] / used[:, 0])


def relative_scores(score, question):
    """Each forecaster's Brier score, shape (n,), less the mean of all who answered the same question.

    Below 0 is better than the others. It is fair where forecasters answered different questions: a hard
    question is as hard for all who answered it. A question that only one answered gives 0 and tells nothing.

    References:
        Atanasov et al. (2020).
    """
    n = np.bincount(question)
    mean = np.bincount(question, score) / np.maximum(n, 1)
    return np.asarray(score - mean[question])

"""Scores as functions of arrays: counts in, numbers with their uncertainty out.

What a parameter is called says what it is, here as in `docs/method.md`, which lists the papers:

- `credit`: credit of each judged claim in 0..1, shape (n,);
- `group`, `item`: codes from 0, shape (n,); a claim without item has an item of its own, None for all;
- `counts`: claims of each group, shape (k, states) or, of scored verdicts, (k, verdicts); `worth`: the
  credit of each scored verdict in 0..1, shape (verdicts,);
- `observed`, `predicted`: what came out, 1 or 0, and the probability stated for it in 0..1, shape (n,);
  `times`: how many forecasts each entry stands for, shape (n,), None for one;
- `level`: share of cases in which an interval is to hold the truth, strictly between 0 and 1;
- `seed`: of random draws; the same seed gives the same digits.

What is out of range or of another shape raises ValueError; what cannot be computed is None.
"""

"""P-values of several tests that are read together."""

import numpy as np
import numpy.typing as npt

__all__ = ["holm_adjusted"]


def holm_adjusted(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """P-values adjusted so that all tests together err with the chance that one test would.

    Of a page with ten tests on data without any difference, one in three would show a p-value below .05 if
    each were read by itself. An adjusted p-value below .05 may be read as if its test had been the
    only one. Nothing is assumed about how the tests depend on each other.

    Args:
        p_values: P-values in 0..1, shape (k,).

    Returns:
        Adjusted p-values in the same order, never smaller than those given, at most 1.

    Raises:
        ValueError: If a p-value is outside of 0..1.

    References:
        Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
        of Statistics 6, 65-70.

    Examples:
        >>> holm_adjusted([0.01, 0.04, 0.03]).round(2).tolist()
        [0.03, 0.06, 0.06]
    """
    given = np.asarray(p_values, dtype=np.float64)
    if not ((given >= 0) & (given <= 1)).all():
        raise ValueError("p-values must lie in 0..1")
    order = np.argsort(given, kind="stable")
    stepped = given[order] * np.arange(len(given), 0, -1)
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return adjusted

"""Scores as functions of arrays: counts in, numbers with their uncertainty out.

What a parameter is called says what it is, here as in `docs/method.md`, which lists the papers:

- `credit`: credit of each judged claim in 0..1, shape (n,);
- `group`, `item`: codes from 0, shape (n,); a claim without item has an item of its own, None for all;
- `counts`: claims of each group, shape (k, states) or, of scored verdicts, (k, verdicts); `worth`: the
  credit of each scored verdict in 0..1, shape (verdicts,);
- `observed`, `predicted`: what came out, 1 or 0, and the probability stated for it in 0..1, shape (n,);
  `times`: how many forecasts each entry stands for, shape (n,), None for one;
- `seed`: of random draws; the same seed gives the same digits.

Intervals hold the truth in 95 of 100 cases. What is out of range or of another shape raises ValueError; what
cannot be computed is None.
"""

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
CodeArray = npt.NDArray[np.integer]
CountArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

LEVEL = 0.95
"""Share of cases in which an interval is to hold the truth."""

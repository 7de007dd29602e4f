"""The weeks by which EN 50160 and the Dutch Netcode judge voltage and unbalance.

Weeks are counted from the start; what is left over at the end is judged as part of the last seven days, a
horizon of less than a week as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.horizon import Horizon

WEEK_S = 7 * 24 * 3600

MOST_OUTSIDE = 0.05
"""Share of a week's steps that may be outside a rule for 95 % of the time."""


def weeks(horizon: Horizon) -> Iterator[slice]:
    """Yield the steps of every week."""
    length = max(WEEK_S // horizon.step_s, 1)
    for begin in range(0, horizon.n_steps, length):
        first = max(min(begin, horizon.n_steps - length), 0)
        yield slice(first, min(first + length, horizon.n_steps))


def share_of_known(flags: BoolArray, known: BoolArray) -> FloatArray:
    """Return the share of the known steps that are flagged, by column, 0 where none is known.

    flags, known : (T, n)
    """
    count: FloatArray = flags.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return count

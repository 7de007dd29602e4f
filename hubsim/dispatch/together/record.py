"""The tables of an operation, filled window by window from the one that it is like.

What the hub does not touch, such as reactive power where nobody chooses it, is as it is alone: such a table
is alone's own, until a window brings something else.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.dispatch.dispatch import Dispatch


class Record:
    """Power, reactive power, levels, unmet need and curtailment of an operation, gas last if there is any.

    tables : (T, A), levels (T + 1, S)
    """

    def __init__(self, alone: Dispatch) -> None:
        """Begin with what is done alone."""
        self.tables = _tables(alone)
        self._is_own = [False] * len(self.tables)

    def enter(self, did: Dispatch, steps: slice) -> None:
        """Enter what was done in some steps."""
        for i, part in enumerate(_tables(did)):
            rows = slice(steps.start, steps.start + len(part))
            if not self._is_own[i]:
                if np.array_equal(self.tables[i][rows], part):
                    continue
                self.tables[i], self._is_own[i] = _copy(self.tables[i]), True
            if part.any() or self.tables[i][rows].any():
                self.tables[i][rows] = part


def _tables(did: Dispatch) -> list[FloatArray]:
    tables = [did.p_kw, did.q_kvar, did.level_kwh, did.unmet_kw, did.curtailed_kw]
    return tables if did.gas_kw is None else [*tables, did.gas_kw]


def _copy(table: FloatArray) -> FloatArray:
    """Return a table that may be written; where it is zeros alone, memory comes with what is entered."""
    return table.copy() if table.any() else np.zeros(table.shape)

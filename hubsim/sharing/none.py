"""No sharing: every member buys from and sells to its own supplier."""

from __future__ import annotations

from typing import Literal

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.sharing.rule import SharingRule


class NoSharing(SharingRule):
    """Nothing is shared."""

    kind: Literal["none"]
    """Nothing is shared."""

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:  # noqa: ARG002
        """Return zeros, (T, M) [kW]."""
        return frozen(np.zeros_like(bought_kw))

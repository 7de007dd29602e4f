"""No group contract: nothing limits what the members draw and feed in together."""

from __future__ import annotations

from typing import Literal

import numpy as np

from hubsim.arrays import frozen
from hubsim.contracts.contract import Contract, Limits
from hubsim.horizon import Horizon


class NoContract(Contract):
    """No limit on the group."""

    kind: Literal["none"]
    """No group contract."""

    def limits(self, horizon: Horizon) -> Limits:
        """Return infinite limits at every step, which nothing can breach."""
        unlimited_kw = frozen(np.full(horizon.n_steps, np.inf))
        return Limits(import_kw=unlimited_kw, export_kw=unlimited_kw, breach_eur_kwh=0.0)

"""Fixed price: the same for every kWh."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.horizon import Horizon
from hubsim.tariffs.price import Price
from hubsim.units import Quantity


class FixedPrice(Price):
    """The same price at every step."""

    kind: Literal["fixed"]
    """A fixed price."""

    price: Annotated[float, Quantity("price")]
    """Price of a kWh, all taxes included."""

    def series(self, horizon: Horizon, day_ahead_eur_kwh: FloatArray) -> FloatArray:  # noqa: ARG002
        """Return the price at every step, (T,) [EUR/kWh]."""
        return frozen(np.full(horizon.n_steps, self.price))

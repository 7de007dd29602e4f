"""Time-of-use price: another price in named windows of the week, on the local wall clock."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.horizon import Horizon
from hubsim.tariffs.price import Price
from hubsim.units import Quantity
from hubsim.weekdays import Window, window_problems


class PriceWindow(Window):
    """A time of the week with its own price."""

    price: Annotated[float, Quantity("price")]
    """Price of a kWh inside the window, all taxes included."""


class TimeOfUsePrice(Price):
    """A price that differs in windows of the week."""

    kind: Literal["time-of-use"]
    """A price that differs in windows of the week."""

    price: Annotated[float, Quantity("price")]
    """Price of a kWh outside all windows, all taxes included."""

    windows: dict[str, PriceWindow] = Field(min_length=1)
    """Windows by name; they must not overlap."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each empty window and each pair that overlaps."""
        return window_problems("windows", self.windows)

    def series(self, horizon: Horizon, day_ahead_eur_kwh: FloatArray) -> FloatArray:  # noqa: ARG002
        """Return the price at every step, (T,) [EUR/kWh]; the begin of a step decides."""
        price_eur_kwh = np.full(horizon.n_steps, self.price)
        for window in self.windows.values():
            price_eur_kwh[window.holds(horizon)] = window.price
        return frozen(price_eur_kwh)

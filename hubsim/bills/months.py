"""The calendar months of a horizon: bills are by month, and a month simulated in part is billed in part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.horizon import Horizon


@dataclass(frozen=True)
class Months:
    """The local calendar months of a horizon, P of them.

    names : (P,) ``2026-01``
    of_step : (T,) number of each step's month; starts : (P,) its first step; n_steps : (P,) its steps
    part : (P,) of the whole month that the horizon has
    """

    names: tuple[str, ...]
    of_step: IntArray
    starts: IntArray
    n_steps: IntArray
    part: FloatArray

    @classmethod
    def of(cls, horizon: Horizon) -> Months:
        """Return the months of a horizon."""
        local = horizon.local_times.astype("datetime64[M]")
        found, starts, of_step, n_steps = np.unique(
            local, return_index=True, return_inverse=True, return_counts=True
        )
        whole = [_steps_of(first, horizon) for first in found.astype("datetime64[D]").tolist()]
        return cls(
            tuple(str(month) for month in found),
            of_step.ravel().astype(np.int64),
            starts.astype(np.int64),
            n_steps.astype(np.int64),
            n_steps / np.array(whole),
        )

    def first_days(self) -> list[date]:
        """Return the first day of each month."""
        return [date.fromisoformat(f"{name}-01") for name in self.names]

    def sums(self, values: FloatArray) -> FloatArray:
        """Return the sums (P, ...) over the steps of each month of (T, ...)."""
        total: FloatArray = np.add.reduceat(values, self.starts, axis=0)
        return total

    def peaks(self, values: FloatArray) -> FloatArray:
        """Return the largest value (P, ...) of each month of (T, ...)."""
        peak: FloatArray = np.maximum.reduceat(values, self.starts, axis=0)
        return peak


def _steps_of(first: date, horizon: Horizon) -> int:
    after = (first + timedelta(days=32)).replace(day=1)
    return Horizon.of_local_days(
        first, after - timedelta(days=1), horizon.step_s, horizon.zone
    ).n_steps

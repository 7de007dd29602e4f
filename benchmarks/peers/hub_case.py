"""Windows of a hub as plain arrays, so that every peer plans the same problem without hubsim's code.

Bounds and costs of every variable are read off hubsim's own programme, rules for ties and the worth of what
is left in stores included; the equations between them a peer writes itself. W windows of T steps stand one
after the other on the first axis.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Course = npt.NDArray[np.float64]
"""(3, W T, n) lower bound, upper bound and cost of a variable of n units at every step."""

BROKEN_KW = 1e-5
"""A limit broken by less is the solver's rounding."""
NEARLY = 0.5
"""Limits broken by so much of the worst one on their feeder get a row with it."""
NEAR = 0.1
"""A limit that gets a row gets one in every step in which less than such a share of its size is left."""


@dataclass(frozen=True)
class Hub:
    """The windows. B batteries, V cars, H heat pumps, P panels, M members that the hub moves, E limits.

    n_steps, step_h : of a window; of a step
    constant : (W,) cost that no variable decides [EUR]
    battery_member, ... : of each unit, index of its member
    battery_efficiency : (B,) of one way; car_efficiency : (V,)
    battery_charge, battery_discharge [kW], battery_level [kWh] : courses; battery_start : (W, B) [kWh]
    car_charge, car_discharge, car_unmet [kW], car_level [kWh] : courses; car_used : (W T, V) [kWh]
    pump_power, pump_unmet [kW], pump_level [kWh] : courses; pump_heat : (W T, H) [kW]; pump_cop : (W T, H)
    pump_kept : (H,) share of the level that a step keeps
    panel_output : course [kW]
    buy, sell : courses [kW]; fixed : (W T, M) power of what the hub does not operate [kW]
    moved : (E, M) number of a limit per kW drawn; floor, ceiling : (W T, E) between which it must stay
    n_stations, n_loadings : the first limits are of stations, and of loadings; the others of voltages
    scale : (E,) size of the limits; feeder : (E,) limits with the same number are on one feeder
    widths, prices : (3,) parts of a shortfall as shares of the scale, and what they cost [EUR/kW]
    """

    n_steps: int
    step_h: float
    constant: FloatArray
    battery_member: IntArray
    battery_efficiency: FloatArray
    battery_charge: Course
    battery_discharge: Course
    battery_level: Course
    battery_start: FloatArray
    car_member: IntArray
    car_efficiency: FloatArray
    car_charge: Course
    car_discharge: Course
    car_unmet: Course
    car_level: Course
    car_used: FloatArray
    car_start: FloatArray
    pump_member: IntArray
    pump_power: Course
    pump_unmet: Course
    pump_level: Course
    pump_heat: FloatArray
    pump_cop: FloatArray
    pump_kept: FloatArray
    pump_start: FloatArray
    panel_member: IntArray
    panel_output: Course
    buy: Course
    sell: Course
    fixed: FloatArray
    moved: FloatArray
    floor: FloatArray
    ceiling: FloatArray
    n_stations: int
    n_loadings: int
    scale: FloatArray
    feeder: IntArray
    widths: FloatArray
    prices: FloatArray

    NUMBERS: ClassVar[tuple[str, ...]] = ("n_steps", "step_h", "n_stations", "n_loadings")

    @property
    def n_windows(self) -> int:
        """How many windows there are."""
        return len(self.constant)

    def steps(self, window: int) -> slice:
        """Return the steps of a window."""
        return slice(window * self.n_steps, (window + 1) * self.n_steps)

    def save(self, file: Path) -> None:
        """Write the arrays."""
        np.savez(file, **{one.name: getattr(self, one.name) for one in fields(self)})

    @classmethod
    def load(cls, file: Path) -> Hub:
        """Read the arrays."""
        with np.load(file) as found:
            values: dict[str, Any] = {name: found[name] for name in found.files}
        for name in cls.NUMBERS:
            values[name] = values[name].item()
        return cls(**values)


def broken_rows(
    hub: Hub, window: int, net_kw: FloatArray, has_row: npt.NDArray[np.bool_]
) -> list[tuple[int, int]]:
    """Return step and limit of the rows that a plan needs beside those that it has, as hubsim picks them.

    net_kw : (T, M) the plan; has_row : (T, E)
    """
    steps = hub.steps(window)
    number = net_kw @ hub.moved.T
    beyond = np.maximum(number - hub.ceiling[steps], hub.floor[steps] - number)
    beyond[has_row] = -np.inf
    step, limit = np.nonzero(beyond > BROKEN_KW)
    if not len(step):
        return []
    size = beyond[step, limit] / np.maximum(hub.scale[limit], 1e-9)
    place = np.stack([step, hub.feeder[limit], limit >= hub.n_loadings])
    group = np.unique(place, axis=1, return_inverse=True)[1].ravel()
    worst = np.zeros(len(step))
    np.maximum.at(worst, group, size)
    chosen = size >= NEARLY * worst[group]
    limit = np.unique(limit[chosen])
    step, at = np.nonzero(beyond[:, limit] > -NEAR * hub.scale[limit])
    return list(zip(step.tolist(), limit[at].tolist(), strict=True))

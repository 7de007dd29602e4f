"""Whether power explains the heat of a machine that divides itself between rooms and a tank.

Known of a step are the power, the need that went unmet in all, and by the levels the heat that each store
took, made or unmet. How the unmet need divides is not known, nor is how much of the rooms' heat an
electric heater made:

    made_r = taken_r - u,  made_w = taken_w - (unmet - u),  p = made_w / cop_w + pump + heater
    made_r = cop_r pump + heater,   made_w / cop_w + pump <= power,   heater <= backup

The least power has the machine first, the most the heater. Both are piecewise linear in u: the least is
convex and the most concave, so that their extremes are at the ends of u or where one of them bends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray


@dataclass(frozen=True)
class Share:
    """What one store took. Every array is (T,).

    taken_kwh : heat made or unmet; need_kw : most that can be unmet; cop : heat per electricity
    """

    taken_kwh: FloatArray
    need_kw: FloatArray
    cop: FloatArray


def unexplained(
    rooms: Share,
    water: Share,
    p_kw: FloatArray,
    unmet_kw: FloatArray,
    power_kw: float,
    backup_kw: float,
    step_h: float,
) -> FloatArray:
    """Return heat that cannot have been made or unmet, and power that the heat does not take, (T, 2) [kWh].

    power_kw, backup_kw : most power of the machine and of the heater
    """
    most_kwh, unmet, used = step_h * power_kw, step_h * unmet_kw, step_h * p_kw
    water_kwh = water.taken_kwh - unmet  # the heat of the tank if all that is unmet were the rooms'
    least = np.maximum.reduce([0.0 * unmet, -water_kwh, unmet - step_h * water.need_kw])
    most = np.minimum.reduce(
        [unmet, rooms.taken_kwh, step_h * rooms.need_kw, most_kwh * water.cop - water_kwh]
    )
    slope = 1.0 / water.cop - 1.0 / rooms.cop
    with np.errstate(divide="ignore", invalid="ignore"):
        bend = (most_kwh - water_kwh / water.cop - rooms.taken_kwh / rooms.cop) / slope
    bends = (np.where(np.isfinite(bend), bend, least), rooms.taken_kwh - step_h * backup_kw)
    low, high = np.full_like(used, np.inf), np.full_like(used, -np.inf)
    for place in (least, most, *bends):
        u = np.clip(place, least, np.maximum(least, most))
        by_tank = (water_kwh + u) / water.cop
        made = rooms.taken_kwh - u
        pump = np.minimum(made / rooms.cop, most_kwh - by_tank)
        low = np.minimum(low, by_tank + pump + (made - rooms.cop * pump))
        heater = np.minimum(made, step_h * backup_kw)
        high = np.maximum(high, by_tank + heater + (made - heater) / rooms.cop)
    # Beyond full power of both lie only such u that the machine cannot serve.
    high = np.maximum(low, np.minimum(high, most_kwh + step_h * backup_kw))
    return np.column_stack([np.maximum(least - most, 0.0), used - np.clip(used, low, high)])

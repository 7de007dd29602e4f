"""A static load balancer: chargers share what a connection may draw, equally among cars that want energy.

    charge_c = min(wanted_c, x),    sum_c charge_c = min(limit, sum_c wanted_c)

A car that wants less than its part leaves the rest to the others. Arrays are (T, n) of n chargers.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.compiled import compiled


@compiled
def share_equally(limit: float, wanted: FloatArray, given: FloatArray) -> None:
    """Add to what is given to each, (n,), its part of a limit, none getting more than it wants."""
    n = wanted.size
    is_served = wanted <= 0.0
    left = limit
    while True:
        n_open = n - is_served.sum()
        if n_open == 0 or left <= 0.0:
            return
        part = left / n_open
        is_last = True
        for c in range(n):
            if not is_served[c] and wanted[c] <= part:
                given[c] += wanted[c]
                left -= wanted[c]
                is_served[c] = True
                is_last = False
        if is_last:
            for c in range(n):
                if not is_served[c]:
                    given[c] += part
            return


@compiled
def charge_in_parts(
    plugged: FloatArray,
    leaving: FloatArray,
    used_kwh: FloatArray,
    limit_kw: float,
    charger_kw: float,
    efficiency: float,
    battery_kwh: float,
    step_h: float,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return power and unmet need, (T, n) each, and levels, (T + 1, n), of cars that charge on arrival.

    plugged, leaving : (T, n) 1 while a car is there, and in its last step; used_kwh : (T, n) at arrival
    """
    n_steps, n = plugged.shape
    p_kw, unmet_kw = np.zeros((n_steps, n)), np.zeros((n_steps, n))
    level_kwh = np.empty((n_steps + 1, n))
    level_kwh[0] = battery_kwh
    wanted = np.empty(n)
    gain = step_h * efficiency
    for t in range(n_steps):
        for c in range(n):
            short = battery_kwh - (level_kwh[t, c] - used_kwh[t, c])
            wanted[c] = plugged[t, c] * max(0.0, min(charger_kw, short / gain))
        share_equally(limit_kw, wanted, p_kw[t])
        for c in range(n):
            level = level_kwh[t, c] - used_kwh[t, c] + gain * p_kw[t, c]
            if leaving[t, c] > 0.0:
                unmet_kw[t, c] = max(0.0, battery_kwh - level) / step_h
                level = battery_kwh
            level_kwh[t + 1, c] = level
    return p_kw, unmet_kw, level_kwh


@compiled
def latest_levels(
    plugged: FloatArray,
    leaving: FloatArray,
    used_kwh: FloatArray,
    charged_kw: FloatArray,
    limit_kw: float,
    charger_kw: float,
    efficiency: float,
    battery_kwh: float,
    step_h: float,
) -> FloatArray:
    """Return levels on the latest path that gives every car what it was charged, (T, n) at the steps' ends.

    Backwards in time, every car takes at least what keeps its path at or below that of `charged_kw`; what
    the limit leaves is shared equally. So the path is one that the chargers can take all together: who
    stands on it, or above it, can go on along it. A battery is full when it leaves, whoever filled it.

    charged_kw : (T, n) power within the limit, no more than a battery takes
    """
    n_steps, n = plugged.shape
    gain = step_h * efficiency
    # What is charged in a session until a step's end, and the need that it came with.
    so_far, need = np.zeros((n_steps, n)), np.zeros((n_steps, n))
    for t in range(n_steps):
        for c in range(n):
            begins = t == 0 or leaving[t - 1, c] > 0.0 or plugged[t - 1, c] == 0.0
            so_far[t, c] = (0.0 if begins else so_far[t - 1, c]) + gain * charged_kw[t, c]
            need[t, c] = used_kwh[t, c] if begins else need[t - 1, c]
    floor = np.zeros((n_steps, n))
    # Still to come after a step, on the latest path and on the given one; and all of the session.
    to_come, given, whole = np.zeros(n), np.zeros(n), np.zeros(n)
    least, more = np.zeros(n), np.zeros(n)
    for t in range(n_steps - 1, -1, -1):
        left = limit_kw
        for c in range(n):
            if t == n_steps - 1 or leaving[t, c] > 0.0 or plugged[t + 1, c] == 0.0:
                to_come[c] = given[c] = 0.0
                whole[c] = so_far[t, c]
            if plugged[t, c] > 0.0:
                floor[t, c] = max(0.0, battery_kwh - need[t, c] + whole[c] - to_come[c])
            if leaving[t, c] > 0.0:
                floor[t, c] = battery_kwh
            early = (to_come[c] - given[c]) / gain
            least[c] = max(0.0, charged_kw[t, c] - early)
            most = max(0.0, min(charger_kw, (whole[c] - to_come[c]) / gain))
            more[c] = plugged[t, c] * max(0.0, most - least[c])
            left -= least[c]
        share_equally(left, more, least)
        for c in range(n):
            to_come[c] = min(whole[c], to_come[c] + gain * least[c])
            given[c] += gain * charged_kw[t, c]
    return np.minimum(floor, battery_kwh)


@compiled
def fullest_levels(
    plugged: FloatArray,
    leaving: FloatArray,
    used_kwh: FloatArray,
    least_kwh: FloatArray,
    level_kwh: FloatArray,
    limit_kw: float,
    charger_kw: float,
    efficiency: float,
    battery_kwh: float,
    step_h: float,
) -> FloatArray:
    """Return the levels, (n,), after charging as much as can be, none below the least of a step's end.

    least_kwh : (T, n); level_kwh : (n,) before the first step
    """
    n_steps, n = plugged.shape
    gain = step_h * efficiency
    level = level_kwh.copy()
    power, more = np.zeros(n), np.zeros(n)
    for t in range(n_steps):
        left = limit_kw
        for c in range(n):
            level[c] -= used_kwh[t, c]
            most = plugged[t, c] * max(0.0, min(charger_kw, (battery_kwh - level[c]) / gain))
            # The floor of the last step is a full battery, which need not be the charger's work.
            due = 0.0 if leaving[t, c] > 0.0 else (least_kwh[t, c] - level[c]) / gain
            power[c] = min(most, max(0.0, due))
            more[c] = most - power[c]
            left -= power[c]
        share_equally(left, more, power)
        for c in range(n):
            level[c] = battery_kwh if leaving[t, c] > 0.0 else level[c] + gain * power[c]
    return level

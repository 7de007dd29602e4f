"""A thermostat with hysteresis on a store: one heater fills it, a second helps when it would run empty.

level_(t+1) = level_t (1 - loss h) + h (made_t + second_t + unmet_t - need_t),    0 <= level <= store
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.compiled import compiled

ON_BELOW = 0.3
"""Share of the store below which the thermostat switches on."""
OFF_ABOVE = 0.9
"""Share of the store above which it switches off."""


@compiled
def thermostat(
    need_kw: FloatArray,
    power_kw: FloatArray,
    made_per_kw: FloatArray,
    second_kw: float,
    second_leads: FloatArray,
    store_kwh: float,
    loss: float,
    start_kwh: float,
    step_h: float,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return power of the first heater, heat of the second, unmet need, (T,) each, and level, (T + 1,).

    power_kw, made_per_kw : (T,) of the first: largest power, and heat for a kW of it
    second_kw : largest heat of the second; 0 where there is none
    second_leads : (T,) above 0 where the second follows the thermostat and the first helps
    loss : share of the stored heat lost in an hour
    """
    n_steps = need_kw.size
    p_kw, second, unmet = np.empty(n_steps), np.empty(n_steps), np.empty(n_steps)
    level_kwh = np.empty(n_steps + 1)
    level = start_kwh
    level_kwh[0] = level
    on = False
    for t in range(n_steps):
        if level < ON_BELOW * store_kwh:
            on = True
        elif level > OFF_ABOVE * store_kwh:
            on = False
        rest = level * (1.0 - loss * step_h) - step_h * need_kw[t]
        if rest < 0.0:
            on = True
        # The last step modulates, so that the store does not overflow.
        room = max(0.0, (store_kwh - rest) / step_h) if on else 0.0
        most = made_per_kw[t] * power_kw[t]
        if second_leads[t] > 0.0:
            by_second = min(second_kw, room)
            made = min(most, max(0.0, -rest / step_h - by_second))
        else:
            made = min(most, room)
            by_second = min(second_kw, max(0.0, -rest / step_h - made))
        level = rest + step_h * (made + by_second)
        unmet[t] = max(0.0, -level) / step_h
        level = max(0.0, level)
        p_kw[t] = made / made_per_kw[t]
        second[t] = by_second
        level_kwh[t + 1] = level
    return p_kw, second, unmet, level_kwh

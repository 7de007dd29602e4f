"""Heat per electricity of a heat pump, from its source and the water that it makes.

    COP = 0.85 (a T_source + b T_flow + c)

Fitted to certified machines by hplib 1.9 (CC BY 4.0): its generic regulated machines, from outdoor air
and from brine to water.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from hubsim.arrays import FloatArray

Source: TypeAlias = Literal["air", "ground"]

_FIT = {
    "air": (46.374629 - 46.220579, -0.087567, 7.045435),
    "ground": (0.098565, -0.098565, 8.122413),
}
"""a, b, c. For air hplib has two terms of the same temperature, which are one here; for brine the term of
the outdoor air, 1e-4 a degree, is left out."""

_FIELD = 0.85
"""What machines reach in homes over what they reach on the test stand (Ruhnau, Hirth and Praktiknjo 2019,
doi 10.1038/s41597-019-0199-y)."""

_LEAST, _MOST = 1.0, 8.0

BRINE_DEGC = 7.0
"""What a ground loop gives in the heating season; assumed."""

TAP_FLOW_DEGC = 55.0
"""Water that heats a tank of hot water."""

_ROOM_DEGC, _DESIGN_DEGC, _EMITTER = 20.0, -10.0, 1.3
"""Heating curve: no heat at 20 degC outside; exponent of radiators (EN 442)."""


def cop(source: Source, outside_degc: FloatArray, flow_degc: FloatArray | float) -> FloatArray:
    """Return the coefficient of performance, (T,)."""
    a, b, c = _FIT[source]
    warm = outside_degc if source == "air" else BRINE_DEGC
    made: FloatArray = (
        np.clip(_FIELD * (a * warm + b * flow_degc + c), _LEAST, _MOST) + 0.0 * outside_degc
    )
    return made


def flow_degc(outside_degc: FloatArray, design_degc: float) -> FloatArray:
    """Return the temperature of the water in the radiators, (T,).

    design_degc : at -10 degC outside
    """
    cold = np.clip((_ROOM_DEGC - outside_degc) / (_ROOM_DEGC - _DESIGN_DEGC), 0.0, 1.2)
    flow: FloatArray = _ROOM_DEGC + (design_degc - _ROOM_DEGC) * cold ** (1.0 / _EMITTER)
    return np.maximum(flow, 25.0)

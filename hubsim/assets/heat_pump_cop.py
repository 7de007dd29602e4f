"""Heat per electricity of a heat pump, from its source and the water that it makes.

    COP = 0.85 (a + b dT + c dT^2),    dT = T_flow - T_source, at least 15 K

Fitted to makers' figures by Ruhnau, Hirth and Praktiknjo (2019, doi 10.1038/s41597-019-0199-y), with their
0.85 for what machines reach in homes.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from hubsim.arrays import FloatArray

Source: TypeAlias = Literal["air", "ground"]

_FIT = {"air": (6.08, -0.09, 0.0005), "ground": (10.29, -0.21, 0.0012)}
"""a, b, c [1, 1/K, 1/K2]."""

_FIELD = 0.85
_LEAST_K, _MOST_K = 15.0, 75.0
"""Differences of temperature that the fit holds for; beyond them it stays as it is at its ends."""

BRINE_DEGC = 5.5
"""What a ground loop gives: the mean of the year, 10.5 degC, less 5 K, as in the same paper."""

TAP_FLOW_DEGC = 55.0
"""Water that heats a tank of hot water."""

_ROOM_DEGC, _DESIGN_DEGC, _EMITTER = 20.0, -10.0, 1.3
"""Heating curve: no heat at 20 degC outside; exponent of radiators (EN 442)."""


def cop(source: Source, outside_degc: FloatArray, flow_degc: FloatArray | float) -> FloatArray:
    """Return the coefficient of performance, (T,)."""
    a, b, c = _FIT[source]
    warm = outside_degc if source == "air" else np.full_like(outside_degc, BRINE_DEGC)
    lift = np.clip(flow_degc - warm, _LEAST_K, _MOST_K)
    made: FloatArray = _FIELD * (a + b * lift + c * lift**2)
    return made


def flow_degc(outside_degc: FloatArray, design_degc: float) -> FloatArray:
    """Return the temperature of the water in the radiators, (T,).

    design_degc : at -10 degC outside
    """
    cold = np.clip((_ROOM_DEGC - outside_degc) / (_ROOM_DEGC - _DESIGN_DEGC), 0.0, 1.2)
    flow: FloatArray = _ROOM_DEGC + (design_degc - _ROOM_DEGC) * cold ** (1.0 / _EMITTER)
    return np.maximum(flow, 25.0)

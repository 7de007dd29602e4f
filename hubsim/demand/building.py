"""Heat that a dwelling needs to be warm in a weather: two resistances, two masses, a thermostat.

    C_i dT_i/dt = H_im (T_m - T_i) + H_v (T_o - T_i) + heat + gains / 2
    C_m dT_m/dt = H_im (T_i - T_m) + H_e (T_o - T_m) + gains / 2 + sun

T_i is the air with what warms as fast, T_m the walls and floors, T_o outside. The thermostat asks for the
heat that brings T_i to its setting at the end of the step, as far as the installation can give it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.demand.building_kernel import heated
from hubsim.demand.dwelling import Dwelling, Insulation, dwellings

DESIGN_DEGC = -10.0
"""Outside temperature that heating is designed for (NEN 5060:2018, Amsterdam)."""

_VENTILATION = 0.35
"""Share of the losses that is air; assumed."""

_AIR_J_K_M2, _MASS_J_K_M2 = 25e3, 165e3
"""Heat capacity over the floor of the air with furniture (assumed), and of walls and floors (EN ISO 13790,
table 12, medium)."""

_COUPLING_W_K_M2 = 4.5 * 2.5
"""Between air and mass, over the floor: 4.5 W/m2K (EN ISO 13790, 7.2.2.2), a mass area of 2.5 (medium)."""

_GAINS_W_M2 = 3.0
"""Mean of people, lamps and appliances; assumed."""

_SPARE = 1.2
"""Heat that the installation can give over what the design temperature needs; assumed."""


@dataclass(frozen=True)
class Building:
    """A dwelling as the thermostat sees it.

    loss_w_k : through walls, windows, roof and floor to outside; air_w_k : by air
    coupling_w_k : between air and mass; air_j_k, mass_j_k : what they store
    aperture_m2 : window that lets all radiation on the level in, and gives the same in the year
    gains_w : of people, lamps and appliances, mean
    most_w : heat that the installation can give
    """

    loss_w_k: float
    air_w_k: float
    coupling_w_k: float
    air_j_k: float
    mass_j_k: float
    aperture_m2: float
    gains_w: float
    most_w: float


@dataclass(frozen=True)
class Habits:
    """How warm people have it: `set_degc` from `up_h` to `down_h` of the local clock, else `night_degc`."""

    set_degc: float
    night_degc: float
    up_h: float
    down_h: float


def building(dwelling: Dwelling, insulation: Insulation) -> Building:
    """Return a dwelling of a kind and quality."""
    row = dwellings()[dwelling]
    floor, loss = row["floor_m2"], row[f"{insulation}_w_k"]
    return Building(
        loss_w_k=(1.0 - _VENTILATION) * loss,
        air_w_k=_VENTILATION * loss,
        coupling_w_k=_COUPLING_W_K_M2 * floor,
        air_j_k=_AIR_J_K_M2 * floor,
        mass_j_k=_MASS_J_K_M2 * floor,
        aperture_m2=row["aperture_m2"],
        gains_w=_GAINS_W_M2 * floor,
        most_w=_SPARE * loss * (20.0 - DESIGN_DEGC),
    )


def draw_habits(random: np.random.Generator, insulation: Insulation) -> Habits:
    """Return how a household heats; assumed.

    Badly insulated homes are kept cooler, and cool down at night; well insulated ones stay as they are.
    """
    warm = {"poor": 19.0, "moderate": 19.7, "good": 20.3, "new": 20.8}[insulation]
    fall = {"poor": 3.0, "moderate": 2.5, "good": 1.0, "new": 0.0}[insulation]
    setting = float(np.clip(random.normal(warm, 0.7), 17.0, 23.0))
    return Habits(
        set_degc=setting,
        night_degc=setting - fall * float(random.uniform(0.6, 1.4)),
        up_h=float(np.clip(random.normal(6.7, 0.8), 4.0, 10.0)),
        down_h=float(np.clip(random.normal(22.3, 0.8), 19.0, 24.0)),
    )


def space_heat_kw(
    home: Building,
    habits: Habits,
    outside_degc: FloatArray,
    sun_w_m2: FloatArray,
    hour: FloatArray,
    step_s: float,
) -> FloatArray:
    """Return the heat at every step, (T,) [kW].

    outside_degc, sun_w_m2 : (T,) air outside, radiation on the level
    hour : (T,) of the local day, at the begin of the step
    """
    is_day = (hour >= habits.up_h) & (hour < habits.down_h)
    setting = np.where(is_day, habits.set_degc, habits.night_degc)
    heat_w = np.empty(len(outside_degc))
    heated(
        setting,
        np.ascontiguousarray(outside_degc),
        home.aperture_m2 * sun_w_m2,
        home.gains_w,
        home.loss_w_k,
        home.air_w_k,
        home.coupling_w_k,
        home.air_j_k,
        home.mass_j_k,
        home.most_w,
        step_s,
        heat_w,
    )
    kw: FloatArray = heat_w / 1e3
    return kw

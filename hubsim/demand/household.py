"""Demand of a household, from its energy in a year, its people and its dwelling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.demand.appliance_table import PART_FROM_H, USES, appliances
from hubsim.demand.calendar import SLOT_MIN, SLOTS, LocalYear
from hubsim.demand.dwelling import Dwelling
from hubsim.demand.household_kernel import (
    AT_HOME,
    PART_TIME,
    PUPIL,
    WORKER,
    awake_year,
    lit_year,
    started_year,
    steady_year,
)

_SIZE = {"flat": 0.8, "terraced": 1.0, "semi-detached": 1.1, "detached": 1.3}
"""Lamps and stand-by of a dwelling over those of a terraced one; assumed."""

_HOUSEHOLDS = (0.40, 0.32, 0.12, 0.12, 0.04)
"""Shares of households of one to five people; rounded, assumed."""

_TYPICAL_KWH = (1900.0, 2800.0, 3400.0, 3900.0, 4400.0)
"""Usual demand of households of one to five people in a year; rounded, assumed."""

_TWO_ADULTS = 0.85
"""Share of households of several people with two adults; assumed."""

_RATES = 0.3, 4.0
"""Fewest and most uses of appliances over the usual."""

_STARTED = 0.98, 0.065
"""How much of what people would start is started, and how much less at each rate; see `_likely_rate`."""

_PASSES = 3
_NEAR = 0.02
"""Uses are as often as they should be once the energy is met so nearly."""


@dataclass(frozen=True)
class Household:
    """A household as it was drawn; arrays as in `household_kernel`."""

    seed: int
    persons: np.ndarray
    dinner_min: float
    use: np.ndarray
    is_large: np.ndarray
    is_power: np.ndarray
    uses: FloatArray
    watt_factor: FloatArray
    when: FloatArray
    phases: FloatArray
    phase_from: np.ndarray


def draw_household(
    random: np.random.Generator,
    annual_kwh: float,
    people: int | None = None,
    dwelling: Dwelling = "terraced",
) -> Household:
    """Return a household: who lives there, and what appliances they have.

    people : drawn by what is usual for the energy where not given
    """
    people = people or _people(random, annual_kwh)
    adults = 1 if people == 1 or random.random() > _TWO_ADULTS else 2
    persons = [_adult(random) for _ in range(adults)] + [PUPIL] * (people - adults)
    owned = [one for one in appliances() if random.random() < one.owned]
    slots = np.arange(SLOTS) * SLOT_MIN / 60.0
    part = np.searchsorted(PART_FROM_H, slots, side="right") - 1
    size = _SIZE[dwelling]
    uses, factors = [], []
    for one in owned:
        more = 1.0 + one.per_person * (people - 2)
        by_size = size if one.use in {"constant", "light"} else 1.0
        uses.append(one.uses * more * by_size)
        factors.append(np.exp(random.normal(-0.5 * one.spread**2, one.spread)))
    counts = [len(one.phases) for one in owned]
    return Household(
        seed=int(random.integers(2**62)),
        persons=np.array(persons, dtype=np.int64),
        dinner_min=float(random.normal(1070.0, 28.0)),
        use=np.array([USES.index(one.use) for one in owned], dtype=np.int64),
        is_large=np.array([one.is_large for one in owned]),
        is_power=np.array([one.use in {"constant", "light"} for one in owned]),
        uses=np.array(uses),
        watt_factor=np.array(factors),
        when=np.array([np.array(one.when)[part] for one in owned]),
        phases=np.array([phase for one in owned for phase in one.phases]),
        phase_from=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    )


def household_kw(
    household: Household, annual_kwh: float, year: LocalYear, step_s: int
) -> FloatArray:
    """Return the demand of a calendar year on the local wall clock, (D * 86400 / step_s,) [kW].

    Its energy over the year is exact: people use their appliances more or less often until it is met to
    some percent, and the rest is a factor on the power.
    step_s : 60 or 900
    """
    n_steps = year.n_days * 86400 // step_s
    seed, step = household.seed + 8 * year.number, float(step_s)
    random = np.random.default_rng([household.seed, year.number])
    awake = np.zeros((year.n_days, SLOTS), dtype=np.int64)
    awake_year(seed, household.persons, year.is_free, _away(random, year), awake)
    h = household
    steady = np.zeros(n_steps)
    watt = h.watt_factor * np.where(h.is_power, h.uses, 1.0)
    steady_year(seed + 1, step, year.is_heating, h.use, watt, h.phases, h.phase_from, steady)
    for lamp in np.flatnonzero(h.use == USES.index("light")):
        lit_year(seed + 2, step, watt[lamp], awake, year.dark, year.eager, steady)
    target_wh = annual_kwh * 1e3
    started = steady
    rate = _likely_rate((target_wh - steady.sum()) / _expected_wh(h, year))
    for _ in range(_PASSES):
        started = np.zeros(n_steps)
        started_year(
            seed + 3, step, rate, awake, year.eager, h.dinner_min, h.use, h.is_large, h.uses,
            h.watt_factor, h.when, h.phases, h.phase_from, started,
        )  # fmt: skip
        wanted = (target_wh - steady.sum()) / max(started.sum(), 1.0)
        if abs(wanted - 1.0) < _NEAR:
            break
        rate = float(np.clip(rate * wanted, *_RATES))
    energy = steady + started
    kw: FloatArray = energy * (target_wh / energy.sum()) / 1e3 * (3600.0 / step_s)
    return kw


def _expected_wh(household: Household, year: LocalYear) -> float:
    """Return what people would start in a year if every start fitted their day [Wh]."""
    per_use = np.add.reduceat(household.phases.prod(axis=1), household.phase_from[:-1]) / 60.0
    is_started = np.isin(household.use, [USES.index("event"), USES.index("dinner")])
    daily = (per_use * household.watt_factor * household.uses)[is_started].sum()
    return float(max(daily * year.n_days, 1.0))


def _likely_rate(wanted: float) -> float:
    """Return the rate of use that starts so much over what is expected at a rate of 1.

    Not every start finds its machine idle: measured on the generator, a rate r starts r (0.98 - 0.065 r).
    """
    most, less = _STARTED
    root = np.sqrt(max(most**2 - 4.0 * less * max(wanted, 0.0), 0.0))
    return float(np.clip((most - root) / (2.0 * less), *_RATES))


def _people(random: np.random.Generator, annual_kwh: float) -> int:
    """Return a number of people, drawn by how usual the energy is for so many."""
    away = np.log(annual_kwh / np.array(_TYPICAL_KWH)) if annual_kwh > 0.0 else np.zeros(5)
    far = 0.5 * (away / 0.35) ** 2
    # Over the nearest, so that an energy far from all of them leaves one.
    likely = np.array(_HOUSEHOLDS) * np.exp(far.min() - far)
    return int(random.choice(5, p=likely / likely.sum())) + 1


def _adult(random: np.random.Generator) -> int:
    """Return a kind of adult; shares assumed."""
    return int(random.choice([WORKER, PART_TIME, AT_HOME], p=[0.42, 0.28, 0.30]))


def _away(random: np.random.Generator, year: LocalYear) -> np.ndarray:
    """Return the days on which nobody is at home: a summer holiday and shorter ones; assumed."""
    away = np.zeros(year.n_days, dtype=np.bool_)
    if random.random() < 0.7:
        start = int(random.integers(180, 230))
        away[start : start + int(random.integers(8, 18))] = True
    for _ in range(2):
        if random.random() < 0.45:
            start = int(random.integers(0, year.n_days - 8))
            away[start : start + int(random.integers(3, 8))] = True
    return away

"""Heat of homes beside the gas that a Dutch town uses, heat pumps beside what they draw, hot water."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from common import setting, verdict, weather, year

from hubsim.assets.heat_pump import HeatPump
from hubsim.demand.dwelling import DWELLINGS, dwellings
from hubsim.demand.hot_water import PERSON_KWH

N_HOMES = 40
GAS_M3 = {
    "flat": (740.0, 860.0),
    "terraced": (1130.0, 1230.0),
    "semi-detached": (1380.0, 1620.0),
    "detached": (1800.0, 2180.0),
}
"""Two towns: Wormerveer 2020 and Heesch or Liempde 2018, the lower and the higher of them."""
KWH_PER_M3, EFFICIENCY, COOKING_M3 = 9.769, 0.9, 37.0
"""Upper heating value, of a condensing boiler (assumed), and gas for cooking (assumed)."""
HOUSEHOLD_KWH_A_DAY = 8.0
"""Lamps and appliances on a winter day; assumed."""


def lines() -> Iterator[str]:
    """Yield the section."""
    yield f"""
## Heat and hot water

Homes of moderate insulation in the Dutch year, the mean of {N_HOMES}, with hot water of {PERSON_KWH:.0f} kWh a person, as gas: {KWH_PER_M3} kWh a m3, a
boiler of {EFFICIENCY:.0%} and {COOKING_M3:.0f} m3 for cooking (both assumed). Published: the mean use of gas by type of home of two ordinary towns,
[Wormerveer 2020](https://www.cbs.nl/nl-nl/cijfers/detail/85126NED?q=inkomen+wormerveer) and Heesch or Liempde 2018
([1](https://www.cbs.nl/nl-nl/cijfers/detail/84585NED?q=inkomen+heesch), [2](https://www.cbs.nl/nl-nl/cijfers/detail/84585NED?q=inkomen+liempde); CBS); the
losses of dwellings were chosen by these figures. Within 10 % of their range counts as met.

| dwelling | rooms [kWh] | hot water [kWh] | gas [m3] | published [m3] | |
|---|---|---|---|---|---|"""
    for dwelling in DWELLINGS:
        water = dwellings()[dwelling]["people"] * PERSON_KWH
        rooms = np.mean([_needs(dwelling, n).sum() * 0.25 for n in range(N_HOMES)])
        gas = (rooms + water) / EFFICIENCY / KWH_PER_M3 + COOKING_M3
        low, high = GAS_M3[dwelling]
        yield (
            f"| {dwelling} | {rooms:,.0f} | {water:,.0f} | {gas:,.0f} | {low:,.0f} to {high:,.0f} |"
            f" {verdict(gas, 0.9 * low, 1.1 * high)} |"
        )
    yield from _pumps()


def _pumps() -> Iterator[str]:
    yield """
## Heat pumps

Rooms and hot water, 45 degC of flow at -10 degC; the day is on a line through the days of 2 degC and less, with 8 kWh of lamps and appliances
(assumed); the peak is the highest quarter-hour of 40 pumps together in the cold wave, a pump, sized at 3 kW from air and 2 kW from the
ground. Published: 2,000 to 3,000 kWh a year, from air up to 5,000
([Polderwarmte](https://polderwarmte.nl/gezocht-m2-en-ruimte-op-het-elektriciteitsnet/)); 30 to 70 kWh a day for an all-electric home at -4 degC, of
6,000 homes ([RVO, by Warmte365](https://www.warmte365.nl/nieuws/hoeveel-impact-hebben-warmtepompen-nu-echt-op-het-elektriciteitsnet-66A5B4B1.html));
peaks of 1 to 2 kW from the ground
([Bodemenergie](https://kennisplatform.bodemenergie.nl/hoe-een-all-electric-woonwijk-bouwen-en-toch-netcongestie-voorkomen/)).

| home | source | a year [kWh] | published | | day at -4 degC [kWh] | published | | peak [kW] | published | |
|---|---|---|---|---|---|---|---|---|---|---|"""
    cases = (
        ("terraced", "moderate", "air", 2000.0, 5000.0),
        ("terraced", "good", "air", 2000.0, 5000.0),
        ("semi-detached", "moderate", "air", 2000.0, 5000.0),
        ("detached", "good", "air", 2000.0, 5000.0),
        ("terraced", "good", "ground", 2000.0, 3000.0),
        ("semi-detached", "good", "ground", 2000.0, 3000.0),
        ("terraced", "new", "ground", 2000.0, 3000.0),
    )
    for dwelling, insulation, source, low, high in cases:
        used, peak, day = [], np.zeros(year().n_steps), []
        for number in range(N_HOMES):
            pump = _pump(dwelling, insulation, source)
            name = f"{dwelling} {number}"
            made = pump.inputs(setting(name))
            used.append((made["heat_kw"] / made["cop"]).sum() * 0.25)
            in_cold = pump.inputs(setting(name, cold=True))
            did = pump.alone(in_cold, np.zeros(year().n_steps), 0.25).p_kw
            peak += did
            day.append(_at_minus_four(did) + HOUSEHOLD_KWH_A_DAY)
        a_year, a_day, kw = np.mean(used), np.mean(day), peak.max() / N_HOMES
        kw_said = ("1 to 2", verdict(kw, 1.0, 2.0)) if source == "ground" else ("-", "")
        yield (
            f"| {dwelling}, {insulation} | {source} | {a_year:,.0f} | {low:,.0f} to {high:,.0f} |"
            f" {verdict(a_year, low, high)} | {a_day:.0f} | 30 to 70 | {verdict(a_day, 30, 70)} |"
            f" {kw:.1f} | {kw_said[0]} | {kw_said[1]} |"
        )


def _needs(dwelling: str, number: int) -> np.ndarray:
    pump = HeatPump.model_validate({"kind": "heat-pump", "dwelling": dwelling, "power": "5 kW"})
    return pump.inputs(setting(f"{dwelling} {number}"))["heat_kw"]


def _pump(dwelling: str, insulation: str, source: str) -> HeatPump:
    water = dwellings()[dwelling]["people"] * PERSON_KWH
    return HeatPump.model_validate(
        {
            "kind": "heat-pump",
            "dwelling": dwelling,
            "insulation": insulation,
            "source": source,
            "hot_water": f"{water:.0f} kWh",
            "power": "3 kW" if source == "air" else "2 kW",
            "buffer": "10 kWh",
        }
    )


def _at_minus_four(p_kw: np.ndarray) -> float:
    """Return the energy of a day of a mean of -4 degC, on a straight line through the cold days [kWh]."""
    day = year().local_day
    mean_degc = np.bincount(day, weather(cold=True).temperature_degc) / np.bincount(day)
    cold = np.flatnonzero(mean_degc <= 2.0)
    energy = np.bincount(day, p_kw) * 0.25
    slope, level = np.polyfit(mean_degc[cold], energy[cold], 1)
    return float(level - 4.0 * slope)

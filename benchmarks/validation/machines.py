"""Wind turbines, engines, cold stores and electrolysers beside published figures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from common import setting, verdict, year

from hubsim.assets.chp import Chp
from hubsim.assets.cold_store import ColdStore
from hubsim.assets.electrolyser import KWH_PER_KG, Electrolyser
from hubsim.assets.wind import Wind
from hubsim.weather.turbine import curve_share
from hubsim.weather.turbine_library import turbine_types

STEP_H = 0.25
UPPER_OVER_LOWER = 9.769 * 3.6 / 31.65
"""Of Dutch natural gas: 9.769 kWh and 31.65 MJ a m3 (CBS, Duurzame energie in Nederland 2006)."""

FREEZER_M = (40.0, 25.0, 10.0)
U_W_M2K, OVER_WALLS, OF_THE_METER = 0.2, 2.0, 0.65
"""Insulation of a freezer; its heat over that of its walls; share of the machine in what the meter counts. The
first two are assumed, the third is published."""


def lines() -> Iterator[str]:
    """Yield the sections."""
    yield from _turbines()
    yield from _engines()
    yield from _cold()
    yield from _electrolysers()


def _turbines() -> Iterator[str]:
    yield """
## Wind turbines

Energy of a year of turbines of the [library](weather.md#wind-turbines) at a mean of 5 m/s at the hub, Rayleigh distributed, without
losses; their curves were not chosen by these figures. Published: 29,800 kWh, certificate SWCC-16-05
([ICC-ES](https://icc-es.org/news/bergey-excel-15-wind-turbine-granted-icc-swcc-certification/)), within 2 % counts as met; at most some
30,000 kWh for EAZ's, with a rotor of 12 m ([Bouw en Installatie Hub](https://www.bouweninstallatiehub.nl/nieuws/kleine-windmolen-moet-landschapsvervuiling-tegen-gaan)),
beside a like one scaled by the area of the rotor, within 10 %. In the Dutch year that one stands at 15 m on open land and loses 10 %; EAZ's
give 20,000 to 35,000 kWh, 25,000 on average ([Nieuwe Oogst](https://nieuweoogst.nl/nieuws/2019/11/02/kleine-windmolen-gaat-op-in-twents-landschap)).

| turbine | hubsim [kWh] | published [kWh] | |
|---|---|---|---|"""
    area = (12.0 / turbine_types()["cf15"].rotor_m) ** 2
    made = _rayleigh_kwh("bergey-excel-15"), area * _rayleigh_kwh("cf15"), area * _dutch_kwh("cf15")
    rows = (
        ("`bergey-excel-15`", "29,800", 0.98 * 29_800.0, 1.02 * 29_800.0),
        ("`cf15`, with 12 m", "30,000", 0.9 * 30_000.0, 1.1 * 30_000.0),
        ("the same in the Dutch year", "20,000 to 35,000", 20_000.0, 35_000.0),
    )
    for value, (name, said, low, high) in zip(made, rows, strict=True):
        yield f"| {name} | {value:,.0f} | {said} | {verdict(value, low, high)} |"


def _rayleigh_kwh(name: str, mean_m_s: float = 5.0) -> float:
    turbine = turbine_types()[name]
    wind = np.arange(0.005, 40.0, 0.01)
    density = 0.5 * np.pi * wind / mean_m_s**2 * np.exp(-0.25 * np.pi * (wind / mean_m_s) ** 2)
    share = float(curve_share(wind, turbine.curve()) @ density) * 0.01
    return 8760.0 * turbine.rating_kw * share


def _dutch_kwh(name: str) -> float:
    turbine = Wind.model_validate({"kind": "wind", "turbine": name, "hub": "15 m"})
    return float(turbine.available_kw(setting(name)).sum()) * STEP_H


def _engines() -> Iterator[str]:
    yield f"""
## Combined heat and power

Efficiencies of the default engine on the upper heating value. Published on the lower, as makers do (assumed), and put on the upper by
{UPPER_OVER_LOWER:.3f}: 30 % of electricity and 60 % of heat for engines in housing ([Thomas](https://studylibde.com/doc/8706059/effiziente-energieerzeugung-durch-blockheizkraftwerke-in-der)),
41.1 % and 48.1 % for one of 637 kW in a hospital ([Engie](https://www.engie.be/nl/business/blog/energy-efficiency/wkk-bij-olv-ziekenhuis-aalst/)); 79 to 92 % for both
of one of 5.5 kW, the highest by condensing its exhaust ([Power Engineering](https://www.powerengineeringint.com/coal-fired/emissions-control-coal-fired/mini-chp-units-for-uk-health-centre/)). The
defaults were not chosen by these figures, and are somewhat high.

| what | hubsim [%] | published [%] | |
|---|---|---|---|"""
    engine = Chp.model_validate({"kind": "chp", "power": "20 kW"})
    rows = (
        ("electricity", engine.electric, 0.30, 0.411),
        ("heat", engine.thermal, 0.481, 0.60),
        ("both", engine.electric + engine.thermal, 0.79, 0.92),
    )
    for what, value, *lower in rows:
        low, high = (100.0 * one / UPPER_OVER_LOWER for one in lower)
        met = verdict(100.0 * value, low, high)
        yield f"| {what} | {100.0 * value:.1f} | {low:.1f} to {high:.1f} | {met} |"
    yield """
A care home of 350 MWh for rooms and 60 MWh for water in the Dutch year, led by heat, with a buffer of 120 kWh and a boiler. An engine
should run 5,000 hours a year or more to pay ([Hermos](https://hermos.com/kontakt-service/glossar/bhkw-blockheizkraftwerk)): a rule, met by
the small ones. Target: **open**. No measured hours of small Dutch engines were found.

| engine [kW] | hours of full load | share of the heat [%] |
|---|---|---|"""
    for power in (10, 20, 40, 60, 80):
        hours, share = _led_by_heat(power)
        yield f"| {power} | {hours:,.0f} | {100.0 * share:.0f} |"


def _led_by_heat(power_kw: float) -> tuple[float, float]:
    """Return hours of full load, and the share of the heat that the engine makes."""
    engine = Chp.model_validate(
        {
            "kind": "chp",
            "power": f"{power_kw} kW",
            "boiler": "250 kW",
            "heat": "350 MWh",
            "insulation": "poor",
            "hot_water": "60 MWh",
            "buffer": "120 kWh",
        }
    )
    inputs = engine.inputs(setting("care"))
    made = -engine.alone(inputs, np.zeros(year().n_steps), STEP_H).p_kw.sum() * STEP_H
    heat = made * engine.thermal / engine.electric
    return made / power_kw, heat / (inputs["heat_kw"].sum() * STEP_H)


def _cold() -> Iterator[str]:
    long, wide, high = FREEZER_M
    walls_m2 = 2.0 * (long * wide + long * high + wide * high)
    gain_kw = OVER_WALLS * U_W_M2K * walls_m2 * 45.0 / 1e3
    store = ColdStore.model_validate(
        {
            "kind": "cold-store",
            "power": f"{gain_kw} kW",
            "gain": f"{gain_kw} kW",
            "band": f"{4.0 * gain_kw} kWh",
        }
    )
    did = store.alone(store.inputs(setting("freezer")), np.zeros(year().n_steps), STEP_H)
    machine = did.p_kw.sum() * STEP_H / (long * wide * high)
    metered = machine / OF_THE_METER
    yield f"""
## Cold stores

A freezer of {long * wide * high:,.0f} m3 at -20 degC with the default COP of {store.cop} in the Dutch year: walls of {U_W_M2K} W/(m2 K), and as much heat again by doors, goods
and fans, both assumed, so that only the order of the energy is tested. Published: 30 to 50 kWh a m3 and year of the whole store, of which
60 to 70 % for refrigeration (IIR 2002, by [ICE-E](https://www.scribd.com/document/496357493/ice-e-ice-e-survey-report-en)), often twice as much;
50 on average ([INRAE](https://hal.inrae.fr/hal-02606243)); 10 for refrigeration of a modern store of 100,000 m3
([Star](https://www.star-ref.co.uk/news/new-energy-performance-best-practice-guidelines-for-cold-and-chill-refrigeration-facilities-released/)), whose walls are fewer.

| what | hubsim | published | |
|---|---|---|---|
| refrigeration [kWh/m3] | {machine:.1f} | 18 to 35 | {verdict(machine, 18.0, 35.0)} |
| whole store, refrigeration as 65 % [kWh/m3] | {metered:.1f} | 30 to 50 | {verdict(metered, 30.0, 50.0)} |

A COP of 3 for cooling, named by the field, is that of stores in the United Kingdom ([GrowSave](https://growsave.co.uk/ensure-cold-store-equipment-efficiency)). Targets: **open**
for the COP of freezers and for how much of their use can be shifted: no published figure with its boundaries was found."""


def _electrolysers() -> Iterator[str]:
    yield """
## Electrolysers

Electricity for a kilogram at the level of the system. Published for membrane systems at rated power: 58 kWh/kg in 2017, targets of 55 for 2020 and 52
for 2024 ([Clean Hydrogen Partnership](https://www.clean-hydrogen.europa.eu/hydrogen-production-renewable-electricity-energy-storage-and-grid-balancing-using-pem-electrolysers_en));
50 to 83 in 2022 ([IRENA](https://pmc.ncbi.nlm.nih.gov/articles/PMC9332215/table/tab4)). The default at full load was chosen from another source
([demand](demand.md#hydrogen)); what it gains at part load is assumed, and no published figure of a whole system was found: **open**. The share
of the power that is heat, 14 %, was chosen from its source.

| load [%] | hubsim [kWh/kg] | published [kWh/kg] | |
|---|---|---|---|"""
    machine = Electrolyser.model_validate(
        {"kind": "electrolyser", "power": "80 kW", "daily": "18 kg", "store": "25 kg"}
    )
    for load in (1.0, 0.5, 0.25, 0.1):
        used = KWH_PER_KG * load / float(np.interp(load, *machine.made_by_load()))
        said, met = ("52 to 58", verdict(used, 52.0, 58.0)) if load == 1.0 else ("-", "open")
        yield f"| {100.0 * load:.0f} | {used:.1f} | {said} | {met} |"

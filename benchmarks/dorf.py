"""The hub of the optimiser's benchmarks: 55 homes on Kerber's village network, strong or weak, or more.

Of 55 homes 38 have panels, 17 a battery, 22 a car (five give back), 16 a heat pump with a buffer; a
neighbourhood battery of 200 kWh stands at the station, of 160 kVA. Buying costs 3 ct/kWh more than selling
brings. Weak: cables of 2.2 times the impedance and 0.6 times the rating, voltage within 4 %. Profiles and
prices are those that hubsim ships: synthetic.
"""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent

_SCENARIO = """\
hubsim: 1
name: dorf
seed: 55
time: {{start: 2016-01-01, days: {days}, step: 15 min, timezone: Europe/Amsterdam}}
network: {{kind: pandapower, file: {network}}}
limits: {{loading: 100 %, voltage_min: {lowest} pu, voltage_max: {highest} pu}}
profiles: {{simbench: {{file: {profiles}/simbench-2016.parquet}}}}
prices: {{day_ahead: {{file: {profiles}/day-ahead-2016-synthetic.parquet, column: price_eur_kwh}}}}
tariffs:
  hub:
    buy: {{kind: dynamic, markup: 0.03 EUR/kWh}}
    sell: {{kind: dynamic, markup: 0 EUR/kWh}}
control: {{coordinate: [battery, ev, heat-pump, pv], window: 24 h, lookahead: {lookahead} h}}
templates:
  home:
    tariff: hub
    load: {{profile: simbench/H0-A, annual: 3000 kWh, power_factor: 0.97, weeks: 4}}
    devices:
      pv: {{kind: pv, rating: 5 kWp, profile: simbench/PV4}}
      battery: {{kind: battery, energy: 10 kWh, power: 5 kW}}
      car:
        {{kind: ev, charger: 11 kW, battery: 60 kWh, arrival: "17:45", departure: "07:30",
          energy: 9 kWh, spread: 1.5 h}}
      giving:
        {{kind: ev, charger: 11 kW, battery: 60 kWh, v2g: 7 kW, arrival: "17:45", departure: "07:30",
          energy: 9 kWh, spread: 1.5 h}}
      heat_pump:
        {{kind: heat-pump, heat: 9 MWh, profile: simbench/Air_Parallel_1, power: 3.5 kW,
          cop: 3.0, buffer: 8 kWh}}
    vary:
      load.annual: 25 %
      devices.pv: 69.1 %
      devices.battery: 30.9 %
      devices.car: 30.9 %
      devices.giving: 9.1 %
      devices.heat_pump: 29.1 %
      devices.heat_pump.heat: 30 %
      devices.car.energy: 40 %
members:
{members}  hub:
    bus: {station}
    tariff: hub
    devices:
      battery: {{kind: battery, energy: {hub_kwh} kWh, power: {hub_kw} kW}}
"""


def write_dorf(
    folder: Path, *, days: int, weak: bool = False, homes: int = 55, lookahead: int = 0
) -> Path:
    """Write the network and the scenario of the benchmark into a folder; return the scenario's file.

    homes : in groups of 55, at the same buses, behind a station that grows with them
    """
    import random

    import pandapower
    import pandapower.networks

    random.seed(0)
    net = pandapower.networks.create_kerber_dorfnetz()
    times = homes / 55.0
    net.trafo["sn_mva"] = 0.16 * times
    net.trafo["vkr_percent"], net.trafo["vk_percent"] = 1.5, 4.0
    net.line["parallel"] = max(1, round(times))
    if weak:
        for name in ("r_ohm_per_km", "x_ohm_per_km"):
            net.line[name] *= 2.2
        net.line["max_i_ka"] *= 0.6
    pandapower.to_json(net, folder / "dorf.json")
    buses = [name for name in net.bus["name"] if name.startswith("loadbus")][:55]
    groups, left = [], homes
    while left > 0:
        here = min(55, left)
        listed = ", ".join(buses[:here])
        groups.append(f"  homes{len(groups)}: {{template: home, buses: [{listed}]}}\n")
        left -= here
    text = _SCENARIO.format(
        days=days,
        network=folder / "dorf.json",
        profiles=_ROOT / "profiles",
        lowest=0.96 if weak else 0.9,
        highest=1.04 if weak else 1.1,
        lookahead=lookahead,
        members="".join(groups),
        station="main_busbar",
        hub_kwh=200 * times,
        hub_kw=60 * times,
    )
    file = folder / "dorf.yaml"
    file.write_text(text)
    return file

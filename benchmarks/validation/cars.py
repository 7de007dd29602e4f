"""Cars: habits beside two published trials, and after-diversity peaks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from common import setting, verdict, year

from hubsim.assets.ev import Ev

N_CARS = 200
CASES = (
    ("home", 11.0, 2500),
    ("home", 3.7, 2500),
    ("street", 11.0, 2500),
    ("workplace", 11.0, 1800),
)


def lines() -> Iterator[str]:
    """Yield the section."""
    yield """
## Cars: habits

Electric Nation, 673 drivers at home, 140,000 charges
([Zemo](https://zemo.org.uk/news-events/news,electric-nation-project-completes-largest-ev-smart-charging-trial_3924.htm)): three charges a week,
begun on average with the battery more than half full, plugged in for over twelve hours. Public chargers in Amsterdam
([AT5](https://www.at5.nl/artikelen/227120/forse-uitbreiding-van-aantal-laadpalen-die-op-piekmomenten-laadsnelheid-terugschroeven)): full for two
thirds of the time that they are plugged in.

| pattern | what | hubsim | published | |
|---|---|---|---|---|"""
    rows = []
    for pattern, charger_kw, annual_kwh in CASES:
        power, stays, plugged_h, start = _charged(pattern, charger_kw, annual_kwh)
        if (pattern, charger_kw) == ("home", 11.0):
            yield _habit(pattern, "charges a week", stays / 52.0, 2.0, 4.0, "3")
            yield _habit(pattern, "plugged in, h", plugged_h, 12.0, 24.0, "over 12")
            yield _habit(pattern, "battery when it begins", start, 0.5, 0.9, "over 0.5")
        if pattern == "street":
            idle = 1.0 - (power > 0.0).sum() * 0.25 / (stays * plugged_h * N_CARS)
            yield _habit(pattern, "share of the stay that is full", idle, 0.55, 0.8, "two thirds")
        peaks = [
            power.reshape(-1, n_cars, power.shape[1]).sum(axis=1).max(axis=1).mean() / n_cars
            for n_cars in (1, 10, 50, 100)
        ]
        shown = " | ".join(f"{one:.2f}" for one in peaks)
        rows.append(f"| {pattern} | {charger_kw:g} kW | {annual_kwh} kWh | {stays:.0f} | {shown} |")
    yield """
## Cars: after-diversity peaks

Highest quarter-hour of a year of so many cars that charge on arrival, a car [kW]; the mean over 200 cars.
Target: **open**. No open trial was found that gives the peak of many cars at 11 kW.

| pattern | charger | energy | charges a year | 1 | 10 | 50 | 100 |
|---|---|---|---|---|---|---|---|"""
    yield from rows


def _habit(pattern: str, what: str, value: float, low: float, high: float, said: str) -> str:
    return f"| {pattern} | {what} | {value:.2f} | {said} | {verdict(value, low, high)} |"


def _charged(
    pattern: str, charger_kw: float, annual_kwh: int
) -> tuple[np.ndarray, float, float, float]:
    """Return power of every car, (cars, T), charges a year, hours of a stay, battery at its begin."""
    kw, stays, plugged, starts = [], 0, 0.0, []
    for number in range(N_CARS):
        fields = {"charger": f"{charger_kw} kW", "pattern": pattern, "annual": f"{annual_kwh} kWh"}
        car = Ev.model_validate({"kind": "ev", **fields})
        made = car.inputs(setting(f"car {number}"))
        used = made["used_kwh"]
        stays += int((used > 0.0).sum())
        plugged += float(made["plugged"].sum()) * 0.25
        starts.append(1.0 - used[used > 0.0] / car.battery)
        kw.append(car.alone(made, np.zeros(year().n_steps), 0.25).p_kw)
    return np.array(kw), stays / N_CARS, plugged / stays, float(np.concatenate(starts).mean())

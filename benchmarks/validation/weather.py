"""The Dutch year: monthly normals, how different its days are, what panels yield."""

from __future__ import annotations

from collections.abc import Iterator

import common
import numpy as np

from hubsim.weather.panels import share_of_rating
from hubsim.weather.reference_year import MONTH, normals, reference_year

SEEDS = 10


def lines() -> Iterator[str]:
    """Yield the section."""
    yield """## Weather: monthly normals

Means of the Dutch year (seed 1) beside the targets of [`normals.csv`](../hubsim/weather/README.md), each within 2 %; a mean
temperature, which has no zero of its own, within 0.1 degC. Sources and what is assumed of the targets stand beside them.

| month | temperature [degC] | target | radiation [kWh/m2] | target | wind [m/s] | target | |
|---|---|---|---|---|---|---|---|"""
    temperature, wind, radiation = reference_year(1)
    count, aim = np.bincount(MONTH), normals()
    found = (
        np.bincount(MONTH, temperature) / count,
        np.bincount(MONTH, radiation) * 0.25e-3,
        np.bincount(MONTH, wind) / count,
    )
    targets = aim["temperature_degc"], aim["radiation_kwh_m2"], aim["wind_m_s"]
    for month in range(12):
        pairs = [(made[month], target[month]) for made, target in zip(found, targets, strict=True)]
        close = abs(pairs[0][0] - pairs[0][1]) <= 0.1 and all(
            abs(made / target - 1.0) <= 0.02 for made, target in pairs[1:]
        )
        cells = " | ".join(f"{made:.2f} | {target:.1f}" for made, target in pairs)
        yield f"| {month + 1} | {cells} | {'met' if close else 'missed'} |"
    yield from _spread()
    yield from _panels()


def _spread() -> Iterator[str]:
    yield f"""
## Weather: how different days are

Mean of {SEEDS} seeds, beside what De Bilt has in a year. The weighted degree days count a day below 18 degC 1.1 times from November to
February, 0.8 times from April to September; published: 2,884, mean of 1981-2010 (Compendium voor de Leefomgeving), 0.4 degC colder than
the normals here, which is some 120 degree days.

| what | hubsim | published | |
|---|---|---|---|"""
    found = []
    for seed in range(1, SEEDS + 1):
        days = reference_year(seed)[0].reshape(365, 96)
        mean, month = days.mean(axis=1), MONTH[::96]
        weight = np.where(np.isin(month, (10, 11, 0, 1)), 1.1, 1.0)
        weight = np.where((month >= 3) & (month <= 8), 0.8, weight)
        found.append(
            (
                (days.mean()),
                (weight * np.maximum(18.0 - mean, 0.0)).sum(),
                (days.min(axis=1) < 0.0).sum(),
                (days.max(axis=1) >= 25.0).sum(),
            )
        )
    mean, degree_days, frost, summer = np.mean(found, axis=0)
    verdict = common.verdict
    yield f"| mean temperature [degC] | {mean:.2f} | 10.5 | {verdict(mean, 10.4, 10.6)} |"
    yield (
        f"| weighted degree days | {degree_days:,.0f} | 2,884 - 120 |"
        f" {verdict(degree_days, 2764 * 0.95, 2764 * 1.05)} |"
    )
    yield f"| days with frost | {frost:.0f} | no source at hand | |"
    yield f"| days of 25 degC or more | {summer:.0f} | no source at hand | |"


def _panels() -> Iterator[str]:
    yield """
## Panels

Yield of a kWp in the Dutch year. Published: 875 kWh/kWp, the mean of all Dutch panels at the same radiation
([CBS](https://cbs.nl/nl-nl/longread/diversen/2023/onderzoek-naar-productiefactoren-zonnestroom-in-2022?onepage=true)), which face every way.

| plane | hubsim [kWh/kWp] |
|---|---|"""
    planes = (
        ("35 deg, south", 35.0, 180.0),
        ("35 deg, east", 35.0, 90.0),
        ("35 deg, west", 35.0, 270.0),
        ("10 deg, east", 10.0, 90.0),
        ("10 deg, west", 10.0, 270.0),
    )
    yields = []
    for name, tilt, azimuth in planes:
        share = share_of_rating(common.weather(), tilt=tilt, azimuth=azimuth, losses=0.14)
        yields.append(share.sum() * 0.25)
        yield f"| {name} | {yields[-1]:.0f} |"
    mean = float(np.mean(yields))
    yield (
        "\n| what | hubsim | published | |\n|---|---|---|---|\n"
        f"| mean of these planes | {mean:.0f} | 875 | {common.verdict(mean, 875 * 0.95, 875 * 1.05)} |"
    )

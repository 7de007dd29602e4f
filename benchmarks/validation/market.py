"""Prices and carbon made from the weather, beside what they are made to meet."""

from __future__ import annotations

from collections.abc import Iterator

import common

from hubsim.market.from_weather import carbon_kg_kwh, day_ahead_eur_kwh

MEAN, NEGATIVE, CARBON = 0.080, 0.08, 0.270


def lines() -> Iterator[str]:
    """Yield the section."""
    yield """
## Prices and carbon

Of the Dutch year in 2026. The share of hours below zero is that of the Netherlands in 2024
([Mint](https://www.livemint.com/industry/electricity-that-costs-nothing-or-even-less-it-s-happening-more-and-more/amp-11727094244419.html), to
September); means are assumed.

| what | hubsim | target | |
|---|---|---|---|"""
    price = day_ahead_eur_kwh(common.weather(), MEAN, NEGATIVE)
    carbon = carbon_kg_kwh(common.weather(), CARBON)
    rows = (
        ("mean price [EUR/MWh]", 1e3 * price.mean(), 1e3 * MEAN),
        ("hours below zero [%]", 1e2 * (price < 0.0).mean(), 1e2 * NEGATIVE),
        ("mean carbon factor [g/kWh]", 1e3 * carbon.mean(), 1e3 * CARBON),
    )
    for what, value, target in rows:
        met = common.verdict(value, 0.98 * target, 1.02 * target)
        yield f"| {what} | {value:.1f} | {target:.1f} | {met} |"
    hour = common.year().hour_of_day.astype(int)
    yield "\n| local hour | 3 | 8 | 13 | 18 | 20 |\n|---|---|---|---|---|---|"
    for name, values, factor in (
        ("price [EUR/MWh]", price, 1e3),
        ("carbon [g/kWh]", carbon, 1e3),
    ):
        cells = " | ".join(f"{factor * values[hour == at].mean():.0f}" for at in (3, 8, 13, 18, 20))
        yield f"| {name} | {cells} |"

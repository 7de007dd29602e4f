"""Premises beside SimBench's profiles of measured origin, and street lamps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import common
import numpy as np

from hubsim.assets.asset import Setting
from hubsim.assets.premises import PremisesDemand
from hubsim.demand.street_lighting import lit
from hubsim.horizon import Horizon
from hubsim.profiles.file import ProfileFile
from hubsim.profiles.library import Library
from hubsim.streams import stream
from hubsim.weather.dutch_year import DutchYear
from hubsim.weather.weather import Weather

LIKE = {
    "school": "G1-A",
    "supermarket": "G4-M",
    "office": "G0-M",
    "workshop": "G1-B",
    "industry": "G3-M",
}
N_EACH = 20


def lines() -> Iterator[str]:
    """Yield the section."""
    yield """
## Premises

Power over the mean of the year, the mean of 20 generated ones, beside the SimBench profile of measured origin (ODbL) that base and working
day were taken from; chosen by these, so no independent check. Mean of workdays from 2 to 5 and from 10 to 12 o'clock, of Sundays, and the
highest quarter-hour of one. A supermarket is open on Sundays here, as in the Netherlands.

| use | beside | night | | forenoon | | Sunday | | highest | |
|---|---|---|---|---|---|---|---|---|---|"""
    horizon = Horizon.of_local_days(date(2016, 1, 4), date(2016, 12, 25), 900, common.ZONE)
    library = Library(
        {"simbench": ProfileFile(file="profiles/simbench-2016.parquet")}, common.ROOT, horizon
    )
    weather = Weather(DutchYear(kind="dutch-year"), common.ROOT, horizon)
    for use, like in LIKE.items():
        asset = PremisesDemand.model_validate({"kind": "premises", "use": use, "annual": "1 MWh"})
        made = [
            asset.inputs(Setting(horizon, library, weather, stream(1, f"{use} {n}")))["p_kw"]
            for n in range(N_EACH)
        ]
        ours = _figures(
            horizon, np.mean(made, axis=0), float(np.mean([_highest(one) for one in made]))
        )
        theirs = library.series(f"simbench/{like}")
        pairs = zip(ours, _figures(horizon, theirs, _highest(theirs)), strict=True)
        cells = " | ".join(f"{a:.2f} | {b:.2f}" for a, b in pairs)
        yield f"| {use} | {like} | {cells} |"
    burning = lit(common.year()).sum() * 0.25
    yield (
        "\nStreet lamps burn "
        f"{burning:,.0f} hours in {common.YEAR}; 4,000 to 4,200 are usual (assumed, no source at hand)."
    )


def _highest(p_kw: np.ndarray) -> float:
    return float(p_kw.max() / p_kw.mean())


def _figures(horizon: Horizon, p_kw: np.ndarray, highest: float) -> tuple[float, ...]:
    share, hour = p_kw / p_kw.mean(), horizon.hour_of_day
    workday, sunday = horizon.weekday < 5, horizon.weekday == 6
    return (
        share[workday & (hour >= 2) & (hour < 5)].mean(),
        share[workday & (hour >= 10) & (hour < 12)].mean(),
        share[sunday].mean(),
        highest,
    )

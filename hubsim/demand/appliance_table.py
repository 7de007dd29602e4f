"""The table of household appliances: who has them, how often and when they run, what they draw."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "appliances.csv"

USES = ("constant", "cycle", "heating", "event", "dinner", "light")
"""How an appliance runs: always, on and off, so in the heating season, started by somebody at home and
awake, at dinner, or as lamps that follow darkness and who is awake. Its place here is its code."""

PARTS = (
    "early_night",
    "morning",
    "forenoon",
    "noon",
    "afternoon",
    "dinner",
    "evening",
    "late",
)
"""Parts of the day: from 0, 6, 9, 12, 14, 17, 19 and 22 o'clock."""

PART_FROM_H = (0, 6, 9, 12, 14, 17, 19, 22)


@dataclass(frozen=True)
class Appliance:
    """An appliance of a home of two.

    owned : share of homes that have it
    per_person : how much more it is used for each person beyond two, relative
    uses : starts a day; of what is constant or lamps, its power [W]
    phases : (minutes, W) one after the other
    spread : relative spread between homes of its power
    when : relative chance of a start in each part of the day
    """

    name: str
    use: str
    owned: float
    per_person: float
    uses: float
    phases: tuple[tuple[float, float], ...]
    spread: float
    when: tuple[float, ...]
    source: str

    @property
    def is_large(self) -> bool:
        """Whether it heats for so long that a household runs it by itself: 1.2 kW for 3 minutes or more."""
        return any(watt >= 1200.0 and minutes > 3.0 for minutes, watt in self.phases)


@cache
def appliances() -> tuple[Appliance, ...]:
    """Return the appliances in the order of the table."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(_appliance(row) for row in csv.DictReader(stream))


def _appliance(row: dict[str, str]) -> Appliance:
    phases = [phase.split(":") for phase in row["phases"].split()]
    return Appliance(
        row["appliance"],
        row["use"],
        float(row["owned"]),
        float(row["per_person"]),
        float(row["uses"]),
        tuple((float(minutes), float(watt)) for minutes, watt in phases),
        float(row["spread"]),
        tuple(float(row[part]) for part in PARTS),
        row["source"],
    )

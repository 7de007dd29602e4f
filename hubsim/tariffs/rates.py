"""Dated rates: taxes, credits and fees, each with the days that it holds and its source."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "rates.csv"


@dataclass(frozen=True)
class Rate:
    """A rate: `value` in `unit` from its first day to its last, included; None: until further notice."""

    key: str
    first: date
    last: date | None
    value: float
    unit: str
    what: str
    source: str

    def holds(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@cache
def rates() -> tuple[Rate, ...]:
    """Return all rates in the order of the table."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Rate(
                row["key"],
                date.fromisoformat(row["from"]),
                date.fromisoformat(row["until"]) if row["until"] else None,
                float(row["value"]),
                row["unit"],
                row["what"],
                row["source"],
            )
            for row in csv.DictReader(stream)
        )


def rate_on(key: str, day: date) -> Rate | None:
    """Return the rate of a key on a day, None where the table has none."""
    return next((rate for rate in rates() if rate.key == key and rate.holds(day)), None)


def latest(key: str) -> Rate:
    """Return the rate of a key that began last.

    Raises
    ------
    KeyError
        when the table has none.
    """
    found = [rate for rate in rates() if rate.key == key]
    if not found:
        raise KeyError(key)
    return max(found, key=lambda rate: rate.first)


def years_of(key: str) -> list[int]:
    """Return the years in which the table has a rate that began then."""
    return sorted({rate.first.year for rate in rates() if rate.key == key})

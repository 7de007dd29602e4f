"""Reader of day-ahead prices exported from ENTSO-E's transparency platform.

Two forms are known. Until 2024 the columns ``MTU (CET/CEST)``, ``Day-ahead Price [EUR/MWh]`` and
periods such as ``01.01.2024 00:00 - 01.01.2024 01:00``. Since then ``MTU (CET/CEST)``, ``Area``,
``Sequence``, ``Day-ahead Price (EUR/MWh)`` and periods such as ``01/01/2025 00:00:00 - 01/01/2025
01:00:00``, with the mark ``(CET)`` or ``(CEST)`` around a change of the clock, which the order of
the rows tells too. A row at an hour that the clock skips is empty and left out. Hourly prices that
turn into quarter-hourly ones (1 October 2025) are held.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.errors import ProfileError
from hubsim.profiles.clock import Steps, TimeColumn, Times
from hubsim.profiles.csv_text import Sheet
from hubsim.profiles.file import ProfileFile, factor_of, unit_read
from hubsim.profiles.table import Problem, TextTable

_PRICE = re.compile(r"day-ahead price\s*[\[(](\w+)/mwh[\])]", re.IGNORECASE)
_CLOCK = re.compile(r"mtu\s*\(([\w/]+)\)", re.IGNORECASE)
_MARK = r"(?:\s*\(\w+\))?"
_PERIOD = re.compile(rf"\s*(\S+ [\d:]+){_MARK}\s+-\s+(\S+ [\d:]+){_MARK}\s*")

_ZONES = {
    "UTC": "UTC",
    "CET/CEST": "Europe/Brussels",
    "WET/WEST": "Europe/Lisbon",
    "EET/EEST": "Europe/Helsinki",
}
_LENGTHS_S = (900, 1800, 3600)
_NO_VALUE = {"", "-", "n/e", "n/a", "na"}


def is_entsoe(sheet: Sheet) -> bool:
    """Return whether the header is that of a day-ahead price export."""
    return bool(_CLOCK.fullmatch(sheet.header[0])) and any(map(_PRICE.fullmatch, sheet.header))


@dataclass(frozen=True)
class _Row:
    """A row of one area: its number in the file, its period, and the price as text."""

    number: int
    period: str
    begin: str
    end: str
    price: str


def read_entsoe(sheet: Sheet, entry: ProfileFile) -> TextTable:
    """Return the prices [EUR/kWh] of one area and sequence.

    Raises
    ------
    ProfileError
        when the currency is not EUR, when there are several areas or sequences and the entry names
        none of them, or when the periods are damaged or irregular.
    """
    price_name, currency = next(
        (name, match[1]) for name in sheet.header if (match := _PRICE.fullmatch(name))
    )
    if currency.upper() != "EUR":
        raise ProfileError(f"prices in {currency}, not in EUR", file=sheet.file, column=price_name)
    if entry.unit not in {None, "EUR/MWh"}:
        raise ProfileError(
            f"the file says EUR/MWh, the scenario says {entry.unit}: leave the unit out",
            file=sheet.file,
            column=price_name,
        )
    series = _series(sheet, price_name)
    name = entry.column or next(iter(series))
    if name not in series or (entry.column is None and len(series) > 1):
        raise ProfileError(
            f"holds {' and '.join(series)}: name one of them in the scenario as column",
            file=sheet.file,
            column=entry.column or "",
        )
    price, steps, problem = _read(sheet, series[name], _zone(sheet))
    return TextTable(
        file=sheet.file,
        steps=steps,
        columns=(name,),
        values={name: price},
        problems={} if problem is None else {name: problem},
        factor=factor_of("EUR/MWh", steps.step_s),
        units=unit_read("EUR/MWh"),
    )


def _series(sheet: Sheet, price_name: str) -> dict[str, list[_Row]]:
    """Return the rows of each area and sequence, under the name a scenario gives as column."""
    place = {name: index for index, name in enumerate(sheet.header)}
    area, sequence, price = place.get("Area"), place.get("Sequence"), place[price_name]
    found: dict[tuple[str, str], list[_Row]] = {}
    for number, cells in enumerate(sheet.rows(), start=1):
        match = _PERIOD.fullmatch(cells[0])
        if match is None:
            raise ProfileError(
                f"{cells[0][:60]!r} is not a period: 'DD/MM/YYYY HH:MM - DD/MM/YYYY HH:MM' is due",
                file=sheet.file,
                row=number,
                column=sheet.header[0],
            )
        key = (
            cells[area].strip() if area is not None else "price",
            cells[sequence].strip() if sequence is not None else "",
        )
        row = _Row(number, cells[0].strip(), match[1], match[2], cells[price].strip())
        found.setdefault(key, []).append(row)
    areas = [name for name, _ in found]
    return {
        name if areas.count(name) == 1 else f"{name}, {which}": rows
        for (name, which), rows in found.items()
    }


def _zone(sheet: Sheet) -> tzinfo:
    """Return the zone of the clock that the header names."""
    (clock,) = _CLOCK.findall(sheet.header[0])
    if clock.upper() not in _ZONES:
        raise ProfileError(
            f"clock {clock!r} is not known; known are {', '.join(_ZONES)}",
            file=sheet.file,
            column=sheet.header[0],
        )
    return ZoneInfo(_ZONES[clock.upper()])


def _read(
    sheet: Sheet, rows: Sequence[_Row], zone: tzinfo
) -> tuple[FloatArray, Steps, Problem | None]:
    """Return the prices as the file has them, their clock, and the first row without a price."""
    every = _times(sheet, rows)
    wall = every.moments()
    skipped = every.never_shown(wall, zone)
    kept = [
        index
        for index, row in enumerate(rows)
        if not (skipped[index] and row.price.lower() in _NO_VALUE)
    ]
    rows = [rows[index] for index in kept]
    column = _times(sheet, rows)
    begin = column.from_wall(wall[kept], zone)
    ends = TimeColumn(sheet.file, column.name, [row.end for row in rows], column.rows).moments()
    steps, repeat = _held(column, begin, (ends - wall[kept]).astype(np.int64))
    price, problem = _prices(rows)
    return np.repeat(price, repeat), steps, problem


def _times(sheet: Sheet, rows: Sequence[_Row]) -> TimeColumn:
    return TimeColumn(
        sheet.file, sheet.header[0], [row.begin for row in rows], [row.number for row in rows]
    )


def _held(column: TimeColumn, begin: Times, length_s: IntArray) -> tuple[Steps, IntArray]:
    """Return the file's finest clock and how many of its steps each row holds, (n,).

    begin : (n,) begin of each row, UTC
    length_s : (n,) end minus begin on the wall clock, which is odd where the clock changes [s]
    """
    sound = np.isin(length_s, _LENGTHS_S)
    if not sound.any():
        raise column.wrong(0, f"a period of {length_s[0]} s; 15, 30 or 60 minutes are known")
    last_sound = np.maximum.accumulate(np.where(sound, np.arange(sound.size), -1))
    length_s = length_s[np.where(last_sound < 0, np.argmax(sound), last_sound)]
    gaps_s = np.diff(begin).astype(np.int64)
    odd = np.flatnonzero(gaps_s != length_s[:-1])
    if odd.size:
        index = int(odd[0])
        raise column.wrong(
            index + 1, column.oddity(index, int(gaps_s[index]), int(length_s[index]))
        )
    step_s = int(length_s.min())
    repeat = length_s // step_s
    return Steps(begin[0], step_s, int(repeat.sum())), repeat


def _prices(rows: Sequence[_Row]) -> tuple[FloatArray, Problem | None]:
    """Return the prices, and the first row that has none."""
    price = np.full(len(rows), np.nan)
    problem: Problem | None = None
    for index, row in enumerate(rows):
        try:
            price[index] = float(row.price)
        except ValueError:
            price[index] = np.nan
        if problem is None and not np.isfinite(price[index]):
            shown = f"{row.price[:40]!r} is not a price" if row.price else "the price is missing"
            problem = Problem(row.number, f"{shown} ({row.period})")
    return price, problem

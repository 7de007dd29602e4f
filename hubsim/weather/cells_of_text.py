"""Numbers out of the rows of a weather file; what is wrong is named by row and column."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.errors import ProfileError

HOUR_S = 3600
TYPICAL_HOURS = 8760


def text_of_file(file: str, content: bytes) -> str:
    """Return the text of a file.

    Raises
    ------
    ProfileError
        when it is neither UTF-8 nor plain Western European text.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if "\0" in text:
        raise ProfileError("is no text file", file=file)
    return text


def numbers(
    file: str,
    rows: Sequence[Sequence[str]],
    columns: Mapping[str, int],
    missing: Mapping[str, float] | None = None,
) -> dict[str, FloatArray]:
    """Return the named columns of the rows, (n,) each.

    columns : name, as in the file -> place in a row
    missing : name -> number with which the file says that there is none

    Raises
    ------
    ProfileError
        at the first row that is too short, and the first cell that is no number or says missing.
    """
    most = max(columns.values())
    for number, row in enumerate(rows, 1):
        if len(row) <= most:
            raise ProfileError(
                f"{len(row)} cells, at least {most + 1} are needed", file=file, row=number
            )
    return {
        name: _column(file, rows, name, place, (missing or {}).get(name))
        for name, place in columns.items()
    }


def _column(
    file: str, rows: Sequence[Sequence[str]], name: str, place: int, missing: float | None
) -> FloatArray:
    values = np.empty(len(rows))
    for index, row in enumerate(rows):
        text = row[place].strip()
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            what = "is empty" if not text else f"{text[:40]!r} is not a number"
            raise ProfileError(what, file=file, row=index + 1, column=name)
        if missing is not None and value >= missing:
            raise ProfileError(
                f"{text} says that nothing was measured", file=file, row=index + 1, column=name
            )
        values[index] = value
    return values


def refuse_gaps(file: str, moments: Sequence[datetime]) -> None:
    """Refuse hours that do not follow each other.

    Raises
    ------
    ProfileError
        at the first hour that is missing, double or out of order.
    """
    for row, (before, here) in enumerate(pairwise(moments), 2):
        gap_s = round((here - before).total_seconds())
        if gap_s == HOUR_S:
            continue
        if gap_s > 0 and gap_s % HOUR_S == 0:
            what = f"{gap_s // HOUR_S - 1} hours are missing"
        else:
            what = "hours must rise by one"
        raise ProfileError(f"{here} follows {before}: {what}", file=file, row=row)


def refuse_unlike_a_year(file: str, days: Sequence[tuple[int, int, int]]) -> None:
    """Refuse rows that are not the 8,760 hours of a year without 29 February, in order.

    days : (n,) month, day, hour 0 to 23 of each row

    Raises
    ------
    ProfileError
        at the first row that is not the hour it should be.
    """
    first = np.datetime64("2001-01-01T00", "h")
    for row, (month, day, hour) in enumerate(days[:TYPICAL_HOURS], 1):
        due = (first + np.timedelta64(row - 1, "h")).item()
        if (month, day, hour) != (due.month, due.day, due.hour):
            raise ProfileError(
                f"month {month}, day {day}, hour {hour}, where "
                f"month {due.month}, day {due.day}, hour {due.hour} is due",
                file=file,
                row=row,
            )
    if len(days) != TYPICAL_HOURS:
        raise ProfileError(
            f"{len(days)} hours; a year of {TYPICAL_HOURS} hours is needed", file=file
        )

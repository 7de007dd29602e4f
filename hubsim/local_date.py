"""Dates of the local calendar as a scenario writes them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


def read_date(value: Any) -> date:
    """Return the date of a text ``2016-01-11``."""
    if isinstance(value, date):
        return value
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _wrong(f"{str(value)[:40]!r} is not a date", "write for example 2016-01-11")
    year, month, day = (int(part) for part in match.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise _wrong(f"year {year} is out of range", f"allowed: {_FIRST_YEAR} to {_LAST_YEAR}")
    try:
        return date(year, month, day)
    except ValueError:
        raise _wrong(f"{value} is no day of the calendar", "write year-month-day") from None


LocalDate: TypeAlias = Annotated[
    date,
    BeforeValidator(read_date),
    PlainSerializer(date.isoformat),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2016-01-11"]}
    ),
]
"""A local calendar date, ``2016-01-11``."""


def _wrong(message: str, hint: str) -> PydanticCustomError:
    """Return the error of a value: a sentence and what is allowed."""
    return PydanticCustomError("wrong", "{message}", {"message": message, "hint": hint})

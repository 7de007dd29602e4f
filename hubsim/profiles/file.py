"""The entry of a scenario that says where series come from and how to read them."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from typing import Annotated, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from hubsim.units import UNITS

Unit: TypeAlias = Literal[
    "kW", "W", "MW", "kWh", "Wh", "EUR/kWh", "EUR/MWh", "ct/kWh", "kg/kWh", "g/kWh", "%", "1"
]
"""Units a file's values can be in; kWh and Wh are energy per interval."""

_DIMENSIONS = ("power", "price", "carbon", "share")
_FIXED = re.compile(r"UTC([+-])(0?\d|1[0-4])(?::([0-5]\d))?")


def zone_of(name: str) -> tzinfo:
    """Return the zone of an IANA name or of a fixed clock such as ``UTC+01:00``.

    Raises
    ------
    ValueError
        when there is no such zone; the message says what is allowed.
    """
    fixed = _FIXED.fullmatch(name)
    if fixed is not None:
        sign, hours, minutes = fixed.groups(default="0")
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-offset if sign == "-" else offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"{name[:40]!r} is not a time zone: write for example 'Europe/Amsterdam' or 'UTC+01:00'"
        ) from None


def _checked_zone(name: str) -> str:
    try:
        zone_of(name)
    except ValueError as error:
        raise PydanticCustomError("time_zone", "{reason}", {"reason": str(error)}) from None
    return name


ZoneName: TypeAlias = Annotated[str, AfterValidator(_checked_zone)]


class ProfileFile(BaseModel):
    """A file of series: hubsim's or anyone's Parquet, a CSV, or an ENTSO-E day-ahead export."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    file: Annotated[str, Field(min_length=1)]
    """Path, relative to the scenario file."""

    column: str | None = None
    """Column that is meant where only the file is named; needed when the file has several."""

    time: str | None = None
    """Column with the start of each interval; `time` in Parquet and the first in CSV by default."""

    timezone: ZoneName | None = None
    """Zone of times without offset: Europe/Amsterdam; UTC+01:00 for winter time all year."""

    unit: Unit | None = None
    """Unit of the values; by default what the file says, else kW and EUR/kWh as written."""


def unit_read(unit: Unit | None) -> str:
    """Return the unit that values of an entry come in once they are read, empty where it does not say."""
    if unit is None:
        return ""
    if unit in UNITS["energy"]:
        return "kW"
    return next(next(iter(UNITS[key])) for key in _DIMENSIONS if unit in UNITS[key])


def factor_of(unit: Unit | None, step_s: int) -> float:
    """Return what a file's values are multiplied by to be in hubsim's units.

    Energy per interval becomes mean power: 0.5 kWh in a quarter-hour is 2 kW.
    """
    if unit is None:
        return 1.0
    if unit in UNITS["energy"]:
        return UNITS["energy"][unit] * 3600.0 / step_s
    units = {name: value for key in _DIMENSIONS for name, value in UNITS[key].items()}
    return units[unit]

"""Days of the week, months and times of the day, as a scenario writes them and on the local wall clock.

A scenario says ``days: mon-fri`` and ``from: "07:00", to: "23:00"``. Inside hubsim the days are a
frozenset of weekday numbers (Monday 0 to Sunday 6) and a time is a float hour. A window whose end
is not after its start runs over midnight and belongs to the day it starts on: ``fri 22:00-06:00``
ends on Saturday morning. A step lies in a window when its begin does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeAlias

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from hubsim.arrays import BoolArray
from hubsim.horizon import Horizon

MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ALL_YEAR = "all year"
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY

_TIME = re.compile(r"(\d{1,2}):([0-5]\d)")


def parse_time(text: object) -> float:
    """Return the hour of a local time, 0 to 24 [h].

    Raises
    ------
    ValueError
        when it is not a text ``HH:MM`` from 00:00 to 24:00; the message says what is allowed.

    Examples
    --------
    >>> parse_time("17:45")
    17.75
    """
    match = _TIME.fullmatch(text.strip()) if isinstance(text, str) else None
    hour = int(match[1]) + int(match[2]) / 60 if match else np.inf
    if hour > 24.0:
        raise ValueError(f"{str(text)[:40]!r} is not a time of the day: write for example '17:45'")
    return hour


def time_text(hour: float) -> str:
    """Return the hour as text that `parse_time` reads back: ``17:45``."""
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_days(text: object) -> frozenset[int]:
    """Return the weekdays (Monday 0) of ``daily``, ``mon-fri``, ``sat-sun`` or ``mon,wed``.

    Raises
    ------
    ValueError
        when a name is no day; the message says what is allowed.

    Examples
    --------
    >>> sorted(parse_days("fri-sun,tue"))
    [1, 4, 5, 6]
    """
    allowed = f"write 'daily', days or ranges of days: 'mon-fri', 'mon,wed'; {', '.join(DAY_NAMES)}"
    return _parse(text, ("day of the week", "days"), "daily", DAY_NAMES, allowed)


def parse_months(text: object) -> frozenset[int]:
    """Return the months (January 1) of ``all year``, ``nov-feb`` or ``jan,jul``.

    Raises
    ------
    ValueError
        when a name is no month; the message says what is allowed.

    Examples
    --------
    >>> sorted(parse_months("nov-feb"))
    [1, 2, 11, 12]
    """
    allowed = (
        f"write '{ALL_YEAR}', months or ranges of months: 'nov-feb', 'jan,jul';"
        f" {', '.join(MONTH_NAMES)}"
    )
    found = _parse(text, ("month", "months"), ALL_YEAR, MONTH_NAMES, allowed)
    return frozenset(month + 1 for month in found)


def _parse(
    text: object, what: tuple[str, str], every: str, names: Sequence[str], allowed: str
) -> frozenset[int]:
    """Return the places in a circle of names that a text tells. what : one of them, several."""
    one, several = what
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{several} are due here: {allowed}")
    if text.strip().lower() == every:
        return frozenset(range(len(names)))
    found: set[int] = set()
    for part in text.lower().split(","):
        ends = [name.strip() for name in part.split("-")]
        if any(name not in names for name in ends) or len(ends) > 2:
            raise ValueError(f"{part.strip()[:40]!r} is not a {one}: {allowed}")
        first, last = names.index(ends[0]), names.index(ends[-1])
        # A range may run over the end of the circle: fri-mon, nov-feb.
        length = (last - first) % len(names)
        found.update(place % len(names) for place in range(first, first + length + 1))
    return frozenset(found)


def days_text(days: Collection[int]) -> str:
    """Return the days as text that `parse_days` reads back, a run of three or more as a range."""
    if len(set(days)) == 7:
        return "daily"
    runs: list[list[int]] = []
    for day in sorted(set(days)):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if runs == [[5, 6]]:
        return "sat-sun"
    parts = [
        f"{DAY_NAMES[run[0]]}-{DAY_NAMES[run[-1]]}"
        if len(run) > 2
        else ",".join(DAY_NAMES[day] for day in run)
        for run in runs
    ]
    return ",".join(parts)


def months_text(months: Collection[int]) -> str:
    """Return the months as text that `parse_months` reads back."""
    if len(set(months)) == len(MONTH_NAMES):
        return ALL_YEAR
    return ",".join(MONTH_NAMES[month - 1] for month in sorted(set(months)))


@dataclass(frozen=True, eq=False)
class _Text:
    """Marks a field that a scenario writes as text: read, written, shown to an editor.

    Compared by identity, so that ``LocalTime | None`` can be hashed as Python 3.11 wants it.
    """

    read: Callable[[object], Any]
    write: Callable[[Any], str]
    # Left out of the hash, which a field of type `LocalTime | None` needs.
    json_schema: Mapping[str, Any] = field(hash=False)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(self.write),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.json_schema)

    def _validate(self, value: object) -> Any:
        try:
            return self.read(value)
        except ValueError as error:
            raise PydanticCustomError("text", "{reason}", {"reason": str(error)}) from None


def _read_start(text: object) -> float:
    hour = parse_time(text)
    if hour >= 24.0:
        raise ValueError("24:00 can only end a window: write '00:00' for midnight")
    return hour


_CLOCK = r"([01]?\d|2[0-3]):[0-5]\d"

LocalTime: TypeAlias = Annotated[
    float,
    _Text(
        _read_start,
        time_text,
        {"type": "string", "pattern": f"^{_CLOCK}$", "examples": ["17:45"]},
    ),
]
"""A time of the day, ``"00:00"`` to ``"23:59"`` in the scenario, an hour as float inside."""

LocalEnd: TypeAlias = Annotated[
    float,
    _Text(
        parse_time,
        time_text,
        {"type": "string", "pattern": f"^({_CLOCK}|24:00)$", "examples": ["23:00"]},
    ),
]
"""The end of a window: a `LocalTime` or ``"24:00"``."""

_DAY = f"({'|'.join(DAY_NAMES)})"

Days: TypeAlias = Annotated[
    frozenset[int],
    _Text(
        parse_days,
        days_text,
        {
            "type": "string",
            "pattern": rf"^(daily|{_DAY}(-{_DAY})?(\s*,\s*{_DAY}(-{_DAY})?)*)$",
            "examples": ["daily", "mon-fri", "sat-sun", "mon,wed"],
        },
    ),
]
"""A set of weekdays, ``"mon-fri"`` in the scenario, numbers (Monday 0) inside."""

_MONTH = f"({'|'.join(MONTH_NAMES)})"

Months: TypeAlias = Annotated[
    frozenset[int],
    _Text(
        parse_months,
        months_text,
        {
            "type": "string",
            "pattern": rf"^({ALL_YEAR}|{_MONTH}(-{_MONTH})?(\s*,\s*{_MONTH}(-{_MONTH})?)*)$",
            "examples": [ALL_YEAR, "nov-feb", "jan,jul"],
        },
    ),
]
"""A set of months, ``"nov-feb"`` in the scenario, numbers (January 1) inside."""


def week_minutes(days: Collection[int], from_h: float, to_h: float) -> BoolArray:
    """Return for each minute of the week, from Monday 00:00, whether the window holds it, (10080,).

    days : weekdays on which the window starts, Monday 0
    from_h, to_h : first and end hour [h]; an end not after the start lies on the next day
    """
    start = round(from_h * 60)
    length = round(to_h * 60) - start
    if length <= 0:
        length += MINUTES_A_DAY
    inside = np.zeros(MINUTES_A_WEEK, dtype=np.bool_)
    for day in days:
        first = day * MINUTES_A_DAY + start
        inside[np.arange(first, first + length) % MINUTES_A_WEEK] = True
    return inside


def in_window(horizon: Horizon, days: Collection[int], from_h: float, to_h: float) -> BoolArray:
    """Return for each step whether its begin lies in the window on the local wall clock, (T,).

    The wall clock decides, so on the day the clock goes back a window over that hour is an hour
    longer, and on the day it goes forward an hour shorter.
    """
    minute = (horizon.hour_of_day * 60 + 1e-6).astype(np.int64)
    inside: BoolArray = week_minutes(days, from_h, to_h)[horizon.weekday * MINUTES_A_DAY + minute]
    return inside


class Window(BaseModel):
    """A time of the day on some days of the week. Base of what is different then."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
    )

    # Defaults as text, so that the JSON Schema shows what a scenario would write.
    days: Days = Field(default="daily", validate_default=True)
    """Days on which the window starts: daily, mon-fri, sat-sun, mon,wed."""

    from_h: LocalTime = Field(alias="from")
    """Local time at which the window starts."""

    to_h: LocalEnd = Field(alias="to")
    """Local time at which it ends, up to 24:00; not after the start means the next day."""

    def holds(self, horizon: Horizon) -> BoolArray:
        """Return for each step whether its begin lies in the window, (T,)."""
        return in_window(horizon, self.days, self.from_h, self.to_h)


def window_problems(field: str, windows: Mapping[str, Window]) -> list[tuple[str, str]]:
    """Return (field, message) for every empty window and every pair that overlaps, naming both.

    field : scenario key of the windows, the start of each returned field
    """
    found: list[tuple[str, str]] = []
    taken: dict[str, BoolArray] = {}
    for name, window in windows.items():
        if window.from_h == window.to_h:
            message = (
                f"window {name!r} starts and ends at {time_text(window.to_h)}: "
                "write from 00:00 to 24:00 for the whole day"
            )
            found.append((f"{field}.{name}.to", message))
        minutes = week_minutes(window.days, window.from_h, window.to_h)
        for other, others in taken.items():
            both = np.flatnonzero(minutes & others)
            if both.size:
                day, minute = divmod(int(both[0]), MINUTES_A_DAY)
                message = (
                    f"window {name!r} overlaps window {other!r}, "
                    f"for example on {DAY_NAMES[day]} at {time_text(minute / 60)}"
                )
                found.append((f"{field}.{name}", message))
        taken[name] = minutes
    return found

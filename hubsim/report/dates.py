"""Days and moments as a reader of the spoken language writes them, on the local clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hubsim.horizon import Horizon
from hubsim.report.texts import text


def day_words(horizon: Horizon, step: int) -> str:
    """Return the local day of a step: ``Wed 13 Jan 2016``, ``woensdag 13 januari 2016``."""
    return _day(_begin(horizon, step))


def moment_words(horizon: Horizon, step: int) -> str:
    """Return the local begin of a step: ``Wed 13 Jan 2016 17:45``."""
    begin = _begin(horizon, step)
    return f"{_day(begin)} {begin:%H:%M}"


def stored_moment_words(moment: str) -> str:
    """Return a local moment as records have it, ``2016-01-13 17:45``, in words.

    Examples
    --------
    >>> stored_moment_words("2016-01-13 17:45")
    'Wed 13 Jan 2016 17:45'
    """
    begin = datetime.fromisoformat(moment)
    return f"{_day(begin)} {begin:%H:%M}"


def month_words(month: str) -> str:
    """Return a month, given as ``2026-02``, in words: ``Feb 2026``.

    Examples
    --------
    >>> month_words("2026-02")
    'Feb 2026'
    """
    year, number = month.split("-")
    return f"{text('months').split()[int(number) - 1]} {year}"


def months_words(months: Sequence[str]) -> str:
    """Return months from the first to the last, in words: ``Feb 2026 to Mar 2026``.

    Examples
    --------
    >>> months_words(("2026-02", "2026-03")), months_words(["2026-02"])
    ('Feb 2026 to Mar 2026', 'Feb 2026')
    """
    first, last = month_words(months[0]), month_words(months[-1])
    return first if first == last else text("groups_months", first=first, last=last)


def _begin(horizon: Horizon, step: int) -> datetime:
    moment = horizon.start + timedelta(seconds=horizon.step_s * int(step))
    return moment.astimezone(ZoneInfo(horizon.zone))


def _day(moment: datetime) -> str:
    weekday = text("weekdays").split()[moment.weekday()]
    month = text("months").split()[moment.month - 1]
    return f"{weekday} {moment.day} {month} {moment.year}"

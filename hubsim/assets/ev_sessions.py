"""Sessions of an electric car on the time axis of a study: scheduled, recorded, or as it is driven."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.demand.calendar import local_year
from hubsim.demand.trips import Pattern, stays_of_year
from hubsim.errors import ProfileError
from hubsim.horizon import Horizon

_LEAST_KWH = 0.2
"""A charging block of less is the charger's stand-by, not a session."""
_MOST = 1.1
"""A meter may read so much of the charger's power; a column with more is not per kW of charger."""

_SLACK_MIN = 30.0
"""Part of a stay that quarter-hours may leave out: one at its begin, one at its end."""


@dataclass(frozen=True)
class Session:
    """A stay at the charger: steps from `first` up to but not including `last`, and the energy needed."""

    first: int
    last: int
    need_kwh: float


@dataclass(frozen=True)
class Charging:
    """A car and its charger, as far as sessions look at them; departure and spread in hours."""

    charger_kw: float
    battery_kwh: float
    efficiency: float
    departure: float
    spread: float


def said_once(
    pairs: Mapping[tuple[str, ...], tuple[object, ...]], missing: str
) -> list[tuple[str, str]]:
    """Return (field, message) where a file says sessions in more than one way, in none, or in half of one.

    pairs : the fields of each way, and their values; the first field of all is named where none is said
    """
    said = [names for names, values in pairs.items() if any(one is not None for one in values)]
    if len(said) > 1:
        first = " and ".join(said[0])
        return [(said[-1][0], f"takes the place of {first}: give one of both")]
    if not said:
        return [(next(iter(pairs))[0], missing)]
    return [
        (name, f"is missing: it belongs to {' and '.join(said[0])}")
        for name, value in zip(said[0], pairs[said[0]], strict=True)
        if value is None
    ]


def scheduled(
    horizon: Horizon,
    random: np.random.Generator,
    car: Charging,
    *,
    arrival: float,
    energy_kwh: float,
    days: Collection[int],
) -> list[Session]:
    """Return a session for every day on which the car arrives; arrival as a local hour."""
    zone = ZoneInfo(horizon.zone)
    day = horizon.start.astimezone(zone).date()
    sessions: list[Session] = []
    while datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC) < horizon.end:
        shift_h = random.uniform(-car.spread, car.spread, size=2)
        if day.weekday() in days:
            leaves = day + timedelta(days=int(car.departure <= arrival))
            begin = _moment(day, arrival + shift_h[0], zone)
            end = _moment(leaves, car.departure + shift_h[1], zone)
            _add(sessions, begin, end, energy_kwh, horizon)
        day += timedelta(days=1)
    return sessions


def driven(
    horizon: Horizon,
    random: np.random.Generator,
    car: Charging,
    *,
    pattern: Pattern,
    annual_kwh: float,
) -> list[Session]:
    """Return the sessions of a car that is driven by a pattern: those of calendar years, in the horizon.

    Raises
    ------
    ProfileError
        when its stays cannot take the energy of a year.
    """
    zone = ZoneInfo(horizon.zone)
    seed = int(random.integers(2**62))
    first, last = (moment.astimezone(zone).year for moment in (horizon.start, horizon.end))
    sessions: list[Session] = []
    for number in range(first, last + 1):
        stays = stays_of_year(
            seed,
            pattern,
            local_year(number),
            annual_kwh=annual_kwh,
            charger_kw=car.charger_kw,
            battery_kwh=car.battery_kwh,
            efficiency=car.efficiency,
            slack_min=max(_SLACK_MIN, 2.0 * horizon.step_s / 60.0),
        )
        begin_of_year = date(number, 1, 1)
        # Only stays about the horizon: looking up clocks takes longer than drawing them.
        near = [
            ((moment.astimezone(zone).date() - begin_of_year).days + day) * 1440.0
            for moment, day in ((horizon.start, -1), (horizon.end, 2))
        ]
        for stay in stays:
            if near[0] <= stay.from_min < near[1]:
                begin = _moment(begin_of_year, stay.from_min / 60.0, zone)
                end = _moment(begin_of_year, stay.to_min / 60.0, zone)
                _add(sessions, begin, end, stay.need_kwh, horizon)
    return sessions


def recorded(
    horizon: Horizon,
    random: np.random.Generator,
    car: Charging,
    *,
    series: FloatArray,
    profile: str,
) -> list[Session]:
    """Return a session for every block of charging in a series, in kW per kW of charger.

    Raises
    ------
    ProfileError
        when it charges with more than the charger's power, or a session needs more than the battery holds.
    """
    zone = ZoneInfo(horizon.zone)
    entry, _, column = profile.partition("/")
    if series.max() > _MOST:
        raise ProfileError(
            f"{series.max():.3g} on {horizon.label(int(series.argmax()))} is more than the charger "
            "gives: the column must be power per kW of charger, 0 to 1",
            file=entry,
            column=column,
        )
    charging = np.concatenate([[0], (series > 1e-6).astype(np.int8), [0]])
    begins, ends = (np.flatnonzero(np.diff(charging) == sign) for sign in (1, -1))
    sessions: list[Session] = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        charged = float(series[begin:end].sum()) * car.charger_kw * horizon.step_h
        if charged < _LEAST_KWH:
            continue
        done = horizon.start + timedelta(seconds=horizon.step_s * end)
        local = done.astimezone(zone)
        shift = car.departure + random.uniform(-car.spread, car.spread)
        leave = _moment(local.date(), shift, zone)
        if leave < done:
            leave = _moment(local.date() + timedelta(days=1), shift, zone)
        last = max(_step(horizon, leave), end)
        need = charged * car.efficiency
        first = begin
        if sessions and begin < sessions[-1].last:
            before = sessions.pop()
            first, need = before.first, need + before.need_kwh
            last = max(last, before.last)
        if need > car.battery_kwh:
            raise ProfileError(
                f"a charging session of {need:.1f} kWh on {horizon.label(first)} needs more than "
                f"the battery of {car.battery_kwh:g} kWh",
                file=entry,
                column=column,
            )
        sessions.append(Session(first, last, need))
    return sessions


def _moment(day: date, hour: float, zone: ZoneInfo) -> datetime:
    """Return the moment at a local hour from the begin of a day, which may lie on another day."""
    local = datetime(day.year, day.month, day.day) + timedelta(minutes=round(60 * hour))  # noqa: DTZ001
    return local.replace(tzinfo=zone).astimezone(UTC)


def _step(horizon: Horizon, moment: datetime, *, upward: bool = False) -> int:
    """Return the step that begins at a moment, or the next one before (or after) it."""
    seconds = (moment - horizon.start).total_seconds()
    return int(-(-seconds // horizon.step_s) if upward else seconds // horizon.step_s)


def _add(
    sessions: list[Session], begin: datetime, end: datetime, need_kwh: float, horizon: Horizon
) -> None:
    """Add a session that begins in the horizon, after the one before it has ended."""
    arrives, leaves = _step(horizon, begin, upward=True), _step(horizon, end)
    first = max(arrives, sessions[-1].last if sessions else 0)
    if arrives >= 0 and first < horizon.n_steps:
        sessions.append(Session(first, max(leaves, first + 1), need_kwh))

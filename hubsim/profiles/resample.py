"""From a file's clock to the horizon's clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.errors import ProfileError
from hubsim.horizon import Horizon
from hubsim.profiles.clock import Steps


def resample(
    values: FloatArray, steps: Steps, horizon: Horizon, *, file: str = "", column: str = ""
) -> FloatArray:
    """Return a series on the horizon's clock, (T,), read-only.

    Power and price are held when the horizon's steps are shorter than the file's, and averaged when
    they are longer, so that energy stays the same.

    values : (n,) a value for each step of the file
    steps : the file's clock
    file, column : for messages

    Raises
    ------
    ProfileError
        when the file does not cover the horizon, or no whole number of one's steps makes a step of
        the other.
    """
    _refuse_gap(steps, horizon, file=file)
    start_s = round((horizon.start - steps.begin).total_seconds())
    shorter_s = min(horizon.step_s, steps.step_s)
    if max(horizon.step_s, steps.step_s) % shorter_s:
        raise ProfileError(
            f"the file has a value each {_minutes(steps.step_s)}, the scenario a step each "
            f"{_minutes(horizon.step_s)}: one must hold the other a whole number of times",
            file=file,
            column=column,
        )
    if start_s % shorter_s:
        raise ProfileError(
            f"the file's steps of {_minutes(steps.step_s)} start at "
            f"{steps.begin.isoformat(sep=' ')}, which the scenario's steps of "
            f"{_minutes(horizon.step_s)} do not meet",
            file=file,
            column=column,
        )
    if steps.step_s >= horizon.step_s:
        begin_s = start_s + horizon.step_s * np.arange(horizon.n_steps, dtype=np.int64)
        return frozen(values[begin_s // steps.step_s])
    per_step = horizon.step_s // steps.step_s
    first = start_s // steps.step_s
    inside = values[first : first + per_step * horizon.n_steps]
    return frozen(inside.reshape(horizon.n_steps, per_step).mean(axis=1))


def _refuse_gap(steps: Steps, horizon: Horizon, *, file: str = "") -> None:
    """Refuse a file that does not cover the horizon.

    Raises
    ------
    ProfileError
        that says what the file covers and what is asked, in local time.
    """
    if steps.begin <= horizon.start and horizon.end <= steps.end:
        return
    zone = ZoneInfo(horizon.zone)

    def local(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

    raise ProfileError(
        f"covers {local(steps.begin)} to {local(steps.end)}, but the scenario asks "
        f"{local(horizon.start)} to {local(horizon.end)} ({horizon.zone})",
        file=file,
    )


def _minutes(step_s: int) -> str:
    return f"{step_s // 60} min" if step_s % 60 == 0 else f"{step_s} s"

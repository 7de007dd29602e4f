"""Meter data made whole: duplicates, gaps, registers and units; faults are named by row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Literal, TypeAlias

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.errors import ProfileError
from hubsim.profiles.clock import Steps, TimeColumn, Times

Unit: TypeAlias = Literal["kWh", "Wh", "kW", "W"]
Reading: TypeAlias = Literal["interval", "cumulative"]
Stamp: TypeAlias = Literal["begin", "end"]

_NOTHING = {"", "-", "--", "nan", "null", "none", "n/a", "na", "#n/a"}
"""How files write that there is no value, in lower case."""

_STEPS_S = range(60, 3601)
_SHORT_S = 2 * 3600
_WEEK_S = 7 * 24 * 3600
_WEEKS = 4
_SHOWN = 5


@dataclass
class MeterData:
    """A column on a clock of equal steps.

    power_kw : (n,) mean of each step; filled : (n,) whether it was not measured
    notes : what was done to the data, in sentences
    """

    steps: Steps
    power_kw: FloatArray
    filled: BoolArray
    notes: list[str] = field(default_factory=list)

    @property
    def filled_share(self) -> float:
        """Share of the steps that were not measured."""
        return float(self.filled.mean())


def read_meter(
    clock: TimeColumn,
    column: str,
    cells: Sequence[str],
    *,
    zone: tzinfo | None,
    unit: Unit,
    reading: Reading = "interval",
    stamp: Stamp = "begin",
    most: float = 0.05,
) -> MeterData:
    """Return the data of one column, gaps filled.

    Gaps of up to two hours are bridged by a straight line; in longer ones each step has the mean of the
    same step one to four weeks before and after, where it was measured. Of a register the energy between
    two readings is known: it is spread evenly. The same row twice counts once.

    clock, cells : times and values as the file has them
    unit : of the values; of a register kWh or Wh
    stamp : whether a time is the begin or the end of its interval
    most : largest share of steps that may be filled

    Raises
    ------
    ProfileError
        for the first time that cannot be read or does not fit the step, values that are no numbers, two
        values of one time, a register that falls, and more gaps than allowed: file, row and column.
    """
    if reading == "cumulative" and unit in {"kW", "W"}:
        raise ProfileError("a register counts energy: its unit is kWh or Wh", file=clock.file)
    clock, cells, notes = _forwards(clock, cells)
    values = _numbers(clock, column, cells)
    utc = clock.utc(zone)
    kept = _once(clock, column, utc, values, notes)
    step_s, places = _places(clock, utc, kept)
    laid = np.full(int(places[-1]) + 1, np.nan)
    laid[places] = values[kept]
    start = utc[kept[0]]
    if reading == "cumulative":
        energy, filled = _of_register(clock, column, kept, places, laid)
    else:
        energy, filled = laid, np.isnan(laid)
        if stamp == "end":
            start = start - np.timedelta64(step_s, "s")
    factor = 1.0 if unit in {"kWh", "kW"} else 1e-3
    power = energy * factor * (3600.0 / step_s if unit in {"kWh", "Wh"} else 1.0)
    data = MeterData(Steps(start, step_s, len(power)), power, filled, notes)
    if data.filled_share > most:
        text = (
            f"{data.filled.sum()} of {len(filled)} steps were not measured, {data.filled_share:.1%}: more"
            f" than the {most:.1%} that may be filled"
        )
        raise ProfileError(text, file=clock.file, column=column)
    if reading == "interval":
        _fill(clock, column, data)
    elif filled.any():
        notes.append(f"{filled.sum()} steps between readings have an even share of their energy")
    return data


def _forwards(
    clock: TimeColumn, cells: Sequence[str]
) -> tuple[TimeColumn, Sequence[str], list[str]]:
    """Return the rows in rising order: many meters export the newest first."""
    moments = clock.moments()
    if len(moments) > 1 and (np.diff(moments).astype(np.int64) <= 0).mean() > 0.5:
        rows = list(clock.rows or range(1, len(cells) + 1))[::-1]
        turned = TimeColumn(clock.file, clock.name, list(clock.texts)[::-1], rows)
        return turned, list(cells)[::-1], ["the newest row came first"]
    rows = list(clock.rows or range(1, len(cells) + 1))
    return TimeColumn(clock.file, clock.name, clock.texts, rows), cells, []


def _numbers(clock: TimeColumn, column: str, cells: Sequence[str]) -> FloatArray:
    """Return the values, NaN where a cell says that there is none."""
    has_comma = any("," in cell for cell in cells)
    values = np.full(len(cells), np.nan)
    wrong = []
    for at, cell in enumerate(cells):
        text = cell.strip()
        if text.lower() in _NOTHING:
            continue
        try:
            values[at] = float(text.replace(",", ".") if has_comma else text)
        except ValueError:
            wrong.append(at)
            continue
        if not np.isfinite(values[at]) or (has_comma and "." in text):
            wrong.append(at)
    if wrong:
        more = [str(clock.rows[at]) for at in wrong[1 : _SHOWN + 1]]
        also = f"; so are rows {', '.join(more)}" + (" ..." if len(wrong) > _SHOWN + 1 else "")
        text = f"{cells[wrong[0]].strip()[:40]!r} is not a number{also if more else ''}"
        raise ProfileError(text, file=clock.file, row=clock.rows[wrong[0]], column=column)
    if np.isnan(values).all():
        raise ProfileError("holds no number", file=clock.file, column=column)
    return values


def _once(
    clock: TimeColumn, column: str, utc: Times, values: FloatArray, notes: list[str]
) -> list[int]:
    """Return the rows that are kept: of two with one time and value the first, of two values none."""
    kept: list[int] = []
    for at in range(len(utc)):
        if not kept or utc[at] > utc[kept[-1]]:
            kept.append(at)
        elif utc[at] < utc[kept[-1]]:
            text = f"{clock.texts[at]!r} comes after {clock.texts[kept[-1]]!r}: times must rise"
            raise ProfileError(text, file=clock.file, row=clock.rows[at], column=clock.name)
        elif np.isnan(values[kept[-1]]):
            kept[-1] = at
        elif not np.isnan(values[at]) and values[at] != values[kept[-1]]:
            text = (
                f"{clock.texts[at]!r} is there twice with different values, {values[kept[-1]]:g} in row"
                f" {clock.rows[kept[-1]]} and {values[at]:g}"
            )
            raise ProfileError(text, file=clock.file, row=clock.rows[at], column=column)
    if len(kept) < len(utc):
        notes.append(f"{len(utc) - len(kept)} rows were there twice and count once")
    return kept


def _places(
    clock: TimeColumn, utc: Times, kept: list[int]
) -> tuple[int, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return the step of the file, and the place of each kept row on its clock."""
    since = (utc[kept] - utc[kept[0]]).astype(np.int64)
    if len(kept) < 2:
        raise ProfileError("2 rows at least are needed to know the step", file=clock.file)
    sizes, counts = np.unique(np.diff(since), return_counts=True)
    step_s = int(sizes[np.argmax(counts)])
    if step_s not in _STEPS_S:
        text = f"most rows are {step_s} s apart; meter data has a value each 1 to 60 minutes"
        raise ProfileError(text, file=clock.file, column=clock.name)
    odd = np.flatnonzero(since % step_s)
    if odd.size:
        at = kept[int(odd[0])]
        text = f"{clock.texts[at]!r} is not on the clock of the other rows, one each {step_s} s"
        raise ProfileError(text, file=clock.file, row=clock.rows[at], column=clock.name)
    return step_s, since // step_s


def _of_register(
    clock: TimeColumn, column: str, kept: list[int], places: np.ndarray, laid: FloatArray
) -> tuple[FloatArray, BoolArray]:
    """Return the energy between readings, spread evenly where some are missing, and where that is."""
    known = np.flatnonzero(~np.isnan(laid))
    if known.size < 2:
        raise ProfileError("2 readings at least make an energy", file=clock.file, column=column)
    used = np.diff(laid[known])
    falls = np.flatnonzero(used < 0.0)
    if falls.size:
        at = kept[int(np.searchsorted(places, known[falls[0] + 1]))]
        text = (
            f"the register falls by {-used[falls[0]]:g}: was the meter replaced? cut the file there"
        )
        raise ProfileError(text, file=clock.file, row=clock.rows[at], column=column)
    spans = np.diff(known)
    energy = np.repeat(used / spans, spans)
    return energy, np.repeat(spans > 1, spans)


def _fill(clock: TimeColumn, column: str, data: MeterData) -> None:
    """Fill the gaps of the power and say how; see `read_meter`."""
    power, step_s = data.power_kw, data.steps.step_s
    measured = ~data.filled
    edges = np.diff(np.concatenate([[0], data.filled.astype(np.int8), [0]]))
    week = _WEEK_S // step_s
    bridged = by_week = 0
    for first, after in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        length = int(after - first)
        if length * step_s <= _SHORT_S and first > 0 and after < len(power):
            power[first:after] = np.interp(
                np.arange(first, after), [first - 1, after], [power[first - 1], power[after]]
            )
            bridged += length
            continue
        for step in range(first, after):
            near = [
                step + sign * weeks * week for weeks in range(1, _WEEKS + 1) for sign in (-1, 1)
            ]
            there = [one for one in near if 0 <= one < len(power) and measured[one]]
            if not there:
                moment = np.datetime_as_string(
                    data.steps.start + np.timedelta64(int(step) * step_s, "s")
                )
                text = (
                    f"a gap of {length} steps, at {moment} UTC, and no week beside it was measured"
                )
                raise ProfileError(text, file=clock.file, column=column)
            power[step] = power[there].mean()
        by_week += length
    if bridged:
        data.notes.append(f"{bridged} steps in gaps of up to 2 h are on a straight line")
    if by_week:
        data.notes.append(f"{by_week} steps in longer gaps are as in the weeks beside them")

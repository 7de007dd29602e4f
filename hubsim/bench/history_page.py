"""The page of a history: one small chart a value, drawn as SVG, and a row a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from hubsim.bench.against import TIME, surroundings_changed, values_of
from hubsim.bench.case import all_cases
from hubsim.bench.history import Stored
from hubsim.bench.record import Record
from hubsim.bench.table import words, written
from hubsim.report.style import COLOURS
from hubsim.report.texts import spoken, text

WIDTH, HEIGHT, ROOM = 320.0, 92.0, 8.0
"""Size of a chart and the room around its points, in the units of its SVG."""


@dataclass(frozen=True)
class Point:
    """A place in a chart and what is said there."""

    x: float
    y: float
    tip: str


@dataclass(frozen=True)
class Chart:
    """One value over the records.

    paths : polylines, one a stretch of records without a gap; points : those that are marked
    """

    title: str
    latest: str
    low: str
    high: str
    paths: list[str]
    points: list[Point]


@dataclass(frozen=True)
class Section:
    """One case: what it is, its charts, and in words the counts that never moved."""

    name: str
    line: str
    charts: list[Chart]
    steady: list[str]


def history_page(stored: Sequence[Stored], damaged: Sequence[str]) -> str:
    """Return the page; stored : oldest first; damaged : what is said of files that were left out."""
    records = [entry.record for entry in stored]
    cases = list(dict.fromkeys(case for record in reversed(records) for case in record.cases))
    lines = {name: case.line for name, case in all_cases().items()}
    return (
        _environment()
        .get_template("history.html.j2")
        .render(
            figures_json="{}",
            words_json="{}",
            plotly_js="",
            stored=stored,
            damaged=damaged,
            cases=sorted(cases),
            sections=[_section(case, lines.get(case, ""), records) for case in sorted(cases)],
            marks=_marks(records),
            width=WIDTH,
            height=HEIGHT,
        )
    )


def _section(case: str, line: str, records: Sequence[Record]) -> Section:
    found = [
        values_of(record.cases[case]) if case in record.cases else {}
        for record in records
    ]  # fmt: skip
    measures = dict.fromkeys(measure for values in reversed(found) for measure in values)
    charts, steady = [], []
    for measure in measures:
        over_time = [values.get(measure) for values in found]
        (value, *others) = {value for value in over_time if value is not None}
        if measure == TIME or others:
            charts.append(_chart(measure, over_time, records))
        else:
            steady.append(f"{words(measure)} {written(measure, value)}")
    return Section(case, line, charts, steady)


def _chart(measure: str, values: Sequence[float | None], records: Sequence[Record]) -> Chart:
    known = [value for value in values if value is not None]
    # A time starts at zero, so that its ups and downs have their size; a count shows that it moved.
    low, high = 0.0 if measure == TIME else min(known), max(known)
    stretches: list[list[Point]] = [[]]
    marked = []
    before = None
    for place, (value, record) in enumerate(zip(values, records, strict=True)):
        if value is None:
            stretches.append([])
            continue
        share = (value - low) / (high - low) if high > low else 0.5
        tip = f"{written(measure, value)}\n{record.created:%Y-%m-%d %H:%M} UTC, hubsim {record.hubsim}"
        point = Point(_x(place, len(records)), HEIGHT - ROOM - share * (HEIGHT - 2 * ROOM), tip)
        stretches[-1].append(point)
        # Counts stand still for long: only where one moved is there something to point at.
        if measure == TIME or value != before or place == len(records) - 1:
            marked.append(point)
        before = value
    return Chart(
        title=words(measure),
        latest=written(measure, known[-1]),
        low=written(measure, low),
        high=written(measure, high),
        paths=[
            " ".join(f"{p.x:.1f},{p.y:.1f}" for p in stretch) for stretch in stretches if stretch
        ],
        points=marked,
    )


def _marks(records: Sequence[Record]) -> list[Point]:
    """Return the places where machine or libraries changed."""
    marks = []
    for place, (before, after) in enumerate(pairwise(records), start=1):
        changed = surroundings_changed(after, before)
        if changed:
            x = (_x(place - 1, len(records)) + _x(place, len(records))) / 2
            marks.append(Point(x, 0.0, "\n".join(changed)))
    return marks


def _x(place: int, count: int) -> float:
    return ROOM + (WIDTH - 2 * ROOM) * (place / (count - 1) if count > 1 else 0.5)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("hubsim.bench"), PackageLoader("hubsim.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(text=text, spoken=spoken, colours=COLOURS)
    return environment

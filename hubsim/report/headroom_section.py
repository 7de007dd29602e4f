"""The section of a report about headroom: a table for each addition, hub or copper, and a map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.headroom.record import FILE, Headroom, Room
from hubsim.report.headroom_text import (
    SHARES,
    amount,
    binding_words,
    capacity,
    head_sentence,
    held,
    prices_sentence,
    released_sentence,
    unit_of,
    what_words,
    years_sentence,
)
from hubsim.report.network_map import WIDTH, Drawing, Mark, Stroke, bus_size, fitted
from hubsim.report.numbers import number
from hubsim.report.operation_view import OPERATIONS, Geometry, Operation
from hubsim.report.placement import place
from hubsim.report.source import figure_source, source_of
from hubsim.report.style import GRID, LOADING_COLOURS, MUTED, UNKNOWN_COLOUR
from hubsim.report.texts import text
from hubsim.report.view import RunView

_SHARES_OF_MOST = (0.25, 0.5, 0.75, 1.0)
_NONE = LOADING_COLOURS[-1]
"""Colour of a bus where nothing fits; the others are the bluer the more does."""


@dataclass(frozen=True)
class OperationRow:
    """What fits in one operation: quantiles over the sitings, what binds, where it is from."""

    operation: Operation
    values: list[str]
    binds: str
    source: str


@dataclass(frozen=True)
class WayRow:
    """A way to get room, in words. amounts : (once, a year, capacity), each with its source."""

    way: str
    label: str
    what: str
    amounts: list[tuple[str, str]]


@dataclass(frozen=True)
class RoomRows:
    """What is shown of one addition. source : of sentence and map; shares : heads of the values."""

    sentence: str
    source: str
    unit: str
    shares: list[str]
    rows: list[OperationRow]
    ways: list[WayRow]
    drawing: Drawing | None
    legend: list[tuple[str, str]]


@dataclass(frozen=True)
class HeadroomSection:
    """What the section shows. years_source, prices_source : where these are from."""

    head: str
    rooms: list[RoomRows]
    years: str
    years_source: str
    prices: str
    prices_source: str


def headroom_section(view: RunView) -> HeadroomSection | None:
    """Return the section of a run, None where its scenario asked for none."""
    headroom = view.headroom
    if headroom is None:
        return None
    return HeadroomSection(
        head_sentence(headroom),
        [_rows(view, headroom, nth) for nth in range(len(headroom.rooms))],
        "" if headroom.years is None else years_sentence(headroom),
        source_of(view, FILE, "years"),
        prices_sentence(headroom),
        source_of(view, FILE, "prices"),
    )


def room_sentences(view: RunView) -> list[str]:
    """Return a sentence for each addition on what fits; none where the scenario asked for none."""
    rooms = () if view.headroom is None else view.headroom.rooms
    return [released_sentence(room, has_hub=bool(view.coordinated)) for room in rooms]


def room_source(view: RunView, headroom: Headroom, nth: int, operation: Operation) -> str:
    """Return where the headroom of an addition is from. nth : of it among those added."""
    figure = figure_source(view, operation, headroom.rooms[nth].figure[0])
    return "\n".join([figure, source_of(view, FILE, f"rooms.{nth}.sitings")])


def way_rows(view: RunView, headroom: Headroom, nth: int) -> list[WayRow]:
    """Return the ways to get room for an addition: nothing, hub and copper."""
    room = headroom.rooms[nth]
    rows = []
    for way, option in enumerate(room.options):
        shown = (amount(option.eur), amount(option.eur_year), held(room, option))
        keys = ("eur", "eur_year", "capacity")
        sources = [source_of(view, FILE, f"rooms.{nth}.options.{way}.{key}") for key in keys]
        label = text(f"headroom_way_{option.name}")
        amounts = list(zip(shown, sources, strict=True))
        rows.append(WayRow(option.name, label, what_words(room, option), amounts))
    return rows


def _rows(view: RunView, headroom: Headroom, nth: int) -> RoomRows:
    room = headroom.rooms[nth]
    # One siting has no quantiles.
    shares = SHARES if len(room.sitings) > 1 else (0.5,)
    return RoomRows(
        released_sentence(room, has_hub=bool(view.coordinated)),
        "\n".join(room_source(view, headroom, nth, name) for name in OPERATIONS),
        unit_of(room),
        [f"P{100.0 * share:.0f}" for share in shares] if len(shares) > 1 else [unit_of(room)],
        [
            OperationRow(
                operation,
                [capacity(room, operation, share) for share in shares],
                binding_words(room, operation),
                room_source(view, headroom, nth, operation),
            )
            for operation in OPERATIONS
        ],
        way_rows(view, headroom, nth),
        _drawing(view.geometry, room) if room.buses else None,
        _legend(room),
    )


def _most(room: Room) -> float:
    return room.per_unit * max((sited.together.units for sited in room.buses), default=0)


def _colour(value: float, most: float) -> str:
    if value <= 0.0:
        return _NONE
    return LOADING_COLOURS[sum(value > share * most for share in _SHARES_OF_MOST[:-1])]


def _legend(room: Room) -> list[tuple[str, str]]:
    most = _most(room)
    edges = [0.0, *(share * most for share in _SHARES_OF_MOST)]
    classes = [
        (LOADING_COLOURS[i], f"{edges[i]:.0f}-{edges[i + 1]:.0f}")
        for i in range(len(_SHARES_OF_MOST))
    ]
    return [(_NONE, "0"), *classes] if most > 0.0 else [(_NONE, "0")]


def _drawing(geometry: Geometry, room: Room) -> Drawing:
    """Return the network with its buses coloured by what fits there together."""
    placement = place(geometry)
    x, y, height = fitted(placement.x, placement.y)
    fits = {
        sited.name: (room.per_unit * sited.alone.units, room.per_unit * sited.together.units)
        for sited in room.buses
    }
    most, size, unit, name_of = _most(room), bus_size(x, y), room.figure[1], unit_of(room)
    marks = []
    for bus in np.flatnonzero(np.isfinite(x)).tolist():
        name = geometry.bus_ids[bus]
        known = fits.get(name)
        tip = name
        if known is not None:
            for operation, value in zip(OPERATIONS, known, strict=True):
                tip += f"\n{text(operation)}: {number(value, unit)} {name_of}"
        marks.append(
            Mark(
                round(float(x[bus]), 1),
                round(float(y[bus]), 1),
                UNKNOWN_COLOUR if known is None else _colour(known[1], most),
                round((2.8 if known is None else 7.0) * size, 2),
                tip,
                has_members=known is not None,
            )
        )
    description = text(
        "headroom_map_alt",
        unit=name_of,
        least=number(min((one[1] for one in fits.values()), default=0.0), unit),
        most=number(most, unit),
    )
    strokes = _strokes(geometry, x, y)
    trafos = tuple(
        Mark(round(float(x[bus]), 1), round(float(y[bus]), 1), MUTED, 10.0, name, label="")
        for name, bus in zip(geometry.trafo_ids, geometry.trafo_lv.tolist(), strict=True)
    )
    return Drawing(
        WIDTH, height, strokes, tuple(marks), trafos, placement.from_coordinates, description
    )


def _strokes(geometry: Geometry, x: FloatArray, y: FloatArray) -> tuple[Stroke, ...]:
    ends = zip(
        geometry.line_ids, geometry.line_from.tolist(), geometry.line_to.tolist(), strict=True
    )
    px, py = (np.round(one, 1).tolist() for one in (x, y))
    return tuple(Stroke(px[a], py[a], px[b], py[b], GRID, 4.0, name) for name, a, b in ends)

"""The section of a report about headroom: a table for each addition, hub or copper, and a map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.headroom.record import Headroom, Room
from hubsim.report.headroom_text import (
    SHARES,
    amount,
    binding_words,
    head_sentence,
    released_sentence,
    years_sentence,
)
from hubsim.report.network_map import WIDTH, Drawing, Mark, Stroke, bus_size, fitted
from hubsim.report.numbers import number
from hubsim.report.placement import place
from hubsim.report.style import GRID, LOADING_COLOURS, MUTED, UNKNOWN_COLOUR
from hubsim.report.texts import text
from hubsim.report.view import Geometry, RunView

_SHARES_OF_MOST = (0.25, 0.5, 0.75, 1.0)
_NONE = LOADING_COLOURS[-1]
"""Colour of a bus where nothing fits; the others are the bluer the more does."""


@dataclass(frozen=True)
class RoomRows:
    """What is shown of one addition. rows : operation, quantiles, what binds; options : as texts."""

    sentence: str
    unit: str
    rows: list[tuple[str, list[str], str]]
    options: list[tuple[str, str, str, str, str]]
    drawing: Drawing | None
    legend: list[tuple[str, str]]


@dataclass(frozen=True)
class HeadroomSection:
    """What the section shows."""

    head: str
    rooms: list[RoomRows]
    years: str
    prices: str


def headroom_section(view: RunView) -> HeadroomSection | None:
    """Return the section of a run, None where its scenario asked for none."""
    headroom = view.headroom
    if headroom is None:
        return None
    return HeadroomSection(
        head_sentence(headroom),
        [_rows(view, room) for room in headroom.rooms],
        "" if headroom.years is None else years_sentence(headroom),
        _prices(headroom),
    )


def _rows(view: RunView, room: Room) -> RoomRows:
    unit = room.figure[1]
    return RoomRows(
        released_sentence(room),
        unit,
        [
            (
                operation,
                [number(room.capacity(operation, share), unit) for share in SHARES],
                binding_words(room, operation),
            )
            for operation in ("alone", "together")
        ],
        [
            (
                option.name,
                option.what,
                amount(option.eur),
                amount(option.eur_year),
                number(option.capacity, unit),
            )
            for option in room.options
        ],
        _drawing(view.geometry, room) if room.buses else None,
        _legend(room),
    )


def _prices(headroom: Headroom) -> str:
    told = "; ".join(
        f"{name} {value:g} ({text})" for name, (value, text) in headroom.prices.items()
    )
    return text("headroom_prices", prices=told)


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
    most, size, unit = _most(room), bus_size(x, y), room.figure[1]
    marks = []
    for bus in np.flatnonzero(np.isfinite(x)).tolist():
        name = geometry.bus_ids[bus]
        known = fits.get(name)
        tip = name
        if known is not None:
            alone, together = (number(value, unit) for value in known)
            tip += f"\n{together} {unit} together\n{alone} {unit} alone"
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
    title = text("headroom_map", unit=unit)
    least = min((one[1] for one in fits.values()), default=0.0)
    description = f"{title}: from {number(least, unit)} to {number(most, unit)}"
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

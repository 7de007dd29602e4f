"""The section of the comparison that sets hub against copper: one table over the layouts an addition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hubsim.headroom.record import FILE
from hubsim.report.dials import Dial
from hubsim.report.headroom_section import WayRow, room_source, way_rows
from hubsim.report.headroom_text import released_sentence, unit_of, years_sentence
from hubsim.report.operation_view import OPERATIONS
from hubsim.report.source import source_of
from hubsim.report.view import RunView
from hubsim.scenario.headroom import ADDITIONS, Addition


@dataclass(frozen=True)
class RoomOfLayout:
    """What a layout makes room for, of one addition. source : of the sentence."""

    unit: str
    sentence: str
    source: str
    ways: list[WayRow]


@dataclass(frozen=True)
class RoomsOfLayout:
    """What the section needs of one layout. years : for how long the network will do, empty if unknown."""

    rooms: dict[Addition, RoomOfLayout]
    years: str
    years_source: str


@dataclass(frozen=True)
class CopperTable:
    """A table. groups : (layout, its room), the ways within each as they are shown."""

    unit: str
    groups: list[tuple[str, RoomOfLayout]]


@dataclass(frozen=True)
class CopperSection:
    """What the section shows. notes : (layout, years, where they are from, euro per kW relieved)."""

    tables: list[CopperTable]
    notes: list[tuple[str, str, str, Dial | None]]


def rooms_of(view: RunView) -> RoomsOfLayout | None:
    """Return what a run found, None where its scenario asked for no headroom."""
    headroom = view.headroom
    if headroom is None:
        return None
    rooms = {}
    for nth, room in enumerate(headroom.rooms):
        ways = way_rows(view, headroom, nth)
        if not view.coordinated:
            # Without a hub there is nothing to choose: both operations are one.
            ways = [way for way in ways if way.way == "nothing"]
        rooms[room.add] = RoomOfLayout(
            unit_of(room),
            released_sentence(room, has_hub=bool(view.coordinated)),
            "\n".join(room_source(view, headroom, nth, name) for name in OPERATIONS),
            ways,
        )
    years = "" if headroom.years is None or not view.coordinated else years_sentence(headroom)
    return RoomsOfLayout(rooms, years, source_of(view, FILE, "years"))


def copper_section(
    layouts: Sequence[tuple[str, RoomsOfLayout | None, Sequence[Dial]]],
) -> CopperSection | None:
    """Return the section over layouts, None where none of them asked for headroom.

    layouts : name, rooms and dials together of each
    """
    tables = []
    for add in ADDITIONS:
        groups = [(name, own.rooms[add]) for name, own, _ in layouts if own and add in own.rooms]
        if groups:
            tables.append(CopperTable(groups[0][1].unit, _said_once(groups)))
    if not tables:
        return None
    notes = []
    for name, own, dials in layouts:
        (cost,) = [dial for dial in dials if dial.key == "cost_per_kw"]
        known = cost if cost.is_known else None
        if own is not None and (own.years or known):
            notes.append((name, own.years, own.years_source, known))
    return CopperSection(tables, notes)


def _said_once(groups: list[tuple[str, RoomOfLayout]]) -> list[tuple[str, RoomOfLayout]]:
    """Return the groups, with everyone alone shown again only where other numbers fit than in the first."""
    first = _alone(groups[0][1])
    found = groups[:1]
    for name, room in groups[1:]:
        is_same = _alone(room) == first and len(room.ways) > 1
        found.append((name, replace(room, ways=room.ways[1:]) if is_same else room))
    return found


def _alone(room: RoomOfLayout) -> list[str]:
    return [shown for shown, _ in room.ways[0].amounts] if room.ways else []

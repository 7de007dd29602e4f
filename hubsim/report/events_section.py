"""The section of a report about events: what was over its limit, and what relieved it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hubsim.attribution.table import NETWORK, NOT_SPLIT, Attribution, EventRow
from hubsim.report.asset_kinds import kind_label
from hubsim.report.numbers import number, with_unit
from hubsim.report.style import MUTED, kind_colours
from hubsim.report.texts import text

SHOWN, MEMBERS_SHOWN = 10, 12
"""Events in the table, and members in the bars: those that relieved most."""

LEAST_SHARE = 0.005
"""Part of an event's relief that a kind must have to be named."""


@dataclass(frozen=True)
class EventLine:
    """A line of the table, in words. event : its number in the run's table of events."""

    event: int
    element: str
    start: str
    duration: str
    peak: str
    left_peak: str
    alone: str
    together: str
    relieved_by: str


@dataclass(frozen=True)
class Bar:
    """What one kind or member relieved. name : as the run has it; width : share of the longest bar [%]."""

    name: str
    label: str
    amount: str
    share: str
    width: float
    colour: str
    worse: bool


@dataclass(frozen=True)
class EventsSection:
    """What the section shows."""

    sentences: list[str]
    rows: list[EventLine]
    n_events: int
    kinds: list[Bar]
    members: list[Bar]
    n_members: int


def events_section(found: Attribution | None) -> EventsSection | None:
    """Return the section of a run, None of one without a list of events."""
    if found is None:
        return None
    by_kind, by_member = ({**one} for one in (found.by_kind(), found.by_member()))
    colours = kind_colours(list(by_kind))
    relief = sum(row.relief for row in found.overloads())
    named = {name: part for name, part in by_member.items() if name not in (NETWORK, NOT_SPLIT)}
    ends = list(named)
    most = sorted(ends, key=lambda name: -abs(named[name]))[:MEMBERS_SHOWN]
    order = sorted(found.events, key=lambda row: (row.unit != "kVAh", -abs(row.relief)))
    return EventsSection(
        sentences=event_sentences(found),
        rows=[_line(found, row) for row in order[:SHOWN]],
        n_events=len(found.events),
        kinds=_bars(
            {kind: part for kind, part in by_kind.items() if kind != NETWORK},
            relief,
            {kind: colours.get(kind, MUTED) for kind in by_kind},
        ),
        members=_bars({name: named[name] for name in most}, relief, {}),
        n_members=len(named),
    )


def event_sentences(found: Attribution) -> list[str]:
    """Return what all events come to: overloads, voltages, and what the network itself does."""
    sentences = []
    summary = found.summary()
    for key in ("overload", "voltage"):
        part = summary[key]
        if not part["events"]:
            sentences.append(text(f"events_no_{key}"))
            continue
        unit = part["unit"]
        new = sum(row.operation == "together" and row.unit == unit for row in found.events)
        rows = [row for row in found.events if row.unit == unit]
        words = {name: number(part[name], unit) for name in ("alone", "together", "relief")}
        sentences.append(
            text(f"events_{key}", n=part["events"] - new, **words)
            + (f" {text('events_new', n=new)}" if new else "")
            + (f" {text('events_by')}: {relieved_by(found, rows)}." if part["relief"] else "")
        )
    return sentences


def relieved_by(found: Attribution, rows: Iterable[EventRow]) -> str:
    """Return who relieved events, largest first: ``Cars 60 %, heat pumps 35 %, batteries 5 %``."""
    rows = list(rows)
    relief = sum(row.relief for row in rows)
    if not relief:
        return ""
    shares = {kind: part / relief for kind, part in found.by_kind(rows).items()}
    named = sorted(
        (kind for kind, share in shares.items() if abs(share) >= LEAST_SHARE),
        key=lambda kind: -shares[kind],
    )
    words = ", ".join(f"{_inside(label(kind))} {_whole(shares[kind])}" for kind in named)
    return words[:1].upper() + words[1:]


def _inside(name: str) -> str:
    """Return a name as it stands inside a sentence; an abbreviation keeps its capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def label(kind: str) -> str:
    """Return the name of a kind of asset, or of what stands for none."""
    if kind in (NETWORK, NOT_SPLIT):
        return text("events_network" if kind == NETWORK else "events_not_split")
    return kind_label(kind)


def _line(found: Attribution, row: EventRow) -> EventLine:
    unit = "%" if row.unit == "kVAh" else "pu"
    return EventLine(
        event=row.event,
        element=f"{text(f'events_{row.sort}')} {row.element}",
        start=row.start,
        duration=number(row.duration_h, "h"),
        peak=with_unit(row.alone_worst, unit),
        left_peak=with_unit(row.together_worst, unit),
        alone=with_unit(row.alone, row.unit),
        together=with_unit(row.together, row.unit),
        relieved_by=relieved_by(found, [row])
        if row.operation == "alone"
        else text("events_is_new", kinds=relieved_by(found, [row])),
    )


def _whole(share: float) -> str:
    """Return a share in whole percent."""
    return f"{100.0 * share:.0f} %".replace("-", "\N{MINUS SIGN}")


def _bars(parts: Mapping[str, float], relief: float, colours: Mapping[str, str]) -> list[Bar]:
    longest = max((abs(part) for part in parts.values()), default=0.0)
    return [
        Bar(
            name=name,
            label=label(name) if colours else name,
            amount=with_unit(part, "kVAh"),
            share=_whole(part / relief) if relief else "",
            width=round(100.0 * abs(part) / longest, 1),
            colour=colours.get(name, MUTED),
            worse=part < 0.0,
        )
        for name, part in parts.items()
        if longest and abs(part) > 1e-6 * longest
    ]

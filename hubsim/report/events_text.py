"""The events of a run and what relieved them, as lines and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

from hubsim.attribution.table import NETWORK, NOT_SPLIT, Attribution, EventRow
from hubsim.report.events_section import event_sentences, label, relieved_by
from hubsim.report.numbers import number, with_unit
from hubsim.report.texts import text
from hubsim.results import write_text

SHOWN, MEMBERS_SHOWN = 20, 10
"""Events printed where no element is named, and members."""


def events_lines(found: Attribution, element: str | None = None) -> list[str]:
    """Return what all events come to, who relieved them, and the events, those of most relief first.

    element : only the events of this element or bus, all of them, in time
    """
    if element is None:
        lines = [*event_sentences(found), ""]
        rows = sorted(found.events, key=lambda row: (row.unit != "kVAh", -abs(row.relief)))
        shown = rows[:SHOWN]
        kinds = {label(kind): one for kind, one in found.by_kind().items()}
        lines += _amounts(text("events_kinds"), kinds)
        named = {
            name: one for name, one in found.by_member().items() if name not in (NETWORK, NOT_SPLIT)
        }
        most = dict(list(named.items())[:MEMBERS_SHOWN])
        lines += _amounts(text("events_members", shown=len(most), all=len(named)), most)
    else:
        lines = []
        shown = rows = [row for row in found.events if row.element == element]
    if not shown:
        return lines
    width = max(len(row.element) for row in shown)
    alone, together = (text(f"events_{operation}") for operation in ("alone", "together"))
    lines.append(
        f"{text('events_where'):{width}}  {text('events_from'):16} {text('events_duration'):>6}"
        f" {text('events_peak'):>12} {'':10} {text('events_beyond'):>14}"
    )
    lines.append(
        f"{'':{width + 2 + 16 + 7}} {alone:>12} {together:>10} {alone:>14} {together:>12}"
        f"  {text('events_by')}"
    )
    lines += [_line(found, row, width) for row in shown]
    if len(shown) < len(rows):
        lines.append(text("events_more", n=len(rows) - len(shown)))
    return lines


def write_events(found: Attribution, file: Path, element: str | None = None) -> None:
    """Write the events as CSV: a row each, with a column for what each kind of asset relieved.

    Raises
    ------
    ResultError
        when it cannot be written.
    """
    kinds = list(dict.fromkeys(share.kind for share in found.shares))
    names = [field.name for field in fields(EventRow)]
    rows = [",".join([*names, "relief", *kinds])]
    for row in found.events:
        if element is not None and row.element != element:
            continue
        parts = found.by_kind([row])
        values = [*asdict(row).values(), row.relief, *(parts.get(kind, 0.0) for kind in kinds)]
        rows.append(",".join(_cell(value) for value in values))
    write_text(file, "\n".join(rows) + "\n")


def _line(found: Attribution, row: EventRow, width: int) -> str:
    unit = "%" if row.unit == "kVAh" else "pu"
    by = relieved_by(found, [row])
    return (
        f"{row.element:{width}}  {row.start:16} {number(row.duration_h, 'h'):>6}"
        f" {with_unit(row.alone_worst, unit):>12} {with_unit(row.together_worst, unit):>10}"
        f" {with_unit(row.alone, row.unit):>14} {with_unit(row.together, row.unit):>12}"
        f"  {by if row.operation == 'alone' else text('events_is_new', kinds=by)}"
    )


def _amounts(heading: str, parts: Mapping[str, float]) -> Sequence[str]:
    if not parts:
        return []
    width = max(len(name) for name in parts)
    lines = [f"  {name:{width}} {number(part, 'kVAh'):>10} kVAh" for name, part in parts.items()]
    return [heading, *lines, ""]


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.9g}"
    written = str(value)
    quoted = written.replace('"', '""')
    return f'"{quoted}"' if any(sign in written for sign in ',"\n') else written

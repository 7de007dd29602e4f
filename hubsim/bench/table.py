"""What ``hubsim bench`` prints: one row a value, with what it was when there is a stored record."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from hubsim.bench.against import TIME, Pair, values_of
from hubsim.bench.record import Record

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {"worse": "bold red", "better": "green", "changed": "yellow"}
WIDTH = 100
"""Columns where the output goes to a file: a table in a log must not be squeezed."""


def print_record(record: Record, stream: TextIO | None = None) -> None:
    """Print the values of a run."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title, justify in (("case", "left"), ("", "left"), ("value", "right"), ("CPU", "right")):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    for case, measured in record.cases.items():
        for measure, value in values_of(measured).items():
            first = measure == TIME
            spent = f"{1e3 * measured.best_s:,.1f} ms, best of {measured.runs}" if first else ""
            table.add_row(case if first else "", words(measure), written(measure, value), spent)
    console = _console(stream)
    console.print(table)
    loop_ms = 1e3 * min(measured.loop_s for measured in record.cases.values())
    console.print(f"Times in calibration loops of {loop_ms:.1f} ms on this machine ({record.cpu}).")


def print_pairs(
    pairs: Sequence[Pair], changed: Sequence[str], stream: TextIO | None = None
) -> None:
    """Print values now and then; changed : what else differs between the two runs."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for title in ("case", "", "now", "then", "ratio", "verdict"):
        table.add_column(title, justify="right" if title in {"now", "then", "ratio"} else "left")
    before = ""
    for pair in pairs:
        ratio = "" if pair.ratio is None else f"{pair.ratio:.3f}"
        table.add_row(
            "" if pair.case == before else pair.case,
            words(pair.measure),
            written(pair.measure, pair.now),
            written(pair.measure, pair.then),
            ratio,
            Text(pair.verdict, style=STYLES.get(pair.verdict, "")),
        )
        before = pair.case
    console = _console(stream)
    console.print(table)
    for line in changed:
        console.print(f"Note: {line}", markup=False)


def words(measure: str) -> str:
    """Return the name of a measure as a reader has it."""
    return measure.replace("_", " ").replace("mib", "MiB").replace("kib", "KiB")


def written(measure: str, value: float | None) -> str:
    """Return a value in text: times in loops, counts in full."""
    if value is None:
        return ""
    return f"{value:.3f} loops" if measure == TIME else f"{value:,.0f}"


def _console(stream: TextIO | None) -> Console:
    from rich.console import Console

    stream = stream or sys.stdout
    return Console(file=stream, width=None if stream.isatty() else WIDTH, highlight=False)

"""What ``hubsim bench`` does, in order: measure, print, store, compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hubsim.bench.against import (
    TIME,
    Pair,
    compare,
    refuse_strangers,
    share_of,
    surroundings_changed,
)
from hubsim.bench.case import Case, all_cases, chosen_cases
from hubsim.errors import BenchmarkWorse

if TYPE_CHECKING:
    from hubsim.bench.record import Record


def list_cases() -> None:
    """Name the cases, one a line."""
    cases = all_cases()
    width = max(map(len, cases))
    for name, case in cases.items():
        typer.echo(f"{name:<{width}}  {case.line}")


def bench(
    names: Sequence[str],
    *,
    json_file: Path | None,
    against: Path | None,
    fail_over: str,
    repeat: int,
    history: Path | None,
    quiet: bool,
) -> None:
    """Run the cases of the names, or all; print, store and compare them.

    Raises
    ------
    UsageError, MissingError, ResultError
        when a case, an option or the stored record is wrong: before anything is run.
    ResultError
        when something cannot be written.
    BenchmarkWorse
        when a value grew by more than `fail_over` since the stored record.
    """
    from hubsim.bench.record import read_record
    from hubsim.bench.table import print_pairs, print_record

    cases, share = chosen_cases(names), share_of(fail_over)
    then = read_record(against) if against else None
    if then is not None:
        refuse_strangers([case.name for case in cases], then)
    record = _measured(cases, repeat, quiet)
    pairs: list[Pair] = []
    if then is None:
        print_record(record)
    else:
        slow = {
            pair.case
            for pair in compare(record, then, share)
            if pair.measure == TIME and pair.verdict == "worse"
        }
        if slow:
            again = _measured([case for case in cases if case.name in slow], repeat, quiet)
            record = _faster(record, again)
        pairs = compare(record, then, share, partial=bool(names))
        print_pairs(pairs, surroundings_changed(record, then))
    _store(record, json_file, history)
    refuse_worse(pairs, f"{against}", fail_over)


def refuse_worse(pairs: Sequence[Pair], against: str, fail_over: str) -> None:
    """Name every value that got worse.

    Raises
    ------
    BenchmarkWorse
        when there is one.
    """
    from hubsim.bench.table import words, written

    lines = [
        f"{pair.case}: {words(pair.measure)} {written(pair.measure, pair.now)},"
        f" was {written(pair.measure, pair.then)}"
        for pair in pairs
        if pair.verdict == "worse"
    ]
    if lines:
        raise BenchmarkWorse("\n".join([f"worse than {against} by more than {fail_over}:", *lines]))


def _faster(record: Record, again: Record) -> Record:
    """Return the record with the faster of two measurements of every case: one slow is no proof."""
    cases = {
        name: min(measured, again.cases.get(name, measured), key=lambda one: one.time_loops)
        for name, measured in record.cases.items()
    }
    return record.model_copy(update={"cases": cases})


def _measured(cases: Sequence[Case], repeat: int, quiet: bool) -> Record:
    from hubsim.bench.measure import measure
    from hubsim.bench.record import new_record
    from hubsim.report.progress import Progress

    found = {}
    with Progress(silent=quiet) as progress:
        for case in cases:
            progress(case.name, 0.0)
            found[case.name] = measure(case, repeat)
            progress(case.name, 1.0)
    return new_record(found)


def _store(record: Record, json_file: Path | None, history: Path | None) -> None:
    from hubsim.bench.action import action_file, action_text
    from hubsim.bench.history import add_to_history
    from hubsim.results import write_text

    if json_file:
        typer.echo(f"Record: {write_text(json_file, record.text())}")
        typer.echo(f"For the action: {write_text(action_file(json_file), action_text(record))}")
    if history:
        page, damaged = add_to_history(record, history)
        for line in damaged:
            typer.echo(f"Left out of the history: {line}", err=True)
        typer.echo(f"History: {page}")

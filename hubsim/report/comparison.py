"""Compare layouts: run them, or take finished runs, and write ``comparison.html``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hubsim.errors import ResultError, UsageError
from hubsim.report.comparison_page import comparison_page, layout_of
from hubsim.report.terminal import comparison_lines
from hubsim.report.view import RunView
from hubsim.results import Run, open_run
from hubsim.scenario.schema import Scenario

PAGE = "comparison.html"


@dataclass(frozen=True)
class Comparison:
    """Runs side by side, in the order of their layouts.

    folder : where ``comparison.html`` is; lines : the summary as plain text
    """

    folder: Path
    runs: tuple[Run, ...]
    lines: tuple[str, ...]


def _silent(_phase: str, _share: float) -> None:
    """Take no notice of progress."""


def compare(
    source: Sequence[Scenario | Path],
    out: Path | str | None = None,
    *,
    progress: Callable[[str, float], None] = _silent,
) -> Comparison:
    """Run every scenario (one a layout), take every finished run folder, and compare them.

    out : folder of the results, ``results`` by default; the comparison gets a folder of its own

    Raises
    ------
    UsageError
        when there is nothing to compare.
    HubsimError
        whatever a run, or opening one, raises.
    """
    from hubsim.run import run

    if not source:
        raise UsageError("nothing to compare: name a scenario with layouts, or finished runs")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = Path(out or "results") / f"compare-{stamp}"
    runs, layouts, lines = [], [], []
    for entry in source:
        if isinstance(entry, Path):
            stored = open_run(entry)
        else:
            name = entry.layout or entry.name

            def told(phase: str, share: float, layout: str = name) -> None:
                progress(f"{layout}: {phase}", share)

            # Opened from disk, for the arrays of many layouts need not stay in memory.
            stored = open_run(run(entry, folder, progress=told).folder)
        view = RunView.of(stored)
        link = os.path.relpath(stored.folder / "report.html", folder).replace(os.sep, "/")
        layouts.append(layout_of(view, link))
        lines += comparison_lines([view])
        runs.append(stored)
    _write(folder, comparison_page(layouts))
    return Comparison(folder, tuple(runs), tuple(lines))


def _write(folder: Path, page: str) -> None:
    """Write the page under a temporary name first, so that a crash leaves the old one or none."""
    temporary = folder / f".{PAGE}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / PAGE)
    except OSError as error:
        raise ResultError(f"{folder / PAGE} cannot be written: {error.strerror}") from error

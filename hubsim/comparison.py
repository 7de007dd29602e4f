"""Layouts side by side: run them, or take finished runs, and write ``comparison.html``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hubsim.errors import UsageError
from hubsim.pipeline import run
from hubsim.report.compared_layout import layout_of
from hubsim.report.comparison_page import comparison_page
from hubsim.report.terminal import comparison_lines
from hubsim.report.texts import DEFAULT, known_language, speaking
from hubsim.report.view import RunView
from hubsim.results import Run, open_run, write_text
from hubsim.scenario.load import load_layouts
from hubsim.scenario.schema import Scenario

PAGE = "comparison.html"


@dataclass(frozen=True)
class Comparison:
    """Runs side by side, in the order of their layouts.

    folder : of the comparison; page : its ``comparison.html``; lines : the summary as plain text
    """

    folder: Path
    page: Path
    runs: tuple[Run, ...]
    lines: tuple[str, ...]


def _silent(_phase: str, _share: float) -> None:
    """Take no notice of progress."""


def compare(
    source: Scenario | Sequence[Scenario | Run | Path | str],
    out: Path | str | None = None,
    *,
    progress: Callable[[str, float], None] = _silent,
    language: str = DEFAULT,
) -> Comparison:
    """Run every layout, or take finished runs, and lay them side by side.

    source : a scenario, whose file's layouts are all run; or scenarios (one a layout), finished runs
        and their folders
    out : folder of the results, ``results`` by default; the comparison gets a folder of its own
    language : of the page, the reports of runs made here and the lines: ``en`` or ``nl``

    Raises
    ------
    UsageError
        when there is nothing to compare, or no such language.
    HubsimError
        whatever a run, or opening one, raises.
    """
    known_language(language)
    if isinstance(source, Scenario):
        source = load_layouts(source.file)
    if not source:
        raise UsageError("nothing to compare: name a scenario with layouts, or finished runs")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = Path(out or "results") / f"compare-{stamp}"
    runs, layouts, lines = [], [], []
    for entry in source:
        if isinstance(entry, Run):
            stored = entry
        elif isinstance(entry, Path | str):
            stored = open_run(entry)
        else:
            name = entry.layout or entry.name

            def told(phase: str, share: float, layout: str = name) -> None:
                progress(f"{layout}: {phase}", share)

            # Opened from disk, for the arrays of many layouts need not stay in memory.
            stored = open_run(run(entry, folder, progress=told, language=language).folder)
        view = RunView.of(stored)
        link = os.path.relpath(stored.folder / "report.html", folder).replace(os.sep, "/")
        with speaking(language):
            layouts.append(layout_of(view, link))
            lines += comparison_lines([view])
        runs.append(stored)
    with speaking(language):
        page = write_text(folder / PAGE, comparison_page(layouts))
    return Comparison(folder, page, tuple(runs), tuple(lines))

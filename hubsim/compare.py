"""Layouts side by side: run them, or take finished runs, and write one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hubsim.errors import UsageError
from hubsim.scenario.schema import Scenario

if TYPE_CHECKING:
    from hubsim.results import Run
    from hubsim.run import Progress


@dataclass(frozen=True)
class Comparison:
    """Runs of layouts beside each other, in the order of the scenario.

    folder : where ``comparison.html`` and, for layouts just run, the runs are
    page : the comparison page
    """

    runs: tuple[Run, ...]
    folder: Path
    page: Path


def _silent(_phase: str, _share: float) -> None:
    """Take no notice of progress."""


def compare(
    scenarios_or_runs: Sequence[Scenario | Path | str],
    out: Path | str | None = None,
    *,
    progress: Progress = _silent,
) -> Comparison:
    """Run every layout, or open finished runs, and lay them side by side.

    scenarios_or_runs : resolved scenarios (one a layout) or run folders
    out : folder of the results, ``results`` by default

    Raises
    ------
    UsageError
        when there is nothing to compare.
    HubsimError
        as `hubsim.run` and `hubsim.results.open_run` do.
    """
    from hubsim.report.comparison_page import comparison_page
    from hubsim.report.view import RunView
    from hubsim.results import open_run, write_text
    from hubsim.run import run

    if not scenarios_or_runs:
        raise UsageError("name a scenario with layouts, or at least one finished run")
    base = Path(out or "results")
    first = scenarios_or_runs[0]
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    name = first.name if isinstance(first, Scenario) else open_run(first).scenario_name
    folder = base / name / f"compare-{stamp}"
    runs = []
    for item in scenarios_or_runs:
        if isinstance(item, Scenario):
            label = item.layout or "base"
            runs.append(
                run(
                    item,
                    folder,
                    progress=lambda phase, share, label=label: progress(f"{label}: {phase}", share),
                )
            )
        else:
            runs.append(open_run(item))
    page = folder / "comparison.html"
    folder.mkdir(parents=True, exist_ok=True)
    write_text(page, comparison_page([RunView.from_folder(done) for done in runs]))
    return Comparison(tuple(runs), folder, page)

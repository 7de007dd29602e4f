"""A record as github-action-benchmark reads it: tool ``customSmallerIsBetter``."""

from __future__ import annotations

import json
from pathlib import Path

from hubsim.bench.record import Measured, Record

SUFFIX = ".github-action-benchmark.json"
LOOPS = "calibration loops"


def action_file(file: Path) -> Path:
    """Return where the list for the action goes: beside the record.

    Examples
    --------
    >>> action_file(Path("out/bench.json")).as_posix()
    'out/bench.github-action-benchmark.json'
    """
    return file.with_name(file.name.removesuffix(".json") + SUFFIX)


def action_text(record: Record) -> str:
    """Return the list of entries, one a value: name, unit, value, range and extra."""
    entries = [
        entry for name, measured in record.cases.items() for entry in _entries(name, measured)
    ]
    return json.dumps(entries, indent=1, allow_nan=False) + "\n"


def _entries(case: str, measured: Measured) -> list[dict[str, str | float]]:
    time: dict[str, str | float] = {
        "name": f"{case}: time",
        "unit": LOOPS,
        "value": round(measured.time_loops, 4),
        "range": f"± {measured.spread_loops:.4f}",
        "extra": f"CPU time {1e3 * measured.best_s:.1f} ms, best of {measured.runs}\n"
        f"calibration loop {1e3 * measured.loop_s:.2f} ms",
    }
    counts: list[dict[str, str | float]] = [
        {"name": f"{case}: {name}", "unit": name.replace("_", " "), "value": count}
        for name, count in measured.counts.items()
    ]
    return [time, *counts]

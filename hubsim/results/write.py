"""Writing a run: all files of it, the manifest last, and then the name it is found by."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hubsim.kpis.kpi import Kpi, Outcome
from hubsim.results.manifest import MANIFEST, json_bytes, origin, sealed
from hubsim.results.parquet import wide_bytes
from hubsim.results.partial import partial_folder
from hubsim.results.quantities import QUANTITIES
from hubsim.results.replace import REPORT
from hubsim.results.stored import Run
from hubsim.scenario.plan import Plan


def write_run(
    out: Path,
    *,
    plan: Plan,
    outcomes: Mapping[str, Outcome],
    kpis: dict[str, dict[str, Kpi]],
    resolved_yaml: str,
    report_html: str | Callable[[Run], str],
    log_lines: Iterable[str],
    manifest_extra: Mapping[str, Any],
    balanced: dict[str, dict[str, Kpi]] | None = None,
    stamp: datetime | None = None,
    extra: Mapping[str, bytes] | None = None,
    blocks: Mapping[str, Any] | None = None,
) -> Path:
    """Store a run in ``out/NAME/STAMP-HASH8/`` and return that folder.

    A run whose name is taken gets a number behind it. Killed at any moment, there is a complete run
    or none; what a killed writer left is removed by the next.

    outcomes, kpis : by operation; kpis also holds ``relief``
    report_html : the report, or what makes it of the run in memory
    log_lines : one JSON object each
    manifest_extra : see `hubsim.results.manifest.origin`
    balanced : figures of a balanced study of a three-phase run, by operation
    stamp : moment that names the run; now, by default
    extra : name -> content of files that not every run has
    blocks : name -> what else stands in ``summary.json``

    Raises
    ------
    ResultError
        when it cannot be written (disk full, no permission); nothing is left of it then.
    """
    stamp = (stamp or datetime.now(UTC)).astimezone(UTC)
    manifest = origin(
        plan, outcomes, resolved_yaml=resolved_yaml, extra=manifest_extra, stamp=stamp
    )
    name = f"{stamp:%Y%m%dT%H%M%SZ}-{manifest['folder_hash'][:8]}"
    final = out / plan.scenario.name / name
    run = Run(
        folder=final,
        scenario_name=plan.scenario.name,
        layout=manifest["layout"],
        horizon=plan.horizon,
        kpis=kpis,
        manifest=manifest,
        outcomes=outcomes,
        balanced=balanced or {},
        extra=extra or {},
        blocks=blocks or {},
    )
    with partial_folder(final) as partial:
        begin = time.perf_counter()
        partial.write("scenario.resolved.yaml", resolved_yaml.encode())
        partial.write("network.json", plan.network.pandapower_json.encode())
        partial.write("summary.json", json_bytes(run.summary))
        for operation in outcomes:
            for quantity, table in QUANTITIES.items():
                if not table.exists(outcomes[operation]):
                    continue
                series = run.series(operation, quantity)
                data = wide_bytes(series.times, series.ids, series.values)
                partial.write(f"{operation}/{quantity}.parquet", data)
        for file, content in run.extra.items():
            partial.write(file, content)
        report_begin = time.perf_counter()
        html = report_html if isinstance(report_html, str) else report_html(run)
        partial.write(REPORT, html.encode())
        partial.write("log.jsonl", "".join(f"{line}\n" for line in log_lines).encode())
        manifest["timings_s"] = {
            **manifest.get("timings_s", {}),
            "write": round(report_begin - begin, 3),
            "report": round(time.perf_counter() - report_begin, 3),
        }
        partial.write(MANIFEST, sealed({**manifest, "files": partial.files}))
        return partial.publish()

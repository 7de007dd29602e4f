"""The pipeline: scenario -> simulated, alone and together -> what is found in that -> a stored run."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubsim.scenario.schema import Scenario
from hubsim.simulation import Progress, Simulated, Stopwatch, silent, simulate

if TYPE_CHECKING:
    from hubsim.dispatch.together import Constrain
    from hubsim.kpis.kpi import Outcome
    from hubsim.results import Run


def run(
    scenario: Scenario,
    out: Path | str | None = None,
    *,
    progress: Progress = silent,
    constrain: Constrain | None = None,
    language: str = "en",
) -> Run:
    """Simulate one layout of a scenario, alone and together, and store the run.

    out : folder of the results, ``results`` by default; the run gets a folder of its own inside
    constrain : adds constraints of your own to the optimiser's Pyomo model of one step (docs/optimiser.md)
    language : of the report, ``en`` or ``nl``; the run itself has none

    Raises
    ------
    UsageError
        when there is no such language.
    ScenarioError, ProfileError, NetworkError, MissingError
        when the scenario or its data is wrong.
    SolveError
        when a window of the optimiser has no certified plan.
    ResultError
        when the run cannot be written.
    BrokenInvariant
        when a balance does not close.
    """
    from hubsim.report.texts import known_language

    known_language(language)
    watch = Stopwatch()
    done = simulate(scenario, progress=progress, constrain=constrain, watch=watch, headroom=True)
    files, blocks = _files(done, watch, progress)
    return _store(done, watch, Path(out or "results"), progress, files, blocks, language)


def _files(
    done: Simulated, watch: Stopwatch, progress: Progress
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return what a run holds beside its series, by file name, and the blocks that join its summary."""
    from hubsim.kpis.elements import TABLES
    from hubsim.results.parquet import table_bytes

    plan, outcomes = done.plan, done.outcomes
    scenario = plan.scenario
    with watch.phase("tables", progress):
        files = {
            f"{name}/{table}.parquet": table_bytes(columns(outcome))
            for name, outcome in outcomes.items()
            for table, columns in TABLES.items()
        }
    with watch.phase("events", progress):
        relieved, blocks = _relieved(outcomes["alone"], outcomes["together"])
        files |= relieved
    if done.headroom is not None:
        from hubsim.headroom.record import BUSES
        from hubsim.headroom.record import FILE as HEADROOM

        files |= {HEADROOM: done.headroom.to_bytes(), BUSES: done.headroom.buses_csv()}
    if scenario.bills is not None:
        from hubsim.bills.book import FILE, make_book

        with watch.phase("bills", progress):
            book = make_book(plan, outcomes["alone"].dispatch, outcomes["together"].dispatch)
            files[FILE] = book.to_bytes()
    if scenario.business is not None:
        from hubsim.bills.business import FILE as BUSINESS
        from hubsim.bills.business import Plain

        files[BUSINESS] = Plain.of(scenario.business).to_bytes()
    return files, blocks


def _relieved(alone: Outcome, together: Outcome) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return files and blocks of the summary about relief: events, who relieved them, softener."""
    from hubsim.attribution.attribute import attribute
    from hubsim.kpis.softener import FILE, check_softener

    attribution = attribute(alone, together)
    files, blocks = attribution.to_files(), {"attribution": attribution.summary()}
    softened = check_softener(alone, together)
    if softened is not None:
        files[FILE] = softened.to_csv()
        blocks["softener"] = softened.summary()
    return files, blocks


def check_deep(scenario: Scenario) -> None:
    """Open everything the scenario names and simulate one step, so that a run will not stumble.

    Raises
    ------
    HubsimError
        of the class that a run would end with.
    """
    import numpy as np

    from hubsim.dispatch.through_network import NetworkModel
    from hubsim.errors import PowerFlowError
    from hubsim.scenario.plan import make_plan

    plan = make_plan(scenario)
    nothing = np.zeros((1, len(plan.assets)))
    if not NetworkModel.of(plan).flows(nothing, nothing).converged.all():
        raise PowerFlowError("the network has no power flow solution even without any load")


def _store(
    done: Simulated,
    watch: Stopwatch,
    out: Path,
    progress: Progress,
    files: dict[str, bytes],
    blocks: dict[str, Any],
    language: str,
) -> Run:
    """Write the run folder, the report included, and open it."""
    from hubsim.report.facts import manifest_extra
    from hubsim.report.run_page import run_page
    from hubsim.report.view import RunView
    from hubsim.results import open_run, write_run
    from hubsim.scenario.load import dump_resolved

    plan = done.plan
    extra = {
        **manifest_extra(plan),
        "scenario_file": {
            "file": Path(plan.scenario.file).name,
            "sha256": hashlib.sha256(Path(plan.scenario.file).read_bytes()).hexdigest(),
        },
        "timings_s": watch.seconds,
        "solver": done.solver,
    }
    progress("write", 0.0)
    folder = write_run(
        out,
        plan=plan,
        outcomes=done.outcomes,
        kpis=done.kpis,
        balanced=done.balanced,
        resolved_yaml=dump_resolved(plan.scenario),
        report_html=lambda run: run_page(RunView.of(run), language),
        log_lines=watch.log,
        manifest_extra=extra,
        extra=files,
        blocks=blocks,
    )
    progress("write", 1.0)
    return open_run(folder, outcomes=done.outcomes)

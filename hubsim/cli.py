"""The commands. Thin: every command parses, calls the library, prints, and imports what it needs inside."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from hubsim.cli_bench import bench
from hubsim.cli_headroom import headroom
from hubsim.cli_money import add_commands as add_money_commands
from hubsim.cli_network import app as network_app
from hubsim.cli_new import new
from hubsim.cli_options import (
    Days,
    File,
    Layout,
    Out,
    Quiet,
    ReportLang,
    Set,
    overrides_of,
    run_folder,
)
from hubsim.cli_profiles import app as profiles_app
from hubsim.cli_relief import add_commands as add_relief_commands
from hubsim.cli_scenario import add_commands as add_scenario_commands
from hubsim.cli_stored import add_commands as add_stored_commands
from hubsim.cli_sweep import add_commands as add_sweep_commands
from hubsim.errors import HubsimError, PowerFlowError, ScenarioError

if TYPE_CHECKING:
    from hubsim.results import Run

app = typer.Typer(
    name="hubsim",
    help="How much grid congestion does a neighbourhood energy hub relieve, for whom, and at what cost?",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(network_app, name="network")
app.add_typer(profiles_app, name="profiles")
add_money_commands(app)
add_sweep_commands(app)
add_relief_commands(app)
app.command()(headroom)

MAX_ISSUES = 50
"""Mistakes printed at once: a mistake in a template comes back with every member."""


def main() -> None:
    """Run the command line; a wrong input ends in a message and the exit code of errors.py."""
    # Dense products are small here, and idle threads of the library would spin: a tenth of a run.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except ScenarioError as error:
        for issue in error.issues[:MAX_ISSUES]:
            typer.echo(str(issue), err=True)
        if len(error.issues) > MAX_ISSUES:
            typer.echo(f"... and {len(error.issues) - MAX_ISSUES} more mistakes", err=True)
        sys.exit(error.exit_code)
    except HubsimError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"hubsim {version('hubsim')}")
        raise typer.Exit


@app.callback()
def _root(
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """How much grid congestion does a neighbourhood energy hub relieve, for whom, at what cost."""


@app.command()
def run(
    file: File,
    layout: Layout = None,
    changes: Set = None,
    days: Days = None,
    out: Out = Path("results"),
    quiet: Quiet = False,
    pareto: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="cost,AIM",
            help="Draw cost against peak, congestion, carbon or self-consumption: a run a point.",
        ),
    ] = None,
    points: Annotated[int, typer.Option(help="Points of the curve, 3 to 7.")] = 7,
    lang: ReportLang = "en",
) -> None:
    """Simulate one layout alone and together, store the run and its report, print a summary."""
    from hubsim.pipeline import run as run_scenario
    from hubsim.report.progress import Progress
    from hubsim.report.terminal import print_summary
    from hubsim.report.texts import speaking, text
    from hubsim.scenario.load import load_scenario

    scenario = load_scenario(file, layout=layout, overrides=overrides_of(changes, days))
    if pareto is not None:
        from hubsim.pareto import pareto as draw

        with Progress(silent=quiet) as progress:
            curve = draw(scenario, pareto, out, points=points, progress=progress, language=lang)
        with speaking(lang):
            end = text("said_curve", file=curve.page)
        for line in (*curve.lines, end):
            typer.echo(line)
        _say_unsolved([point.run for point in curve.points])
        return
    with Progress(silent=quiet) as progress:
        done = run_scenario(scenario, out, progress=progress, language=lang)
    with speaking(lang):
        print_summary(done)
    _say_unsolved([done])


@app.command()
def compare(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE | RUN RUN...", help="A scenario file, or finished run folders."
        ),
    ],
    changes: Set = None,
    days: Days = None,
    out: Out = Path("results"),
    quiet: Quiet = False,
    lang: ReportLang = "en",
) -> None:
    """Run all layouts of a scenario, or take finished runs, and lay them side by side."""
    from hubsim.comparison import compare as compare_runs
    from hubsim.report.progress import Progress
    from hubsim.report.texts import speaking, text
    from hubsim.scenario.load import load_layouts

    source = (
        [run_folder(folder) for folder in inputs]
        if len(inputs) > 1 or inputs[0].is_dir()
        else load_layouts(inputs[0], overrides=overrides_of(changes, days))
    )
    with Progress(silent=quiet) as progress:
        comparison = compare_runs(source, out, progress=progress, language=lang)
    with speaking(lang):
        end = text("said_comparison", file=comparison.page)
    for line in (*comparison.lines, end):
        typer.echo(line)
    _say_unsolved(comparison.runs)


add_scenario_commands(app)
add_stored_commands(app)
app.command()(new)
app.command()(bench)


def _say_unsolved(runs: Sequence[Run]) -> None:
    """End with the power flow's exit code when any step has no solution; the run is stored."""
    unsolved = sum(
        int(run.kpis[operation]["unsolved_steps"].value)
        for run in runs
        for operation in ("alone", "together")
    )
    if unsolved:
        raise PowerFlowError(
            f"{unsolved} steps have no power flow solution: figures leave them out, "
            "so do not trust them as they are"
        )


if __name__ == "__main__":
    main()

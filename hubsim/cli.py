"""The commands. Thin: every command parses, calls the library, prints, and imports what it needs inside."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from hubsim.cli_headroom import headroom
from hubsim.cli_money import add_commands
from hubsim.cli_network import app as network_app
from hubsim.cli_profiles import app as profiles_app
from hubsim.cli_relief import add_commands as add_relief_commands
from hubsim.cli_sweep import add_commands as add_sweeps
from hubsim.errors import HubsimError, MissingError, PowerFlowError, ScenarioError, UsageError

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
add_commands(app)
add_sweeps(app)
add_relief_commands(app)
app.command()(headroom)

File = Annotated[Path, typer.Argument(metavar="FILE", help="Scenario file (YAML).")]
Set = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads this form on every supported version
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change one value of the scenario; repeatable."
    ),
]
Layout = Annotated[Optional[str], typer.Option(help="Named layout of the scenario.")]  # noqa: UP045
Days = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option(min=1, help="Number of days from the scenario's start, in place of its own end."),
]
Out = Annotated[Path, typer.Option(help="Folder of the results.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Lang = Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language of the report.")]

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
    lang: Lang = "en",
) -> None:
    """Simulate one layout alone and together, store the run and its report, print a summary."""
    from hubsim.pipeline import run as run_scenario
    from hubsim.report.progress import Progress
    from hubsim.report.terminal import print_summary
    from hubsim.report.texts import speaking, text
    from hubsim.scenario.load import load_scenario

    scenario = load_scenario(file, layout=layout, overrides=_overrides(changes, days))
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
    lang: Lang = "en",
) -> None:
    """Run all layouts of a scenario, or take finished runs, and lay them side by side."""
    from hubsim.comparison import compare as compare_runs
    from hubsim.report.progress import Progress
    from hubsim.report.texts import speaking, text
    from hubsim.scenario.load import load_layouts

    source = (
        [_run_folder(folder) for folder in inputs]
        if len(inputs) > 1 or inputs[0].is_dir()
        else load_layouts(inputs[0], overrides=_overrides(changes, days))
    )
    with Progress(silent=quiet) as progress:
        comparison = compare_runs(source, out, progress=progress, language=lang)
    with speaking(lang):
        end = text("said_comparison", file=comparison.page)
    for line in (*comparison.lines, end):
        typer.echo(line)
    _say_unsolved(comparison.runs)


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenario files (YAML).")],
    layout: Layout = None,
    changes: Set = None,
    days: Days = None,
    deep: Annotated[
        bool,
        typer.Option(
            "--deep", help="Also open network and profiles, check buses and coverage, run one step."
        ),
    ] = False,
) -> None:
    """Check scenario files and print every mistake at its line; all layouts unless one is named."""
    from hubsim.scenario.load import load_layouts, load_scenario

    for file in files:
        overrides = _overrides(changes, days)
        scenarios = (
            [load_scenario(file, layout=layout, overrides=overrides)]
            if layout
            else load_layouts(file, overrides=overrides)
        )
        if scenarios[0].sweep_of_file is not None:
            from hubsim.sweeps.definition import checked

            checked(file, overrides)
        if deep:
            from hubsim.pipeline import check_deep

            for scenario in scenarios:
                check_deep(scenario)
        names = ", ".join(scenario.layout or "base" for scenario in scenarios)
        typer.echo(f"{file}: valid ({names})")


@app.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file, for an editor to complete and check it."""
    import json

    from hubsim.scenario.load import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))


@app.command()
def report(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Finished run folders.")],
    lang: Lang = "en",
) -> None:
    """Write the report of finished runs again, from what is stored."""
    from hubsim.report.rebuild import rebuild_report

    for folder in runs:
        typer.echo(str(rebuild_report(_run_folder(folder), lang)))


@app.command()
def verify(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Finished run folders.")],
) -> None:
    """Recompute the hashes of finished runs and name every file that does not agree."""
    from hubsim.errors import TornResult
    from hubsim.results import verify as verify_run

    found = []
    for folder in runs:
        problems = verify_run(_run_folder(folder))
        found += [f"{folder}: {problem}" for problem in problems]
        if not problems:
            typer.echo(f"{folder}: complete and unchanged")
    if found:
        raise TornResult("\n".join(found))


@app.command()
def new(
    folder: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="Folder to make; it must not exist or be empty."),
    ] = None,
    origin: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--from", metavar="NAME", help="Shipped scenario to start from; see --list."),
    ] = None,
    network: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="SOURCE", help="Put homes on the connections of this network instead."
        ),
    ] = None,
    changes: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--set", metavar="network.KEY=VALUE", help="Change a value of that network; repeatable."
        ),
    ] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Name the shipped scenarios.")] = False,
) -> None:
    """Write a scenario that runs, with profiles and editor schema; no network file is needed."""
    from hubsim import shipping

    if list_only:
        for name, title in shipping.titles().items():
            typer.echo(f"{name:20} {title}")
        return
    if folder is None:
        raise UsageError("name a folder to make, or --list")
    if origin and network:
        raise UsageError("--from and --network exclude each other")
    if changes and not network:
        raise UsageError("--set changes what --network names; a shipped scenario is a file to edit")
    scenario = (
        shipping.write_new_on(folder, network, changes or ())
        if network
        else shipping.write_new(folder, origin or shipping.DEFAULT)
    )
    typer.echo(f"{folder} is ready. Next:\n  hubsim compare {scenario}")


@app.command()
def bench(
    cases: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="[CASE...]", help="Cases to run; all of them by default."),
    ] = None,
    json_file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            "--json", metavar="FILE", help="Write the record, and beside it a list for CI."
        ),
    ] = None,
    against: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FILE", help="Compare with a stored record; exit code 8 when worse."),
    ] = None,
    fail_over: Annotated[str, typer.Option(help="What counts as worse.")] = "15%",
    repeat: Annotated[
        int, typer.Option(min=1, max=1000, help="Runs, of which the best counts.")
    ] = 3,
    history: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FOLDER", help="Add the record to a folder and write its page."),
    ] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Name the cases.")] = False,
    quiet: Quiet = False,
) -> None:
    """Measure hubsim itself: counts that repeat exactly, and time against a fixed loop beside it."""
    from hubsim.bench import command

    if list_only:
        command.list_cases()
        return
    command.bench(
        cases or (),
        json_file=json_file,
        against=against,
        fail_over=fail_over,
        repeat=repeat,
        history=history,
        quiet=quiet,
    )


def _overrides(changes: list[str] | None, days: int | None) -> list[str]:
    """Return the ``PATH=VALUE`` texts of --set and --days."""
    wanted = list(changes or [])
    wrong = [text for text in wanted if "=" not in text]
    if wrong:
        raise UsageError(f"--set takes PATH=VALUE, not {wrong[0]!r}")
    if days is not None:
        wanted.append(f"time.days={days}")
    return wanted


def _run_folder(folder: Path) -> Path:
    if not (folder / "manifest.json").is_file():
        raise MissingError(f"{folder} is not a finished run: it has no manifest.json")
    return folder


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

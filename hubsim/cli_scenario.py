"""Commands about scenario files without running them: check one, tell an editor what one may say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hubsim.cli_options import Days, Layout, Set, overrides_of


def add_commands(app: typer.Typer) -> None:
    """Give the application the commands of this file."""
    app.command()(validate)
    app.command()(schema)


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
        overrides = overrides_of(changes, days)
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


def schema() -> None:
    """Print the JSON Schema of a scenario file, for an editor to complete and check it."""
    import json

    from hubsim.scenario.load import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))

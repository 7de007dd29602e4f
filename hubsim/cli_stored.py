"""Commands about stored runs as they are: write the report again, recompute the hashes."""

from __future__ import annotations

import typer

from hubsim.cli_options import ReportLang, RunFolders, run_folder


def add_commands(app: typer.Typer) -> None:
    """Give the application the commands of this file."""
    app.command()(report)
    app.command()(verify)


def report(
    runs: RunFolders,
    lang: ReportLang = "en",
) -> None:
    """Write the report of finished runs again, from what is stored."""
    from hubsim.report.rebuild import rebuild_report

    for folder in runs:
        typer.echo(str(rebuild_report(run_folder(folder), lang)))


def verify(
    runs: RunFolders,
) -> None:
    """Recompute the hashes of finished runs and name every file that does not agree."""
    from hubsim.errors import TornResult
    from hubsim.results import verify as verify_run

    found = []
    for folder in runs:
        problems = verify_run(run_folder(folder))
        found += [f"{folder}: {problem}" for problem in problems]
        if not problems:
            typer.echo(f"{folder}: complete and unchanged")
    if found:
        raise TornResult("\n".join(found))

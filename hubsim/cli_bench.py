"""``hubsim bench``: hubsim measured by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from hubsim.cli_options import Quiet


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

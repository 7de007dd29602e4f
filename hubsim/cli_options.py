"""What commands share: their options and arguments, and what a run folder must be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from hubsim.errors import MissingError, UsageError

if TYPE_CHECKING:
    from hubsim.results import Run

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
ReportLang = Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language of the report.")]
Lang = Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language of what is printed.")]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="Finished run folder.")]
RunFolders = Annotated[list[Path], typer.Argument(metavar="RUN...", help="Finished run folders.")]


def overrides_of(changes: list[str] | None, days: int | None = None) -> list[str]:
    """Return the ``PATH=VALUE`` texts of --set and --days.

    Raises
    ------
    UsageError
        when a text of --set is none.
    """
    wanted = list(changes or [])
    wrong = [text for text in wanted if "=" not in text]
    if wrong:
        raise UsageError(f"--set takes PATH=VALUE, not {wrong[0]!r}")
    if days is not None:
        wanted.append(f"time.days={days}")
    return wanted


def run_folder(folder: Path) -> Path:
    """Return the folder of a finished run.

    Raises
    ------
    MissingError
        when it is none.
    """
    if not (folder / "manifest.json").is_file():
        raise MissingError(f"{folder} is not a finished run: it has no manifest.json")
    return folder


def opened(folder: Path) -> Run:
    """Return a finished run.

    Raises
    ------
    MissingError
        when the folder holds none.
    """
    from hubsim.results import open_run

    return open_run(run_folder(folder))

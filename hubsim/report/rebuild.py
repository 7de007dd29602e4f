"""The report of a stored run again, from its folder alone."""

from __future__ import annotations

from pathlib import Path

from hubsim.report.run_page import run_page
from hubsim.report.texts import DEFAULT
from hubsim.report.view import RunView
from hubsim.results import open_run, replace_report


def rebuild_report(folder: Path, language: str = DEFAULT) -> Path:
    """Write ``report.html`` of a stored run anew and return its path.

    language : of the report, a code of `hubsim.report.texts.LANGUAGES`

    Raises
    ------
    UsageError
        when there is no such language.
    MissingError, TornResult, OtherVersion
        when the run cannot be opened or drawn.
    ResultError
        when the report cannot be written; the run then keeps its old one.
    """
    run = open_run(folder)
    return replace_report(folder, run.manifest, run_page(RunView.of(run), language))

"""The report of a stored run again, from its folder alone."""

from __future__ import annotations

from pathlib import Path

from hubsim.report.run_page import run_page
from hubsim.report.view import RunView
from hubsim.results import open_run, replace_report


def rebuild_report(folder: Path) -> Path:
    """Write ``report.html`` of a stored run anew and return its path.

    Raises
    ------
    MissingError, TornResult, OtherVersion
        when the run cannot be opened or drawn.
    ResultError
        when the report cannot be written; the run then keeps its old one.
    """
    run = open_run(folder)
    return replace_report(folder, run.manifest, run_page(RunView.of(run)))

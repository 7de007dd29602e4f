"""Where a number on a page comes from: a file of the run, a key in it, and the run."""

from __future__ import annotations

from pathlib import Path

from hubsim.report.operation_view import Operation
from hubsim.report.texts import text
from hubsim.report.view import RunView


def source_of(view: RunView, file: str, key: str) -> str:
    """Return the source of a number as a page carries it, ``file|key|run``; a hover says it in words."""
    return f"{file}|{key}|{Path(view.folder).name}"


def figure_source(view: RunView, operation: str, name: str) -> str:
    """Return the source of a key figure: its value in ``summary.json``."""
    return source_of(view, "summary.json", f"kpis.{operation}.{name}.value")


def table_source(view: RunView, operation: Operation, *quantities: str) -> str:
    """Return the source of what is drawn from whole tables of an operation, one a line."""
    columns = text("source_columns")
    files = (f"{operation}/{quantity}.parquet" for quantity in quantities)
    return "\n".join(source_of(view, file, columns) for file in files)

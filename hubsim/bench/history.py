"""A folder of records and one page that draws them all. Records are added, never changed or deleted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from hubsim.bench.action import SUFFIX
from hubsim.bench.record import Record, read_record
from hubsim.errors import HubsimError, ResultError
from hubsim.results import write_text

PAGE = "index.html"


@dataclass(frozen=True)
class Stored:
    """A record and the name of its file."""

    name: str
    record: Record


def add_to_history(record: Record, folder: Path) -> tuple[Path, list[str]]:
    """Store a record, draw the page anew, return its path and what was wrong with other files.

    Raises
    ------
    ResultError
        when the folder cannot be written or read.
    """
    from hubsim.bench.history_page import history_page

    text = record.text()
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    write_text(folder / f"{record.created:%Y%m%dT%H%M%SZ}-{digest}.json", text)
    stored, damaged = read_history(folder)
    return write_text(folder / PAGE, history_page(stored, damaged)), damaged


def read_history(folder: Path) -> tuple[list[Stored], list[str]]:
    """Return the records of a folder, oldest first, and a line for every file that is none.

    Raises
    ------
    ResultError
        when the folder cannot be read.
    """
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        raise ResultError(f"{folder} cannot be read: {error.strerror}") from error
    stored, damaged = [], []
    for name in names:
        # A record half written by another process has a name with a leading dot.
        if not name.endswith(".json") or name.startswith(".") or name.endswith(SUFFIX):
            continue
        try:
            stored.append(Stored(name, read_record(folder / name)))
        except HubsimError as problem:
            damaged.append(str(problem).removeprefix(f"{folder}/"))
    return sorted(stored, key=lambda entry: (entry.record.created, entry.name)), damaged

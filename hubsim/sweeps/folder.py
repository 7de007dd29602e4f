"""A sweep on disk: one folder, a record for every point that is complete or not there.

    NAME/sweep-HASH8/
      sweep.json            what was asked, and of which program
      points/HASH/          summary.json: the key figures; or error.json: what went wrong, by name
      log.jsonl             who did what in which time; nothing else has times in it
      results.parquet, failures.parquet, statistics.json, sweep.html     made of the records at the end

Records are written under another name, synced and renamed. A point that another sweep beside this one has
finished is taken over by a link to its record.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hubsim.errors import MissingError, ResultError, TornResult
from hubsim.results import write_text
from hubsim.results.manifest import json_bytes

FORMAT_VERSION = 1
DEFINITION, SUMMARY, ERROR, LOG = "sweep.json", "summary.json", "error.json", "log.jsonl"
POINTS = "points"
RUNS = "run"
"""Folder of a point's whole run, where it is kept."""


@dataclass
class SweepFolder:
    """The folder of a sweep and those beside it."""

    path: Path
    _beside: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look which sweeps are beside it."""
        found = sorted(self.path.parent.glob("sweep-*"))
        self._beside = [one for one in found if one.name != self.path.name]

    def point(self, key: str) -> Path:
        """Return the folder of a point."""
        return self.path / POINTS / key

    def has(self, key: str) -> bool:
        """Return whether a point is finished; one that is so in a sweep beside this one is taken over."""
        own = self.point(key) / SUMMARY
        if own.is_file():
            return True
        for other in self._beside:
            record = other / POINTS / key / SUMMARY
            # A whole run stays where it is: only the record of figures is shared.
            if record.is_file() and not (record.parent / RUNS).exists():
                return _taken_over(record, own)
        return False

    def failed(self, key: str) -> bool:
        """Return whether a point has failed and was not finished since."""
        folder = self.point(key)
        return (folder / ERROR).is_file() and not (folder / SUMMARY).is_file()

    def write_summary(self, key: str, content: Mapping[str, Any]) -> None:
        """Write the record of a finished point; what is said of an earlier failure goes.

        Raises
        ------
        ResultError
            when it cannot be written.
        """
        folder = self.point(key)
        write_text(folder / SUMMARY, json_bytes(content, indent=None).decode())
        with suppress(OSError):
            (folder / ERROR).unlink(missing_ok=True)

    def write_error(self, key: str, content: Mapping[str, Any]) -> None:
        """Write the record of a point that failed.

        Raises
        ------
        ResultError
            when it cannot be written.
        """
        write_text(self.point(key) / ERROR, json_bytes(content).decode())

    def clear(self, key: str) -> None:
        """Remove what a point that was never finished left of its run."""
        shutil.rmtree(self.point(key) / RUNS, ignore_errors=True)

    def summary(self, key: str) -> dict[str, Any]:
        """Return the record of a finished point.

        Raises
        ------
        TornResult
            when it cannot be read.
        """
        return read_json(self.point(key) / SUMMARY)

    def error(self, key: str) -> dict[str, Any]:
        """Return the record of a point that failed.

        Raises
        ------
        TornResult
            when it cannot be read.
        """
        return read_json(self.point(key) / ERROR)

    def append(self, line: Mapping[str, Any]) -> None:
        """Add a line to the log.

        Raises
        ------
        ResultError
            when it cannot be written.
        """
        path = self.path / LOG
        try:
            with path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(line) + "\n")
        except OSError as error:
            raise ResultError(f"{path}: cannot be written: {error.strerror}") from error

    def drop_leftovers(self) -> None:
        """Remove what writers that were killed left under a hidden name."""
        for left in self.path.glob(f"{POINTS}/*/.*.new-*"):
            with suppress(OSError):
                left.unlink()


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object.

    Raises
    ------
    MissingError
        when the file is not there.
    TornResult
        when it is not such an object.
    """
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise MissingError(f"{path} is not there") from None
    except (OSError, ValueError) as error:
        raise TornResult(f"{path} cannot be read: {error}") from None
    if not isinstance(content, dict):
        raise TornResult(f"{path} is no JSON object")
    return content


def _taken_over(record: Path, own: Path) -> bool:
    """Return whether a record could be linked, or copied, to its place."""
    own.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        os.link(record, own)
        return True
    if own.is_file():
        return True
    with suppress(OSError):
        write_text(own, record.read_text(encoding="utf-8"))
        return True
    return False

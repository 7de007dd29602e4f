"""The library of a scenario: every named series, on the horizon's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.caching import FileState, Kept, file_sha256, state_of
from hubsim.errors import MissingError, ProfileError
from hubsim.horizon import Horizon
from hubsim.profiles.csv_text import Sheet, read_csv
from hubsim.profiles.entsoe import is_entsoe, read_entsoe
from hubsim.profiles.file import ProfileFile
from hubsim.profiles.parquet import MAGIC, read_parquet
from hubsim.profiles.resample import resample
from hubsim.profiles.table import LABELS, Table

_WEEK_S = 7 * 24 * 3600

_KEPT = Kept(20 * 2**20)
"""Series of this process by the state of their file: the next run of the same files reads none again."""


@dataclass(frozen=True)
class Provenance:
    """Where the series of one name came from, for the manifest of a run.

    name, file : as in the scenario
    sha256 : of the file's content
    licence : that the file names, empty if none
    label : the most cautious label of the columns read
    columns : names of the columns read so far
    """

    name: str
    file: str
    sha256: str
    licence: str
    label: str
    columns: tuple[str, ...]


class Library:
    """Named series of a scenario. A file is opened, and a column read, once and when asked for.

    A series is named ``NAME/COLUMN``; ``NAME`` alone is the entry's ``column``, or the only column
    of the file.
    """

    def __init__(self, files: Mapping[str, ProfileFile], folder: Path, horizon: Horizon) -> None:
        """Take the entries of the scenario; nothing is opened yet.

        files : entries by name
        folder : folder of the scenario file, where relative paths start
        horizon : the clock of every series
        """
        self._files = dict(files)
        self._folder = folder
        self._horizon = horizon
        self._tables: dict[str, Table] = {}
        self._series: dict[tuple[str, str, int], FloatArray] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the entries."""
        return tuple(self._files)

    def series(self, name: str, *, weeks: int = 0) -> FloatArray:
        """Return the series ``NAME/COLUMN`` on the horizon's clock, (T,), read-only.

        weeks : take the values of so many whole weeks later (earlier when negative); at its end the
            file goes on from its begin

        Raises
        ------
        ProfileError
            when there is no such series, or its file is damaged or does not cover the horizon.
        MissingError
            when the file is not there.
        """
        entry, column = self._place(name)
        key = (entry, column, weeks)
        if key not in self._series:
            state = state_of(self._path(entry))
            whole = (state, self._files[entry], column, weeks, self._horizon)
            self._series[key] = _KEPT.get(whole, lambda: self._read(*key))[column]
        return self._series[key]

    def _read(self, entry: str, column: str, weeks: int) -> dict[str, FloatArray]:
        table = self._table(entry)
        values = table.read(column)
        if weeks:
            values = np.roll(values, -weeks * _WEEK_S // table.steps.step_s)
        file = self._files[entry].file
        return {column: resample(values, table.steps, self._horizon, file=file, column=column)}

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the columns of numbers in the file of an entry."""
        return self._table(name.partition("/")[0]).columns

    def label(self, name: str) -> str:
        """Return where data comes from: measured, measured-derived, synthetic or user.

        ``user`` is data whose origin hubsim does not know. Of a ``NAME`` with several columns it is
        the most cautious label.
        """
        entry, slash, _ = name.partition("/")
        table = self._table(entry)
        if slash or self._files[entry].column:
            return table.label(self._place(name)[1])
        return _most_cautious(table, table.columns)

    def covers(self, name: str) -> tuple[datetime, datetime]:
        """Return begin and end of what the file of an entry covers, aware, UTC."""
        steps = self._table(name.partition("/")[0]).steps
        return steps.begin, steps.end

    def provenance(self) -> list[Provenance]:
        """Return where the series came from, a row for each entry that was read."""
        rows = []
        for name, table in sorted(self._tables.items()):
            columns = tuple(sorted({column for entry, column, _ in self._series if entry == name}))
            rows.append(
                Provenance(
                    name=name,
                    file=self._files[name].file,
                    sha256=file_sha256(self._path(name)),
                    licence=table.licence(),
                    label=_most_cautious(table, columns or table.columns),
                    columns=columns,
                )
            )
        return rows

    def _place(self, name: str) -> tuple[str, str]:
        """Return entry and column of a series' name."""
        entry, slash, column = name.partition("/")
        table = self._table(entry)
        file = self._files[entry]
        wanted = column if slash else file.column
        if wanted is None:
            if len(table.columns) > 1:
                raise ProfileError(
                    f"has {len(table.columns)} columns: name one, "
                    f"for example {entry}/{table.columns[0]}",
                    file=file.file,
                )
            wanted = table.columns[0]
        return entry, known_column(table, file.file, wanted)

    def _path(self, name: str) -> Path:
        return self._folder / self._files[name].file

    def _table(self, name: str) -> Table:
        """Return the opened file of an entry."""
        if name not in self._files:
            raise ProfileError(f"no profile {name[:40]!r}; {_nearest(name, self.names)}")
        if name not in self._tables:
            self._tables[name] = open_table(self._path(name), self._files[name])
        return self._tables[name]


def known_column(table: Table, file: str, wanted: str) -> str:
    """Return the name of a column that the table has.

    Raises
    ------
    ProfileError
        with the nearest name when it has none of that name.
    """
    if wanted in table.columns:
        return wanted
    raise ProfileError(
        f"no such column; {_nearest(wanted, table.columns)}", file=file, column=wanted
    )


def open_table(path: Path, entry: ProfileFile) -> Table:
    """Open a file by what is in it.

    Raises
    ------
    MissingError
        when it is not there.
    ProfileError
        when it cannot be read, or holds no columns of values on a clock of equal steps.
    """
    if not path.is_file():
        raise MissingError(f"{path}: the profile file is not there")
    return _opened(state_of(path), entry)


@lru_cache(maxsize=16)
def _opened(state: FileState, entry: ProfileFile) -> Table:
    path = Path(state.path)
    try:
        with path.open("rb") as opened:
            if opened.read(len(MAGIC)) == MAGIC:
                return read_parquet(entry.file, path, entry)
            opened.seek(0)
            content = opened.read()
    except OSError as error:
        raise ProfileError(f"cannot be read: {error.strerror}", file=entry.file) from None
    sheet = Sheet.of(entry.file, content)
    table = read_entsoe(sheet, entry) if is_entsoe(sheet) else read_csv(sheet, entry)
    if not table.columns:
        raise ProfileError("no columns of values", file=entry.file)
    return table


def _most_cautious(table: Table, columns: tuple[str, ...]) -> str:
    return min((table.label(column) for column in columns), key=LABELS.index)


def _nearest(wanted: str, known: tuple[str, ...]) -> str:
    """Return a hint: the nearest name, or those there are."""
    lower = {name.lower(): name for name in known}
    close = get_close_matches(wanted.lower(), lower, n=1)
    if close:
        return f"did you mean {lower[close[0]]!r}?"
    shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return f"there are: {shown}" if known else "the scenario names no profiles"

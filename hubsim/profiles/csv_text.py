"""Reader of CSV: comma, semicolon or tab between cells, decimal point or decimal comma."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.errors import ProfileError
from hubsim.profiles.clock import TimeColumn
from hubsim.profiles.file import ProfileFile, factor_of, unit_read, zone_of
from hubsim.profiles.table import Problem, TextTable

_DELIMITERS = ";\t,"
_CHUNK = 4096


@dataclass(frozen=True)
class Sheet:
    """A delimited text: the names in its first row, and its rows of data."""

    file: str
    content: bytes
    delimiter: str
    header: tuple[str, ...]

    @classmethod
    def of(cls, file: str, content: bytes) -> Sheet:
        """Return the sheet of a file's content.

        Raises
        ------
        ProfileError
            when it is not UTF-8 text, has no rows, or its header is not usable.
        """
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise ProfileError(
                f"line {line} is not UTF-8 text: save the file as CSV UTF-8 (or as Parquet)",
                file=file,
            ) from None
        lines = list(islice((line for line in text.splitlines() if line.strip()), 2))
        if len(lines) < 2:
            raise ProfileError("no data: a header and rows are needed", file=file)
        try:
            delimiter = _delimiter(file, lines[0], lines[1])
            (names,) = csv.reader([lines[0]], delimiter=delimiter)
        except csv.Error as error:
            raise ProfileError(f"cannot be split into cells: {error}", file=file) from None
        header = tuple(name.strip() for name in names)
        double = sorted({name for name in header if name and header.count(name) > 1})
        if double:
            raise ProfileError("is there twice in the header", file=file, column=double[0])
        if any(_is_number(name) for name in header):
            raise ProfileError(
                f"the first row must name the columns, but holds {' '.join(header)[:60]!r}",
                file=file,
            )
        return cls(file, content, delimiter, header)

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows of data, blank lines left out.

        Raises
        ------
        ProfileError
            when a row has more or fewer cells than the header.
        """
        # Decoded as it is read: a StringIO would hold four bytes a character.
        lines = io.TextIOWrapper(io.BytesIO(self.content), encoding="utf-8-sig", newline="")
        reader = csv.reader(lines, delimiter=self.delimiter)
        filled = (row for row in reader if any(cell.strip() for cell in row))
        try:
            for number, row in enumerate(filled):
                if len(row) != len(self.header):
                    raise ProfileError(
                        f"{len(row)} cells, while the header has {len(self.header)}",
                        file=self.file,
                        row=number,
                    )
                if number:
                    yield row
        except csv.Error as error:
            raise ProfileError(
                f"line {reader.line_num} cannot be split into cells: {error}", file=self.file
            ) from None


@dataclass
class _Column:
    """A column of numbers while it is read. Rows are counted from 1."""

    decimal_commas: bool
    chunks: list[FloatArray] = field(default_factory=list)
    problem: Problem | None = None
    comma_row: int | None = None
    point_row: int | None = None

    def add(self, cells: tuple[str, ...], first_row: int) -> None:
        """Read the cells of some more rows, up to the first mistake."""
        if self.problem is not None:
            return
        texts = cells
        if self.decimal_commas:
            self.comma_row = self.comma_row or _row_with(",", cells, first_row)
            self.point_row = self.point_row or _row_with(".", cells, first_row)
            if self.comma_row:
                texts = tuple(cell.replace(",", ".") for cell in cells)
        try:
            numbers = np.fromiter(map(float, texts), dtype=np.float64, count=len(texts))
        except ValueError:
            numbers = np.array([float(cell) if _is_number(cell) else np.nan for cell in texts])
        bad = np.flatnonzero(~np.isfinite(numbers))
        if bad.size:
            index = int(bad[0])
            self.problem = Problem(first_row + index, _not_a_number(cells[index]))
        self.chunks.append(numbers)


def read_csv(sheet: Sheet, entry: ProfileFile) -> TextTable:
    """Return the columns of a CSV file.

    Raises
    ------
    ProfileError
        when the time column is missing, damaged or irregular.
    """
    time_name = entry.time or sheet.header[0]
    if time_name not in sheet.header:
        raise ProfileError(
            f"no such column for the time; the file has: {', '.join(sheet.header)}",
            file=sheet.file,
            column=time_name,
        )
    place = sheet.header.index(time_name)
    names = {index: name for index, name in enumerate(sheet.header) if name and index != place}
    columns = {name: _Column(sheet.delimiter != ",") for name in names.values()}
    times: list[str] = []
    rows = sheet.rows()
    while chunk := list(islice(rows, _CHUNK)):
        cells = list(zip(*chunk, strict=True))
        for index, name in names.items():
            columns[name].add(cells[index], len(times) + 1)
        times.extend(text.strip() for text in cells[place])
    clock = TimeColumn(sheet.file, time_name, times)
    zone = zone_of(entry.timezone) if entry.timezone else None
    steps = clock.steps(clock.utc(zone))
    _refuse_mixed_decimals(columns)
    return TextTable(
        file=sheet.file,
        steps=steps,
        columns=tuple(columns),
        values={name: np.concatenate(column.chunks) for name, column in columns.items()},
        problems={name: column.problem for name, column in columns.items() if column.problem},
        factor=factor_of(entry.unit, steps.step_s),
        units=unit_read(entry.unit),
    )


def _refuse_mixed_decimals(columns: dict[str, _Column]) -> None:
    """Mark columns with points where the file has decimal commas: 1.234 may mean 1234 there."""
    sound = [column for column in columns.values() if column.problem is None]
    if any(column.comma_row for column in sound):
        for column in sound:
            if column.point_row:
                column.problem = Problem(
                    column.point_row,
                    "a point in a file with decimal commas: it may separate thousands; "
                    "write all numbers one way, without separators of thousands",
                )


def _delimiter(file: str, header: str, first: str) -> str:
    """Return the character that splits header and first row into equally many cells."""
    best, most = "", 1
    for delimiter in _DELIMITERS:
        sizes = {len(row) for row in csv.reader([header, first], delimiter=delimiter)}
        if len(sizes) == 1 and max(sizes) > most:
            best, most = delimiter, max(sizes)
    if best:
        return best
    counts = {mark: header.count(mark) for mark in _DELIMITERS}
    likely = max(counts, key=lambda mark: counts[mark])
    if counts[likely] == 0:
        raise ProfileError(
            "one column only: a time column and values are needed, "
            "with commas, semicolons or tabs between",
            file=file,
        )
    return likely


def _row_with(mark: str, cells: tuple[str, ...], first_row: int) -> int | None:
    if mark not in "".join(cells):
        return None
    return next((first_row + index for index, cell in enumerate(cells) if mark in cell), None)


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def _not_a_number(cell: str) -> str:
    if not cell.strip():
        return "the cell is empty: a gap has to be filled first, as hubsim profiles import does"
    return f"{cell.strip()[:40]!r} is not a finite number"

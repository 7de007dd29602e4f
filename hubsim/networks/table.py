"""A CSV table of a network: separator found out, every mistake with file, row and column."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from hubsim.errors import NetworkError
from hubsim.networks.source import content_of

_FALSE, _TRUE = {"0", "false", "no", "nee"}, {"1", "true", "yes", "ja"}
_SEPARATORS = ";,\t"


@dataclass(frozen=True)
class Column:
    """What a column holds.

    read : text of a cell -> value; raises ValueError with what is allowed
    needed : whether every row must have it
    meaning : for the documentation, with unit
    """

    read: Callable[[str], Any]
    needed: bool
    meaning: str


@dataclass(frozen=True)
class Row:
    """A row that was read: its place, and the values of the cells that are not empty."""

    place: str
    values: dict[str, Any]

    def error(self, column: str, text: str) -> NetworkError:
        """Return a mistake in a cell."""
        return NetworkError(f"{self.place}: {column}: {text}")


def read_table(
    path: Path, columns: dict[str, Column], problems: list[NetworkError], *, needed: bool = True
) -> list[Row]:
    """Return the rows of a table; mistakes are added to `problems`.

    needed : whether the file must be there

    Raises
    ------
    MissingError
        when the file must be there and is not.
    """
    if not needed and not path.is_file():
        return []
    name = path.name
    try:
        text = content_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        row = content_of(path)[: bad.start].count(b"\n") + 1
        problems.append(NetworkError(f"{name}: row {row}: is not UTF-8 text: save it as CSV UTF-8"))
        return []
    lines = text.splitlines()
    if not lines:
        problems.append(NetworkError(f"{name}: is empty; its columns: {', '.join(columns)}"))
        return []
    separator = max(_SEPARATORS, key=lines[0].count)
    try:
        cells = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as bad:
        problems.append(NetworkError(f"{name}: cannot be read as CSV: {bad}"))
        return []
    header = [one.strip() for one in cells[0]]
    found = _header_problems(name, header, columns)
    problems += found
    if found:
        return []
    rows = []
    for at, line in enumerate(cells[1:], start=2):
        if any(cell.strip() for cell in line):
            rows.append(_row(f"{name}: row {at}", header, line, columns, problems))
    return [row for row in rows if row is not None]


def _header_problems(
    name: str, header: list[str], columns: dict[str, Column]
) -> list[NetworkError]:
    found = []
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            found.append(NetworkError(f"{name}: the column {column!r} occurs twice"))
        if column not in columns:
            near = get_close_matches(column, columns, n=1)
            hint = f"nearest: {near[0]}; " if near else ""
            text = f"{name}: unknown column {column[:40]!r} ({hint}known: {', '.join(columns)})"
            found.append(NetworkError(text))
    for column, rule in columns.items():
        if rule.needed and column not in header:
            found.append(NetworkError(f"{name}: the column {column} is missing"))
    return found


def _row(
    place: str,
    header: list[str],
    line: list[str],
    columns: dict[str, Column],
    problems: list[NetworkError],
) -> Row | None:
    if len(line) > len(header):
        text = f"{place}: has {len(line)} cells, the header {len(header)}"
        problems.append(NetworkError(text))
        return None
    values: dict[str, Any] = {}
    complete = True
    for column, cell in zip(header, [*line, *[""] * (len(header) - len(line))], strict=True):
        text = cell.strip()
        try:
            if text:
                values[column] = columns[column].read(text)
        except ValueError as bad:
            problems.append(NetworkError(f"{place}: {column}: {bad}"))
            complete = False
        if not text and columns[column].needed:
            problems.append(NetworkError(f"{place}: {column}: is empty"))
            complete = False
    return Row(place, values) if complete else None


def text(cell: str) -> str:
    """Return the text of a cell."""
    return cell


def number(
    least: float = -math.inf, most: float = math.inf, *, above: float | None = None
) -> Callable[[str], float]:
    """Return a reader of finite numbers within limits; the decimal sign is a point or a comma."""

    def read(cell: str) -> float:
        try:
            value = float(cell.replace(",", "."))
        except ValueError:
            raise ValueError(f"{cell[:40]!r} is not a number") from None
        if not math.isfinite(value):
            raise ValueError(f"{cell[:40]!r} is not a finite number")
        if above is not None and value <= above:
            raise ValueError(f"{value:g} must be above {above:g}")
        if not least <= value <= most:
            raise ValueError(f"{value:g} is out of range (allowed: {least:g} to {most:g})")
        return value

    return read


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within limits."""
    read = number(least, most)

    def read_whole(cell: str) -> int:
        value = read(cell)
        if value != int(value):
            raise ValueError(f"{cell[:40]!r} is not a whole number")
        return int(value)

    return read_whole


def yes_no(cell: str) -> bool:
    """Return a cell of yes or no."""
    low = cell.lower()
    if low not in _TRUE | _FALSE:
        raise ValueError(f"{cell[:40]!r} is neither yes nor no")
    return low in _TRUE


def one_of(*allowed: str) -> Callable[[str], str]:
    """Return a reader of one of several words."""

    def read(cell: str) -> str:
        if cell not in allowed:
            raise ValueError(f"{cell[:40]!r} is not one of: {', '.join(allowed)}")
        return cell

    return read

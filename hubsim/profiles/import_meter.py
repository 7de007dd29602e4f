"""Files of meters turned into hubsim's own Parquet: CSV, Excel workbooks and Parquet of others."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hubsim.errors import MissingError, ProfileError
from hubsim.profiles.clock import TimeColumn
from hubsim.profiles.csv_text import Sheet
from hubsim.profiles.file import zone_of
from hubsim.profiles.meter_data import MeterData, Reading, Stamp, Unit, read_meter
from hubsim.profiles.parquet import MAGIC
from hubsim.profiles.store import Series, store
from hubsim.profiles.table import USER


@dataclass(frozen=True)
class Cells:
    """A table as texts: names of the columns, and the rows of data."""

    file: str
    header: tuple[str, ...]
    rows: list[Sequence[str]]

    def column(self, name: str | None, what: str, other: str | None = None) -> str:
        """Return the name of a column: the one that is meant, or the only one there can be."""
        if name is not None:
            if name not in self.header:
                text = f"no such column; the file has: {', '.join(self.header)[:200]}"
                raise ProfileError(text, file=self.file, column=name)
            return name
        left = [one for one in self.header if one and one != other]
        if what == "time":
            return left[0]
        if len(left) != 1:
            text = f"{len(left)} columns beside the time: name one with --column: {', '.join(left)[:200]}"
            raise ProfileError(text, file=self.file)
        return left[0]

    def of(self, name: str) -> list[str]:
        """Return the cells of a column."""
        at = self.header.index(name)
        return [row[at] for row in self.rows]


def import_meter(
    path: Path,
    out: Path,
    *,
    time: str | None = None,
    column: str | None = None,
    timezone: str | None = None,
    unit: Unit = "kWh",
    reading: Reading = "interval",
    stamp: Stamp = "begin",
    most: float = 0.05,
) -> tuple[str, MeterData]:
    """Read one column of a meter's file, make it whole and write it; return its name and the data.

    The file written has a column of power [kW] under the same name, and says what was filled.

    Raises
    ------
    MissingError
        when there is no such file, or no package to open it.
    ProfileError
        as `read_meter`, or when the file cannot be opened.
    """
    cells = cells_of(path)
    time_name = cells.column(time, "time")
    name = cells.column(column, "values", time_name)
    try:
        zone = zone_of(timezone) if timezone else None
    except ValueError as bad:
        raise ProfileError(str(bad), file=path.name) from None
    texts = [text.strip() for text in cells.of(time_name)]
    data = read_meter(
        TimeColumn(path.name, time_name, texts),
        name,
        cells.of(name),
        zone=zone,
        unit=unit,
        reading=reading,
        stamp=stamp,
        most=most,
    )
    _write(out, path, name, data)
    return name, data


def cells_of(path: Path) -> Cells:
    """Return a table as texts, whatever program stored it.

    Raises
    ------
    MissingError, ProfileError
        when the file is not there or cannot be opened.
    """
    if not path.is_file():
        raise MissingError(f"{path}: the profile file is not there")
    try:
        content = path.read_bytes()
    except OSError as bad:
        raise ProfileError(f"cannot be read: {bad.strerror}", file=path.name) from None
    if content.startswith(MAGIC):
        return _of_parquet(path)
    if content.startswith(b"PK"):
        return _of_workbook(path)
    sheet = Sheet.of(path.name, content)
    return Cells(path.name, sheet.header, list(sheet.rows()))


def _of_parquet(path: Path) -> Cells:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as bad:
        text = f"a damaged Parquet file: {str(bad).partition(chr(10))[0][:200]}"
        raise ProfileError(text, file=path.name) from None
    columns = [[_text(cell) for cell in column.to_pylist()] for column in table.columns]
    return Cells(path.name, tuple(table.column_names), list(zip(*columns, strict=True)))


def _of_workbook(path: Path) -> Cells:
    """Return the first sheet of an Excel workbook that holds anything."""
    if find_spec("openpyxl") is None:
        raise MissingError("Excel files need the package openpyxl: pip install 'hubsim[excel]'")
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                rows = [
                    row
                    for row in sheet.iter_rows(values_only=True)
                    if any(c is not None for c in row)
                ]
                if len(rows) > 1:
                    header = tuple(_text(cell).strip() for cell in rows[0])
                    return Cells(path.name, header, [[_text(c) for c in row] for row in rows[1:]])
        finally:
            book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError) as bad:
        text = f"no Excel workbook, or a damaged one: {str(bad)[:200]}"
        raise ProfileError(text, file=path.name) from None
    raise ProfileError("no data: a header and rows are needed", file=path.name)


def _text(cell: Any) -> str:
    """Return what a reader of the table sees: nothing for an empty cell, all digits of a number."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
        # Excel stores days as fractions: whole seconds come back a little off.
        return _rounded(moment).isoformat(sep=" ")
    return repr(cell) if isinstance(cell, float) else str(cell)


def _rounded(moment: datetime) -> datetime:
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _write(out: Path, path: Path, name: str, data: MeterData) -> None:
    """Write the data whole or not at all."""
    facts = {
        "made_by": "hubsim profiles import",
        "source": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "kind": USER,
        "filled_share": data.filled_share,
        "notes": data.notes,
    }
    store(out, data.steps, [Series(name, data.power_kw, "kW", USER)], facts)

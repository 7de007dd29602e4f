"""Reader of Parquet: hubsim's own files and anyone's with a column of times.

hubsim's own files store whole numbers with a ``scale`` in the metadata of each field (value =
number times scale), beside ``kind`` (measured, measured-derived or synthetic), ``unit`` and
``licence``;
what holds for the whole file is JSON in the metadata of the schema, under ``hubsim``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.errors import ProfileError
from hubsim.profiles.clock import YEARS, Steps, TimeColumn
from hubsim.profiles.file import ProfileFile, factor_of, unit_read, zone_of
from hubsim.profiles.table import LABELS, USER

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"PAR1"
"""First bytes of a Parquet file."""


@dataclass(frozen=True)
class ParquetTable:
    """An opened Parquet file; a column is read when it is asked for."""

    file: str
    path: Path
    entry: ProfileFile
    steps: Steps
    columns: tuple[str, ...]
    header: dict[str, Any]
    facts: dict[str, dict[str, str]]

    def read(self, column: str) -> FloatArray:
        """Return a whole column in hubsim's units, (n,).

        Raises
        ------
        ProfileError
            when a value is missing or not finite, or the entry gives a unit to a column with one.
        """
        facts = self.facts[column]
        if self.entry.unit is not None and "unit" in facts:
            raise ProfileError(
                f"the file says {facts['unit']!r}, the scenario says {self.entry.unit!r}: "
                "leave the unit out",
                file=self.file,
                column=column,
            )
        stored = _whole_column(self.file, self.path, column)
        values = np.from_dlpack(stored).astype(np.float64)
        bad = np.flatnonzero(~np.isfinite(values))
        if bad.size:
            raise ProfileError(
                f"{values[bad[0]]} is not a finite number",
                file=self.file,
                row=int(bad[0]) + 1,
                column=column,
            )
        factor = float(facts.get("scale", 1.0)) * factor_of(self.entry.unit, self.steps.step_s)
        return values * factor

    def unit(self, column: str) -> str:
        """Return the unit that the file or the entry says, empty where neither does."""
        return self.facts[column].get("unit", unit_read(self.entry.unit))

    def label(self, column: str) -> str:
        """Return where the data comes from, as the file says."""
        label = self.facts[column].get("kind", self.header.get("kind", USER))
        return label if label in LABELS else USER

    def licence(self) -> str:
        """Return the licence that the file names, empty if none."""
        return str(self.header.get("licence", ""))


def read_parquet(file: str, path: Path, entry: ProfileFile) -> ParquetTable:
    """Open a Parquet file and read its column of times.

    Raises
    ------
    ProfileError
        when the file is damaged, has no usable column of times or no columns of numbers.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise ProfileError(f"a damaged Parquet file: {_first_line(error)}", file=file) from None
    time_name = _time_name(file, schema, entry)
    columns = tuple(
        field.name
        for field in schema
        if field.name != time_name
        and (pa.types.is_integer(field.type) or pa.types.is_floating(field.type))
    )
    if not columns:
        raise ProfileError("no columns of numbers", file=file)
    double = [name for name in schema.names if schema.names.count(name) > 1]
    if double:
        raise ProfileError("is there twice", file=file, column=double[0])
    metadata = schema.metadata or {}
    return ParquetTable(
        file=file,
        path=path,
        entry=entry,
        steps=_steps(file, path, time_name, entry),
        columns=columns,
        header=_header(file, metadata.get(b"hubsim", b"{}")),
        facts={name: _facts(schema.field(name)) for name in columns},
    )


def _time_name(file: str, schema: pa.Schema, entry: ProfileFile) -> str:
    """Return the name of the column of times: the entry's, ``time``, or the only one."""
    import pyarrow as pa

    if entry.time is not None or "time" in schema.names:
        name = entry.time or "time"
        if name not in schema.names:
            raise ProfileError(
                f"no such column for the time; the file has: {', '.join(schema.names)[:200]}",
                file=file,
                column=name,
            )
        return name
    stamps = [field.name for field in schema if pa.types.is_timestamp(field.type)]
    if len(stamps) != 1:
        raise ProfileError(
            f"{len(stamps)} columns hold times: name one in the scenario, time: NAME", file=file
        )
    return str(stamps[0])


def _steps(file: str, path: Path, name: str, entry: ProfileFile) -> Steps:
    """Return the clock that the column of times makes."""
    import pyarrow as pa

    stored = _whole_column(file, path, name)
    zone = zone_of(entry.timezone) if entry.timezone else None
    if pa.types.is_string(stored.type) or pa.types.is_large_string(stored.type):
        column = TimeColumn(file, name, [str(text) for text in stored.to_pylist()])
        return column.steps(column.utc(zone))
    if not pa.types.is_timestamp(stored.type):
        raise ProfileError(f"times are due, not {stored.type}", file=file, column=name)
    # The stored number is UTC when the type has a zone, a wall clock when it has none.
    stamps = np.from_dlpack(stored.cast(pa.int64())).astype(f"datetime64[{stored.type.unit}]")
    times = stamps.astype("datetime64[s]")
    column = TimeColumn(file, name, np.datetime_as_string(times).tolist())
    years = times.astype("datetime64[Y]").astype(np.int64) + 1970
    outside = np.flatnonzero((years < YEARS[0]) | (years > YEARS[-1]))
    if outside.size:
        index = int(outside[0])
        message = f"{column.texts[index]!r} is not in the years {YEARS[0]} to {YEARS[-1]}"
        raise column.wrong(index, message)
    split = np.flatnonzero(times != stamps)
    if split.size:
        raise column.wrong(int(split[0]), "not on a whole second")
    return column.steps(times if stored.type.tz is not None else column.from_wall(times, zone))


def _whole_column(file: str, path: Path, name: str) -> pa.Array:
    """Return a column without gaps. Its numbers go to NumPy by DLPack: `to_numpy` loads pandas."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as opened:
            column = opened.read(columns=[name]).column(name)
    except (pa.ArrowException, OSError) as error:
        raise ProfileError(f"a damaged Parquet file: {_first_line(error)}", file=file) from None
    if column.null_count:
        row = next(index for index, value in enumerate(column) if not value.is_valid) + 1
        raise ProfileError(
            "no value: a gap has to be filled first, as hubsim profiles import does",
            file=file,
            row=row,
            column=name,
        )
    return column.combine_chunks()


def _header(file: str, text: bytes) -> dict[str, Any]:
    """Return what hubsim wrote about the whole file."""
    try:
        header = json.loads(text)
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise ProfileError("its hubsim metadata is damaged", file=file)
    return header


def _facts(field: pa.Field) -> dict[str, str]:
    """Return what the file says about a column."""
    metadata: dict[bytes, bytes] = field.metadata or {}
    return {key.decode(): value.decode() for key, value in metadata.items()}


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]

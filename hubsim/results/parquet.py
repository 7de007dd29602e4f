"""Wide tables as Parquet bytes, and back without losing a bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.errors import TornResult

_SAMPLE = 1024
"""Values of a column looked at before its encoding is chosen."""


def wide_bytes(times: np.ndarray, ids: Sequence[str], values: FloatArray) -> bytes:
    """Return the Parquet file with column ``time`` (UTC) and one float64 column an id.

    times : (T,) datetime64[s]; values : (T, n)

    A column that repeats its values (a quantised profile, zeros) is dictionary-encoded. Of any
    other, the bytes are split by their place in the number: only the first few can be compressed.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = np.ascontiguousarray(values.T, dtype=np.float64)
    stamps = pa.array(times.astype("datetime64[s]")).cast(pa.timestamp("s", tz="UTC"))
    table = pa.table([stamps, *map(pa.array, columns)], names=["time", *ids])
    repeats = [name for name, column in zip(ids, columns, strict=True) if _repeats(column)]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=3,
        use_dictionary=repeats,
        use_byte_stream_split=sorted(set(ids) - set(repeats)),
    )
    return bytes(sink.getvalue())


def read_wide(data: bytes, place: str) -> tuple[tuple[str, ...], np.ndarray, FloatArray]:
    """Return ids, times (datetime64[s]) and values of a wide table.

    Raises
    ------
    TornResult
        when the bytes are not such a table; `place` tells where they came from.
    """
    table = _opened(data, place)
    if table.column_names[:1] != ["time"]:
        raise TornResult(f"{place} has no column 'time'")
    times = table.column(0).to_numpy().astype("datetime64[s]")
    values = np.empty((table.num_rows, table.num_columns - 1))
    for place_of, column in enumerate(table.columns[1:]):
        values[:, place_of] = column.to_numpy()
    return tuple(table.column_names[1:]), times, frozen(values)


def table_bytes(columns: Mapping[str, Sequence[str] | np.ndarray]) -> bytes:
    """Return the Parquet file of a table; NaN and NaT become null, times are UTC."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = {}
    for name, values in columns.items():
        if not isinstance(values, np.ndarray):
            made[name] = pa.array(values, pa.string())
        elif values.dtype.kind == "M":
            stamps = pa.array(values.astype("datetime64[s]"))
            made[name] = stamps.cast(pa.timestamp("s", tz="UTC"))
        else:
            made[name] = pa.array(values, from_pandas=True)
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(made), sink, compression="zstd", compression_level=3)
    return bytes(sink.getvalue())


def read_table(data: bytes, place: str) -> dict[str, np.ndarray]:
    """Return the columns of a table by name: texts as objects, a null number as NaN, a null time as NaT.

    Raises
    ------
    TornResult
        when the bytes are not such a table; `place` tells where they came from.
    """
    table = _opened(data, place)
    return {
        name: column.to_numpy()
        for name, column in zip(table.column_names, table.columns, strict=True)
    }


def _opened(data: bytes, place: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(pa.BufferReader(data), use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise TornResult(f"{place} is not a readable Parquet file: {error}") from None


def _repeats(column: FloatArray) -> bool:
    """Return whether at most half of a sample of the values are distinct."""
    sample = column[:: max(1, len(column) // _SAMPLE)]
    return 2 * len(np.unique(sample)) <= len(sample)

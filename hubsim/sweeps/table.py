"""The records of a sweep as one table: a row a point, layout and operation; always the same bytes.

``results.parquet`` has point, layout, operation, key, a column for every path that varies (a number in the
unit that the field's metadata names, or text) and one for every key figure; ``failures.parquet`` what
failed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.profiles.table import SYNTHETIC
from hubsim.scenario.sweep import Sweep
from hubsim.scenario.varied import Amount, amount_of
from hubsim.sweeps.definition import Definition
from hubsim.sweeps.folder import SweepFolder
from hubsim.sweeps.point import Done

OPERATIONS = ("alone", "together", "perfect")
"""Operations of a record that rows are made of, where it has them; relief is a difference of two."""

RESULTS, FAILURES = "results.parquet", "failures.parquet"


@dataclass(frozen=True)
class Column:
    """What a path took. values : (P,) numbers in `unit`, or texts where they have no order."""

    values: FloatArray | list[str]
    unit: str


@dataclass(frozen=True)
class Failure:
    """A point that has no result for a layout, and why."""

    number: int
    layout: str
    key: str
    error: str
    message: str
    exit_code: int


@dataclass(frozen=True)
class Table:
    """All results of a sweep. P points.

    figures : (layout, operation) -> key figure -> (P,), NaN where the point failed or has no such figure
    there : layout -> (P,) whether the point has a result
    keys : layout -> (P,) name of each record
    units, better : of every key figure
    columns : path -> what it took in each point
    synthetic : names of the data that a computer made, of any point
    """

    n_points: int
    layouts: tuple[str, ...]
    figures: dict[tuple[str, str], dict[str, FloatArray]]
    there: dict[str, np.ndarray]
    keys: dict[str, list[str]]
    units: dict[str, str]
    better: dict[str, str]
    columns: dict[str, Column]
    failures: tuple[Failure, ...] = ()
    synthetic: tuple[str, ...] = ()

    def called(self, names: Mapping[str, str]) -> Table:
        """Return the table with its layouts called otherwise. names : layout -> what a page calls it."""
        if all(name == shown for name, shown in names.items()):
            return self
        return replace(
            self,
            layouts=tuple(names[name] for name in self.layouts),
            figures={(names[name], did): one for (name, did), one in self.figures.items()},
            there={names[name]: one for name, one in self.there.items()},
            keys={names[name]: one for name, one in self.keys.items()},
            failures=tuple(replace(one, layout=names[one.layout]) for one in self.failures),
        )

    @property
    def operations(self) -> tuple[str, ...]:
        """Operations that any record has."""
        found = {operation for _, operation in self.figures}
        return tuple(name for name in OPERATIONS if name in found)


def collect(definition: Definition, folder: SweepFolder, done: Sequence[Done]) -> Table:
    """Return the table of what was done, read from the records.

    done : of every task, in any order
    """
    n_points, names = len(definition.drawn), definition.layout_names
    key_of = {("base" if one.layout is None else one.layout, one.number): one for one in done}
    table = Table(
        n_points=n_points,
        layouts=names,
        figures={},
        there={name: np.zeros(n_points, dtype=np.bool_) for name in names},
        keys={name: [""] * n_points for name in names},
        units={},
        better={},
        columns=columns_of(definition.sweep, definition.drawn),
    )
    failures, synthetic = [], set[str]()
    for number in range(n_points):
        for name in names:
            one = key_of[name, number]
            table.keys[name][number] = one.key
            if one.status == "failed":
                said = folder.error(one.key)
                words = (str(said["error"]), str(said["message"]), int(said["exit_code"]))
                failures.append(Failure(number, name, one.key, *words))
            else:
                record = folder.summary(one.key)
                _enter(table, name, number, record["kpis"])
                labels = record["data_labels"]
                synthetic |= {data for data, label in labels.items() if label == SYNTHETIC}
    return replace(table, failures=tuple(failures), synthetic=tuple(sorted(synthetic)))


def _enter(table: Table, layout: str, number: int, kpis: Mapping[str, Any]) -> None:
    table.there[layout][number] = True
    for operation in OPERATIONS:
        figures = table.figures.setdefault((layout, operation), {}) if operation in kpis else {}
        for name, record in kpis.get(operation, {}).items():
            table.units.setdefault(name, record["unit"])
            table.better.setdefault(name, record["better"])
            values = figures.setdefault(name, np.full(table.n_points, np.nan))
            values[number] = np.nan if record["value"] is None else record["value"]


def columns_of(sweep: Sweep, drawn: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    """Return what every path took: numbers where all values are numbers of one unit, else texts."""
    found = {}
    for path in sweep.vary:
        values = [point[path] for point in drawn]
        amounts = [_amount(value) for value in values]
        units = {amount.unit for amount in amounts if amount is not None}
        if len(units) == 1 and None not in amounts:
            numbers = np.array([amount.number for amount in amounts if amount is not None])
            found[path] = Column(numbers, units.pop())
        else:
            found[path] = Column([_word(value) for value in values], "")
    return found


def _amount(value: Any) -> Amount | None:
    if isinstance(value, bool | dict | list) or value is None:
        return None
    try:
        return amount_of(value)
    except ValueError:
        return None


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def results_bytes(table: Table) -> bytes:
    """Return ``results.parquet``: by point, then layout, then operation."""
    rows = [
        (number, name, operation)
        for number in range(table.n_points)
        for name in table.layouts
        if table.there[name][number]
        for operation in OPERATIONS
        if (name, operation) in table.figures
    ]
    own: dict[str, Any] = {
        "point": np.array([number for number, _, _ in rows], dtype=np.int32),
        "layout": [name for _, name, _ in rows],
        "operation": [operation for _, _, operation in rows],
        "key": [table.keys[name][number] for number, name, _ in rows],
    }
    numbers = [number for number, _, _ in rows]
    nothing = np.full(table.n_points, np.nan)
    figures = {
        kpi: np.array([table.figures[row[1:]].get(kpi, nothing)[row[0]] for row in rows])
        for kpi in table.units
    }
    return _parquet(own, _drawn_columns(table, numbers), figures, table.units)


def failures_bytes(table: Table) -> bytes:
    """Return ``failures.parquet``: by point, then layout."""
    own: dict[str, Any] = {
        "point": np.array([one.number for one in table.failures], dtype=np.int32),
        **{
            name: [getattr(one, name) for one in table.failures]
            for name in ("layout", "key", "error", "message")
        },
        "exit_code": np.array([one.exit_code for one in table.failures], dtype=np.int32),
    }
    numbers = [one.number for one in table.failures]
    return _parquet(own, _drawn_columns(table, numbers), {}, {})


def _drawn_columns(table: Table, numbers: Sequence[int]) -> dict[str, Column]:
    return {
        path: Column(
            [column.values[n] for n in numbers]
            if isinstance(column.values, list)
            else column.values[list(numbers)],
            column.unit,
        )
        for path, column in table.columns.items()
    }


def _parquet(
    own: Mapping[str, Any],
    drawn: Mapping[str, Column],
    figures: Mapping[str, FloatArray],
    units: Mapping[str, str],
) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"point": pa.int32(), "exit_code": pa.int32()}
    arrays = [pa.array(values, type=kinds.get(name, pa.string())) for name, values in own.items()]
    fields = [pa.field(name, array.type) for name, array in zip(own, arrays, strict=True)]
    for path, column in drawn.items():
        kind = pa.string() if isinstance(column.values, list) else pa.float64()
        arrays.append(pa.array(column.values, type=kind))
        fields.append(pa.field(path, kind, metadata={"unit": column.unit, "role": "drawn"}))
    for name, values in figures.items():
        # A figure that does not exist is null, so that no query counts it as a number.
        arrays.append(pa.array(values, type=pa.float64(), from_pandas=True))
        fields.append(
            pa.field(name, pa.float64(), metadata={"unit": units[name], "role": "figure"})
        )
    sink = pa.BufferOutputStream()
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    pq.write_table(table, sink, compression="zstd", compression_level=3)
    return bytes(sink.getvalue())

"""The events of a run and their attribution as two tables: made once, stored with the run, read by all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any, TypeVar

from hubsim.errors import TornResult

EVENTS_FILE, SHARES_FILE = "events.parquet", "attribution.parquet"
"""Names of the tables in a run's folder."""

NETWORK = "(network)"
"""Stands for an asset where none is: taps that stand differently, and the error of the sums."""


NOT_SPLIT = "(not split)"
"""Stands for all assets of an event that was not split, as there are too many larger ones."""


@dataclass(frozen=True)
class EventRow:
    """An event: what, where, when, how long, how far alone, and what is left of it together.

    event : its number; sort : transformer, line, voltage-low or voltage-high; element : id
    operation : ``alone``; ``together`` where it is new
    step : of its begin; start, peak_start : local begin, and that of its worst step, ``2016-01-13 17:45``
    duration_h : how long; limit : what it is beyond [%, pu]
    unit : of what is beyond the limit over time, ``kVAh`` or ``pu h``; alone, together : how much
    alone_worst, together_worst : furthest value in its steps [%, pu]
    alone_at_peak, together_at_peak : value at its worst step
    together_h : how much of its time it is beyond the limit together
    """

    event: int
    sort: str
    element: str
    operation: str
    step: int
    start: str
    duration_h: float
    limit: float
    peak_start: str
    unit: str
    alone: float
    together: float
    alone_worst: float
    together_worst: float
    alone_at_peak: float
    together_at_peak: float
    together_h: float

    @property
    def relief(self) -> float:
        """What is relieved of it, in its unit; negative where there is more together."""
        return self.alone - self.together

    @property
    def relief_at_peak(self) -> float:
        """What is relieved at its worst step, towards the limit [percentage points, pu]."""
        sign = -1.0 if self.sort == "voltage-low" else 1.0
        return sign * (self.alone_at_peak - self.together_at_peak)


@dataclass(frozen=True)
class Share:
    """What an asset relieved of an event: in the event's unit, and at its worst step.

    relief : [kVAh, pu h]; at_peak : [percentage points, pu]
    """

    event: int
    asset: str
    member: str
    kind: str
    relief: float
    at_peak: float


@dataclass(frozen=True)
class Attribution:
    """All events of a run with what relieved them."""

    events: tuple[EventRow, ...]
    shares: tuple[Share, ...]

    @cached_property
    def shares_of(self) -> dict[int, list[Share]]:
        """Event -> its shares, the network's last."""
        found: dict[int, list[Share]] = {row.event: [] for row in self.events}
        for share in self.shares:
            found[share.event].append(share)
        return found

    def by_kind(self, rows: Iterable[EventRow] | None = None) -> dict[str, float]:
        """Return kind of asset -> relief of overload energy [kVAh], the largest first.

        rows : events to add up; those of loadings by default
        """
        return self._sum(rows, lambda share: share.kind)

    def by_member(self, rows: Iterable[EventRow] | None = None) -> dict[str, float]:
        """Return member -> relief, as `by_kind` does."""
        return self._sum(rows, lambda share: share.member)

    def overloads(self) -> list[EventRow]:
        """Return the events of loadings."""
        return [row for row in self.events if row.unit == "kVAh"]

    def elements(self) -> list[str]:
        """Return the elements and buses that have events, in their order."""
        return list(dict.fromkeys(row.element for row in self.events))

    def summary(self) -> dict[str, Any]:
        """Return what stands under ``attribution`` in a run's summary."""
        found = {}
        for key, unit in (("overload", "kVAh"), ("voltage", "pu h")):
            rows = [row for row in self.events if row.unit == unit]
            by_kind = self.by_kind(rows)
            network = by_kind.pop(NETWORK, 0.0)
            found[key] = {
                "unit": unit,
                "events": len(rows),
                "alone": sum(row.alone for row in rows),
                "together": sum(row.together for row in rows),
                "relief": sum(row.relief for row in rows),
                "by_kind": by_kind,
                "network": network,
            }
        return found

    def _sum(self, rows: Iterable[EventRow] | None, of: Callable[[Share], str]) -> dict[str, float]:
        total: dict[str, float] = {}
        for row in self.overloads() if rows is None else rows:
            for share in self.shares_of[row.event]:
                total[of(share)] = total.get(of(share), 0.0) + share.relief
        return dict(sorted(total.items(), key=lambda item: -item[1]))

    def to_files(self) -> dict[str, bytes]:
        """Return the two tables as Parquet, by the name of their file."""
        return {
            EVENTS_FILE: _to_bytes(EventRow, self.events),
            SHARES_FILE: _to_bytes(Share, self.shares),
        }

    @classmethod
    def of_files(cls, events: bytes, shares: bytes) -> Attribution:
        """Return the attribution of two tables.

        Raises
        ------
        TornResult
            when the bytes are no such tables.
        """
        return cls(
            tuple(_of_bytes(EventRow, events, EVENTS_FILE)),
            tuple(_of_bytes(Share, shares, SHARES_FILE)),
        )


_Row = TypeVar("_Row", EventRow, Share)


def _to_bytes(row: type[_Row], rows: Sequence[_Row]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"int": pa.int64(), "float": pa.float64(), "str": pa.string()}
    schema = pa.schema([(field.name, types[str(field.type)]) for field in fields(row)])
    table = pa.Table.from_pylist([asdict(one) for one in rows], schema=schema)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def _of_bytes(row: type[_Row], data: bytes, name: str) -> list[_Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data), use_threads=False)
        return [row(**record) for record in table.to_pylist()]
    except (pa.ArrowException, OSError, TypeError) as error:
        raise TornResult(f"{name} holds no such table: {error}") from None

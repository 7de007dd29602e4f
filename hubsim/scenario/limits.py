"""What counts as congestion: loading limits of every element and season, and the voltage band.

The limit of an element in a month is the first that is said of: the element in that season, the element,
all elements in that season, all elements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, TypeAlias

import numpy as np
from pydantic import Field, Strict, StringConstraints

from hubsim.arrays import FloatArray, IntArray, frozen
from hubsim.horizon import Horizon
from hubsim.kinds import Record
from hubsim.networks.network import Network
from hubsim.scenario.names import NAME
from hubsim.units import Quantity
from hubsim.weekdays import MONTH_NAMES, Months

ElementId: TypeAlias = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=200)]
SeasonName: TypeAlias = Annotated[str, StringConstraints(pattern=NAME, max_length=64)]
Loading: TypeAlias = Annotated[float, Quantity("loading", above=0.0, most=1000.0)]


class Season(Record):
    """Limits of some months."""

    months: Months
    """Its months, by local time: nov-feb, jan,jul."""

    loading: Loading | None = None
    """Loading of every element without a limit of its own, in percent of its rating."""

    transformers: dict[ElementId, Loading] = Field(default={})
    """Loading of single transformers."""

    lines: dict[ElementId, Loading] = Field(default={})
    """Loading of single lines."""


class LimitsOfNetwork(Record):
    """What counts as congestion."""

    loading: Loading = Field(default="100 %", validate_default=True)
    """Loading of lines and transformers, in percent of their rating."""

    transformers: dict[ElementId, Loading] = Field(default={})
    """Loading of single transformers, by their id."""

    lines: dict[ElementId, Loading] = Field(default={})
    """Loading of single lines, by their id."""

    seasons: dict[SeasonName, Season] = Field(default={})
    """Limits that hold in some months, such as those of a winter, by name."""

    voltage_min: Annotated[float, Quantity("voltage", above=0.0, most=2.0)] = Field(
        default="0.9 pu", validate_default=True
    )
    """Lowest voltage."""

    voltage_max: Annotated[float, Quantity("voltage", above=0.0, most=2.0)] = Field(
        default="1.1 pu", validate_default=True
    )
    """Highest voltage."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        found = []
        if self.voltage_min >= self.voltage_max:
            message = f"is not below voltage_max, which is {self.voltage_max} pu"
            found.append(("voltage_min", message))
        owner: dict[int, str] = {}
        for name, season in self.seasons.items():
            if season.loading is None and not season.transformers and not season.lines:
                message = "sets no limit: give loading, transformers or lines"
                found.append((f"seasons.{name}", message))
            for month in sorted(season.months):
                if month in owner:
                    message = f"{MONTH_NAMES[month - 1]} is also one of {owner[month]!r}"
                    found.append((f"seasons.{name}.months", message))
                else:
                    owner[month] = name
        return found

    def named(self) -> list[tuple[str, Literal["transformers", "lines"], str]]:
        """Return (path, which, id) of every element that is named."""
        parts: list[tuple[str, LimitsOfNetwork | Season]] = [("", self)]
        parts += [(f"seasons.{name}.", season) for name, season in self.seasons.items()]
        found: list[tuple[str, Literal["transformers", "lines"], str]] = []
        for path, part in parts:
            found += [(f"{path}transformers", "transformers", name) for name in part.transformers]
            found += [(f"{path}lines", "lines", name) for name in part.lines]
        return found


@dataclass(frozen=True)
class LoadingLimits:
    """The loading limit of every element at every step. S sorts of months, K transformers, L lines.

    general_pct : of elements and months of which nothing else is said
    sort : (T,) which of the rows holds
    trafo_pct, line_pct : (S, K), (S, L) percent of the rating
    """

    general_pct: float
    sort: IntArray
    trafo_pct: FloatArray
    line_pct: FloatArray

    @classmethod
    def of(cls, limits: LimitsOfNetwork, network: Network, horizon: Horizon) -> Self:
        """Return the limits of a network's elements over a horizon."""
        month: IntArray = horizon.local_times.astype("datetime64[M]").astype(np.int64) % 12 + 1
        sort = np.zeros(horizon.n_steps, dtype=np.int64)
        rows: list[Season | None] = [None]
        for season in limits.seasons.values():
            inside = np.isin(month, sorted(season.months))
            if inside.any():
                sort[inside] = len(rows)
                rows.append(season)
        return cls(
            limits.loading,
            sort,
            frozen([_row(network.trafo_ids, limits, row, "transformers") for row in rows]),
            frozen([_row(network.line_ids, limits, row, "lines") for row in rows]),
        )

    @property
    def is_uniform(self) -> bool:
        """Whether every element has the general limit at every step."""
        used = np.unique(self.sort)
        return all(
            bool((part[used] == self.general_pct).all()) for part in (self.trafo_pct, self.line_pct)
        )

    def at(self, steps: slice | IntArray) -> FloatArray:
        """Return the limits of transformers, then lines, (W, K + L) or (1, K + L) when they stay [%]."""
        both = np.hstack([self.trafo_pct, self.line_pct])
        return _over(self.sort[steps], both)

    def trafos(self) -> FloatArray:
        """Return the limits of transformers, (T, K) or (1, K) when they stay [%]."""
        return _over(self.sort, self.trafo_pct)

    def lines(self) -> FloatArray:
        """Return the limits of lines, (T, L) or (1, L) when they stay [%]."""
        return _over(self.sort, self.line_pct)

    def to_record(self) -> dict[str, Any]:
        """Return the limits as JSON has them: the general one alone where there is no other."""
        if self.is_uniform:
            return {"loading_pct": self.general_pct}
        changes = np.flatnonzero(np.diff(self.sort, prepend=-1))
        return {
            "loading_pct": self.general_pct,
            "sort": [[int(step), int(self.sort[step])] for step in changes],
            "trafo_pct": self.trafo_pct.tolist(),
            "line_pct": self.line_pct.tolist(),
        }

    @classmethod
    def of_record(cls, record: Any, n_steps: int, n_trafo: int, n_line: int) -> Self:
        """Return the limits of a record."""
        general = float(record["loading_pct"])
        sort = np.zeros(n_steps, dtype=np.int64)
        for step, value in record.get("sort", ()):
            sort[step:] = value
        trafo, line = (
            record.get(name, [[general] * n])
            for name, n in (("trafo_pct", n_trafo), ("line_pct", n_line))
        )
        return cls(general, sort, frozen(trafo), frozen(line))


def _row(
    ids: tuple[str, ...],
    limits: LimitsOfNetwork,
    season: Season | None,
    which: Literal["transformers", "lines"],
) -> list[float]:
    """Return the limit of each element in a season, None outside all of them."""
    general, own = limits.loading, dict(getattr(limits, which))
    if season is not None:
        general = limits.loading if season.loading is None else season.loading
        own |= getattr(season, which)
    return [own.get(name, general) for name in ids]


def _over(sort: IntArray, rows: FloatArray) -> FloatArray:
    if len(sort) and (sort == sort[0]).all():
        return rows[sort[:1]]
    return rows[sort]

"""How a value varies in a sweep: as values, or as a distribution; and amounts, a number with its unit."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from hubsim.kinds import Record
from hubsim.scenario import check
from hubsim.units import UNITS

_AMOUNT = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*(\S.*?)?\s*")
_UNITS = frozenset(unit for units in UNITS.values() for unit in units if unit != "1")
_DIGITS = 6
"""Digits of a drawn number: what is written into the scenario is what is stored."""


@dataclass(frozen=True)
class Amount:
    """A number and the unit it is written in, empty where it has none."""

    number: float
    unit: str

    def text(self, number: float) -> str | float:
        """Return a number as the scenario has it: with the unit, or bare."""
        short = float(f"{number:.{_DIGITS}g}")
        return f"{short:.{_DIGITS}g} {self.unit}" if self.unit else short


def amount_of(value: Any) -> Amount:
    """Return the number and the unit of a bare number or a text such as 40 %.

    Raises
    ------
    ValueError
        when it is neither.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Amount(float(value), "")
    match = _AMOUNT.fullmatch(value) if isinstance(value, str) and len(value) <= 60 else None
    if match is None or not math.isfinite(float(match[1])) or (match[2] or "%") not in _UNITS:
        shown = value if isinstance(value, str | bool) else "a map or list"
        hint = "write for example 40 %, 10 kWh or 0.5"
        raise check.wrong(f"{str(shown)[:40]!r} is no number with its unit", hint)
    return Amount(float(match[1]), match[2] or "")


AnyAmount: TypeAlias = Annotated[
    Amount,
    PlainValidator(amount_of),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}], "examples": ["40 %"]}),
]
Path: TypeAlias = Annotated[
    str, Strict(), StringConstraints(pattern=r"^[^.]+(\.[^.]+)*$", max_length=300)
]


def _one_unit(*given: tuple[str, Amount | None]) -> list[tuple[str, str]]:
    """Return the fields that have another unit than the first, (field, message) each."""
    first, *rest = [(name, amount) for name, amount in given if amount is not None]
    return [
        (name, f"is in {amount.unit or 'no unit'}, {first[0]} in {first[1].unit or 'no unit'}")
        for name, amount in rest
        if amount.unit != first[1].unit
    ]


class Varied(Record):
    """How the value at a path varies."""

    also: list[Path] = Field(default=[])
    """Further paths that take the same value."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        return []

    @property
    def unit(self) -> str:
        """Unit of what is drawn, empty where it is no quantity."""
        return ""

    @property
    def n_grid(self) -> int | None:
        """How many values a grid takes, None where a grid cannot."""
        return None

    def at(self, share: float) -> Any:
        """Return the value at a share of its distribution, 0 to 1."""
        raise NotImplementedError

    def on_grid(self, place: int) -> Any:
        """Return a value of a grid."""
        raise NotImplementedError

    def extremes(self) -> list[Any]:
        """Return the values that are tried before a sweep begins."""
        raise NotImplementedError


class Values(Varied):
    """Values as they are written, each as likely as its weight says."""

    kind: Literal["values"]
    """Values as they are written."""

    values: Annotated[list[Any], Field(min_length=1, max_length=10_000)]
    """What the path takes: a number with its unit, text, a list or a map."""

    weights: list[Annotated[float, Field(ge=0.0)]] | None = None
    """How likely each is beside the others; all alike by default. A grid takes each once."""

    def problems(self) -> list[tuple[str, str]]:
        """Return weights that do not fit the values."""
        if self.weights is None:
            return []
        if len(self.weights) != len(self.values):
            return [("weights", f"are {len(self.weights)}, the values {len(self.values)}")]
        return [] if sum(self.weights) > 0.0 else [("weights", "sum to nothing")]

    @property
    def n_grid(self) -> int:
        """How many values there are."""
        return len(self.values)

    def at(self, share: float) -> Any:
        """Return the value whose part of the weights a share falls into."""
        weights = self.weights or [1.0] * len(self.values)
        reached, total = 0.0, sum(weights)
        for value, weight in zip(self.values, weights, strict=True):
            reached += weight
            if weight and share * total < reached:
                return value
        return next(v for v, w in zip(reversed(self.values), reversed(weights), strict=True) if w)

    def on_grid(self, place: int) -> Any:
        """Return a value by its place."""
        return self.values[place]

    def extremes(self) -> list[Any]:
        """Return all values."""
        return self.values


class Uniform(Varied):
    """Any value between two, all as likely."""

    kind: Literal["uniform"]
    """Any value between two, all as likely."""

    low: AnyAmount = Field(alias="from")
    """Lowest value."""

    high: AnyAmount = Field(alias="to")
    """Highest value."""

    steps: Annotated[int, Strict(), Field(ge=2, le=10_000)] | None = None
    """Values of a grid, both ends included, at equal distances."""

    def problems(self) -> list[tuple[str, str]]:
        """Return units that differ and ends in the wrong order."""
        if self.low.unit == self.high.unit and self.low.number >= self.high.number:
            return [("to", "is not above from")]
        return _one_unit(("from", self.low), ("to", self.high))

    @property
    def unit(self) -> str:
        """Unit of both ends."""
        return self.low.unit

    @property
    def n_grid(self) -> int | None:
        """How many steps a grid takes."""
        return self.steps

    def at(self, share: float) -> Any:
        """Return the value at a share of the way."""
        return self.low.text(self.low.number + share * (self.high.number - self.low.number))

    def on_grid(self, place: int) -> Any:
        """Return a step."""
        assert self.steps is not None
        return self.at(place / (self.steps - 1))

    def extremes(self) -> list[Any]:
        """Return both ends."""
        return [self.at(0.0), self.at(1.0)]


class Normal(Varied):
    """A normal distribution, cut off where it is said."""

    kind: Literal["normal"]
    """A normal distribution."""

    mean: AnyAmount
    """Its mean, before it is cut off."""

    sd: AnyAmount
    """Its standard deviation, before it is cut off."""

    least: AnyAmount | None = None
    """Lowest value: what is below it does not occur."""

    most: AnyAmount | None = None
    """Highest value: what is above it does not occur."""

    def problems(self) -> list[tuple[str, str]]:
        """Return units that differ, no spread, and limits in the wrong order."""
        names = ("mean", "sd", "least", "most")
        problems = _one_unit(*((name, getattr(self, name)) for name in names))
        if problems:
            return problems
        if self.sd.number <= 0.0:
            problems.append(("sd", "is not above 0"))
        elif self.least and self.most and self.least.number >= self.most.number:
            problems.append(("most", "is not above least"))
        elif self._ends()[0] == self._ends()[1]:
            problems.append(("mean", "lies so far from the limits that nothing is left"))
        return problems

    @property
    def unit(self) -> str:
        """Unit of the mean."""
        return self.mean.unit

    def at(self, share: float) -> Any:
        """Return the value at a share of the distribution that is left."""
        from statistics import NormalDist

        low, high = self._ends()
        # Beyond eight standard deviations the inverse has no number.
        inside = min(max(low + share * (high - low), 1e-15), 1.0 - 1e-15)
        number = NormalDist(self.mean.number, self.sd.number).inv_cdf(inside)
        least, most = (None if end is None else end.number for end in (self.least, self.most))
        number = number if least is None else max(number, least)
        return self.mean.text(number if most is None else min(number, most))

    def extremes(self) -> list[Any]:
        """Return both ends, or what one draw in a thousand goes beyond."""
        return [
            self.at(0.001 if self.least is None else 0.0),
            self.at(0.999 if self.most is None else 1.0),
        ]

    def _ends(self) -> tuple[float, float]:
        """Return the shares of the whole distribution between which it is left."""
        from statistics import NormalDist

        whole = NormalDist(self.mean.number, self.sd.number)
        return (
            0.0 if self.least is None else whole.cdf(self.least.number),
            1.0 if self.most is None else whole.cdf(self.most.number),
        )


class Integers(Varied):
    """Any whole number between two, both included, all as likely."""

    kind: Literal["integers"]
    """Any whole number between two, both included: seeds, counts."""

    low: Annotated[int, Strict(), Field(ge=-(2**53), le=2**53)] = Field(alias="from")
    """Lowest number."""

    high: Annotated[int, Strict(), Field(ge=-(2**53), le=2**53)] = Field(alias="to")
    """Highest number."""

    def problems(self) -> list[tuple[str, str]]:
        """Return ends in the wrong order."""
        return [] if self.low <= self.high else [("to", "is below from")]

    @property
    def n_grid(self) -> int:
        """How many numbers there are."""
        return self.high - self.low + 1

    def at(self, share: float) -> Any:
        """Return the number whose equal part a share falls into."""
        return min(self.low + math.floor(share * self.n_grid), self.high)

    def on_grid(self, place: int) -> Any:
        """Return a number by its place."""
        return self.low + place

    def extremes(self) -> list[Any]:
        """Return both ends."""
        return sorted({self.low, self.high})


class _OrList:
    """Tells an editor that a list may stand for the map."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe both forms, the map first."""
        return {"anyOf": [handler(schema), {"type": "array", "minItems": 1}]}


def _of_a_list(value: Any) -> Any:
    return {"kind": "values", "values": value} if isinstance(value, list) else value


AnyVaried: TypeAlias = Annotated[
    Annotated[Values | Uniform | Normal | Integers, Field(discriminator="kind")],
    BeforeValidator(_of_a_list),
    _OrList(),
    AfterValidator(check.consistent),
]

"""Units and signs: the law on one page.

Inside hubsim a quantity is a plain float in the unit its name ends with: kW, kWh, kvar, kVA, kWp
(as kW), kg, EUR, EUR/kWh, h, pu, pct, degC, kg/kWh. In a scenario every dimensional value is text with
its unit: ``"4.2 kWp"``. A bare number is refused where a unit is due, and a unit of another
dimension too, so kW and MW, kW and kWh cannot be mixed up.

Sign: power drawn from the grid is positive, power fed into it negative, for members, assets and
buses.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

# Bounded, so that no text takes long to read.
_NUMBER = r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?"
_LONG = 25
_LONGEST = 120
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*([^0-9\s].*?)?\s*")

UNITS: dict[str, dict[str, float]] = {
    "power": {"kW": 1.0, "W": 1e-3, "MW": 1e3},
    "peak power": {"kWp": 1.0, "Wp": 1e-3, "MWp": 1e3},
    "apparent power": {"kVA": 1.0, "VA": 1e-3, "MVA": 1e3},
    "energy": {"kWh": 1.0, "Wh": 1e-3, "MWh": 1e3},
    "mass": {"kg": 1.0, "g": 1e-3, "t": 1e3},
    "price": {"EUR/kWh": 1.0, "ct/kWh": 1e-2, "EUR/MWh": 1e-3},
    "capacity price": {"EUR/kW": 1.0},
    "carbon price": {"EUR/kg": 1.0, "EUR/t": 1e-3},
    "money": {"EUR": 1.0, "kEUR": 1e3, "MEUR": 1e6},
    "yearly money": {"EUR/year": 1.0, "kEUR/year": 1e3, "EUR/month": 12.0},
    "money per length": {"EUR/m": 1.0, "EUR/km": 1e-3},
    "money per power": {"EUR/kVA": 1.0, "EUR/MVA": 1e-3},
    "carbon": {"kg/kWh": 1.0, "g/kWh": 1e-3},
    "share": {"%": 1e-2, "1": 1.0},
    "loading": {"%": 1.0},
    "voltage": {"pu": 1.0},
    "phase voltage": {"pu": 1.0, "V": 1 / 230},
    "duration": {
        "h": 1.0,
        "min": 1 / 60,
        "s": 1 / 3600,
        "day": 24.0,
        "days": 24.0,
        "year": 8766.0,
        "years": 8766.0,
    },
    "current": {"A": 1.0, "kA": 1e3},
    "length": {"m": 1.0, "km": 1e3},
    "angle": {"deg": 1.0, "°": 1.0},
    "temperature": {"degC": 1.0, "°C": 1.0, "C": 1.0},
    "temperature difference": {"K": 1.0},
    "thermal resistivity": {"K.m/W": 1.0},
}
"""Dimension -> accepted unit -> factor to the inner unit, which comes first.

A phase voltage is from phase to neutral at low voltage, 230 V nominal."""


def parse(text: object, dimension: str) -> float:
    """Return the value of ``"4.2 kWp"`` in the inner unit of its dimension.

    Raises
    ------
    ValueError
        when the text has no number, no unit, or a unit of another dimension; the message says what
        is allowed.

    Examples
    --------
    >>> parse("2.5 MWh", "energy")
    2500.0
    """
    if isinstance(text, bool) or text is None or isinstance(text, dict | list):
        raise ValueError(f"a {dimension} is due here: {_example(dimension)}")
    if isinstance(text, int | float):
        raise ValueError(f"a bare number has no unit: {_example(dimension)}")  # noqa: TRY004
    return _parse_text(str(text), dimension)


def _example(dimension: str) -> str:
    # The unit "1" of a share is for files of series: in a scenario it would read as a bare number.
    units = [unit for unit in UNITS[dimension] if unit != "1"]
    return f"write for example '4 {units[0]}'; units: {', '.join(units)}"


@lru_cache(maxsize=4096)
def _parse_text(text: str, dimension: str) -> float:
    allowed, example = UNITS[dimension], _example(dimension)
    match = _QUANTITY.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise ValueError(f"{text[:40]!r} is not a number with a unit: {example}")
    number, unit = match.groups()
    if unit is None:
        raise ValueError(f"{text[:40]!r} has no unit: {example}")
    if unit not in allowed:
        raise ValueError(f"unit {unit[:20]!r} is not a unit of {dimension}: {example}")
    # Rounded once, so that 95 % is the same float as 0.95.
    value = _rounded(Fraction(number) * _ratio(allowed[unit]))
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]!r} is not a finite number")
    return value


def text_of(value: float, dimension: str) -> str:
    """Return the value as text with the inner unit, so that `parse` gives the same value back.

    Examples
    --------
    >>> text_of(0.6, "share")
    '60 %'
    """
    unit, factor = next(iter(UNITS[dimension].items()))
    number = Decimal(repr(float(value))) / Decimal(repr(factor))
    plain = f"{number:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return f"{plain if len(plain) < _LONG else number.normalize()} {unit}"


@cache
def _ratio(factor: float) -> Fraction:
    """Return the ratio that a factor of `UNITS` stands for: 1/60, and not the float next to it."""
    return Fraction(factor).limit_denominator(10**6)


def _rounded(value: Fraction) -> float:
    """Return the nearest float, infinite when there is none."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


@dataclass(frozen=True)
class Quantity:
    """Marks a float field as a text with a unit: ``Annotated[float, Quantity("power")]``.

    dimension : a key of `UNITS`
    above, least, most : open lower, closed lower and closed upper limit, in the inner unit
    """

    dimension: str
    above: float | None = field(default=None, kw_only=True)
    least: float | None = field(default=None, kw_only=True)
    most: float | None = field(default=None, kw_only=True)

    def __get_pydantic_core_schema__(
        self, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate text with a unit to a float; write it back as text with the unit."""
        return core_schema.no_info_plain_validator_function(
            self._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: text_of(value, self.dimension)
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the text to an editor: pattern and example."""
        units = "|".join(re.escape(unit) for unit in UNITS[self.dimension] if unit != "1")
        first = next(iter(UNITS[self.dimension]))
        return {
            "type": "string",
            "pattern": rf"^\s*{_NUMBER}\s*({units})\s*$",
            "examples": [f"4 {first}"],
        }

    def _validate(self, value: object) -> float:
        try:
            number = parse(value, self.dimension)
        except ValueError as error:
            raise PydanticCustomError("quantity", "{reason}", {"reason": str(error)}) from None
        if not self.holds(number):
            raise PydanticCustomError(
                "quantity_range",
                "{text} is out of range: {limits}",
                {"text": str(value)[:40], "limits": self.range_text()},
            )
        return number

    def holds(self, value: float) -> bool:
        """Return whether a value in the inner unit lies within the limits."""
        return (
            (self.above is None or value > self.above)
            and (self.least is None or value >= self.least)
            and (self.most is None or value <= self.most)
        )

    def range_text(self) -> str:
        """Return the allowed range in words, in the inner unit."""
        words = []
        if self.above is not None:
            words.append(f"more than {text_of(self.above, self.dimension)}")
        if self.least is not None:
            words.append(f"at least {text_of(self.least, self.dimension)}")
        if self.most is not None:
            words.append(f"at most {text_of(self.most, self.dimension)}")
        return " and ".join(words)

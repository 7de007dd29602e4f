"""An inverter as a scenario writes it: a grid code, parts of its own that overrule it, a rating.

    inverter: nl
    inverter: {code: vde-ar-n-4105, rating: 5 kVA, trip: 253 V, return_after: 60 s}

A curve is a list of points ``[[at, value], ...]`` of plain ratios, linear between them and constant
beyond: voltage over nominal (1.1 is 253 V from phase to neutral), power over the rating.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from hubsim.assets.grid_codes import GRID_CODES, RETURN_S, Shape
from hubsim.kinds import Record
from hubsim.units import Quantity, text_of
from hubsim.voltage_response import Curve, Trip, VoltageResponse

COS_PHI = 0.9
"""An inverter that has a curve of reactive power is taken to be sized for it at full active power."""

_HIGHEST_PU = 1.5
"""Above what an inverter can stand, and below 400 V: so a voltage between phases is refused."""

Voltage: TypeAlias = Annotated[float, Quantity("phase voltage", above=0.0, most=_HIGHEST_PU)]


@dataclass(frozen=True)
class Points:
    """Marks a curve that a scenario writes as points: ``Annotated[Curve, Points(...)]``.

    most_at : largest argument
    least, most : limits of the value
    falling : whether the value must not rise
    example : of what to write
    """

    most_at: float
    least: float
    most: float
    falling: bool
    example: str

    def __get_pydantic_core_schema__(
        self, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate points to a curve; write it back as points."""
        return core_schema.no_info_plain_validator_function(
            self._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(_points_of),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the points to an editor."""
        point = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
        return {"type": "array", "items": point, "minItems": 2}

    def _validate(self, value: object) -> Curve:
        reason = self._mistake(value)
        if reason:
            raise PydanticCustomError("points", "{reason}", {"reason": reason})
        assert isinstance(value, list)
        at, values = zip(*value, strict=True)
        return Curve(tuple(map(float, at)), tuple(map(float, values)))

    def _mistake(self, value: object) -> str:
        """Return why this is no such curve, empty when it is one."""
        due = f"write for example {self.example}"
        if not isinstance(value, list) or len(value) < 2 or not all(map(_is_point, value)):
            return f"a curve is two or more points of two plain numbers: {due}"
        for at, height in value:
            if not 0.0 <= at <= self.most_at:
                return f"point [{at}, {height}] is out of range: from 0 to {self.most_at:g}, {due}"
            if not self.least <= height <= self.most:
                limits = f"a value from {self.least:g} to {self.most:g}"
                return f"point [{at}, {height}] is out of range: {limits}, {due}"
        for (at, height), (next_at, next_height) in pairwise(value):
            if not at < next_at:
                return f"{next_at} does not come after {at}: points ascend, {due}"
            if self.falling and next_height > height:
                return f"the value rises from {height} to {next_height}: it must not, {due}"
        return ""


def _is_point(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(x, int | float) and not isinstance(x, bool) for x in value)
        and all(map(math.isfinite, value))
    )


def _points_of(curve: Curve) -> list[list[float]]:
    return [list(point) for point in zip(curve.at, curve.value, strict=True)]


def _known(name: object) -> object:
    """Refuse a name that is no grid code, in the short form and the long one alike."""
    if not isinstance(name, str) or name not in GRID_CODES:
        reason = f"no grid code {str(name)[:40]!r}: allowed: {', '.join(GRID_CODES)}"
        raise PydanticCustomError("grid_code", "{reason}", {"reason": reason})
    return name


_Q_U = Points(_HIGHEST_PU, -1.0, 1.0, True, "[[0.93, 0.44], [0.97, 0], [1.03, 0], [1.07, -0.44]]")
_P_U = Points(_HIGHEST_PU, 0.0, 1.0, True, "[[1.07, 1], [1.1, 0]]")
_COS_PHI_P = Points(1.0, 0.5, 1.0, False, "[[0.5, 1], [1, 0.95]]")


class Inverter(Record):
    """How a device that feeds in answers the voltage at its connection."""

    # `return` is a keyword of Python: the scenario's key is an alias.
    model_config = ConfigDict(populate_by_name=True)

    code: Annotated[Literal["none", "nl", "en-50549", "vde-ar-n-4105"], BeforeValidator(_known)] = (
        "none"
    )
    """Grid code that holds where nothing else is said here."""

    rating: Annotated[float, Quantity("apparent power", above=0.0)] | None = None
    """Rated apparent power. By default the device's own power, and that over 0.9 where it has a curve of
    reactive power: enough for both."""

    q_u: Annotated[Curve, _Q_U] | None = None
    """Q(U): voltage over nominal, reactive power injected over the rating; negative draws it."""

    p_u: Annotated[Curve, _P_U] | None = None
    """P(U): voltage over nominal, most active power injected over the rated active power."""

    cos_phi_p: Annotated[Curve, _COS_PHI_P] | None = None
    """cos phi(P): active power injected over the rated active power, cos phi; below 1 it draws reactive
    power."""

    trip: Annotated[float, Quantity("phase voltage", above=1.0, most=_HIGHEST_PU)] | None = None
    """Disconnects in a step whose mean voltage, phase to neutral, is higher; 253 V is 1.1 pu."""

    return_pu: Voltage | None = Field(default=None, alias="return")
    """Voltage, phase to neutral, at or below which it may return; by default that of the code, or that of
    the trip where there is none or it is lower."""

    return_after: Annotated[float, Quantity("duration", least=0.0)] | None = None
    """Time that it stays away at least; 60 s by default."""

    reactive: Literal["curve", "hub"] = "curve"
    """Who chooses its reactive power: its own curve, or the plan of a hub, within a power factor of 0.9;
    alone it then has none."""

    def problems(self, *, of_store: bool = False) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields.

        of_store : the device cannot give up active power, which is energy in its store
        """
        found = []
        if self.reactive == "hub":
            found += [
                (name, "stands beside reactive: hub, which takes its place")
                for name, value in (("q_u", self.q_u), ("cos_phi_p", self.cos_phi_p))
                if value is not None
            ]
            if of_store:
                found.append(("reactive", "hub is for solar panels and wind turbines"))
        if self.q_u is not None and self.cos_phi_p is not None:
            found.append(("cos_phi_p", "stands beside q_u: give one of the two"))
        own = {
            "p_u": self.p_u,
            "trip": self.trip,
            "return": self.return_pu,
            "return_after": self.return_after,
        }
        if of_store:
            message = "is not for a store, which keeps its power at any voltage"
            allowed = "allowed: q_u, cos_phi_p, and what a code says of reactive power"
            return found + [
                (name, f"{message} ({allowed})") for name, value in own.items() if value is not None
            ]
        above_pu = self.trip or self._above_pu_of_code()
        if above_pu is None:
            found += [
                (name, f"needs trip, which code {self.code} does not have")
                for name in ("return", "return_after")
                if own[name] is not None
            ]
        elif self.return_pu is not None and self.return_pu > above_pu:
            written = [text_of(voltage, "phase voltage") for voltage in (self.return_pu, above_pu)]
            found.append(("return", f"{written[0]} is above the trip at {written[1]}"))
        return found

    def _above_pu_of_code(self) -> float | None:
        trip = GRID_CODES[self.code].shape(math.inf).trip
        return None if trip is None else trip.above_pu

    def shape(self, size_kva: float) -> Shape:
        """Return what an inverter of this size does: the code's shape where it says nothing itself."""
        given = GRID_CODES[self.code].shape(size_kva)
        if self.reactive == "hub":
            return Shape(
                q_u=None, p_u=self.p_u or given.p_u, cos_phi_p=None, trip=self._trip(given.trip)
            )
        own_reactive = self.q_u is not None or self.cos_phi_p is not None
        return Shape(
            q_u=self.q_u if own_reactive else given.q_u,
            p_u=self.p_u or given.p_u,
            cos_phi_p=self.cos_phi_p if own_reactive else given.cos_phi_p,
            trip=self._trip(given.trip),
        )

    def _trip(self, given: Trip | None) -> Trip | None:
        if self.trip is None and given is None:
            return None
        above_pu = self.trip or (given.above_pu if given else math.inf)
        return_pu = self.return_pu or min(above_pu, given.return_pu if given else above_pu)
        away_s = RETURN_S if given is None else given.return_s
        if self.return_after is not None:
            away_s = round(self.return_after * 3600.0, 3)
        return Trip(above_pu, return_pu, away_s)

    def response(self, power_kw: float, *, of_store: bool = False) -> VoltageResponse | None:
        """Return the response of a device, None where it does nothing.

        power_kw : the device's own power, and where no rating is given the size that a code asks for
        of_store : keeps what concerns reactive power alone
        """
        shape = self.shape(self.rating or power_kw)
        if of_store:
            shape = replace(shape, p_u=None, trip=None)
        if shape == Shape():
            return None
        reactive = shape.q_u is not None or shape.cos_phi_p is not None
        return VoltageResponse(
            rated_kva=self.rating or (power_kw / COS_PHI if reactive else power_kw),
            rated_kw=min(power_kw, self.rating or math.inf),
            q_u=shape.q_u,
            p_u=shape.p_u,
            cos_phi_p=shape.cos_phi_p,
            trip=shape.trip,
        )


def _long_form(value: object) -> object:
    """Return ``nl`` as ``{code: nl}``."""
    return {"code": value} if isinstance(value, str) else value


class _ShortForm:
    """Tells an editor that the name of a code may stand for the map."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe both forms, the map first."""
        return {"anyOf": [handler(schema), {"enum": list(GRID_CODES)}]}


InverterField: TypeAlias = Annotated[Inverter, BeforeValidator(_long_form), _ShortForm()]
"""An inverter in either form."""


def inverter_problems(
    inverter: Inverter | None, store_kw: float | None = None
) -> list[tuple[str, str]]:
    """Return the problems of a device's inverter, at the fields of the device.

    store_kw : power that a store gives back [kW]; None for a device without store
    """
    if inverter is None:
        return []
    found = inverter.problems(of_store=store_kw is not None)
    if store_kw is not None and inverter.rating is not None and inverter.rating < store_kw:
        found.append(("rating", f"is less than the {text_of(store_kw, 'power')} it must give back"))
    return [(f"inverter.{field}", message) for field, message in found]

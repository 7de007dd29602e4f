"""What the temperatures of transformers and cables are worked out with.

Defaults of a transformer are those of IEC 60076-7 for an oil-immersed one that cools by itself (ONAN), of a
distribution transformer as Alliander's transformer-thermal-model 0.6.0 has them; in a station it stands 10
K warmer than outside. Those of a cable are of a low-voltage cable in the ground; `hubsim.kpis.cable_heat`
says how its times come about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field

from hubsim.kinds import Record
from hubsim.scenario import check
from hubsim.scenario.limits import ElementId
from hubsim.units import Quantity

Time: TypeAlias = Annotated[float, Quantity("duration", above=0.0, most=8766.0)]
Rise: TypeAlias = Annotated[float, Quantity("temperature difference", least=0.0, most=200.0)]
Degrees: TypeAlias = Annotated[float, Quantity("temperature", least=-50.0, most=150.0)]
Factor: TypeAlias = Annotated[float, Field(gt=0.0, le=10.0)]


class TransformerHeat(Record):
    """How a transformer warms up, IEC 60076-7."""

    surcharge: Rise = Field(default="10 K", validate_default=True)
    """How much warmer than outside it stands, indoors."""

    oil_rise: Rise = Field(default="60 K", validate_default=True)
    """Rise of the top oil at rated losses."""

    winding_gradient: Rise = Field(default="23 K", validate_default=True)
    """Rise of the winding above the oil at rated current."""

    hot_spot_factor: Factor = 1.2
    """Hot-spot over mean gradient of the winding."""

    oil_exponent: Factor = 0.8
    """Exponent x of the losses."""

    winding_exponent: Factor = 1.6
    """Exponent y of the current."""

    k11: Factor = 1.0
    """Constant of the oil's time."""

    k21: Annotated[float, Field(ge=1.0, le=10.0)] = 1.0
    """Constant of the winding's overshoot; 1 for none."""

    k22: Factor = 2.0
    """Constant of the winding's times."""

    oil_time: Time = Field(default="180 min", validate_default=True)
    """Time constant of the oil."""

    winding_time: Time = Field(default="4 min", validate_default=True)
    """Time constant of the winding."""

    paper: Literal["normal", "upgraded"] = "normal"
    """Insulation: normal ages at its usual rate at 98, thermally upgraded at 110 degrees Celsius."""


Times: TypeAlias = Annotated[list[Time], Field(min_length=1, max_length=5)]
Shares: TypeAlias = Annotated[
    list[Annotated[float, Quantity("share", least=0.0, most=1.0)]],
    Field(min_length=1, max_length=5),
]


class CableHeat(Record):
    """How a cable warms up, after IEC 60287 and IEC 60853."""

    rated: Degrees = Field(default="90 degC", validate_default=True)
    """Temperature of the conductor at rated current: 90 for cross-linked polyethylene, 70 for PVC."""

    rated_soil: Degrees = Field(default="15 degC", validate_default=True)
    """Temperature of the ground that the rating holds for."""

    soil: Degrees = Field(default="15 degC", validate_default=True)
    """Temperature of the ground."""

    times: Times = Field(default=["0.7 h", "15 h", "220 h"], validate_default=True)
    """Time constants of cable and ground."""

    shares: Shares = Field(default=["56 %", "25 %", "19 %"], validate_default=True)
    """Part of the rise that each time constant has; together all of it."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        found = share_problems(self.times, self.shares)
        if self.rated <= self.rated_soil:
            found.insert(0, ("rated", "is not above rated_soil"))
        return found


def share_problems(times: list[float], shares: list[float]) -> list[tuple[str, str]]:
    """Return (field, message) when the shares are not one of each time and all of the rise together."""
    if len(times) != len(shares):
        return [("shares", f"are {len(shares)}, times are {len(times)}")]
    if abs(sum(shares) - 1.0) > 1e-9:
        return [("shares", f"are {100.0 * sum(shares):g} % together, not 100 %")]
    return []


class OwnCableHeat(Record):
    """What is other for the cables of a type, or for one cable; the rest is as it is for all."""

    rated: Degrees | None = None
    """Temperature of the conductor at rated current."""

    rated_soil: Degrees | None = None
    """Temperature of the ground that the rating holds for."""

    soil: Degrees | None = None
    """Temperature of the ground."""

    times: Times | None = None
    """Time constants of cable and ground."""

    shares: Shares | None = None
    """Part of the rise that each time constant has; together all of it."""

    def said(self) -> dict[str, Any]:
        """Return the fields that it sets."""
        return {name: value for name, value in self if value is not None}

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between what it sets; no field, of it all."""
        if not self.said():
            return [("", f"sets nothing: give one of {', '.join(CableHeat.model_fields)}")]
        if (self.times is None) != (self.shares is None):
            field, other = ("times", "shares") if self.shares is None else ("shares", "times")
            return [(field, f"goes with {other}: give both")]
        return share_problems(self.times or [1.0], self.shares or [1.0])


class CablesHeat(CableHeat):
    """How cables warm up, those of a type and single ones by themselves.

    Field by field the first that is said holds: of the line, of its type, of all.
    """

    types: dict[ElementId, OwnCableHeat] = Field(default={})
    """What is other for lines of a type, by its name in the network."""

    lines: dict[ElementId, OwnCableHeat] = Field(default={})
    """What is other for single lines, by their id."""

    def of(self, line_id: str, line_type: str) -> CableHeat:
        """Return what holds for a line."""
        said = {name: getattr(self, name) for name in CableHeat.model_fields}
        for own in (self.types.get(line_type), self.lines.get(line_id)):
            if own is not None:
                said |= own.said()
        return CableHeat.model_construct(**said)

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction, those of types and lines with their path.

        What a line has depends on its type, which only the network knows: see `contradictions_on`.
        """
        found = super().problems()
        general_is_fine = not found
        for which, name, own in self.named():
            path = f"{which}.{name}"
            wrong = own.problems()
            found += [(f"{path}.{field}".rstrip("."), message) for field, message in wrong]
            if which == "types" and general_is_fine and not wrong:
                found += _placed(path, own, self.of("", name))
        return found

    def contradictions_on(self, line_types: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction of a line with its type. line_types : by id."""
        return [
            problem
            for name, own in self.lines.items()
            if name in line_types
            for problem in _placed(f"lines.{name}", own, self.of(name, line_types[name]))
        ]

    def named(self) -> list[tuple[Literal["types", "lines"], str, OwnCableHeat]]:
        """Return (which, name, what is said) of every type and line that is named."""
        found: list[tuple[Literal["types", "lines"], str, OwnCableHeat]] = []
        found += [("types", name, own) for name, own in self.types.items()]
        return [*found, *(("lines", name, own) for name, own in self.lines.items())]


def _placed(path: str, own: OwnCableHeat, whole: CableHeat) -> list[tuple[str, str]]:
    """Return the contradictions of what holds in the end, at the fields that are written there."""
    return [
        (f"{path}.{field}", message) if field in own.said() else (path, f"{field} {message}")
        for field, message in whole.problems()
    ]


class Thermal(Record):
    """What the temperatures of transformers and cables are worked out with."""

    ambient: Degrees | None = None
    """Temperature of the air all year; that of the weather by default."""

    transformers: TransformerHeat = Field(default={}, validate_default=True)
    """How transformers warm up."""

    cables: Annotated[CablesHeat, AfterValidator(check.consistent)] = Field(
        default={}, validate_default=True
    )
    """How cables warm up."""

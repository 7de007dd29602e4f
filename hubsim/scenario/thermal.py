"""What the temperatures of transformers and cables are worked out with.

Defaults of a transformer are those of IEC 60076-7 for an oil-immersed one that cools by itself (ONAN), of a
distribution transformer as Alliander's transformer-thermal-model 0.6.0 has them; in a station it stands 10
K warmer than outside. Those of a cable are of a low-voltage cable in the ground; `hubsim.kpis.cable_heat`
says how its times come about.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from hubsim.kinds import Record
from hubsim.scenario import check
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


class CableHeat(Record):
    """How a cable warms up, after IEC 60287 and IEC 60853."""

    rated: Degrees = Field(default="90 degC", validate_default=True)
    """Temperature of the conductor at rated current: 90 for cross-linked polyethylene, 70 for PVC."""

    rated_soil: Degrees = Field(default="15 degC", validate_default=True)
    """Temperature of the ground that the rating holds for."""

    soil: Degrees = Field(default="15 degC", validate_default=True)
    """Temperature of the ground."""

    times: Annotated[list[Time], Field(min_length=1, max_length=5)] = Field(
        default=["0.7 h", "15 h", "220 h"], validate_default=True
    )
    """Time constants of cable and ground."""

    shares: Annotated[
        list[Annotated[float, Quantity("share", least=0.0, most=1.0)]],
        Field(min_length=1, max_length=5),
    ] = Field(default=["56 %", "25 %", "19 %"], validate_default=True)
    """Part of the rise that each time constant has; together all of it."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        found = []
        if self.rated <= self.rated_soil:
            found.append(("rated", "is not above rated_soil"))
        if len(self.times) != len(self.shares):
            found.append(("shares", f"are {len(self.shares)}, times are {len(self.times)}"))
        elif abs(sum(self.shares) - 1.0) > 1e-9:
            found.append(("shares", f"are {100.0 * sum(self.shares):g} % together, not 100 %"))
        return found


class Thermal(Record):
    """What the temperatures of transformers and cables are worked out with."""

    ambient: Degrees | None = None
    """Temperature of the air all year; that of the weather by default."""

    transformers: TransformerHeat = Field(default={}, validate_default=True)
    """How transformers warm up."""

    cables: Annotated[CableHeat, AfterValidator(check.consistent)] = Field(
        default={}, validate_default=True
    )
    """How cables warm up."""

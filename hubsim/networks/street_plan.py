"""What a street is made of: the fields of a generated network that one station feeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, Strict, model_validator

from hubsim.kinds import Record
from hubsim.networks.archetypes import ARCHETYPES
from hubsim.networks.type_library import (
    cables,
    connection_types,
    demand_classes,
    transformers,
    unknown_type,
)
from hubsim.units import Quantity

LOW_VOLTAGE_KV = 1.0

Archetype = Literal[
    "row-street-1930", "suburb-1970", "inner-city-flats", "village", "business-park"
]

Length = Annotated[float, Quantity("length", above=0.0, most=10_000.0)]
Share = Annotated[float, Quantity("share", least=0.0, most=1.0)]
Type = Annotated[str, Field(min_length=1)]


class LargeConnection(Record):
    """A connection other than a home: a school, a shop, a firm."""

    feeder: Annotated[int, Strict(), Field(ge=1)]
    """Feeder that it is on, from 1."""

    at: Share = Field(default="50 %", validate_default=True)
    """How far along the trunk of that feeder its cable begins."""

    size: Type = "3x80 A"
    """Connection size of the type library."""

    peak: Annotated[float, Quantity("power", least=0.0, most=1000.0)]
    """Demand at the peak of the street, for checks of the network alone; a member replaces it."""

    cable: Type | None = None
    """Cable type of its own service; that of the trunk by default."""


class StreetPlan(Record):
    """A station, its feeders and the connections along them.

    Every feeder is a trunk cable along the street with a joint at every pair of homes, one on either side.
    Behind the last home on the trunk it may split into branches. A home has a service cable of its own, or
    shares one with others.
    """

    archetype: Archetype | None = None
    """Whose values hold where nothing else is said."""

    seed: Annotated[int, Strict(), Field(ge=0)] = 1
    """Decides what is drawn: which cables and connections are old, and their phases."""

    transformer: Type = "400 kVA"
    """Transformer type of the type library."""

    feeders: Annotated[
        list[Annotated[int, Strict(), Field(ge=1, le=500)]], Field(min_length=1, max_length=24)
    ] = [40, 40, 40, 40]  # noqa: RUF012 - pydantic copies it
    """Homes on each feeder, one number each."""

    spacing: Length = Field(default="6 m", validate_default=True)
    """From one joint to the next: the width of a home."""

    first: Length = Field(default="40 m", validate_default=True)
    """From the station to the first joint."""

    trunk: Type = "4x150 Al"
    """Cable type of the trunk."""

    trunk_homes: Annotated[int, Strict(), Field(ge=1)] = 20
    """Homes along the trunk; further ones are on branches."""

    branches: Annotated[int, Strict(), Field(ge=0, le=6)] = 2
    """Branches at the end of a trunk; with none, all homes are along it."""

    branch: Type = "4x95 Al"
    """Cable type of the branches."""

    service: Type = "4x10 Cu"
    """Cable type from joint to home."""

    service_length: Length = Field(default="6 m", validate_default=True)
    """From joint to home."""

    per_service: Annotated[int, Strict(), Field(ge=1, le=50)] = 1
    """Homes behind one service cable: more than one in a block of flats."""

    old: Share = Field(default="30 %", validate_default=True)
    """Share of feeders with their old trunk, and of homes with their old connection."""

    old_trunk: Type = "4x50 Cu GPLK"
    """Cable type of an old trunk."""

    old_size: Type = "1x35 A"
    """Connection size of a home that was not renewed."""

    new_size: Type = "3x25 A"
    """Connection size of the other homes."""

    soil: Annotated[float, Quantity("thermal resistivity", least=0.5, most=1.0)] = Field(
        default="0.75 K.m/W", validate_default=True
    )
    """Thermal resistivity of the soil, which decides the ampacity of cables."""

    conductor: Annotated[float, Quantity("temperature", least=-10.0, most=90.0)] = Field(
        default="55 degC", validate_default=True
    )
    """Temperature of conductors, which decides their resistance; 55 degrees is the highest allowed."""

    dwellings: Type = "average"
    """Class of dwellings in Strand and Axelsson's formula, for checks of the network alone."""

    annual: Annotated[float, Quantity("energy", above=0.0)] = Field(
        default="2700 kWh", validate_default=True
    )
    """Demand of a home in a year, for the same checks; members replace it."""

    peak: Annotated[float, Quantity("power", least=0.0)] | None = None
    """Demand of each connection at the peak of the street, in place of dwellings and annual."""

    others: dict[Annotated[str, Field(min_length=1)], LargeConnection] = Field(default={})
    """Larger connections by name."""

    @model_validator(mode="before")
    @classmethod
    def _take_archetype(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        name = data.get("archetype")
        return (ARCHETYPES.get(name, {}) if isinstance(name, str) else {}) | data

    def plan_problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each type that the library does not have, and what fits nowhere."""
        found: list[tuple[str, str]] = []
        low_voltage = {name: one for name, one in cables().items() if one.kv <= LOW_VOLTAGE_KV}

        def look(field: str, name: str, known: Mapping[str, object], what: str) -> None:
            if name not in known:
                found.append((field, unknown_type(name, known, what)))

        look("transformer", self.transformer, transformers(), "transformer")
        look("dwellings", self.dwellings, demand_classes(), "class of dwellings")
        for field in ("trunk", "branch", "service", "old_trunk"):
            look(field, getattr(self, field), low_voltage, "low-voltage cable")
        for field in ("old_size", "new_size"):
            look(field, getattr(self, field), connection_types(), "connection size")
        for name, one in self.others.items():
            look(f"others.{name}.size", one.size, connection_types(), "connection size")
            if one.cable is not None:
                look(f"others.{name}.cable", one.cable, low_voltage, "low-voltage cable")
            if one.feeder > len(self.feeders):
                text = f"there is no feeder {one.feeder}: the street has {len(self.feeders)}"
                found.append((f"others.{name}.feeder", text))
        return found

    def peak_kw(self, homes: int) -> float:
        """Return the demand of each of so many homes at their coincident peak [kW]."""
        if self.peak is not None:
            return self.peak
        return demand_classes()[self.dwellings].peak_kw(self.annual, homes)

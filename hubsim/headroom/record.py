"""What a run stores of headroom: `headroom.json` as a whole, and the buses as a table."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping, Sequence
from csv import writer
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from hubsim.errors import TornResult
from hubsim.headroom.find import Found
from hubsim.headroom.stronger import Upgrade
from hubsim.headroom.violation import Binding
from hubsim.kpis.kpi import Kpi
from hubsim.scenario.headroom import Addition

FILE, BUSES = "headroom.json", "headroom_buses.csv"
"""Names of the records in a run's folder."""

OWN = "scenario"
"""Source of a price that the scenario gives."""

_FIGURES: Mapping[Addition, tuple[str, str]] = {
    "home": ("headroom_homes", "homes"),
    "heat-pump": ("headroom_heat_pumps", "heat pumps"),
    "charger": ("headroom_chargers", "chargers"),
    "pv": ("headroom_pv_kwp", "kWp"),
}
"""Addition -> key figure and its unit."""


@dataclass(frozen=True)
class Sited:
    """The headroom of one siting. name : of it; a siting at one bus has the name of the bus."""

    name: str
    alone: Found
    together: Found


Way: TypeAlias = Literal["nothing", "hub", "copper"]
"""To get room: everyone alone on the network as it is, operated together, alone on a stronger network."""


@dataclass(frozen=True)
class Option:
    """What a way to get room costs and brings. eur, eur_year : None where no price is known.

    capacity : in the unit of what is added
    """

    name: Way
    eur: float | None
    eur_year: float | None
    capacity: float


@dataclass(frozen=True)
class Copper:
    """The reinforcement that carries alone what the hub carries, at one siting.

    siting : its name; units : carried; is_enough : whether types were found for all of it
    """

    siting: str
    units: int
    is_enough: bool
    upgrades: tuple[Upgrade, ...]
    eur: float
    eur_year: float

    @property
    def cable_m(self) -> float:
        """Cable that is laid; of cables side by side each [m]."""
        return math.fsum(one.length_m * one.units for one in self.upgrades if one.sort == "line")

    @property
    def transformers(self) -> tuple[str, ...]:
        """Types of the new transformers."""
        return tuple(one.becomes for one in self.upgrades if one.sort == "transformer")


@dataclass(frozen=True)
class Room:
    """The headroom for one kind of addition.

    per_unit : kWp of a unit of panels, otherwise 1; origin : given, own or default; steered : by the hub
    sitings : one each; buses : one for each bus, empty where no map was asked for
    options : nothing, hub and copper; empty where they were not asked for
    """

    add: Addition
    per_unit: float
    origin: str
    steered: bool
    sitings: tuple[Sited, ...]
    buses: tuple[Sited, ...]
    copper: Copper | None
    options: tuple[Option, ...]

    def capacity(self, operation: str, share: float = 0.5) -> float:
        """Return the quantile of the headroom over the sitings, in homes, chargers, kWp.

        By the nearest rank, so that it is a number that some siting has.
        """
        units = sorted(
            (sited.alone if operation == "alone" else sited.together).units
            for sited in self.sitings
        )
        return self.per_unit * units[max(0, math.ceil(share * len(units)) - 1)]

    def released(self) -> float:
        """Return what the hub makes room for: together less alone, positive where it does."""
        return self.capacity("together") - self.capacity("alone")

    @property
    def figure(self) -> tuple[str, str]:
        """Name of the key figure, and unit."""
        return _FIGURES[self.add]


@dataclass(frozen=True)
class Years:
    """How long the network will do while demand grows. growth : a year; years : as whole ones."""

    growth: float
    alone: int
    together: int


@dataclass(frozen=True)
class Headroom:
    """Everything about headroom of a run.

    where, risk_h, operation, days : as searched; n_probes : simulations of the horizon
    alone_beyond_h, together_beyond_h : hours in which a limit is exceeded with nothing added
    prices : key -> value and source of what copper costs; `OWN` stands for the scenario
    """

    where: str
    risk_h: float
    operation: str
    days: float
    n_probes: int
    alone_beyond_h: float
    together_beyond_h: float
    rooms: tuple[Room, ...]
    years: Years | None
    prices: Mapping[str, tuple[float, str]]

    def kpis(self, operation: str) -> dict[str, Kpi]:
        """Return the key figures of an operation: the median over the sitings of each addition."""
        return {
            room.figure[0]: Kpi(room.figure[0], room.capacity(operation), room.figure[1], "higher")
            for room in self.rooms
        }

    def to_bytes(self) -> bytes:
        """Return the record as JSON."""
        return (json.dumps(_plain(asdict(self)), indent=1) + "\n").encode()

    def buses_csv(self) -> bytes:
        """Return a row for each bus and addition."""
        text = io.StringIO()
        rows = writer(text, lineterminator="\n")
        rows.writerow(["add", "unit", "bus", "alone", "together", "released", "binds_together"])
        for room in self.rooms:
            for sited in room.buses:
                alone, together = (
                    room.per_unit * found.units for found in (sited.alone, sited.together)
                )
                binds = sited.together.binds
                told = "" if binds is None else f"{binds.cause} {binds.element}".strip()
                rows.writerow(
                    [
                        room.add,
                        room.figure[1],
                        sited.name,
                        *(f"{value:g}" for value in (alone, together, together - alone)),
                        told,
                    ]
                )
        return text.getvalue().encode()

    @classmethod
    def of_bytes(cls, data: bytes) -> Headroom:
        """Return a stored record.

        Raises
        ------
        TornResult
            when the bytes are no such record.
        """
        try:
            content: dict[str, Any] = json.loads(data)
            rooms = tuple(_room(one) for one in content.pop("rooms"))
            years = content.pop("years")
            prices = {name: (value, text) for name, (value, text) in content.pop("prices").items()}
            return cls(
                rooms=rooms,
                years=None if years is None else Years(**years),
                prices=prices,
                **content,
            )
        except (ValueError, KeyError, TypeError) as bad:
            raise TornResult(f"{FILE} is no record of headroom: {bad}") from None


def _room(content: dict[str, Any]) -> Room:
    copper = content.pop("copper")
    if copper is not None:
        copper["upgrades"] = tuple(Upgrade(**one) for one in copper["upgrades"])
    return Room(
        sitings=_sited(content.pop("sitings")),
        buses=_sited(content.pop("buses")),
        copper=None if copper is None else Copper(**copper),
        options=tuple(Option(**one) for one in content.pop("options")),
        **content,
    )


def _sited(rows: Sequence[dict[str, Any]]) -> tuple[Sited, ...]:
    return tuple(Sited(row["name"], _found(row["alone"]), _found(row["together"])) for row in rows)


def _found(content: dict[str, Any]) -> Found:
    binds = content["binds"]
    if binds is not None:
        # A step without a solution has no value.
        numbers = {
            name: np.nan if binds[name] is None else binds[name] for name in ("value", "limit")
        }
        binds = Binding(**{**binds, **numbers})
    return Found(content["units"], content["over_already"], binds)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: no NaN."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value

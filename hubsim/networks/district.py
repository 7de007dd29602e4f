"""A generated district: stations with their streets on one medium-voltage ring, open at one place."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from hubsim.networks.elements import Bus, Elements, Line, Source
from hubsim.networks.from_elements import net_of
from hubsim.networks.lay_street import MV_KV, lay_street
from hubsim.networks.source import NetworkSource
from hubsim.networks.street_plan import Length, StreetPlan, Type
from hubsim.networks.type_library import cables, unknown_type
from hubsim.units import Quantity

_GAP_M = 80.0
"""Between the drawn streets of two stations."""


class District(NetworkSource):
    """Stations on a medium-voltage ring, each with a street, generated."""

    kind: Literal["district"]
    """A district that hubsim lays out."""

    stations: dict[Annotated[str, Field(min_length=1, pattern=r"^[^/]+$")], StreetPlan] = Field(
        min_length=1, max_length=100
    )
    """The street of each station, in the order of the ring; their ids begin with ``NAME/``."""

    ring: Type = "3x1x150 Al"
    """Cable type of the ring."""

    distance: Length = Field(default="350 m", validate_default=True)
    """Cable from one station to the next, and to the substation at both ends."""

    open: str | None = None
    """Station behind which the ring is open; half-way by default."""

    voltage: Annotated[float, Quantity("voltage", least=0.9, most=1.1)] = Field(
        default="1.05 pu", validate_default=True
    )
    """Voltage of the substation, on 10 kV; transformers are rated 10.75 kV."""

    @property
    def title(self) -> str:
        """Name of the network."""
        return "district"

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for what the plans contradict, besides those of every source."""
        found = super().problems()
        for name, plan in self.stations.items():
            found += [
                (f"stations.{name}.{field}", message) for field, message in plan.plan_problems()
            ]
        rings = {name: cable for name, cable in cables().items() if cable.kv == MV_KV}
        if self.ring not in rings:
            found.append(("ring", unknown_type(self.ring, rings, "cable of 10 kV")))
        if self.open is not None and self.open not in self.stations:
            found.append(("open", unknown_type(self.open, self.stations, "station")))
        return found

    def net(self, folder: Path) -> Any:  # noqa: ARG002 - nothing is read
        """Return the net of the district."""
        laid = Elements("district", sources=[Source("grid", "MV", self.voltage)])
        streets = {
            name: lay_street(plan, mv_bus=f"{name}/MV", prefix=f"{name}/")
            for name, plan in self.stations.items()
        }
        for name, street in _placed(streets).items():
            station = street.buses[0]
            laid.buses.append(Bus(f"{name}/MV", MV_KV, station.x, station.y + 15.0))
            laid.buses.extend(street.buses)
            laid.lines.extend(street.lines)
            laid.transformers.extend(street.transformers)
            laid.connections.extend(street.connections)
        top = max(bus.y for bus in laid.buses) + _GAP_M
        laid.buses.insert(0, Bus("MV", MV_KV, 0.0, top))
        laid.lines.extend(self._ring())
        return net_of(laid)

    def _ring(self) -> list[Line]:
        """Return the cables of the ring, from the substation around and back."""
        names = list(self.stations)
        opened = names.index(self.open) if self.open else (len(names) - 1) // 2
        cable = cables()[self.ring]
        stops = ["MV", *(f"{name}/MV" for name in names), "MV"]
        return [
            Line(
                f"ring-{at + 1:02}",
                start,
                end,
                self.distance / 1e3,
                r=cable.r20,
                x=cable.x,
                c=cable.c_uf_per_km,
                limit_a=cable.limit_a(1.0),
                type=self.ring,
                from_closed=at != opened + 1,
            )
            for at, (start, end) in enumerate(pairwise(stops))
        ]


def _placed(streets: dict[str, Elements]) -> dict[str, Elements]:
    """Return the streets beside each other: half of the ring down the west, the rest up the east."""
    names = list(streets)
    half = (len(names) + 1) // 2
    width = max(abs(bus.x) for street in streets.values() for bus in street.buses) + _GAP_M
    placed = {}
    for column, x in ((names[:half], -width), (names[: half - 1 : -1], width)):
        y = 0.0
        for name in column:
            street = streets[name]
            top, bottom = (pick(bus.y for bus in street.buses) for pick in (max, min))
            buses = [replace(bus, x=bus.x + x, y=bus.y + y - top) for bus in street.buses]
            placed[name] = replace(street, buses=buses)
            y -= top - bottom + _GAP_M
    return {name: placed[name] for name in names}

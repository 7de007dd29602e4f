"""Groups of like members -> single members, each with its own seeded differences.

A spread, ``load.annual: 20 %``, multiplies the value by ``1 + spread * u`` with u uniform in
[-1, 1). A share, ``devices.car: 60 %``, gives the device to ``round(share * n)`` of the group's n
members: those whose own draw is lowest. Every draw has a stream of its own, seeded by the
scenario's seed, the member (group and number) and the path. So a further group changes no other
member; one more member in a group changes no spread, and who has a device for at most one other
member; a larger share takes a device from nobody. Where members stand: see placing.py; phases that
are drawn: see phases.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, get_args

from hubsim.assets.asset import Asset
from hubsim.scenario.phases import Connected, phases_of_members
from hubsim.scenario.placing import FREE, Place, is_range, named_by_bus
from hubsim.streams import stream
from hubsim.units import Quantity

if TYPE_CHECKING:
    from hubsim.scenario.schema import Member, Scenario


@dataclass(frozen=True)
class SingleMember:
    """One connection.

    name : of the member; ``homes-01`` for the first of the group ``homes``
    group : key in the scenario's members
    bus : of the network
    tariff : name
    load, devices : its assets, with its own values
    phases : that it is connected to, drawn where the file says auto
    """

    name: str
    group: str
    bus: str
    tariff: str
    load: Asset | None
    devices: dict[str, Asset]
    phases: Connected

    def assets(self) -> dict[str, Asset]:
        """Return its assets by id: ``homes-01.load``, ``homes-01.car``."""
        own = {} if self.load is None else {f"{self.name}.load": self.load}
        return own | {f"{self.name}.{name}": asset for name, asset in self.devices.items()}


def expand(
    scenario: Scenario, places: Mapping[str, Sequence[Place]] | None = None
) -> tuple[SingleMember, ...]:
    """Return every single member, in the order of the file.

    places : group -> place of each of its members; without it those of members that name buses, one by one
    """
    return tuple(
        single
        for group, member in scenario.members.items()
        for single in _singles(
            scenario.seed, group, member, places[group] if places else named_by_bus(member)
        )
    )


def size_of(member: Member) -> int | None:
    """Return how many members a group stands for; None when only the network can say."""
    if member.count is not None:
        return member.count
    named: Sequence[str] = (
        [member.connections] if isinstance(member.connections, str) else member.connections or []
    )
    if member.connections == FREE or any(is_range(one) for one in [*named, *(member.buses or [])]):
        return None
    return len(named or member.buses or [""])


def is_group(member: Member) -> bool:
    """Return whether a member stands for a group, however small."""
    return not (member.count is None and member.buses is None and member.connections is None)


def names_of(group: str, member: Member, n_members: int) -> list[str]:
    """Return the names of a group's members: the group's own when it is not a group."""
    if not is_group(member):
        return [group]
    width = max(2, len(str(n_members)))
    return [f"{group}-{number:0{width}d}" for number in range(1, n_members + 1)]


def _singles(seed: int, group: str, member: Member, places: Sequence[Place]) -> list[SingleMember]:
    names = names_of(group, member, len(places))
    owners = {
        path: _owners(seed, group, path, share, len(names))
        for path, share in member.vary.items()
        if is_share(path)
    }
    drawn = phases_of_members(member.phases, len(names), partial(stream, seed, group, "phases"))
    # A connection whose phases are known leaves auto nothing to draw.
    phases = [
        place.phases if member.phases == "auto" and place.phases else one
        for place, one in zip(places, drawn, strict=True)
    ]
    singles = []
    for number, name in enumerate(names):
        devices = {
            key: asset
            for key, asset in member.devices.items()
            if number in owners.get(f"devices.{key}", range(len(names)))
        }
        load = member.load
        for path, spread in member.vary.items():
            if is_share(path):
                continue
            factor = 1.0 + spread * stream(seed, group, str(number), path).uniform(-1.0, 1.0)
            place, _, field = path.rpartition(".")
            if place == "load" and load is not None:
                load = scaled(load, field, factor)
            elif (key := place.removeprefix("devices.")) in devices:
                devices[key] = scaled(devices[key], field, factor)
        bus = places[number].bus
        singles.append(SingleMember(name, group, bus, member.tariff, load, devices, phases[number]))
    return singles


def _owners(seed: int, group: str, path: str, share: float, n_members: int) -> frozenset[int]:
    """Return the numbers of the members that have a device."""
    draws = [stream(seed, group, str(number), path).random() for number in range(n_members)]
    # Half of an odd number counts up; the small addition forgives 0.6 * 5 = 2.9999999999999996.
    n_owners = math.floor(share * n_members + 0.5 + 1e-9)
    return frozenset(sorted(range(n_members), key=draws.__getitem__)[:n_owners])


def is_share(path: str) -> bool:
    """Return whether a path of ``vary`` names a device, and not a value."""
    place, _, name = path.partition(".")
    return place == "devices" and "." not in name


def quantities_of(asset: Asset) -> dict[str, tuple[str, Quantity]]:
    """Return the values of an asset that can be varied: key in the file -> attribute, quantity."""
    return {
        key: (attribute, quantity)
        for key, (attribute, quantity) in _quantities(type(asset)).items()
        if getattr(asset, attribute) is not None
    }


@cache
def _quantities(kind: type[Asset]) -> dict[str, tuple[str, Quantity]]:
    """Return the fields of a kind of asset that are quantities, those that are not given too."""
    found = {}
    for attribute, field in kind.model_fields.items():
        marks = [
            *field.metadata,
            *(mark for arg in get_args(field.annotation) for mark in get_args(arg)),
        ]
        quantity = next((mark for mark in marks if isinstance(mark, Quantity)), None)
        if quantity is not None:
            found[field.alias or attribute] = (attribute, quantity)
    return found


def scaled(asset: Asset, field: str, factor: float) -> Asset:
    """Return the asset with one value multiplied."""
    attribute, _ = quantities_of(asset)[field]
    changed: dict[str, Any] = {attribute: getattr(asset, attribute) * factor}
    return asset.model_copy(update=changed)

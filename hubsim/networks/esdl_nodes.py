"""Where the ports of an ESDL file meet: nodes, the two ends of every branch, and nominal voltages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from math import isnan

from hubsim.errors import NetworkError
from hubsim.networks.esdl_data import NAN, Asset, EsdlData, Port

CABLE, TRANSFORMER, SWITCH, CONNECTION = (
    "ElectricityCable", "AbstractTransformer", "AbstractSwitch", "EConnection",
)  # fmt: skip

_JOINTS = ("Bus", "Joint", "ElectricityNetwork", CONNECTION, "Import")
"""Classes whose ports all meet; a node is called after the first of these."""

_BELOW_KILOVOLTS = 200.0
"""A number below this is in kilovolts: ESDL writes volts, but 10 and 0.4 occur in many files."""

_FORMER = {0.22: 0.23, 0.38: 0.4}
"""Voltages of before 1988 and what they are now (IEC 60038)."""


@dataclass
class Nodes:
    """Nodes of the electricity network, numbered; kv : nominal voltage, NaN where nothing gives it.

    name, at : of each node, at being longitude and latitude
    ends : id of a cable, transformer or switch -> the two nodes it joins, as in the file
    of_port : id of a port -> node, for every port that touches the network
    zone : of each node, the same for those that cables and switches join
    """

    name: list[str] = field(default_factory=list)
    at: list[tuple[float, float]] = field(default_factory=list)
    kv: list[float] = field(default_factory=list)
    ends: dict[str, tuple[int, int]] = field(default_factory=dict)
    of_port: dict[str, int] = field(default_factory=dict)
    zone: list[Hashable] = field(default_factory=list)

    def spread(self, at: int, kv: float) -> None:
        """Give a node and all that cables and switches join it to a nominal voltage."""
        for other, zone in enumerate(self.zone):
            if zone == self.zone[at]:
                self.kv[other] = kv


class Sets:
    """Disjoint sets of anything, joined one pair at a time."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def find(self, one: Hashable) -> Hashable:
        """Return what stands for the set of one."""
        above = self._above.setdefault(one, one)
        while above != self._above[above]:
            self._above[one] = above = self._above[above]
        return above

    def join(self, one: Hashable, other: Hashable) -> None:
        """Make the sets of both one set."""
        self._above[self.find(one)] = self.find(other)


def nodes_of(data: EsdlData, problems: list[NetworkError]) -> Nodes:
    """Return the nodes; a branch without two ends is added to the problems."""
    met = Sets()
    two_ends: dict[str, tuple[Port, Port]] = {}
    for asset in data.assets:
        for port in asset.ports:
            for other in port.connected:
                met.join(port.id, other)
        if any(kind in asset.kinds for kind in (CABLE, TRANSFORMER, SWITCH)):
            first, second = _ends(asset)
            if not first or not second:
                text = f"{asset}: needs a port at either end"
                problems.append(NetworkError(text))
                continue
            two_ends[asset.id] = first[0], second[0]
            _join_all(met, first)
            _join_all(met, second)
        elif any(kind in asset.kinds for kind in _JOINTS):
            _join_all(met, asset.ports)
    nodes = Nodes()
    number: dict[Hashable, int] = {}

    def node(port_id: str) -> int:
        root = met.find(port_id)
        if root not in number:
            number[root] = len(number)
            nodes.name.append("")
            nodes.at.append((NAN, NAN))
            nodes.kv.append(NAN)
        return number[root]

    for name, (start, end) in two_ends.items():
        nodes.ends[name] = node(start.id), node(end.id)
    for asset in data.assets:
        for port in asset.ports:
            if met.find(port.id) in number:
                nodes.of_port[port.id] = number[met.find(port.id)]
    _name_and_place(nodes, data)
    _set_voltages(nodes, data, problems)
    return nodes


def names_of(assets: Iterable[Asset]) -> dict[str, str]:
    """Return id -> name where no other of these has it, else the name with the id behind it."""
    assets = list(assets)
    often = Counter(asset.name for asset in assets)
    return {
        asset.id: asset.name
        if asset.name and often[asset.name] == 1
        else f"{asset.name} {asset.id}".strip()
        for asset in assets
    }


def _join_all(met: Sets, ports: Iterable[Port]) -> None:
    first, *others = ports or (None,)
    for other in others:
        met.join(other.id, first.id)  # type: ignore[union-attr]


def _ends(asset: Asset) -> tuple[list[Port], list[Port]]:
    """Return the ports of either end: of a transformer its primary and secondary side."""
    primary = [port for port in asset.ports if port.name.lower().startswith("prim")]
    secondary = [port for port in asset.ports if port.name.lower().startswith("sec")]
    if primary and secondary:
        return primary, secondary
    if len(asset.ports) == 2 and asset.ports[0].is_in == asset.ports[1].is_in:
        return [asset.ports[0]], [asset.ports[1]]
    return [p for p in asset.ports if p.is_in], [p for p in asset.ports if not p.is_in]


def _name_and_place(nodes: Nodes, data: EsdlData) -> None:
    """Name each node after what is there, and place it there or where a cable ends."""
    named = names_of(data.assets)
    for kind in _JOINTS:
        for asset in data.assets:
            if kind not in asset.kinds or not asset.ports:
                continue
            at = nodes.of_port.get(asset.ports[0].id)
            if at is None:
                continue
            nodes.name[at] = nodes.name[at] or named[asset.id]
            place = data.buildings.get(asset.place)
            point = place.point if place else (asset.points or [(NAN, NAN)])[0]
            if isnan(nodes.at[at][0]):
                nodes.at[at] = point
    for asset in data.assets:
        for side, at in enumerate(nodes.ends.get(asset.id, ())):
            nodes.name[at] = nodes.name[at] or f"{named[asset.id]} {'ab'[side]}"
            if asset.points and isnan(nodes.at[at][0]):
                nodes.at[at] = asset.points[-1 if side and asset.ports[0].is_in else 0]
    often = Counter(nodes.name)
    for at, name in enumerate(nodes.name):
        if often[name] > 1:
            nodes.name[at] = f"{name} {at}"


def kilovolts(number: float) -> float:
    """Return a voltage as ESDL writes it [kV]; see `_BELOW_KILOVOLTS`; NaN for none."""
    if not number > 0.0:
        return NAN
    kv = number if number < _BELOW_KILOVOLTS else number / 1e3
    return _FORMER.get(kv, kv)


def _set_voltages(nodes: Nodes, data: EsdlData, problems: list[NetworkError]) -> None:
    """Spread the voltages that transformers, busbars and carriers name over cables and switches."""
    zone = Sets()
    for asset in data.assets:
        if TRANSFORMER not in asset.kinds and asset.id in nodes.ends:
            zone.join(*nodes.ends[asset.id])
    said: dict[Hashable, dict[float, str]] = defaultdict(dict)

    def say(at: int | None, volts: float, who: str) -> None:
        kv = kilovolts(volts)
        if at is not None and not isnan(kv):
            said[zone.find(at)].setdefault(kv, who)

    for asset in data.assets:
        if TRANSFORMER in asset.kinds and asset.id in nodes.ends:
            primary, secondary = nodes.ends[asset.id]
            say(primary, asset.numbers.get("voltagePrimary", NAN), f"{asset}")
            say(secondary, asset.numbers.get("voltageSecundary", NAN), f"{asset}")
        elif asset.ports and {"Bus", "ElectricityNetwork"} & set(asset.kinds):
            say(nodes.of_port.get(asset.ports[0].id), asset.numbers.get("voltage", NAN), f"{asset}")
    for asset in data.assets:
        for port in asset.ports:
            at = nodes.of_port.get(port.id)
            if at is not None and zone.find(at) not in said:
                say(at, port.carrier_v, f"the carrier of {asset}")
    for several in said.values():
        if len(several) > 1:
            shown = ", ".join(f"{who} {kv:g} kV" for kv, who in several.items())
            text = f"joined by cables and yet of different voltages: {shown}"
            problems.append(NetworkError(text))
    for at in range(len(nodes.kv)):
        nodes.zone.append(zone.find(at))
        nodes.kv[at] = next(iter(said.get(zone.find(at), {NAN: ""})))

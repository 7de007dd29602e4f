"""Connections of an ESDL file, and what is behind each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import isnan

from hubsim.networks.elements import NAN, Connection
from hubsim.networks.esdl_data import Asset, EsdlData
from hubsim.networks.esdl_equipment import is_equipment
from hubsim.networks.esdl_nodes import CONNECTION, Nodes, names_of

_PHASE = re.compile(r"(?i)ph(?:ase)?[ _-]?([123])(?!\d)|(?<![a-z])l([123])(?!\d)")


def behind_connections(
    data: EsdlData, nodes: Nodes
) -> tuple[dict[str, list[Asset]], dict[str, int | None]]:
    """Return what is behind each connection by its name, the connection asset first, and its node.

    A connection is an EConnection, or equipment that has none: all of a building, else each by itself.
    """
    connections = [asset for asset in data.assets if CONNECTION in asset.kinds]
    buildings = Counter(asset.place for asset in connections if asset.place)
    titles = Counter(place.name for place in data.buildings.values())
    named = names_of(connections)
    behind: dict[str, list[Asset]] = {}
    node: dict[str, int | None] = {}
    by_place: dict[str, str] = {}
    by_node: dict[int, list[str]] = defaultdict(list)
    for asset in connections:
        title = data.buildings[asset.place].name if asset.place else ""
        alone = title and titles[title] == 1 and buildings[asset.place] == 1
        name = title if alone else named[asset.id]
        behind[name] = [asset]
        node[name] = at = _node(asset, nodes)
        if asset.place:
            by_place.setdefault(asset.place, name)
        if at is not None:
            by_node[at].append(name)
    # What carries no electricity comes last, when its building has its connection.
    equipment = [asset for asset in data.assets if is_equipment(asset)]
    loose = sorted(equipment, key=lambda asset: _node(asset, nodes) is None)
    titled = names_of(loose)
    for asset in loose:
        at = _node(asset, nodes)
        same = by_node.get(at, []) if at is not None else []
        if len(same) == 1:
            behind[same[0]].append(asset)
        elif asset.place in by_place:
            behind[by_place[asset.place]].append(asset)
        elif at is not None:
            place = data.buildings.get(asset.place)
            name = f"{place.name} {place.id}".strip() if place else titled[asset.id]
            behind[name], node[name] = [asset], at
            if asset.place:
                by_place[asset.place] = name
    return behind, node


def _node(asset: Asset, nodes: Nodes) -> int | None:
    return next((nodes.of_port[p.id] for p in asset.ports if p.id in nodes.of_port), None)


def connection_of(name: str, assets: Sequence[Asset], bus: str) -> Connection:
    """Return the connection; its phases are those that its ports name, its fuse that of its capacity."""
    first, *others = assets
    ports = [port for port in first.ports if port.connected]
    matches = [_PHASE.search(port.name) for port in ports]
    found = {match[1] or match[2] for match in matches if match}
    phases = "".join("abc"[int(one) - 1] for one in sorted(found))
    phases = phases if len(phases) in {1, 3} else ""
    peaks = [port.simultaneous_kw for port in first.ports]
    if not any(not isnan(peak) for peak in peaks):
        peaks = [port.simultaneous_kw for one in others for port in one.ports if port.is_in]
    known = [peak for peak in peaks if not isnan(peak)]
    capacity_w = first.numbers.get("capacity", 0.0) if CONNECTION in first.kinds else 0.0
    fuse_a = capacity_w / (230.0 * len(phases)) if capacity_w > 0.0 and phases else NAN
    return Connection(name, bus, sum(known) if known else 0.0, 0.0, phases, fuse_a)

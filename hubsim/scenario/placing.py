"""Which connection and bus of the network each member has.

Members that name a bus or a connection, one by one or by a range ``F1-H01 .. F1-H20`` in the order of
the network, get it first. Then the groups that ask for free connections get theirs, in the order of the
file: those with a count first, by the rule of `spread`, and what is left to the one without. A member at
a bus takes the first connection there that nobody has; where all are taken, or none is known, it has no
connection of its own.

The rules for n of m free connections: ``even`` takes them at equal distances in the order of the network,
``near`` and ``far`` by the length of cable from the source, ``random`` by a draw of each connection's own,
so a connection more in the network changes at most one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.errors import Issue
from hubsim.networks.network import Network
from hubsim.scenario.names import nearest
from hubsim.scenario.phases import Connected
from hubsim.streams import stream

if TYPE_CHECKING:
    from hubsim.scenario.schema import Member, Scenario

FREE = "free"
RANGE = ".."
_KNOWN_PHASES = frozenset({"a", "b", "c", "abc"})


@dataclass(frozen=True)
class Place:
    """Where one member is connected.

    bus : of the network
    connection : id; empty when it has none of its own
    phases : of the connection; None when the network does not say
    """

    bus: str
    connection: str = ""
    phases: Connected | None = None


@dataclass
class _Site:
    """The network's connections while members take them."""

    scenario: Scenario
    network: Network
    taken: dict[int, str] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def __post_init__(self) -> None:
        network = self.network
        self.bus_number = {bus: b for b, bus in enumerate(network.bus_ids)}
        self.connection_number = {one: c for c, one in enumerate(network.connection_ids)}
        self.at_bus: dict[int, list[int]] = {}
        for c, bus in enumerate(network.connection_bus.tolist()):
            self.at_bus.setdefault(bus, []).append(c)

    def issue(self, path: str, message: str, hint: str = "") -> None:
        self.issues.append(self.scenario.issue(path, message, hint))


def places_of(scenario: Scenario, network: Network) -> tuple[dict[str, list[Place]], list[Issue]]:
    """Return the places of every group's members in their order, and what does not fit.

    A group with an issue has the places that could be found.
    """
    site = _Site(scenario, network)
    waiting: list[tuple[str, Member]] = []
    for group, member in scenario.members.items():
        site.places[group] = []
        if member.bus is not None or member.buses is not None:
            _by_bus(site, group, member)
        elif member.connections == FREE:
            waiting.append((group, member))
        else:
            _by_connection(site, group, member)
    for group, member in sorted(waiting, key=lambda one: one[1].count is None):
        _on_free_ones(site, group, member)
    for group, member in scenario.members.items():
        _check_phases(site, group, member)
    return site.places, site.issues


def named_by_bus(member: Member) -> list[Place]:
    """Return the places of members that name buses one by one, without a network."""
    buses = member.buses or [cast("str", member.bus)]
    return [Place(buses[n % len(buses)]) for n in range(member.count or len(buses))]


def is_range(text: str) -> bool:
    """Return whether a text names a range: two ends with two dots between."""
    start, dots, end = text.partition(RANGE)
    return bool(dots and start.strip() and end.strip())


def _by_bus(site: _Site, group: str, member: Member) -> None:
    network = site.network
    named = _named(site, f"members.{group}", "bus", member.bus, member.buses)
    for place, bus in named:
        if network.bus_node[bus] < 0:
            text = f"bus {network.bus_ids[bus][:60]!r} is out of service or not connected"
            site.issue(place, text)
    if not named:
        return
    n_members = member.count or len(named)
    if n_members < len(named):
        site.issue(f"members.{group}.count", f"{n_members} members cannot be at {len(named)} buses")
        return
    for n in range(n_members):
        _, bus = named[n % len(named)]
        free = [c for c in site.at_bus.get(bus, []) if c not in site.taken]
        _take(site, group, bus, free[0] if free else None)


def _by_connection(site: _Site, group: str, member: Member) -> None:
    network = site.network
    ids = network.connection_ids
    chosen: dict[int, str] = {}
    found = len(site.issues)
    named = _named(site, f"members.{group}", "connection", member.connection, member.connections)
    for place, c in named:
        if c in chosen or c in site.taken:
            owner = site.taken.get(c, group)
            site.issue(place, f"connection {ids[c][:60]!r} is already that of {owner!r}")
        elif network.bus_node[network.connection_bus[c]] < 0:
            site.issue(place, f"connection {ids[c][:60]!r} is out of service or not connected")
        else:
            chosen[c] = place
    wanted = member.count or len(chosen)
    if wanted > len(chosen) and len(site.issues) == found:
        site.issue(f"members.{group}.count", _too_many(group, wanted, len(chosen), "named"))
    for c in _spread(site, group, member, list(chosen), min(wanted, len(chosen))):
        _take(site, group, int(network.connection_bus[c]), c)


def _on_free_ones(site: _Site, group: str, member: Member) -> None:
    network = site.network
    supplied = network.bus_node[network.connection_bus] >= 0
    free = [c for c in np.flatnonzero(supplied).tolist() if c not in site.taken]
    wanted = member.count or len(free)
    if not free:
        text = (
            "no connection of the network is left"
            if site.at_bus
            else "the network has no connections"
        )
        site.issue(f"members.{group}.connections", text, "name buses in place of connections")
    elif wanted > len(free):
        site.issue(f"members.{group}.count", _too_many(group, wanted, len(free), "free"))
    for c in _spread(site, group, member, free, min(wanted, len(free))):
        _take(site, group, int(network.connection_bus[c]), c)


def _too_many(group: str, wanted: int, there: int, which: str) -> str:
    return f"{wanted - there} of {wanted} members of {group!r} do not fit: {there} connections are {which}"


def _take(site: _Site, group: str, bus: int, connection: int | None) -> None:
    network = site.network
    if connection is None:
        site.places[group].append(Place(network.bus_ids[bus]))
        return
    site.taken[connection] = group
    phases = network.connection_phases[connection]
    known = cast("Connected", phases) if phases in _KNOWN_PHASES else None
    site.places[group].append(
        Place(network.bus_ids[bus], network.connection_ids[connection], known)
    )


def _named(
    site: _Site, path: str, what: str, one: str | None, many: Sequence[str] | str | None
) -> list[tuple[str, int]]:
    """Return (path, index) of every bus or connection that a member names, in its order."""
    plural = "buses" if what == "bus" else "connections"
    ids = site.network.bus_ids if what == "bus" else site.network.connection_ids
    number = site.bus_number if what == "bus" else site.connection_number
    if one is not None:
        written = {f"{path}.{what}": one}
    elif isinstance(many, str):
        written = {f"{path}.{plural}": many}
    else:
        written = {f"{path}.{plural}.{n}": text for n, text in enumerate(many or [])}
    found: list[tuple[str, int]] = []
    for place, text in written.items():
        # A range of names; a name may hold two dots itself.
        ends = [end.strip() for end in text.split(RANGE, 1)] if is_range(text) else [text]
        ends = [text] if text in number else ends
        unknown = [end for end in ends if end not in number]
        for end in unknown:
            hint = nearest(end, ids, all_of_them=plural)
            site.issue(place, f"no {what} {end[:60]!r} in the network", hint)
        if unknown:
            continue
        first, last = number[ends[0]], number[ends[-1]]
        if last < first:
            wrong = f"{ends[1]!r} stands before {ends[0]!r} in the network"
            site.issue(place, wrong, "turn the range round")
        found += [(place, n) for n in range(first, last + 1)]
    return found


def _spread(site: _Site, group: str, member: Member, among: list[int], n: int) -> list[int]:
    """Return n of the connections by the member's rule, in the order of the network."""
    if n == len(among):
        return among
    if member.spread == "even":
        return [among[int((at + 0.5) * len(among) / n)] for at in range(n)]
    return sorted(_ORDERS[member.spread](site, group, among)[:n])


def _near(site: _Site, _group: str, among: list[int]) -> list[int]:
    km = _distance_km(site.network)[site.network.connection_bus]
    return sorted(among, key=lambda c: (km[c], c))


def _far(site: _Site, group: str, among: list[int]) -> list[int]:
    return _near(site, group, among)[::-1]


def _random(site: _Site, group: str, among: list[int]) -> list[int]:
    draw = partial(stream, site.scenario.seed, group, "spread")
    ids = site.network.connection_ids
    return sorted(among, key=lambda c: draw(ids[c]).random())


_ORDERS: dict[str, Callable[[_Site, str, list[int]], list[int]]] = {
    "near": _near,
    "far": _far,
    "random": _random,
}
"""Rule -> the connections in the order in which they are taken."""


def _distance_km(network: Network) -> FloatArray:
    """Return the length of cable between the source and each bus, along the shortest way, (B,) [km]."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    km = np.zeros(len(network.branch_from))
    lines = network.line_branch >= 0
    km[network.line_branch[lines]] = network.line_length_km[lines]
    # A branch without length is a step all the same: zero would mean that there is none.
    length = np.maximum(km, 1e-9)
    n_node = len(network.node_kv)
    # Of parallel branches the shortest: coo would add them.
    ends = np.sort(np.stack([network.branch_from, network.branch_to]), axis=0)
    order = np.lexsort((length, ends[1], ends[0]))
    kept = order[np.unique(ends[:, order], axis=1, return_index=True)[1]]
    graph = coo_array((length[kept], (ends[0, kept], ends[1, kept])), shape=(n_node, n_node))
    to_node = dijkstra(graph.tocsr(), directed=False, indices=network.slack_node)
    return np.where(network.bus_node >= 0, to_node[network.bus_node], np.inf)


def _check_phases(site: _Site, group: str, member: Member) -> None:
    """Name the first member of a group whose connection does not have the phases it asks for."""
    if member.phases == "auto":
        return
    for place in site.places[group]:
        if place.phases is not None and not set(member.phases) <= set(place.phases):
            site.issue(
                f"members.{group}.phases",
                f"connection {place.connection[:60]!r} has phase {place.phases} alone,"
                f" not {member.phases}",
                f"allowed there: auto, {place.phases}",
            )
            return

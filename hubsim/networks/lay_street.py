"""A street plan laid out: station, trunks, branches, services and connections, placed in metres."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from math import acos, tan

import numpy as np

from hubsim.networks.elements import Bus, Connection, Elements, Line, Transformer
from hubsim.networks.street_plan import LargeConnection, StreetPlan
from hubsim.networks.type_library import cables, connection_types, transformers
from hubsim.streams import stream

MV_KV = 10.0
"""Nominal voltage of the medium-voltage grid, line to line."""

STREET_KV = 0.4
"""Nominal voltage of the street, line to line."""

POWER_FACTOR = 0.9
"""Of the coincident peak, as published with the coefficients of Strand and Axelsson."""

_ROW_M = 40.0
"""Between the drawn rows of two neighbouring cables."""


@dataclass
class _Trunk:
    """A feeder while it is laid: its trunk joints from the station outwards, their place and type."""

    number: int
    prefix: str
    east: float
    x: float
    y: float
    cable: str
    joints: list[str] = field(default_factory=list)
    places: list[tuple[float, float]] = field(default_factory=list)


def lay_street(
    plan: StreetPlan, *, mv_bus: str, prefix: str = "", x: float = 0.0, y: float = 0.0
) -> Elements:
    """Return the elements of a street behind its transformer; the medium-voltage bus is not among them.

    mv_bus : id of the bus that the transformer hangs on
    prefix : of every id, such as ``north/``
    x, y : of the station [m]

    Ids: station busbar ``station``, transformer ``T1``, joints ``F1-J01`` and ``F1-B2-J01``, home buses
    ``F1-H01``, connections ``F1-01`` in walking order, larger connections by their name. The peak of a
    home is that of its feeder's homes together (see `StreetPlan.peak_kw`).
    """
    laid = Elements(prefix.rstrip("/"))
    station = f"{prefix}station"
    laid.buses.append(Bus(station, STREET_KV, x, y))
    laid.transformers.append(_transformer(plan, f"{prefix}T1", mv_bus, station))
    old = _old_feeders(plan, prefix)
    # Feeders leave east and west in turn; each has a row for its trunk and one for every branch.
    rows = max(plan.branches, 1)
    trunks: list[_Trunk] = []
    for at, homes in enumerate(plan.feeders):
        level = at // 2
        side = 1.0 if level % 2 == 0 else -1.0
        row_y = y + side * ((level + 1) // 2) * rows * _ROW_M
        trunk = _Trunk(
            at + 1,
            f"{prefix}F{at + 1}",
            1.0 if at % 2 == 0 else -1.0,
            x,
            row_y,
            plan.old_trunk if at in old else plan.trunk,
        )
        _lay_feeder(laid, plan, trunk, station, homes)
        trunks.append(trunk)
    # Last, so that a range of connections over several feeders holds homes alone.
    for name, one in plan.others.items():
        _lay_other(laid, plan, trunks[one.feeder - 1], f"{prefix}{name}", one)
    return laid


def _old_feeders(plan: StreetPlan, prefix: str) -> set[int]:
    """Return which feeders keep their old trunk: the share of them, in drawn order."""
    draws = [
        stream(plan.seed, f"{prefix}F{at + 1}", "trunk").random() for at in range(len(plan.feeders))
    ]
    return set(np.argsort(draws)[: round(plan.old * len(draws))].tolist())


def _lay_feeder(laid: Elements, plan: StreetPlan, trunk: _Trunk, station: str, homes: int) -> None:
    """Lay a trunk with its homes, and the branches behind it."""
    on_trunk = homes if plan.branches == 0 else min(homes, plan.trunk_homes)
    names = _Names(trunk.prefix, homes)
    peak_kw = plan.peak_kw(homes)
    end = _lay_cable(laid, plan, trunk, names, station, trunk.cable, on_trunk, peak_kw)
    rest = homes - on_trunk
    parts = [len(part) for part in np.array_split(np.arange(rest), plan.branches)] if rest else []
    middle = (len(parts) - 1) / 2
    for at, part in enumerate(parts):
        if part:
            branch = _Trunk(
                trunk.number,
                f"{trunk.prefix}-B{at + 1}",
                trunk.east,
                trunk.places[-1][0],
                trunk.y + (at - middle) * _ROW_M,
                plan.branch,
            )
            _lay_cable(laid, plan, branch, names, end, plan.branch, part, peak_kw)


class _Names:
    """Names of the homes of a feeder in walking order, all of one width so that they sort."""

    def __init__(self, prefix: str, homes: int) -> None:
        self.prefix, self.width = prefix, max(2, len(str(homes)))
        self.numbers, self.buses = count(1), count(1)

    def home(self) -> str:
        """Return the name of the next connection."""
        return f"{self.prefix}-{next(self.numbers):0{self.width}}"

    def bus(self) -> str:
        """Return the name of the next home bus."""
        return f"{self.prefix}-H{next(self.buses):0{self.width}}"


def _lay_cable(
    laid: Elements,
    plan: StreetPlan,
    cable: _Trunk,
    names: _Names,
    start: str,
    cable_type: str,
    homes: int,
    peak_kw: float,
) -> str:
    """Lay joints from a bus outwards with the services of each; return the last joint."""
    services = -(-homes // plan.per_service)
    joints = -(-services // 2)
    left = homes
    behind = start
    is_trunk = cable.prefix == names.prefix
    for at in range(joints):
        length = plan.first if at == 0 and is_trunk else plan.spacing
        cable.x += cable.east * length
        joint = f"{cable.prefix}-J{at + 1:02}"
        laid.buses.append(Bus(joint, STREET_KV, cable.x, cable.y))
        laid.lines.append(
            _line(plan, f"{cable.prefix}-C{at + 1:02}", behind, joint, cable_type, length)
        )
        cable.joints.append(joint)
        cable.places.append((cable.x, cable.y))
        behind = joint
        for side in (1.0, -1.0):
            behind_service = min(left, plan.per_service)
            if behind_service:
                place = cable.x, cable.y + side * plan.service_length
                _lay_service(laid, plan, names, joint, place, behind_service, peak_kw)
                left -= behind_service
    return behind


def _lay_service(
    laid: Elements,
    plan: StreetPlan,
    names: _Names,
    joint: str,
    place: tuple[float, float],
    homes: int,
    peak_kw: float,
) -> None:
    """Lay a service cable and the connections of the homes behind it."""
    bus = names.bus()
    laid.buses.append(Bus(bus, STREET_KV, *place))
    laid.lines.append(_line(plan, f"{bus} service", joint, bus, plan.service, plan.service_length))
    for _ in range(homes):
        name = names.home()
        is_old = stream(plan.seed, name, "connection").random() < plan.old
        size = connection_types()[plan.old_size if is_old else plan.new_size]
        number = int(name.rpartition("-")[2]) - 1
        phases = "abc" if size.phases == 3 else _phase(plan.seed, names.prefix, number)
        laid.connections.append(
            Connection(name, bus, peak_kw, _reactive(peak_kw), phases, size.fuse_a)
        )


def _phase(seed: int, feeder: str, number: int) -> str:
    """Return the phase of a home: every three neighbours have one each, in a drawn order."""
    order = stream(seed, feeder, "phases", str(number // 3)).permutation(3)
    return "abc"[int(order[number % 3])]


def _lay_other(
    laid: Elements, plan: StreetPlan, trunk: _Trunk, name: str, one: LargeConnection
) -> None:
    """Lay a larger connection from the trunk joint nearest to its place."""
    at = round(one.at * (len(trunk.joints) - 1))
    x, y = trunk.places[at]
    laid.buses.append(Bus(f"{name} bus", STREET_KV, x, y - 2.5 * plan.service_length))
    cable = one.cable or trunk.cable
    laid.lines.append(
        _line(plan, f"{name} service", trunk.joints[at], f"{name} bus", cable, plan.service_length)
    )
    size = connection_types()[one.size]
    laid.connections.append(
        Connection(name, f"{name} bus", one.peak, _reactive(one.peak), "abc", size.fuse_a)
    )


def _reactive(p_kw: float) -> float:
    return p_kw * tan(acos(POWER_FACTOR))


def _line(
    plan: StreetPlan, name: str, start: str, end: str, type_name: str, length_m: float
) -> Line:
    cable = cables()[type_name]
    return Line(
        name,
        start,
        end,
        length_m / 1e3,
        r=cable.r_at(plan.conductor),
        x=cable.x,
        c=cable.c_uf_per_km,
        r0=cable.r0_at(plan.conductor),
        x0=cable.x0,
        limit_a=cable.limit_a(plan.soil),
        type=type_name,
    )


def _transformer(plan: StreetPlan, name: str, mv_bus: str, station: str) -> Transformer:
    fields = transformers()[plan.transformer].fields()
    return Transformer(
        name, mv_bus, station, sn_kva=fields.pop("kva"), type=plan.transformer, **fields
    )

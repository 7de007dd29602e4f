"""A network from the JSON input data of power-grid-model, with its own branch equations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import pi
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

from hubsim.errors import NetworkError
from hubsim.networks.elements import Bus, Connection, Elements, Line, Source, Switch, Transformer
from hubsim.networks.from_elements import net_of
from hubsim.networks.network import Network
from hubsim.networks.power_grid_model_data import Row, input_of, is_input
from hubsim.networks.power_grid_model_ports import (
    BASE_VA,
    FREQUENCY_HZ,
    Ports,
    line_ports,
    link_ports,
    source_ports,
    transformer_ports,
    vector_group,
)
from hubsim.networks.source import NetworkFile, content_of

_FIXED = "a tap of power-grid-model changes the impedance too: set tap_pos in the file"


class PowerGridModelFile(NetworkFile):
    """Input data of power-grid-model, stored with its own serializer."""

    suffixes: ClassVar = (".json",)

    kind: Literal["power-grid-model"]
    """Input data of power-grid-model, as JSON."""

    @classmethod
    def recognises(cls, content: bytes) -> bool:
        """Return whether the JSON is power-grid-model's."""
        return is_input(content)

    def net(self, folder: Path) -> Any:
        """Return the nearest pandapower net: links are switches, transformers T sections."""
        return _net(self._data(folder), self.title)

    def _data(self, folder: Path) -> dict[str, list[Row]]:
        return input_of(content_of(folder / self.file), self.file)

    def _network(self, folder: Path) -> Network:
        """Return the network by power-grid-model's own equations, so that both give the same voltages."""
        from hubsim.networks.from_pandapower import network_of

        data = self._data(folder)
        return _exact(network_of(_net(data, self.title), self.title), data)


def _net(data: dict[str, list[Row]], name: str) -> Any:
    """Return the pandapower net of input data; ids are ``COMPONENT ID``."""
    import pandapower as pp

    u_rated = {row["id"]: float(row["u_rated"]) for row in data["node"]}
    (source,) = (row for row in data["source"] if row["status"])
    elements = Elements(
        name,
        buses=[Bus(f"node {number}", u / 1e3) for number, u in u_rated.items()],
        lines=[_line(row) for row in data["line"]],
        transformers=[_transformer(row, u_rated) for row in data["transformer"]],
        switches=[
            Switch(
                f"link {row['id']}",
                f"node {row['from_node']}",
                f"node {row['to_node']}",
                closed=bool(row["from_status"] and row["to_status"]),
            )
            for row in data["link"]
        ],
        sources=[
            Source(
                f"source {source['id']}",
                f"node {source['node']}",
                float(source["u_ref"]),
                float(np.rad2deg(source.get("u_ref_angle", 0.0))),
                source.get("sk", 1e10) / 1e6,
                source.get("rx_ratio", 0.1),
                source.get("z01_ratio", 1.0),
                source.get("rx_ratio", 0.1),
            )
        ],
        connections=[*_connections(data)],
    )
    net = net_of(elements)
    number = dict(zip(net.bus["name"], net.bus.index, strict=True))
    for row in data["shunt"]:
        node = row["node"]
        mw, mvar = (row[part] * u_rated[node] ** 2 / 1e6 for part in ("g1", "b1"))
        pp.create_shunt(
            net,
            number[f"node {node}"],
            -mvar,
            mw,
            in_service=bool(row["status"]),
            name=f"shunt {row['id']}",
        )
    return net


def _line(row: Row) -> Line:
    omega = 2.0 * pi * FREQUENCY_HZ
    return Line(
        f"line {row['id']}",
        f"node {row['from_node']}",
        f"node {row['to_node']}",
        1.0,
        r=row["r1"],
        x=row["x1"],
        c=row["c1"] * 1e6,
        g=row["tan1"] * omega * row["c1"] * 1e6,
        r0=row.get("r0", np.nan),
        x0=row.get("x0", np.nan),
        c0=row.get("c0", np.nan) * 1e6,
        limit_a=row.get("i_n", np.nan),
        from_closed=bool(row["from_status"]),
        to_closed=bool(row["to_status"]),
    )


def _transformer(row: Row, u_rated: dict[int, float]) -> Transformer:
    """Return the transformer; its high side is that of the larger rated voltage of its node."""
    sides = ("from", "to") if not _is_reversed(row, u_rated) else ("to", "from")
    volts = {"from": row["u1"], "to": row["u2"]}
    return Transformer(
        f"transformer {row['id']}",
        f"node {row[f'{sides[0]}_node']}",
        f"node {row[f'{sides[1]}_node']}",
        row["sn"] / 1e3,
        volts[sides[0]] / 1e3,
        volts[sides[1]] / 1e3,
        abs(row["uk"]) * 100.0,
        row["pk"] / 1e3,
        row["i0"] * 100.0,
        row["p0"] / 1e3,
        vector_group=_group(row, sides),
        clock=row["clock"] % 12 if sides[0] == "from" else -row["clock"] % 12,
        in_service=bool(row["from_status"] and row["to_status"]),
    )


def _is_reversed(row: Row, u_rated: dict[int, float]) -> bool:
    return u_rated[row["from_node"]] < u_rated[row["to_node"]]


def _group(row: Row, sides: tuple[str, str]) -> str:
    if sides[0] == "from":
        return vector_group(row)
    return vector_group({"winding_from": row["winding_to"], "winding_to": row["winding_from"]})


def _connections(data: dict[str, list[Row]]) -> Iterable[Connection]:
    """Yield the loads in service; generation is what members bring."""
    for component in ("sym_load", "asym_load"):
        for row in data[component]:
            if not row["status"]:
                continue
            p, q = np.atleast_1d(row["p_specified"]), np.atleast_1d(row["q_specified"])
            drawn = (p != 0.0) | (q != 0.0)
            phases = "".join(np.array(list("abc"))[drawn]) if len(p) == 3 else ""
            yield Connection(
                f"{component} {row['id']}",
                f"node {row['node']}",
                float(p.sum()) / 1e3,
                float(q.sum()) / 1e3,
                phases,
            )


def _exact(network: Network, data: dict[str, list[Row]]) -> Network:
    """Return the network with the nodes and two-ports of power-grid-model in place of pandapower's."""
    (source,) = (row for row in data["source"] if row["status"])
    u_rated = {row["id"]: float(row["u_rated"]) for row in data["node"]}
    alive = _alive(data, source["node"])
    node = {number: at for at, number in enumerate(n for n in u_rated if n in alive)}
    slack = len(node)
    branches = _Branches(node, slack, source)
    assumed = []
    line_branch = []
    for row in data["line"]:
        ports, is_assumed = line_ports(row, u_rated[row["from_node"]])
        line_branch.append(branches.add(row, ports))
        assumed += [f"line {row['id']}"] if is_assumed else []
    trafo_branch = []
    for row in data["transformer"]:
        ports = transformer_ports(row, u_rated[row["from_node"]], u_rated[row["to_node"]])
        trafo_branch.append(branches.add(row, ports, turned=_is_reversed(row, u_rated)))
    for row in data["link"]:
        branches.add(row, link_ports(row))
    for row in data["shunt"]:
        if row["status"] and row["node"] in node:
            base_s = BASE_VA / u_rated[row["node"]] ** 2
            branches.add_shunt(row, base_s)
    ends, positive, zero = branches.arrays()
    n_trafo = len(data["transformer"])
    return replace(
        network,
        bus_node=np.array([node.get(number, -1) for number in u_rated], dtype=np.int64),
        node_kv=np.array([*(u_rated[n] / 1e3 for n in node), u_rated[source["node"]] / 1e3]),
        node_shunt_pu=np.zeros(slack + 1, dtype=np.complex128),
        slack_node=slack,
        slack_sequence_pu=np.full(2, np.inf, dtype=np.complex128),
        branch_from=ends[0],
        branch_to=ends[1],
        branch_yff_pu=positive[0],
        branch_yft_pu=positive[1],
        branch_ytf_pu=positive[2],
        branch_ytt_pu=positive[3],
        branch_zero_yff_pu=zero[0],
        branch_zero_yft_pu=zero[1],
        branch_zero_ytf_pu=zero[2],
        branch_zero_ytt_pu=zero[3],
        zero_sequence_assumed=tuple(assumed),
        line_branch=np.array(line_branch, dtype=np.int64),
        trafo_branch=np.array(trafo_branch, dtype=np.int64),
        trafo_tap_fixed=(_FIXED,) * n_trafo,
        base_kva=BASE_VA / 1e3,
        open_lines=tuple(
            f"line {row['id']}"
            for row in data["line"]
            if not (row["from_status"] and row["to_status"])
        ),
    )


def _alive(data: dict[str, list[Row]], start: int) -> set[int]:
    """Return the nodes that closed branches join to the source."""
    beside: dict[int, list[int]] = {}
    for component in ("line", "link", "transformer"):
        for row in data[component]:
            if row["from_status"] and row["to_status"]:
                beside.setdefault(row["from_node"], []).append(row["to_node"])
                beside.setdefault(row["to_node"], []).append(row["from_node"])
    found, left = {start}, [start]
    while left:
        for other in beside.get(left.pop(), ()):
            if other not in found:
                found.add(other)
                left.append(other)
    return found


class _Branches:
    """Two-ports as they are gathered; the impedance of the source comes first.

    A branch that is open at one end, and a shunt, is a two-port of which only one corner is not zero. Its
    other end is then put at a node that its own node is joined to anyway, so that no new path appears.
    """

    def __init__(self, node: dict[int, int], slack: int, source: Row) -> None:
        self.node = node
        self.joined: dict[int, int] = {node[source["node"]]: slack}
        positive, zero = source_ports(source)
        self.ends = [(slack, node[source["node"]])]
        self.positive, self.zero = [positive], [zero]

    def add(self, row: Row, ports: Ports, *, turned: bool = False) -> int:
        """Add a branch and return its number; -1 where it is not in service at all."""
        start = self.node.get(row["from_node"], -1) if row["from_status"] else -1
        end = self.node.get(row["to_node"], -1) if row["to_status"] else -1
        positive, zero = ports
        if turned:
            start, end = end, start
            positive, zero = positive[[3, 2, 1, 0]], zero[[3, 2, 1, 0]]
        if start < 0 and end < 0:
            return -1
        if start >= 0 and end >= 0:
            self.joined.setdefault(start, end)
            self.joined.setdefault(end, start)
        self.ends.append((start, end))
        self.positive.append(positive)
        self.zero.append(zero)
        return len(self.ends) - 1

    def add_shunt(self, row: Row, base_s: float) -> None:
        """Add a shunt, whose zero sequence is its own."""
        positive, zero = np.zeros((2, 4), dtype=np.complex128)
        positive[0] = complex(row["g1"], row["b1"]) / base_s
        zero[0] = complex(row.get("g0", 0.0), row.get("b0", 0.0)) / base_s
        self.ends.append((self.node[row["node"]], -1))
        self.positive.append(positive)
        self.zero.append(zero)

    def arrays(self) -> tuple[Any, Any, Any]:
        """Return (2, R) ends, and (4, R) two-ports of both sequences."""
        whole = []
        for start, end in self.ends:
            if start < 0:
                whole.append((self._partner(end), end))
            elif end < 0:
                whole.append((start, self._partner(start)))
            else:
                whole.append((start, end))
        ends = np.array(whole, dtype=np.int64).T
        return (
            np.ascontiguousarray(ends),
            np.ascontiguousarray(np.array(self.positive).T),
            np.ascontiguousarray(np.array(self.zero).T),
        )

    def _partner(self, node: int) -> int:
        if node not in self.joined:
            raise NetworkError(f"node {node} hangs on nothing")
        return self.joined[node]

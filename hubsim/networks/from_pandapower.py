"""A pandapower net turned into a `Network`: electrically what pandapower's own ``runpp`` solves.

pandapower builds its per-unit branch table itself (transformer model "t", tap changers, switches,
fused buses); it is read once here, and the two-ports follow from it.
"""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import numpy as np

from hubsim.arrays import ComplexArray, FloatArray, IntArray
from hubsim.errors import NetworkError, NetworkErrors
from hubsim.networks.connections import Connections, connections
from hubsim.networks.damage import ids_of, in_service, refuse_damage, wrong_levels
from hubsim.networks.network import Network
from hubsim.networks.tap_changers import tap_changers
from hubsim.networks.zero_sequence import zero_sequence

_INJECTIONS = ("load", "sgen", "storage", "motor", "asymmetric_load", "asymmetric_sgen")
"""Tables of power that members replace: taken out of the network."""

_RESULTS = "res_"


def network_of(net: Any, name: str = "") -> Network:
    """Return the network of a pandapower net, which is left as it was.

    Raises
    ------
    NetworkErrors
        with everything that `refuse_damage` finds.
    NetworkError
        when pandapower itself cannot make a network of it.
    """
    refuse_damage(net)
    connected = connections(net)
    with quiet():
        stripped = _stripped(net)
        table = _branch_table(stripped)
    return _assemble(stripped, table, connected, name or str(getattr(net, "name", "") or "network"))


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep pandapower's warnings, prints and log lines from the user."""
    logger = logging.getLogger("pandapower")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logger.setLevel(level)


def _stripped(net: Any) -> Any:
    """Return a copy of the net with one zero load a bus in place of all injections."""
    import pandapower as pp

    copy = deepcopy(net)
    for element in _INJECTIONS:
        if element in copy and len(copy[element]):
            copy[element] = copy[element].iloc[0:0]
    # A ward is a shunt and a power; the power is an injection like any other.
    if "ward" in copy and len(copy["ward"]):
        copy["ward"][["ps_mw", "qs_mvar"]] = 0.0
    for key in [key for key in copy if key.startswith(_RESULTS)]:
        copy[key] = copy[key].iloc[0:0] if hasattr(copy[key], "iloc") else copy[key]
    for element in ("bus", "line", "trafo"):
        table = copy[element]
        table["name"] = ids_of(table, element)
    for costs in ("poly_cost", "pwl_cost", "controller", "measurement", "group"):
        if costs in copy and len(copy[costs]):
            copy[costs] = copy[costs].iloc[0:0]
    pp.create_loads(
        copy, copy.bus.index, p_mw=0.0, q_mvar=0.0, name=[str(name) for name in copy.bus["name"]]
    )
    return copy


def _branch_table(net: Any) -> Any:
    """Solve the net once without load, so that pandapower lays out its internal tables."""
    import pandapower as pp

    try:
        pp.runpp(net, numba=False)
    except pp.LoadflowNotConverged:
        text = "there is no power flow solution even without any load"
        raise NetworkErrors([*wrong_levels(net), NetworkError(text)]) from None
    except (KeyError, ValueError, IndexError, TypeError, AttributeError, FloatingPointError) as bad:
        raise NetworkError(f"pandapower cannot build it: {bad}") from None
    except UserWarning as bad:
        raise NetworkError(f"pandapower refuses it: {bad}") from None
    return net._ppc  # noqa: SLF001 - the documented way to the branch table


def _assemble(net: Any, ppc: Any, connected: Connections, name: str) -> Network:
    import pandapower as pp
    from pandapower.pypower import idx_brch, idx_bus
    from pandapower.pypower.makeYbus import branch_vectors

    branch, bus = ppc["branch"], ppc["bus"]
    ytt, yff, yft, ytf = branch_vectors(branch, len(branch))
    yff, yft, ytf, ytt = (
        np.ascontiguousarray(part, dtype=np.complex128) for part in (yff, yft, ytf, ytt)
    )
    ratio = np.where(branch[:, idx_brch.TAP] == 0.0, 1.0, branch[:, idx_brch.TAP])
    zero = zero_sequence(net, ratio, (yff, yft, ytf, ytt))
    taps = tap_changers(net)
    alive = (bus[:, idx_bus.BUS_TYPE].real != idx_bus.NONE) & np.isfinite(bus[:, idx_bus.VM].real)
    lookup = net._pd2ppc_lookups["bus"]  # noqa: SLF001
    grids = net.ext_grid[in_service(net.ext_grid)]
    # Ideal sources of the same voltage are one node.
    slack, *others = dict.fromkeys(lookup[grids.bus.to_numpy()].tolist())
    alive[others] = False
    number = np.where(alive, np.cumsum(alive) - 1, -1).astype(np.int64)
    number[others] = number[slack]
    bus_node = number[lookup[net.bus.index.to_numpy()]]
    bus_node[~net.bus.in_service.to_numpy(dtype=bool)] = -1

    start = number[branch[:, idx_brch.F_BUS].real.astype(np.int64)]
    end = number[branch[:, idx_brch.T_BUS].real.astype(np.int64)]
    used = (start >= 0) & (end >= 0) & (branch[:, idx_brch.BR_STATUS].real > 0)
    place = np.where(used, np.cumsum(used) - 1, -1).astype(np.int64)
    lines, trafos = (_range(net, element) for element in ("line", "trafo"))
    grid = grids.iloc[0]
    base_kva = float(ppc["baseMVA"]) * 1e3
    position = {index: at for at, index in enumerate(net.bus.index)}
    x, y = coordinates(net)
    line_branch = place[lines] if len(net.line) else np.zeros(0, dtype=np.int64)
    line_ids = tuple(str(label) for label in net.line["name"])
    switch = net.switch[(net.switch.et == "l") & ~net.switch.closed.to_numpy(dtype=bool)]
    opened = np.isin(net.line.index, switch.element)
    shunt = (bus[alive, idx_bus.GS].real + 1j * bus[alive, idx_bus.BS].real) * 1e3 / base_kva
    return Network(
        name=name,
        bus_ids=tuple(str(label) for label in net.bus["name"]),
        bus_kv=_floats(net.bus.vn_kv),
        bus_node=bus_node,
        bus_x=x,
        bus_y=y,
        node_kv=_floats(bus[alive, idx_bus.BASE_KV].real),
        node_shunt_pu=_complex(shunt),
        slack_node=int(number[slack]),
        slack_vm_pu=float(grid.vm_pu),
        slack_va_deg=float(grid.va_degree),
        branch_from=start[used],
        branch_to=end[used],
        branch_yff_pu=yff[used],
        branch_yft_pu=yft[used],
        branch_ytf_pu=ytf[used],
        branch_ytt_pu=ytt[used],
        branch_zero_yff_pu=zero.yff[used],
        branch_zero_yft_pu=zero.yft[used],
        branch_zero_ytf_pu=zero.ytf[used],
        branch_zero_ytt_pu=zero.ytt[used],
        slack_sequence_pu=zero.source,
        trafo_vector_group=zero.vector_group,
        trafo_tap_side=taps.side,
        trafo_tap_pos=taps.position,
        trafo_tap_neutral=taps.neutral,
        trafo_tap_min=taps.lowest,
        trafo_tap_max=taps.highest,
        trafo_tap_step_pct=taps.step_pct,
        trafo_tap_fixed=taps.fixed,
        tap_ignored=taps.ignored,
        zero_sequence_assumed=zero.assumed,
        line_ids=line_ids,
        line_branch=line_branch,
        line_from_bus=_positions(net.line.from_bus, position),
        line_to_bus=_positions(net.line.to_bus, position),
        line_limit_a=_rating(net.line.max_i_ka * net.line.df * net.line.parallel * 1e3),
        line_length_km=_floats(net.line.length_km),
        line_types=tuple(kind if isinstance(kind, str) else "" for kind in net.line.std_type),
        trafo_ids=tuple(str(label) for label in net.trafo["name"]),
        trafo_branch=place[trafos] if len(net.trafo) else np.zeros(0, dtype=np.int64),
        trafo_hv_bus=_positions(net.trafo.hv_bus, position),
        trafo_lv_bus=_positions(net.trafo.lv_bus, position),
        trafo_limit_kva=_rating(net.trafo.sn_mva * net.trafo.df * net.trafo.parallel * 1e3),
        trafo_hv_kv=_floats(net.trafo.vn_hv_kv),
        trafo_lv_kv=_floats(net.trafo.vn_lv_kv),
        base_kva=base_kva,
        open_lines=tuple(np.array(line_ids, dtype=object)[(line_branch < 0) | opened].tolist()),
        connection_ids=connected.ids,
        connection_bus=_positions(connected.bus, position),
        connection_p_kw=connected.p_kw,
        connection_q_kvar=connected.q_kvar,
        connection_phases=connected.phases,
        connection_fuse_a=connected.fuse_a,
        pandapower_json=str(pp.to_json(_without_results(net))),
    )


def _without_results(net: Any) -> Any:
    """Return the net without what solving it left behind."""
    for key in [key for key in net if key.startswith(_RESULTS)]:
        if hasattr(net[key], "iloc"):
            net[key] = net[key].iloc[0:0]
    for key in ("_ppc", "_ppc0", "_ppc1", "_ppc2"):
        net.pop(key, None)
    return net


def _range(net: Any, element: str) -> slice:
    first, last = net._pd2ppc_lookups["branch"].get(element, (0, 0))  # noqa: SLF001
    return slice(int(first), int(last))


def coordinates(net: Any) -> tuple[FloatArray, FloatArray]:
    """Return x and y of every bus from its GeoJSON point or the older table; NaN where unknown."""
    import json

    x, y = np.full(len(net.bus), np.nan), np.full(len(net.bus), np.nan)
    if "geo" in net.bus:
        for at, text in enumerate(net.bus.geo):
            if isinstance(text, str) and text:
                try:
                    point = json.loads(text)["coordinates"]
                    x[at], y[at] = float(point[0]), float(point[1])
                except (ValueError, KeyError, TypeError, IndexError):
                    continue
    return x, y


def _positions(column: Any, position: dict[Any, int]) -> IntArray:
    return np.array([position[index] for index in column], dtype=np.int64)


def _floats(column: Any) -> FloatArray:
    return np.ascontiguousarray(column, dtype=np.float64)


def _complex(column: Any) -> ComplexArray:
    return np.ascontiguousarray(column, dtype=np.complex128)


def _rating(column: Any) -> FloatArray:
    """Return ratings; zero, negative and absurdly large ones mean that none is known."""
    values = _floats(column)
    return np.where((values > 0.0) & (values < 1e6), values, np.nan)

"""A network with a stronger cable or transformer in place of one that is there.

Cables: the next type of the library by ampacity; beyond the largest, several of it side by side. The new
one has the two-port of its type, at the highest conductor temperature. A transformer: the next size; the
two-port of the old one is scaled so that its leakage is the new one's, so taps and R/X stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from hubsim.networks.network import Network
from hubsim.networks.type_library import CableType, cables, transformers

Sort: TypeAlias = Literal["line", "transformer"]

_SIDE_BY_SIDE = 4
"""Cables, or transformers, of the largest type that are put side by side at most."""

_WARM_DEGC, _SOIL = 55.0, 0.75
"""Conductor temperature of a full cable, and resistivity of the soil for its ampacity [K.m/W]."""

_LOW_KV, _MEDIUM_KV = 1.0, 12.0
_LOW = ("4x50 Al", "4x95 Al", "4x150 Al", "4x240 Al")
_MEDIUM = ("3x1x95 Al", "3x1x150 Al", "3x1x240 Al")
_MORE = 1.001
"""A type counts as stronger from this share on; less is rounding."""

_PORTS = ("yff", "yft", "ytf", "ytt")


@dataclass(frozen=True)
class Upgrade:
    """One element made stronger.

    was, becomes : rating before, and type after
    units : how many side by side; length_m : of a cable
    kva : rating of a new transformer in all; is_low : whether a cable is of low voltage
    """

    sort: Sort
    element: str
    was: str
    becomes: str
    units: int
    length_m: float
    kva: float
    is_low: bool


def upgraded(network: Network, sort: Sort, index: int) -> tuple[Network, Upgrade] | None:
    """Return the network with the next size of one element; None where no type is known for it."""
    return (_with_cable if sort == "line" else _with_transformer)(network, index)


def impedance_pu(network: Network, sort: Sort, index: int) -> float:
    """Return the size of an element's series impedance on the network's base [pu]."""
    branch = (network.line_branch if sort == "line" else network.trafo_branch)[index]
    return float(1.0 / np.abs(network.branch_yft_pu[branch]))


def _with_cable(network: Network, line: int) -> tuple[Network, Upgrade] | None:
    kv = float(network.bus_kv[network.line_from_bus[line]])
    limit_a = float(network.line_limit_a[line])
    length_km = float(network.line_length_km[line])
    if kv >= _MEDIUM_KV or network.line_branch[line] < 0 or not length_km > 0.0:
        return None
    names = _LOW if kv < _LOW_KV else _MEDIUM
    choices = [(n, cables()[name]) for n, name in _side_by_side(names)]
    ohm = kv**2 * 1e3 / network.base_kva
    z_old = impedance_pu(network, "line", line) * ohm
    for n, cable in choices:
        z = _z_ohm(cable, length_km) / n
        stronger = not np.isfinite(limit_a) or n * cable.limit_a(_SOIL) > _MORE * limit_a
        if stronger and abs(z) * _MORE < z_old:
            break
    else:
        return None
    branch = int(network.line_branch[line])
    half = 0.5j * 2.0 * np.pi * 50.0 * cable.c_uf_per_km * 1e-6 * length_km * n
    y, b = ohm / z, half * ohm
    new = {"yff": y + b, "yft": -y, "ytf": -y, "ytt": y + b}
    z0 = complex(cable.r0_at(_WARM_DEGC), cable.x0) * length_km / n
    zero = network.branch_zero_yft_pu[branch]
    # Without figures of its own the zero sequence changes as the positive one does.
    y0 = ohm / z0 if np.isfinite(z0) else zero * abs(y / network.branch_yft_pu[branch])
    limits = network.line_limit_a.copy()
    limits[line] = n * cable.limit_a(_SOIL)
    changed = _with_ports(
        network, branch, lambda port, _: new[port], lambda _, old: old * abs(y0 / zero)
    )
    was = f"{limit_a:.0f} A" if np.isfinite(limit_a) else "unknown"
    becomes = cable.type if n == 1 else f"{n} x {cable.type}"
    name, is_low = network.line_ids[line], kv < _LOW_KV
    upgrade = Upgrade("line", name, was, becomes, n, 1e3 * length_km, 0.0, is_low)
    return replace(changed, line_limit_a=limits), upgrade


def _with_transformer(network: Network, trafo: int) -> tuple[Network, Upgrade] | None:
    branch, kva = int(network.trafo_branch[trafo]), float(network.trafo_limit_kva[trafo])
    low_kv = network.bus_kv[network.trafo_lv_bus[trafo]]
    if branch < 0 or low_kv >= _LOW_KV or not np.isfinite(kva):
        return None
    sizes = sorted(
        (one for one in transformers().values() if " 2009" not in one.type), key=lambda one: one.kva
    )
    known = {one.type: one for one in sizes}
    for n, name in _side_by_side(tuple(known)):
        kind = known[name]
        if n * kind.kva > _MORE * kva:
            break
    else:
        return None
    # The network's base is its nominal voltages, that of the leakage the rated ones.
    nominal_kv = network.bus_kv[network.trafo_hv_bus[trafo]] * low_kv
    rated_kv = network.trafo_hv_kv[trafo] * network.trafo_lv_kv[trafo]
    y_pu = n * kind.kva / network.base_kva / (kind.uk_pct / 100.0) * nominal_kv / rated_kv
    factor = y_pu / float(np.abs(network.branch_yft_pu[branch]))
    limits = network.trafo_limit_kva.copy()
    limits[trafo] = n * kind.kva
    changed = _with_ports(network, branch, lambda _, old: old * factor, lambda _, old: old * factor)
    becomes = kind.type if n == 1 else f"{n} x {kind.type}"
    upgrade = Upgrade(
        "transformer",
        network.trafo_ids[trafo],
        f"{kva:.0f} kVA",
        becomes,
        n,
        0.0,
        n * kind.kva,
        is_low=False,
    )
    return replace(changed, trafo_limit_kva=limits), upgrade


def _side_by_side(names: tuple[str, ...]) -> list[tuple[int, str]]:
    """Return number and type of every choice, weakest first."""
    return [(1, name) for name in names] + [(n, names[-1]) for n in range(2, _SIDE_BY_SIDE + 1)]


def _z_ohm(cable: CableType, length_km: float) -> complex:
    return complex(cable.r_at(_WARM_DEGC), cable.x) * length_km


def _with_ports(
    network: Network,
    branch: int,
    positive: Callable[[str, complex], complex],
    zero: Callable[[str, complex], complex],
) -> Network:
    """Return the network with other two-ports of one branch; they get the port's name and old value."""
    changed = {}
    for port in _PORTS:
        for prefix, make in (("branch_", positive), ("branch_zero_", zero)):
            name = f"{prefix}{port}_pu"
            values = getattr(network, name).copy()
            values[branch] = make(port, complex(values[branch]))
            changed[name] = values
    return replace(network, **changed)

"""Two-ports of power-grid-model's branches in positive and zero sequence, per unit on 1 MVA.

Equations: power-grid-model documentation, *Component type hierarchy and graph data model*: pi sections, a
transformer with its magnetising branch halved to both sides, and zero-sequence paths by winding types.
"""

from __future__ import annotations

from cmath import exp, pi
from math import sqrt
from typing import Any

import numpy as np

from hubsim.arrays import ComplexArray
from hubsim.networks.zero_sequence import LINE_R0_R1, LINE_X0_X1

BASE_VA = 1e6
FREQUENCY_HZ = 50.0

_WYE, _WYE_N, _DELTA, _ZIGZAG, _ZIGZAG_N = range(5)
_LETTERS = {_WYE: "Y", _WYE_N: "YN", _DELTA: "D", _ZIGZAG: "Z", _ZIGZAG_N: "ZN"}
_LINK_PU = 1e6 + 1e6j
_ZIGZAG_SHARE = 0.1
"""Zero-sequence leakage of a zigzag winding over the positive one, as power-grid-model takes it."""

_EARTHED = (_WYE_N, _ZIGZAG_N)
_STRAY = 1e-8
"""Zero-sequence admittance, over that of the leakage, of a winding that lets none through."""

_GROUND_S = 1e-15

Ports = tuple[ComplexArray, ComplexArray]
"""``yff, yft, ytf, ytt`` of the positive and of the zero sequence."""


def line_ports(row: dict[str, Any], u_rated: float) -> tuple[Ports, bool]:
    """Return the two-ports of a line, and whether its zero sequence is assumed."""
    base_s = BASE_VA / u_rated**2
    assumed = not all(name in row for name in ("r0", "x0", "c0")) or (row["r0"] == 0 == row["x0"])
    zero = (
        (LINE_R0_R1 * row["r1"], LINE_X0_X1 * row["x1"], row["c1"], row["tan1"])
        if assumed
        else (row["r0"], row["x0"], row["c0"], row.get("tan0", 0.0))
    )
    made = []
    for r, x, c, tan in ((row["r1"], row["x1"], row["c1"], row["tan1"]), zero):
        series = 1.0 / complex(r, x) / base_s
        shunt = 2.0 * pi * FREQUENCY_HZ * c * complex(tan, 1.0) / base_s
        made.append(_pi(row, series, shunt, 1.0))
    return (made[0], made[1]), assumed


def link_ports(row: dict[str, Any]) -> Ports:
    """Return the two-ports of a link: a large admittance in both sequences."""
    made = _pi(row, _LINK_PU, 0.0, 1.0)
    return made, made


def transformer_ports(row: dict[str, Any], from_u: float, to_u: float) -> Ports:
    """Return the two-ports of a transformer between nodes of two rated voltages [V]."""
    base_s = BASE_VA / to_u**2
    tap, nominal = _tap(row)
    step = (1 if row["tap_max"] > row["tap_min"] else -1) * (tap - nominal) * row["tap_size"]
    u1 = row["u1"] + (step if row["tap_side"] == 0 else 0.0)
    u2 = row["u2"] + (step if row["tap_side"] == 1 else 0.0)
    k = u1 / u2 * to_u / from_u
    uk, pk = (_at_tap(row, name, tap, nominal) for name in ("uk", "pk"))
    sn = row["sn"]
    size, r = abs(uk) * u2**2 / sn, pk * u2**2 / sn**2
    series = 1.0 / complex(r, (1 if uk >= 0 else -1) * sqrt(max(size**2 - r**2, 0.0))) / base_s
    shunt = _magnetising(row["i0"], row["p0"], sn, u2) / base_s
    i0 = row.get("i0_zero_sequence", row["i0"])
    p0 = row.get("p0_zero_sequence", row["p0"] + pk * (i0**2 - row["i0"] ** 2))
    zero_shunt = _magnetising(i0, p0, sn, u2) / base_s
    clock = row["clock"] % 12
    positive = _pi(row, series, shunt, k * exp(1j * clock * pi / 6))
    zero = _transformer_zero(row, series, zero_shunt, k, (from_u, to_u))
    return positive, zero


def vector_group(row: dict[str, Any]) -> str:
    """Return the vector group of a transformer, such as ``Dyn``."""
    return _LETTERS[row["winding_from"]] + _LETTERS[row["winding_to"]].lower()


def source_ports(row: dict[str, Any]) -> Ports:
    """Return the two-ports of the impedance between an ideal source and its node."""
    size = BASE_VA / row.get("sk", 1e10)
    rx = row.get("rx_ratio", 0.1)
    x = size / sqrt(rx**2 + 1.0)
    y = 1.0 / complex(rx * x, x)
    whole = {"from_status": 1, "to_status": 1}
    return _pi(whole, y, 0.0, 1.0), _pi(whole, y / row.get("z01_ratio", 1.0), 0.0, 1.0)


def _transformer_zero(
    row: dict[str, Any], series: complex, shunt: complex, k: float, u_rated: tuple[float, float]
) -> ComplexArray:
    """Return the zero-sequence two-port of a transformer by its windings."""
    at_from, at_to = (
        complex(row.get(f"r_grounding_{side}", 0.0), row.get(f"x_grounding_{side}", 0.0))
        * BASE_VA
        / u**2
        for side, u in zip(("from", "to"), u_rated, strict=True)
    )
    first, last = row["winding_from"], row["winding_to"]
    ports = np.zeros(4, dtype=np.complex128)
    leakage = 1.0 / series
    if first == last == _WYE_N:
        through = 1.0 / (leakage + 3.0 * (at_to + at_from / k**2))
        turned = -1.0 if row["clock"] % 12 in (2, 6, 10) else 1.0
        ports = _pi(row, through, shunt, k * turned)
    elif first == _WYE_N and row["from_status"]:
        inside = shunt + (series if last == _DELTA else 0.0)
        ports[0] = _earthed(inside, at_from / k**2) / k**2
    elif last == _WYE_N and row["to_status"]:
        ports[3] = _earthed(shunt + (series if first == _DELTA else 0.0), at_to)
    if first == _ZIGZAG_N and row["from_status"]:
        ports[0] = 1.0 / (_ZIGZAG_SHARE * leakage + 3.0 * at_from / k**2) / k**2
    if last == _ZIGZAG_N and row["to_status"]:
        ports[3] = 1.0 / (_ZIGZAG_SHARE * leakage + 3.0 * at_to)
    stray = -1j * _STRAY * row["sn"] / BASE_VA / row["uk"]
    if first not in _EARTHED and row["from_status"]:
        ports[0] += stray
    if last not in _EARTHED and row["to_status"]:
        ports[3] += stray
    return ports


def _earthed(inside: complex, earth: complex) -> complex:
    """Return an admittance in series with three times the impedance of its earth."""
    return inside / (1.0 + 3.0 * earth * inside)


def _pi(row: dict[str, Any], series: complex, shunt: complex, ratio: complex) -> ComplexArray:
    """Return yff, yft, ytf, ytt of a pi section behind a ratio; of one with an open end its charging."""
    if row["from_status"] and row["to_status"]:
        whole = series + 0.5 * shunt
        return np.array(
            [whole / abs(ratio) ** 2, -series / ratio.conjugate(), -series / ratio, whole],
            dtype=np.complex128,
        )
    ports = np.zeros(4, dtype=np.complex128)
    if row["from_status"] or row["to_status"]:
        charging = (
            0.5 * shunt + 1.0 / (1.0 / series + 2.0 / shunt) if abs(shunt) > _GROUND_S else 0.0
        )
        if row["from_status"]:
            ports[0] = charging / abs(ratio) ** 2
        else:
            ports[3] = charging
    return ports


def _tap(row: dict[str, Any]) -> tuple[int, int]:
    """Return the tap position, kept within its range, and the nominal one."""
    nominal = row.get("tap_nom", 0)
    low, high = sorted((row["tap_min"], row["tap_max"]))
    return max(min(row.get("tap_pos", nominal), high), low), nominal


def _at_tap(row: dict[str, Any], name: str, tap: int, nominal: int) -> float:
    """Return uk or pk at a tap position: linear between the nominal one and both ends."""
    at_nominal = row[name]
    end = "max" if min(nominal, row["tap_max"]) <= tap <= max(nominal, row["tap_max"]) else "min"
    span = row[f"tap_{end}"] - nominal
    at_end = row.get(f"{name}_{end}", at_nominal)
    return float(
        at_nominal + (tap - nominal) * (at_end - at_nominal) / span if span else at_nominal
    )


def _magnetising(i0: float, p0: float, sn: float, u2: float) -> complex:
    """Return the magnetising admittance [S] at the to side."""
    size, g = i0 * sn / u2**2, p0 / u2**2
    return complex(g, -sqrt(max(size**2 - g**2, 0.0)))

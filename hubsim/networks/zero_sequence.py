"""What a pandapower net says about the zero sequence: two-ports of lines and transformers, external grid.

Lines are pi sections of ``r0_ohm_per_km``, ``x0_ohm_per_km`` and ``c0_nf_per_km``. A transformer passes,
grounds or blocks the zero sequence by its vector group: a star point brought out (N, n) lets the current
out, a delta lets it circulate, a zigzag grounds its own side alone (Anderson 1973, *Analysis of Faulted
Power Systems*, chapter 7). Leakage is ``vk0_percent``, divided between the windings by ``si0_hv_partial``,
with the magnetising branch ``mag0_percent`` between. The external grid follows from ``s_sc_max_mva`` with
the voltage factor 1.1 of IEC 60909-0.

What the net does not say is assumed and named, never passed over: see `Assumed`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import ComplexArray, FloatArray

LINE_R0_R1, LINE_X0_X1 = 4.0, 3.5
"""Zero over positive sequence of a line that does not say. The current of all three phases returns through
a neutral of the same section, so R0 = R1 + 3 R_N; X0 as a four-core cable without screen, 4x150 mm2
aluminium (0.28 over 0.079 ohm/km), has."""

HV_SHARE = 0.9
"""Of a transformer's zero-sequence leakage, the part at its high-voltage winding where it is not said."""

VOLTAGE_FACTOR = 1.1
"""Voltage factor c of IEC 60909-0 between short-circuit power and source impedance."""

_GROUP = re.compile(r"(?P<hv>D|YN|Y|ZN|Z)(?P<lv>d|yn|y|zn|z)\d*")


@dataclass(frozen=True)
class ZeroSequence:
    """Zero-sequence two-ports of all branches of pandapower's table, and the external grid.

    yff, yft, ytf, ytt : (branches,) NaN where an element has no zero-sequence model
    source : (2,) admittance behind which negative and zero sequence are zero; infinite when not known
    vector_group : of every transformer, without its clock number
    assumed : ids of lines and transformers whose zero sequence the net does not give
    """

    yff: ComplexArray
    yft: ComplexArray
    ytf: ComplexArray
    ytt: ComplexArray
    source: ComplexArray
    vector_group: tuple[str, ...]
    assumed: tuple[str, ...]


def zero_sequence(
    net: Any, ratio: ComplexArray, positive: tuple[ComplexArray, ...]
) -> ZeroSequence:
    """Return the zero sequence of a pandapower net that has been solved.

    ratio : (branches,) complex tap ratio of pandapower's table
    positive : its two-port parts ``yff, yft, ytf, ytt``, kept for impedances and switches

    Raises
    ------
    KeyError
        when a table lacks a column that its positive sequence needs too.
    """
    ports = [part.copy() for part in positive]
    ranges = net._pd2ppc_lookups["branch"]  # noqa: SLF001 - the documented way to the branch table
    assumed: list[str] = []
    if len(net.line):
        first, last = ranges["line"]
        for part, values in zip(ports, _lines(net, assumed), strict=True):
            part[first:last] = values
    groups: tuple[str, ...] = ()
    if len(net.trafo):
        first, last = ranges["trafo"]
        groups = tuple(_groups(net, assumed))
        values_of = [
            _trafo(row, group, ratio[at], net)
            for at, row, group in zip(
                range(first, last), net.trafo.itertuples(), groups, strict=True
            )
        ]
        for part, values in zip(ports, np.array(values_of).T, strict=True):
            part[first:last] = values
    if "trafo3w" in ranges:
        first, last = ranges["trafo3w"]
        for part in ports:
            part[first:last] = np.nan
    yff, yft, ytf, ytt = ports
    return ZeroSequence(yff, yft, ytf, ytt, _source(net), groups, tuple(assumed))


def _lines(net: Any, assumed: list[str]) -> tuple[ComplexArray, ...]:
    """Return the two-ports of the lines."""
    line = net.line
    parallel = _column(line, "parallel")
    base_ohm = net.bus.vn_kv.loc[line.from_bus].to_numpy(dtype=float) ** 2 / net.sn_mva
    r1, x1, c1 = (_column(line, name) for name in ("r_ohm_per_km", "x_ohm_per_km", "c_nf_per_km"))
    r0, x0, c0 = (
        _column(line, name) for name in ("r0_ohm_per_km", "x0_ohm_per_km", "c0_nf_per_km")
    )
    unknown = ~(np.isfinite(r0) & np.isfinite(x0)) | (np.abs(r0) + np.abs(x0) == 0.0)
    assumed += [str(name) for name in line["name"][unknown]]
    r0, x0 = np.where(unknown, LINE_R0_R1 * r1, r0), np.where(unknown, LINE_X0_X1 * x1, x0)
    c0 = np.where(np.isfinite(c0), c0, c1)
    length_km = _column(line, "length_km")
    with np.errstate(divide="ignore", invalid="ignore"):
        series = base_ohm / ((r0 + 1j * x0) * length_km / parallel)
    half = 1j * np.pi * net.f_hz * c0 * 1e-9 * length_km * parallel * base_ohm
    return series + half, -series, -series, series + half


def _groups(net: Any, assumed: list[str]) -> list[str]:
    """Return the vector group of every transformer: given, or after its clock number.

    An odd clock number is a delta or star, zigzag pair; distribution transformers are Dyn. An even one
    is a star-star pair.
    """
    given = net.trafo["vector_group"] if "vector_group" in net.trafo else [None] * len(net.trafo)
    vk0 = _column(net.trafo, "vk0_percent")
    groups = []
    for name, text, shift, leakage in zip(
        net.trafo["name"], given, _column(net.trafo, "shift_degree"), vk0, strict=True
    ):
        known = _GROUP.fullmatch(str(text).strip())
        odd = round(float(shift) / 30.0) % 2 == 1
        groups.append(known["hv"] + known["lv"] if known else "Dyn" if odd else "YNyn")
        if known is None or not leakage > 0.0:
            assumed.append(str(name))
    return groups


def _trafo(
    row: Any, group: str, ratio: complex, net: Any
) -> tuple[complex, complex, complex, complex]:
    """Return the two-port of one transformer, on the base of its low-voltage bus and behind its ratio."""
    bus_kv = net.bus.vn_kv.loc[row.lv_bus]
    nominal = row.vn_hv_kv / row.vn_lv_kv * bus_kv / net.bus.vn_kv.loc[row.hv_bus]
    tapped_lv = getattr(row, "tap_side", None) == "lv"
    lv_kv = row.vn_lv_kv / (abs(ratio) / nominal if tapped_lv else 1.0)
    base = (lv_kv / bus_kv) ** 2 * net.sn_mva / row.sn_mva
    z_percent, r_percent = (
        _known(row, name, getattr(row, other))
        for name, other in (("vk0_percent", "vk_percent"), ("vkr0_percent", "vkr_percent"))
    )
    size, r = z_percent / 100.0 * base, r_percent / 100.0 * base
    leakage = (r + 1j * np.sqrt(max(size**2 - r**2, 0.0))) / row.parallel
    earth_ohm = complex(_known(row, "rn_ohm", 0.0), _known(row, "xn_ohm", 0.0))
    earth_kv = bus_kv if _sides(group)[1] in ("yn", "zn") else net.bus.vn_kv.loc[row.hv_bus]
    leakage += 3.0 * earth_ohm * net.sn_mva / earth_kv**2
    at_hv = _known(row, "si0_hv_partial", HV_SHARE) * leakage
    at_lv = leakage - at_hv
    times, rx = _known(row, "mag0_percent", np.inf) / 100.0, _known(row, "mag0_rx", 0.0)
    iron = 0.0 if np.isinf(times) else row.parallel / (size * times * (rx + 1j) / np.hypot(rx, 1.0))
    yff, yft, ytt = _ports(group, at_hv, at_lv, iron)
    # Taps at the high-voltage side; of the phase shift only 0 or 180 degrees exists in the zero sequence.
    sign = -1.0 if np.cos(np.deg2rad(row.shift_degree)) < -0.5 else 1.0
    turns = abs(ratio) * sign
    return yff / turns**2, yft / turns, yft / turns, ytt


def _ports(
    group: str, at_hv: complex, at_lv: complex, iron: complex
) -> tuple[complex, complex, complex]:
    """Return yff, yft and ytt of a T of two leakages with the magnetising admittance between."""
    hv, lv = _sides(group)
    whole = at_hv + at_lv
    if (
        "Z" in hv or "z" in lv
    ):  # a zigzag winding's halves cancel each other's flux: it couples to nothing
        return (
            1.0 / whole if hv == "ZN" else iron / (1.0 + at_hv * iron) if hv == "YN" else 0.0,
            0.0,
            1.0 / whole if lv == "zn" else iron / (1.0 + at_lv * iron) if lv == "yn" else 0.0,
        )
    if hv == "YN" and lv == "yn":
        bottom = whole + at_hv * at_lv * iron
        return (1.0 + at_lv * iron) / bottom, -1.0 / bottom, (1.0 + at_hv * iron) / bottom
    if hv == "YN":
        beyond = iron + (1.0 / at_lv if lv == "d" else 0.0)
        return beyond / (1.0 + at_hv * beyond), 0.0, 0.0
    if lv == "yn":
        beyond = iron + (1.0 / at_hv if hv == "D" else 0.0)
        return 0.0, 0.0, beyond / (1.0 + at_lv * beyond)
    return 0.0, 0.0, 0.0


def _sides(group: str) -> tuple[str, str]:
    """Return the connections of both windings: ``Dyn`` is ``D`` and ``yn``."""
    match = _GROUP.fullmatch(group)
    assert match is not None
    return match["hv"], match["lv"]


def _source(net: Any) -> ComplexArray:
    """Return the admittance of the external grid in negative and zero sequence."""
    grid = net.ext_grid[net.ext_grid.in_service.to_numpy(dtype=bool)].iloc[0]
    strength, rx = (float(grid.get(name, np.nan)) for name in ("s_sc_max_mva", "rx_max"))
    if not (np.isfinite(strength) and strength > 0.0 and np.isfinite(rx)):
        return np.full(2, np.inf, dtype=np.complex128)
    size = VOLTAGE_FACTOR * net.sn_mva / strength
    x = size / np.hypot(rx, 1.0)
    negative = 1.0 / complex(rx * x, x)
    x0x, r0x0 = (float(grid.get(name, np.nan)) for name in ("x0x_max", "r0x0_max"))
    if not (np.isfinite(x0x) and np.isfinite(r0x0) and x0x > 0.0):
        return np.array([negative, np.inf], dtype=np.complex128)
    return np.array([negative, 1.0 / complex(r0x0 * x0x * x, x0x * x)], dtype=np.complex128)


def _column(table: Any, name: str) -> FloatArray:
    """Return a column as numbers, NaN where there is none."""
    if name not in table:
        return np.full(len(table), np.nan)
    return np.ascontiguousarray(table[name], dtype=np.float64)


def _known(row: Any, name: str, otherwise: float) -> float:
    """Return a number of a row, or another one where it is not given; a leakage of zero is not one."""
    value = float(getattr(row, name, np.nan))
    missing = not np.isfinite(value) or (name in ("vk0_percent", "mag0_percent") and value <= 0.0)
    return otherwise if missing else value

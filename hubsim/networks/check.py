"""What is wrong or odd in a network, before anything is simulated on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hubsim.errors import NetworkError
from hubsim.networks.admittance import noload_voltage
from hubsim.networks.network import Network

LARGEST_ADMITTANCE_PU = 1e9
"""A branch above it is a short circuit and spoils the matrix: |z| < 1e-9 pu."""

LINE_A = (10.0, 2000.0)
"""Plausible line ratings; the usual slips are kA for A and the reverse."""

TRAFO_KVA = (5.0, 10_000.0)
"""Plausible ratings of a transformer to low voltage; the usual slip is MVA for kVA."""

LARGEST_TRAFO_KVA = 100_000.0
"""Largest plausible rating of any other transformer of a distribution network."""

LINE_OHM_PER_KM = (0.01, 20.0)
"""Plausible line impedances; the usual slips are metres for kilometres and milliohm for ohm."""

UK_PCT = (0.5, 30.0)
"""Plausible short-circuit voltages of a transformer."""

RATED_OVER_NOMINAL = (0.8, 1.25)
"""Plausible rated voltage of a transformer winding over the nominal voltage of its bus."""

LOW_VOLTAGE_KV = 1.0
NAMED = 5
"""Of several elements with the same mistake, so many are named."""

NOLOAD_PU = (0.9, 1.1)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or odd.

    severity : ``error`` when the network cannot be trusted, ``warning`` when the user should know
    element, element_id : what it is about: ``bus``, ``line``, ``trafo``, ``branch`` or ``network``
    message : in words, with the number
    """

    severity: Literal["error", "warning"]
    element: str
    element_id: str
    message: str

    def __str__(self) -> str:
        """Return ``warning: line 7: message``; a nameless element's id says its kind already."""
        named = self.element_id.startswith(f"{self.element} ")
        place = self.element_id if named else f"{self.element} {self.element_id}".strip()
        return f"{self.severity}: {place}: {self.message}"


def check(network: Network, *, three_phase: bool = False) -> list[Finding]:
    """Return everything wrong or odd in a network: errors first, then warnings.

    three_phase : also what only a three-phase study looks at
    """
    findings = [
        *_impedances(network),
        *_levels(network),
        *_supply(network),
        *_lines(network),
        *_trafos(network),
        *_taps(network),
        *_whole(network),
        *(_zero_sequence(network) if three_phase else ()),
    ]
    if not any(finding.severity == "error" for finding in findings):
        findings += _noload(network)
    return sorted(findings, key=lambda finding: finding.severity)


def _impedances(network: Network) -> Iterator[Finding]:
    """Yield branches that are a short circuit or not a number."""
    ports = np.stack(
        [
            network.branch_yff_pu,
            network.branch_yft_pu,
            network.branch_ytf_pu,
            network.branch_ytt_pu,
        ]
    )
    largest = np.abs(ports).max(axis=0)
    broken = np.any(~np.isfinite(ports), axis=0)
    for branch in np.flatnonzero(broken | (largest > LARGEST_ADMITTANCE_PU)):
        element, element_id = _owner(network, int(branch))
        problem = (
            "its impedance is not a number"
            if broken[branch]
            else f"its impedance is practically zero ({1 / largest[branch]:.1e} pu)"
        )
        yield Finding(
            "error", element, element_id, f"{problem}; join the buses with a bus switch instead"
        )


def _owner(network: Network, branch: int) -> tuple[str, str]:
    """Return the element that a branch stands for."""
    for element, ids, branches in (
        ("line", network.line_ids, network.line_branch),
        ("trafo", network.trafo_ids, network.trafo_branch),
    ):
        for place in np.flatnonzero(branches == branch):
            return element, ids[int(place)]
    return "branch", str(branch)


def _levels(network: Network) -> Iterator[Finding]:
    """Yield branches whose voltages do not match those of their buses."""
    start, end = (network.bus_kv[bus] for bus in (network.line_from_bus, network.line_to_bus))
    for line in np.flatnonzero(~np.isclose(start, end, rtol=0.05)):
        text = f"joins buses of {start[line]:g} and {end[line]:g} kV: a transformer is missing"
        yield Finding("error", "line", network.line_ids[int(line)], text)
    low, high = RATED_OVER_NOMINAL
    for side, rated, buses in (
        ("high", network.trafo_hv_kv, network.trafo_hv_bus),
        ("low", network.trafo_lv_kv, network.trafo_lv_bus),
    ):
        nominal = network.bus_kv[buses]
        outside = (rated < low * nominal) | (rated > high * nominal)
        for trafo in np.flatnonzero(outside):
            text = (
                f"its {side}-voltage winding is rated {rated[trafo]:g} kV, but its bus"
                f" {network.bus_ids[int(buses[trafo])]} is of {nominal[trafo]:g} kV"
            )
            yield Finding("error", "trafo", network.trafo_ids[int(trafo)], text)


def _supply(network: Network) -> Iterator[Finding]:
    """Yield islands without supply and lines out of service."""
    for island in _islands(network):
        first, *others = (network.bus_ids[bus] for bus in island)
        text = "is not supplied; nothing can connect here"
        if others:
            more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
            text = (
                f"is an island of {len(island)} buses without supply, with"
                f" {', '.join(others[:NAMED])}{more}; nothing can connect there"
            )
        yield Finding("warning", "bus", first, text)
    for line in network.open_lines:
        yield Finding("warning", "line", line, "is out of service or open at a switch")


def _islands(network: Network) -> list[list[int]]:
    """Return the buses without supply, those together that lines and transformers join."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    lost = network.bus_node < 0
    start = np.concatenate([network.line_from_bus, network.trafo_hv_bus])
    end = np.concatenate([network.line_to_bus, network.trafo_lv_bus])
    inside = lost[start] & lost[end]
    shape = (len(lost), len(lost))
    joined = coo_array((np.ones(int(inside.sum())), (start[inside], end[inside])), shape=shape)
    _, label = connected_components(joined, directed=False)
    islands: dict[int, list[int]] = {}
    for bus in np.flatnonzero(lost).tolist():
        islands.setdefault(int(label[bus]), []).append(bus)
    return list(islands.values())


def _lines(network: Network) -> Iterator[Finding]:
    """Yield lines in service with a rating that is missing or implausible."""
    low, high = LINE_A
    for line in np.flatnonzero(network.line_branch >= 0):
        limit_a = network.line_limit_a[line]
        name = network.line_ids[int(line)]
        if np.isnan(limit_a):
            yield Finding("warning", "line", name, "has no rating; its loading stays unknown")
        elif not low <= limit_a <= high:
            text = f"a rating of {limit_a:.4g} A is implausible ({low:.0f} to {high:.0f} A)"
            yield Finding("warning", "line", name, text)
        yield from _line_impedance(network, int(line))


def _line_impedance(network: Network, line: int) -> Iterator[Finding]:
    """Yield a line whose impedance a kilometre is implausible."""
    base_ohm = network.bus_kv[network.line_from_bus[line]] ** 2 * 1e3 / network.base_kva
    series = abs(network.branch_yft_pu[network.line_branch[line]]) / base_ohm
    low, high = LINE_OHM_PER_KM
    length_km = network.line_length_km[line]
    if np.isfinite(series) and series > 0.0 and length_km > 0.0:
        ohm = 1.0 / series / length_km
        if not low <= ohm <= high:
            text = f"an impedance of {ohm:.3g} ohm/km is implausible ({low:g} to {high:g} ohm/km)"
            yield Finding("warning", "line", network.line_ids[line], text)


def _trafos(network: Network) -> Iterator[Finding]:
    """Yield transformers in service with a rating that is missing or implausible."""
    for trafo in np.flatnonzero(network.trafo_branch >= 0):
        limit_kva = network.trafo_limit_kva[trafo]
        name = network.trafo_ids[int(trafo)]
        low, high = TRAFO_KVA
        if network.trafo_lv_kv[trafo] > LOW_VOLTAGE_KV:
            high = LARGEST_TRAFO_KVA
        if np.isnan(limit_kva):
            yield Finding("warning", "trafo", name, "has no rating; its loading stays unknown")
        elif not low <= limit_kva <= high:
            text = f"a rating of {limit_kva:.4g} kVA is implausible ({low:.0f} to {high:.0f} kVA)"
            yield Finding("warning", "trafo", name, text)
        else:
            yield from _short_circuit_voltage(network, int(trafo))


def _short_circuit_voltage(network: Network, trafo: int) -> Iterator[Finding]:
    """Yield a transformer whose impedance is implausible for its rating."""
    port = abs(network.branch_yft_pu[network.trafo_branch[trafo]])
    low, high = UK_PCT
    if np.isfinite(port) and port > 0.0:
        uk_pct = 100.0 * network.trafo_limit_kva[trafo] / network.base_kva / port
        if not low <= uk_pct <= high:
            text = f"a short-circuit voltage of {uk_pct:.3g} % is implausible ({low} to {high} %)"
            yield Finding("warning", "trafo", network.trafo_ids[trafo], text)


def _taps(network: Network) -> Iterator[Finding]:
    """Yield transformers whose tap position is outside its range or has no effect."""
    low, high = network.trafo_tap_min, network.trafo_tap_max
    outside = (network.trafo_tap_pos < low) | (network.trafo_tap_pos > high)
    for trafo in np.flatnonzero(outside):
        text = (
            f"its tap position {network.trafo_tap_pos[trafo]:g} is outside its range,"
            f" {low[trafo]:g} to {high[trafo]:g}"
        )
        yield Finding("warning", "trafo", network.trafo_ids[int(trafo)], text)
    for name in network.tap_ignored:
        text = "its tap position has no effect without tap_changer_type; give network.taps instead"
        yield Finding("warning", "trafo", name, text)


def _zero_sequence(network: Network) -> Iterator[Finding]:
    """Yield how many lines and transformers have an assumed zero sequence."""
    for element, ids in (("lines", network.line_ids), ("transformers", network.trafo_ids)):
        count = len(set(ids) & set(network.zero_sequence_assumed))
        if count:
            text = f"the zero sequence of {count} of {len(ids)} {element} is not given, so it is assumed"
            yield Finding("warning", "network", network.name, text)


def _whole(network: Network) -> Iterator[Finding]:
    """Yield what concerns the network as one."""
    if not len(network.branch_from):
        text = "nothing hangs on the external grid: no branch is in service"
        yield Finding("error", "network", network.name, text)
    if not (network.trafo_branch >= 0).any():
        text = "no transformer is in service, so none can be overloaded"
        yield Finding("warning", "network", network.name, text)
    if not len(network.connection_bus):
        text = "has no connections: no load of the file shows where members can connect"
        yield Finding("warning", "network", network.name, text)
    unplaced = int((~np.isfinite(network.bus_x) | ~np.isfinite(network.bus_y)).sum())
    if unplaced:
        text = f"{unplaced} of {len(network.bus_ids)} buses have no coordinates; maps are schematic"
        yield Finding("warning", "network", network.name, text)


def _noload(network: Network) -> Iterator[Finding]:
    """Yield the bus whose voltage without load is furthest outside the plausible range."""
    try:
        v_pu = np.abs(noload_voltage(network))
    except NetworkError as singular:
        yield Finding("error", "network", network.name, str(singular))
        return
    low, high = NOLOAD_PU
    supplied = np.flatnonzero(network.bus_node >= 0)
    v_bus = v_pu[network.bus_node[supplied]]
    outside = np.maximum(low - v_bus, v_bus - high)
    count = int((outside > 0.0).sum())
    if not np.isfinite(v_bus).all():
        text = "the voltages without load are not numbers"
        yield Finding("error", "network", network.name, text)
    elif count:
        worst = int(np.argmax(outside))
        text = (
            f"{v_bus[worst]:.3f} pu without any load, outside {low} to {high} pu"
            f" (so {count} of {len(v_bus)} buses)"
        )
        yield Finding("warning", "bus", network.bus_ids[int(supplied[worst])], text)

"""Tap positions of transformers: moved without going back to pandapower, and what regulates them.

A position changes the voltage of the tapped winding by ``s = 1 + step (position - neutral)``. Leakage and
iron losses are given on that winding's voltage, so its end of the two-port is seen through ``1 / s``:
tapped at the high-voltage side yff is divided by s^2, at the low-voltage side ytt, and yft and ytf by s;
the zero sequence the same. Ratings and the rated voltages of a loading stay, as in pandapower.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import numpy as np

from hubsim.errors import NetworkError
from hubsim.networks.network import Network
from hubsim.networks.source import NetworkSource, RegulatorSettings
from hubsim.networks.tap_changers import RATIO, Entry, recorded


@dataclass(frozen=True)
class Regulator:
    """Keeps the low-voltage busbar of a transformer within a band, by moving its taps under load.

    trafo : index of the transformer
    bus, node : index of its low-voltage bus, and of that bus's node
    target_pu, band_pu : the voltage is kept within target - band to target + band
    delay_s : how long the voltage has to be outside before the taps move by one position
    tap_min, tap_max : both ends; the position at the start is ``network.trafo_tap_pos[trafo]``
    raising : change of position, +1 or -1, that raises the voltage
    """

    trafo: int
    bus: int
    node: int
    target_pu: float
    band_pu: float
    delay_s: float
    tap_min: int
    tap_max: int
    raising: int


def with_taps(network: Network, positions: Mapping[str, int]) -> Network:
    """Return the network with transformers at other tap positions.

    positions : transformer id -> position

    Raises
    ------
    NetworkError
        when there is no such transformer, its taps cannot be moved, or it has no such position.

    Examples
    --------
    >>> from hubsim.networks.load import load_network
    >>> network = load_network("pandapower:create_kerber_dorfnetz")
    >>> float(with_taps(network, {"trafo 1": 2}).trafo_tap_pos[0])
    2.0
    """
    moves: dict[int, int] = {}
    for trafo_id, position in positions.items():
        if trafo_id not in network.trafo_ids:
            near = get_close_matches(trafo_id, network.trafo_ids, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise NetworkError(f"the network has no transformer {trafo_id!r}{hint}")
        trafo = network.trafo_ids.index(trafo_id)
        problem = _position_problem(network, trafo, position)
        if problem:
            raise NetworkError(problem, element="trafo", element_id=trafo_id)
        moves[trafo] = position
    # A ratio changer may have no type in the source; without one pandapower would not move it.
    entries: dict[int, dict[str, Entry]] = {
        trafo: {"tap_pos": position, "tap_changer_type": RATIO} for trafo, position in moves.items()
    }
    return replace(
        at_positions(network, moves),
        tap_ignored=tuple(name for name in network.tap_ignored if name not in positions),
        pandapower_json=recorded(network.pandapower_json, entries),
    )


def at_positions(network: Network, positions: Mapping[int, float]) -> Network:
    """Return the network with the two-ports of other tap positions; nothing is checked.

    Its ``pandapower_json`` stays at the old positions: for steps of a simulation, not to be stored.

    positions : transformer index -> position
    """
    tap_pos = network.trafo_tap_pos.copy()
    ports = {name: getattr(network, name).copy() for name in _PORTS}
    for trafo, position in positions.items():
        tap_pos[trafo] = position
        branch = network.trafo_branch[trafo]
        if branch >= 0:
            ratio = _winding(network, trafo, position) / _winding(
                network, trafo, float(network.trafo_tap_pos[trafo])
            )
            at = {"hv": (ratio, 1.0), "lv": (1.0, ratio)}[network.trafo_tap_side[trafo]]
            for name, (one, other) in _PORTS.items():
                ports[name][branch] /= at[one] * at[other]
    return replace(network, trafo_tap_pos=tap_pos, **ports)


def equipped(network: Network, source: NetworkSource) -> Network:
    """Return the network with the tap positions and the regulators' tap changers of a scenario.

    A regulator that brings a tap changer of its own starts at the rated ratio if no position is given.

    Raises
    ------
    NetworkError
        as `with_taps`; what `tap_problems` finds has to be refused before.
    """
    own = {
        network.trafo_ids.index(name): settings
        for name, settings in source.regulators.items()
        if settings.steps is not None
    }
    if own:
        network = _with_tap_changers(network, own)
    return with_taps(network, source.taps) if source.taps else network


def regulators_of(network: Network, source: NetworkSource) -> tuple[Regulator, ...]:
    """Return the regulators of a scenario on its network, as `equipped` returns it."""
    found = []
    for name, settings in source.regulators.items():
        trafo = network.trafo_ids.index(name)
        bus = int(network.trafo_lv_bus[trafo])
        up = 1.0 if network.trafo_tap_side[trafo] == "lv" else -1.0
        found.append(
            Regulator(
                trafo=trafo,
                bus=bus,
                node=int(network.bus_node[bus]),
                target_pu=settings.target,
                band_pu=settings.band,
                delay_s=round(settings.delay * 3600.0, 6),
                tap_min=int(network.trafo_tap_min[trafo]),
                tap_max=int(network.trafo_tap_max[trafo]),
                raising=int(up * np.sign(network.trafo_tap_step_pct[trafo])),
            )
        )
    return tuple(found)


def tap_problems(network: Network, source: NetworkSource) -> Iterator[tuple[str, str]]:
    """Yield (field, message) for taps and regulators that the network does not allow.

    Ids that are not in the network are passed over.
    """
    index = {name: trafo for trafo, name in enumerate(network.trafo_ids)}
    own = {}
    for name, settings in source.regulators.items():
        if name not in index:
            continue
        problem = _regulator_problem(network, index[name], settings)
        if problem:
            yield f"regulators.{name}{problem[0]}", problem[1]
        elif settings.steps is not None:
            own[index[name]] = settings
    changed = _with_tap_changers(network, own)
    for name, position in source.taps.items():
        text = _position_problem(changed, index[name], position) if name in index else ""
        if text:
            yield f"taps.{name}", text


_PORTS = {
    f"branch_{zero}{port}_pu": ends
    for zero in ("", "zero_")
    for port, ends in {"yff": (0, 0), "yft": (0, 1), "ytf": (1, 0), "ytt": (1, 1)}.items()
}
"""Field of the network -> its two ends: 0 high, 1 low voltage."""


def _winding(network: Network, trafo: int, position: float) -> float:
    """Return the voltage of the tapped winding over its rated voltage."""
    steps = position - float(network.trafo_tap_neutral[trafo])
    return 1.0 + float(network.trafo_tap_step_pct[trafo]) / 100.0 * steps


def _position_problem(network: Network, trafo: int, position: int) -> str:
    """Return why a transformer cannot be at a position; empty when it can."""
    if network.trafo_tap_fixed[trafo]:
        return f"its taps cannot be moved: {network.trafo_tap_fixed[trafo]}"
    low, high = (float(ends[trafo]) for ends in (network.trafo_tap_min, network.trafo_tap_max))
    if low <= position <= high:
        return ""
    return f"has no tap position {position}; allowed: {low:g} to {high:g}"


def _regulator_problem(
    network: Network, trafo: int, settings: RegulatorSettings
) -> tuple[str, str] | None:
    """Return (field, message) of what speaks against regulating a transformer so."""
    fixed, side = network.trafo_tap_fixed[trafo], network.trafo_tap_side[trafo]
    if network.trafo_branch[trafo] < 0:
        return "", "is out of service"
    if settings.steps is None and fixed:
        more = "" if side else "; give steps and step of the regulator"
        return "", f"its taps cannot be moved: {fixed}{more}"
    if settings.steps is not None and fixed and side:
        return ".steps", f"its tap changer cannot be replaced: {fixed}"
    step = abs(float(network.trafo_tap_step_pct[trafo])) / 100.0
    step = settings.step if settings.step is not None else step
    if 2.0 * settings.band < step:
        text = f"is less than half a step of {100.0 * step:g} %: it would never come to rest"
        return ".band", text
    return None


def _with_tap_changers(network: Network, own: Mapping[int, RegulatorSettings]) -> Network:
    """Return the network with tap changers of the regulators' in place of those there, at their neutral.

    They are at the high-voltage side, where the current is small, as such transformers are built.
    """
    entries: dict[int, dict[str, Entry]] = {}
    tapped = {k: float(network.trafo_tap_neutral[k]) for k in own if network.trafo_tap_side[k]}
    network = at_positions(network, tapped)
    side, fixed = list(network.trafo_tap_side), list(network.trafo_tap_fixed)
    columns: dict[str, Any] = {
        name: getattr(network, f"trafo_tap_{name}").copy()
        for name in ("pos", "neutral", "min", "max", "step_pct")
    }
    for trafo, settings in own.items():
        assert settings.steps is not None
        assert settings.step is not None
        side[trafo], fixed[trafo] = "hv", ""
        new = {"pos": 0, "neutral": 0, "min": -settings.steps, "max": settings.steps}
        for name, value in {**new, "step_pct": 100.0 * settings.step}.items():
            columns[name][trafo] = value
        entries[trafo] = {
            **{f"tap_{name}": value for name, value in new.items()},
            "tap_side": "hv",
            "tap_step_percent": 100.0 * settings.step,
            "tap_step_degree": 0.0,
            "tap_changer_type": RATIO,
        }
    replaced = {network.trafo_ids[trafo] for trafo in own}
    return replace(
        network,
        trafo_tap_side=tuple(side),
        trafo_tap_fixed=tuple(fixed),
        tap_ignored=tuple(name for name in network.tap_ignored if name not in replaced),
        pandapower_json=recorded(network.pandapower_json, entries),
        **{f"trafo_tap_{name}": values for name, values in columns.items()},
    )

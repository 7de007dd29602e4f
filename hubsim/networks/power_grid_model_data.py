"""The input data of power-grid-model as its JSON holds them: rows of components, every mistake named.

Format and attributes: documentation of power-grid-model, *Serialization format* and *Components*.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite
from typing import Any

from hubsim.errors import NetworkError, NetworkErrors

Row = dict[str, Any]

_ENDS = {"from_node": "node", "to_node": "node", "from_status": "flag", "to_status": "flag"}
_LOAD = {
    "node": "node",
    "status": "flag",
    "type": "load type",
    "p_specified": "number",
    "q_specified": "number",
}
_PHASE_LOAD = _LOAD | {"p_specified": "three", "q_specified": "three"}

NEEDED: dict[str, dict[str, str]] = {
    "node": {"u_rated": "volt"},
    "line": _ENDS | {"r1": "number", "x1": "number", "c1": "number", "tan1": "number"},
    "link": _ENDS,
    "transformer": _ENDS
    | {"u1": "volt", "u2": "volt", "sn": "above"}
    | dict.fromkeys(("uk", "pk", "i0", "p0"), "number")
    | {"winding_from": "winding", "winding_to": "winding", "clock": "clock", "tap_side": "side"}
    | {"tap_min": "whole", "tap_max": "whole", "tap_size": "number"},
    "source": {"node": "node", "status": "flag", "u_ref": "above"},
    "sym_load": _LOAD,
    "sym_gen": _LOAD,
    "asym_load": _PHASE_LOAD,
    "asym_gen": _PHASE_LOAD,
    "shunt": {"node": "node", "status": "flag", "g1": "number", "b1": "number"},
}
"""Component -> attribute that it must have -> what it holds."""

OPTIONAL: dict[str, dict[str, str]] = {
    "line": {"r0": "number", "x0": "number", "c0": "number", "tan0": "number", "i_n": "number"},
    "transformer": {"tap_pos": "whole", "tap_nom": "whole"}
    | dict.fromkeys(("uk_min", "uk_max", "pk_min", "pk_max"), "number")
    | dict.fromkeys(("r_grounding_from", "x_grounding_from"), "number")
    | dict.fromkeys(("r_grounding_to", "x_grounding_to"), "number")
    | dict.fromkeys(("i0_zero_sequence", "p0_zero_sequence"), "number"),
    "source": {"u_ref_angle": "number", "sk": "above", "rx_ratio": "number", "z01_ratio": "above"},
    "shunt": {"g0": "number", "b0": "number"},
}
"""Component -> attribute that it may have -> what it holds."""

_SENSORS = ("_sensor",)
"""Ends of components that only measure: they change no power flow."""

_WORDS = {
    "node": "the id of a node",
    "flag": "0 or 1",
    "load type": "0, 1 or 2",
    "number": "a finite number, zero or from 1e-30 to 1e30 in size",
    "above": "a number above zero, at least 1e-9",
    "volt": "a voltage from 1 mV to 10 MV, in V",
    "three": "three finite numbers",
    "winding": "0 to 4",
    "clock": "-12 to 12",
    "side": "0 or 1",
    "whole": "a whole number",
}
_WHOLE = {
    "flag": (0, 1), "load type": (0, 2), "winding": (0, 4), "clock": (-12, 12), "side": (0, 1),
    "whole": (-128, 127),
}  # fmt: skip

_RANGES = {"number": (-1e30, 1e30), "above": (1e-9, 1e30), "volt": (1e-3, 1e7)}
"""Beyond them no network is, and arithmetic fails."""

_TINY = 1e-30
"""What is smaller and not zero is none of a network either, and its inverse cannot be computed with."""


def is_input(content: bytes) -> bool:
    """Return whether a JSON file looks like input data of power-grid-model."""
    head = content[:4000]
    return b'"is_batch"' in head and b'"attributes"' in head


def input_of(content: bytes, shown: str) -> dict[str, list[Row]]:
    """Return the rows of every component that is simulated, attributes that are null left out.

    Raises
    ------
    NetworkErrors
        with everything that is wrong, each with component and id.
    """
    try:
        stored = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as bad:
        raise NetworkError(f"{shown} cannot be read as JSON: {bad}") from None
    data = stored.get("data") if isinstance(stored, dict) else None
    if not isinstance(data, dict) or stored.get("type") != "input" or stored.get("is_batch"):
        raise NetworkError(
            f"{shown} is JSON, but no input data of power-grid-model, of one scenario"
        )
    attributes = stored.get("attributes")
    problems: list[NetworkError] = []
    rows: dict[str, list[Row]] = {name: [] for name in NEEDED}
    for component, content_of_it in data.items():
        if component.endswith(_SENSORS) or content_of_it == []:
            continue
        if component not in NEEDED:
            problems.append(NetworkError("is not simulated; take it out", element=str(component)))
            continue
        order = attributes.get(component) if isinstance(attributes, dict) else None
        rows[component] = list(_rows(component, content_of_it, order, problems))
    problems += _problems(rows)
    if problems:
        raise NetworkErrors(problems)
    return rows


def _rows(component: str, content: Any, order: Any, problems: list[NetworkError]) -> Iterator[Row]:
    """Yield the rows of a component: maps, or lists in the order of its attributes."""
    if not isinstance(content, list):
        problems.append(NetworkError("a list of rows is due here", element=component))
        return
    for at, row in enumerate(content):
        if isinstance(row, dict):
            made = row
        elif isinstance(row, list) and isinstance(order, list) and len(row) == len(order):
            made = {str(name): value for name, value in zip(order, row, strict=True)}
        else:
            text = f"row {at + 1} is neither a map nor a list as long as its attributes"
            problems.append(NetworkError(text, element=component))
            continue
        yield {name: value for name, value in made.items() if value is not None}


def _problems(rows: dict[str, list[Row]]) -> Iterator[NetworkError]:
    """Yield everything that is wrong with the rows."""
    nodes = {row["id"] for row in rows["node"] if _is_whole(row.get("id"))}
    seen: set[int] = set()
    for component, those in rows.items():
        for row in those:
            number = row.get("id")
            if not _is_whole(number):
                yield NetworkError(
                    f"its id must be a whole number, not {number!r:.40}", element=component
                )
                continue
            assert isinstance(number, int)
            if number in seen:
                yield NetworkError("its id occurs twice", element=component, element_id=str(number))
            seen.add(number)
            for text in _wrong(component, row, nodes):
                yield NetworkError(text, element=component, element_id=str(number))
    if not rows["node"]:
        yield NetworkError("there is none", element="node")
    active = [row for row in rows["source"] if row.get("status") == 1]
    if len(active) != 1:
        shown = ", ".join(str(row.get("id")) for row in active) or "none"
        text = f"exactly one active source is simulated, there are {len(active)}: {shown}"
        yield NetworkError(text, element="source")


def _wrong(component: str, row: Row, nodes: set[int]) -> Iterator[str]:
    needed, optional = NEEDED[component], OPTIONAL.get(component, {})
    for name, what in (needed | optional).items():
        if name not in row:
            if name in needed:
                yield f"{name} is missing"
        elif what == "node" and not (_is_whole(row[name]) and row[name] in nodes):
            yield f"its {name} {row[name]!r:.40} is not a node"
        elif not _holds(row[name], what):
            yield f"its {name} must be {_WORDS[what]}, not {row[name]!r:.40}"
    ends = row.get("from_node"), row.get("to_node")
    if "from_node" in needed and ends[0] == ends[1] and ends[0] is not None:
        yield f"it ends at the node where it begins, {ends[0]}"
    if component == "line" and row.get("r1") == 0 and row.get("x1") == 0:
        yield "its impedance is zero; use a link instead"
    impedances = [row.get(name, 0.0) for name in ("r1", "x1") if component == "line"]
    if any(_holds(ohm, "number") and abs(ohm) > 1e5 for ohm in impedances):
        yield f"an impedance of {max(abs(ohm) for ohm in impedances):.3g} ohm carries nothing"
    if component == "transformer" and row.get("uk") == 0 and row.get("pk") == 0:
        yield "its uk and pk are both zero"


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _holds(value: Any, what: str) -> bool:
    if what in _WHOLE:
        low, high = _WHOLE[what]
        return _is_whole(value) and low <= value <= high
    if what == "three":
        return (
            isinstance(value, list)
            and len(value) == 3
            and all(_holds(one, "number") for one in value)
        )
    if what == "node":
        return True
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        least, most = _RANGES[what]
        return isfinite(value) and least <= value <= most and (value == 0 or abs(value) >= _TINY)
    except OverflowError:
        return False

"""Tap changers in a pandapower net: read from its table, and written into its stored text.

Only a changer of the ratio is moved by hubsim; why another one is not is said with it. SimBench nets and
many older ones leave ``tap_changer_type`` empty: pandapower then solves them at the rated ratio whatever
``tap_pos`` says, so their position is the neutral one; moved, they are ratio changers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.errors import NetworkError

RATIO = "Ratio"
"""How pandapower calls a changer of the ratio; ``Symmetrical`` without an angle is the same."""

Entry: TypeAlias = str | float


@dataclass(frozen=True)
class TapChangers:
    """Tap changers of all transformers, (K,) each; as `Network` has them.

    side : ``hv`` or ``lv``, empty where there is no tap changer
    position, neutral, lowest, highest, step_pct : NaN where not known
    fixed : why the taps cannot be moved, empty where they can
    ignored : ids of transformers whose tap position has no effect in pandapower
    """

    side: tuple[str, ...]
    position: FloatArray
    neutral: FloatArray
    lowest: FloatArray
    highest: FloatArray
    step_pct: FloatArray
    fixed: tuple[str, ...]
    ignored: tuple[str, ...]


def tap_changers(net: Any) -> TapChangers:
    """Return the tap changers of a pandapower net whose transformers have their ids as names.

    Raises
    ------
    NetworkError
        when a column that should hold numbers does not.
    """
    trafo = net.trafo
    position, neutral, lowest, highest, step_pct = (
        _numbers(trafo, f"tap_{name}") for name in ("pos", "neutral", "min", "max", "step_percent")
    )
    kinds, given = _texts(trafo, "tap_changer_type"), _texts(trafo, "tap_side")
    turning = (kinds == "Ideal") | (np.nan_to_num(_numbers(trafo, "tap_step_degree")) != 0.0)
    stepping = np.isfinite(neutral) & (np.nan_to_num(step_pct) != 0.0)
    there = np.isin(given, ("hv", "lv")) & (turning | stepping)
    side = np.where(there, given, "")
    ignored = there & stepping & (kinds == "") & np.isfinite(position) & (position != neutral)
    known = np.isin(kinds, (RATIO, "Symmetrical")) & np.isfinite(position)
    position = np.where(known, position, neutral)
    for values in (position, neutral, lowest, highest, step_pct):
        values[~there] = np.nan
    with np.errstate(invalid="ignore"):
        ends = 1.0 + step_pct / 100.0 * (np.stack([lowest, highest]) - neutral)
        ranged = (lowest <= highest) & (ends > 0.0).all(axis=0)
    reasons = (
        (~there, "it has no tap changer"),
        (turning, "its taps turn the phase"),
        (_flags(trafo, "tap_dependency_table"), "its taps follow a table"),
        (_flags(trafo, "tap_dependent_impedance"), "its impedance depends on the tap position"),
        (np.full(len(trafo), "tap_changer_type" not in trafo), "it has no tap_changer_type"),
        (~np.isin(kinds, ("", RATIO, "Symmetrical")), "its tap_changer_type is not simulated"),
        (~ranged, "its tap_min and tap_max are no range"),
        (
            (side == "lv") & _earthed(trafo),
            "it is earthed through an impedance at the tapped winding",
        ),
    )
    fixed = [next((text for holds, text in reasons if holds[k]), "") for k in range(len(trafo))]
    ids = tuple(str(name) for name in trafo["name"][ignored])
    sides = tuple(str(one) for one in side)
    return TapChangers(sides, position, neutral, lowest, highest, step_pct, tuple(fixed), ids)


def recorded(pandapower_json: str, changes: Mapping[int, Mapping[str, Entry]]) -> str:
    """Return a net's text with other entries in its table of transformers.

    changes : row of the table -> column -> entry; a column that is not there is added
    """
    if not pandapower_json or not changes:
        return pandapower_json
    net = json.loads(pandapower_json)
    frame = net["_object"]["trafo"]
    table = json.loads(frame["_object"])
    for row, entries in changes.items():
        for column, entry in entries.items():
            if column not in table["columns"]:
                table["columns"].append(column)
                frame["dtype"][column] = "object" if isinstance(entry, str) else "float64"
                for line in table["data"]:
                    line.append(None)
            table["data"][row][table["columns"].index(column)] = entry
    frame["_object"] = json.dumps(table, separators=(",", ":"))
    return json.dumps(net, indent=2)


def _earthed(trafo: Any) -> Any:
    ohm = (np.nan_to_num(_numbers(trafo, name)) for name in ("rn_ohm", "xn_ohm"))
    return np.any([part != 0.0 for part in ohm], axis=0)


def _numbers(table: Any, name: str) -> FloatArray:
    """Return a column as numbers, NaN where nothing is given."""
    if name not in table:
        return np.full(len(table), np.nan)
    try:
        return np.array(table[name].to_numpy(dtype=np.float64, na_value=np.nan))
    except (TypeError, ValueError) as bad:
        text = f"its column {name} is no list of numbers: {bad}"
        raise NetworkError(text, element="trafo") from None


def _texts(table: Any, name: str) -> Any:
    column = table[name] if name in table else [""] * len(table)
    return np.array([one if isinstance(one, str) else "" for one in column], dtype=object)


def _flags(table: Any, name: str) -> Any:
    column = table[name] if name in table else [False] * len(table)
    return np.array([isinstance(one, bool | np.bool_) and bool(one) for one in column], dtype=bool)

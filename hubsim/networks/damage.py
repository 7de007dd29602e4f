"""What no network can be made of, named by element and id before pandapower meets it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from hubsim.errors import NetworkError

_POSITIVE = {
    "bus": ("vn_kv",),
    "line": ("length_km", "parallel"),
    "trafo": ("sn_mva", "vn_hv_kv", "vn_lv_kv", "vk_percent", "parallel"),
    "ext_grid": ("vm_pu",),
}
"""Columns whose numbers must be above zero, in rows in service."""

_FINITE = {
    "line": ("r_ohm_per_km", "x_ohm_per_km", "c_nf_per_km"),
    "trafo": ("vkr_percent", "pfe_kw", "i0_percent"),
}
"""Columns whose numbers must be finite, in rows in service."""

_REFERENCES = {
    "line": ("from_bus", "to_bus"),
    "trafo": ("hv_bus", "lv_bus"),
    "ext_grid": ("bus",),
    "switch": ("bus",),
    "load": ("bus",),
    "asymmetric_load": ("bus",),
}
"""Columns that must name a bus, in every row."""


def refuse_damage(net: Any) -> None:
    """Check references and numbers of the tables that are simulated.

    Raises
    ------
    NetworkError
        at the first index that repeats, reference to a bus that is not there, column that is missing,
        number that is impossible, or line without any impedance.
    """
    for element in ("bus", "line", "trafo"):
        repeated = net[element].index[net[element].index.duplicated()]
        if len(repeated):
            raise _error(net, element, repeated[0], "its index occurs twice")
    for element, columns in _REFERENCES.items():
        for column in columns if len(net[element]) else ():
            missing = ~np.isin(_column(net, element, column), net.bus.index)
            for index in net[element].index[missing][:1]:
                bus = net[element][column].loc[index]
                raise _error(net, element, index, f"its {column} {bus} is not a bus of the network")
    for rules, lowest in ((_POSITIVE, 0.0), (_FINITE, -np.inf)):
        for element, columns in rules.items():
            for column in columns:
                _refuse_numbers(net, element, column, lowest)
    ohm = np.abs(_numbers(net, "line", "r_ohm_per_km")) + np.abs(
        _numbers(net, "line", "x_ohm_per_km")
    )
    for index in net.line.index[in_service(net.line) & (ohm == 0.0)][:1]:
        text = "its impedance is zero; join the buses with a bus switch instead"
        raise _error(net, "line", index, text)


def in_service(table: Any) -> Any:
    """Return which rows of a table are in service: all where the table does not say."""
    if "in_service" in table:
        return table.in_service.to_numpy(dtype=bool)
    return np.ones(len(table), dtype=bool)


def label(table: Any, index: Any, element: str) -> str:
    """Return the name of a row, or ``ELEMENT INDEX`` where it has none."""
    names = table.get("name", {})
    name = names[index] if index in names and table.index.is_unique else None
    return name if isinstance(name, str) and name else f"{element} {index}"


def ids_of(table: Any, element: str) -> list[str]:
    """Return an id a row: its name where that is text of its own, ``ELEMENT INDEX`` elsewhere."""
    names = table["name"] if "name" in table else [None] * len(table)
    texts = [str(name).strip() if isinstance(name, str) else "" for name in names]
    counts = Counter(texts)
    return [
        text if text and counts[text] == 1 else f"{element} {index}"
        for text, index in zip(texts, table.index, strict=True)
    ]


def _refuse_numbers(net: Any, element: str, column: str, lowest: float) -> None:
    values = _numbers(net, element, column)
    wrong = in_service(net[element]) & ~(np.isfinite(values) & (values > lowest))
    for place in np.flatnonzero(wrong)[:1]:
        wanted = "a finite number" if lowest < 0.0 else "a number above zero"
        text = f"its {column} must be {wanted}, not {values[place]:g}"
        raise _error(net, element, net[element].index[place], text)


def _numbers(net: Any, element: str, column: str) -> Any:
    try:
        return _column(net, element, column).astype(np.float64)
    except (TypeError, ValueError) as bad:
        raise NetworkError(
            f"its column {column} is no list of numbers: {bad}", element=element
        ) from None


def _column(net: Any, element: str, column: str) -> Any:
    if column not in net[element]:
        raise NetworkError(f"the table lacks the column {column}", element=element)
    return net[element][column].to_numpy()


def _error(net: Any, element: str, index: Any, text: str) -> NetworkError:
    return NetworkError(text, element=element, element_id=label(net[element], index, element))

"""What no network can be made of, all of it, named by element and id before pandapower meets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from hubsim.errors import NetworkError, NetworkErrors

TABLES = ("bus", "line", "trafo", "ext_grid", "load", "switch")
"""Tables without which a pandapower net says nothing."""

_ACTIVE = (
    "gen", "xward", "dcline", "svc", "tcsc", "ssc", "vsc", "b2b_vsc", "bi_vsc", "bus_dc", "line_dc",
    "load_dc", "source_dc", "converter",
)  # fmt: skip
"""Tables whose behaviour is not simulated: refused by name."""

_REFERENCES = {
    "line": ("from_bus", "to_bus"),
    "trafo": ("hv_bus", "lv_bus"),
    "trafo3w": ("hv_bus", "mv_bus", "lv_bus"),
    "impedance": ("from_bus", "to_bus"),
    "ext_grid": ("bus",),
    "switch": ("bus",),
    "load": ("bus",),
    "asymmetric_load": ("bus",),
    "shunt": ("bus",),
    "ward": ("bus",),
}
"""Columns that must name a bus, in every row. All tables that are simulated, and those of connections."""

_SWITCHED = {"b": "bus", "l": "line", "t": "trafo", "t3": "trafo3w"}
"""Type of a switch -> the table that its element is in."""

_WINDINGS = ("hv", "mv", "lv")

_POSITIVE = {
    "bus": ("vn_kv",),
    "line": ("length_km", "parallel"),
    "trafo": ("sn_mva", "vn_hv_kv", "vn_lv_kv", "vk_percent", "parallel"),
    "trafo3w": tuple(
        name.format(side)
        for name in ("sn_{}_mva", "vn_{}_kv", "vk_{}_percent")
        for side in _WINDINGS
    ),
    "impedance": ("sn_mva",),
    "ext_grid": ("vm_pu",),
    "shunt": ("vn_kv",),
}
"""Columns whose numbers must be above zero, in rows in service."""

_FINITE = {
    "line": ("r_ohm_per_km", "x_ohm_per_km", "c_nf_per_km"),
    "trafo": ("vkr_percent", "pfe_kw", "i0_percent", "shift_degree"),
    "trafo3w": (*(f"vkr_{side}_percent" for side in _WINDINGS), "pfe_kw", "i0_percent"),
    "impedance": ("rft_pu", "xft_pu", "rtf_pu", "xtf_pu"),
    "ext_grid": ("va_degree",),
    "shunt": ("p_mw", "q_mvar"),
    "ward": ("pz_mw", "qz_mvar"),
    "load": ("p_mw", "q_mvar"),
}
"""Columns whose numbers must be finite, in rows in service."""

_KNOWN_OR_NOT = {
    "line": ("max_i_ka", "df"),
    "trafo": ("df",),
}
"""Columns of numbers that may be unknown."""

LARGEST_IMPEDANCE = 1e5
"""Of a line [ohm/km] or an impedance [pu]; overhead lines of the thinnest wire have 10 ohm/km."""

LONGEST_KM = 1000.0
"""Of a line; a longer one is in another unit."""

_NOTHING = {"nan", "<NA>", "NaT"}
"""How pandas writes cells without content."""

_IMPEDANCES = {"line": ("r_ohm_per_km", "x_ohm_per_km"), "impedance": ("rft_pu", "xft_pu")}
"""Columns of which one at least must not be zero, in rows in service."""


def refuse_damage(net: Any) -> None:
    """Check the tables of a pandapower net that are simulated.

    Raises
    ------
    NetworkErrors
        with every element that is not simulated, external grid too many, index that repeats, reference
        to what is not there, branch from a bus to itself, column that is missing and number that is
        impossible.
    """
    problems = [*_missing(net)] or [
        problem
        for find in (_not_simulated, _grids, _lost, _wrong_switches, _impossible)
        for problem in find(net)
    ]
    if problems:
        raise NetworkErrors(problems)


def in_service(table: Any) -> Any:
    """Return which rows of a table are in service: all where the table does not say."""
    if "in_service" in table:
        return np.array([_is_true(cell) for cell in table.in_service], dtype=bool)
    return np.ones(len(table), dtype=bool)


def ids_of(table: Any, element: str) -> list[str]:
    """Return an id a row: its name where that is text of its own, ``ELEMENT INDEX`` elsewhere."""
    texts = names_of(table)
    counts = Counter(texts)
    return [
        text if text and counts[text] == 1 else f"{element} {index}"
        for text, index in zip(texts, table.index, strict=True)
    ]


def names_of(table: Any) -> list[str]:
    """Return the name of every row, empty where there is none."""
    names = table["name"] if "name" in table else [None] * len(table)
    return [str(name).strip() if isinstance(name, str) else "" for name in names]


@dataclass(frozen=True)
class _Rows:
    """A table, whose columns may be missing or hold anything."""

    table: Any
    element: str

    def error(self, row: int, text: str) -> NetworkError:
        """Return a mistake in a row."""
        return NetworkError(text, element=self.element, element_id=self.ids[row])

    @cached_property
    def ids(self) -> list[str]:
        """Id of every row."""
        return ids_of(self.table, self.element)

    def lacks(self, *columns: str) -> list[NetworkError]:
        """Return which columns are missing."""
        return [
            NetworkError(f"the table lacks the column {column}", element=self.element)
            for column in columns
            if column not in self.table
        ]

    def numbers(self, column: str) -> Any:
        """Return a column as floats; NaN where a cell holds something else or nothing."""
        return np.array([_number(cell) for cell in self.table[column]], dtype=np.float64)


def _number(cell: Any) -> float:
    """Return a cell as a number, NaN where it holds none."""
    try:
        return float("nan") if isinstance(cell, str) else float(cell)
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def _is_true(cell: Any) -> bool:
    return isinstance(cell, bool | np.bool_) and bool(cell)


def _is_in(key: Any, known: Any) -> bool:
    """Return whether a cell that should hold an index holds one of those there are."""
    return isinstance(key, Hashable) and key in known


def _tables(net: Any) -> Iterator[_Rows]:
    """Yield the tables that are there and not empty."""
    for element in ("bus", *_REFERENCES):  # a table that is simulated, or of connections
        table = net.get(element)
        if table is not None and len(table):
            yield _Rows(table, element)


def _missing(net: Any) -> Iterator[NetworkError]:
    """Yield that there is no net at all, or that it lacks tables."""
    if not isinstance(net, dict):
        yield NetworkError(f"{type(net).__name__} is no pandapower net")
        return
    for element in TABLES:
        if not hasattr(net.get(element), "columns"):
            yield NetworkError("the net lacks the table", element=element)


def _not_simulated(net: Any) -> Iterator[NetworkError]:
    for element in _ACTIVE:
        table = net.get(element)
        if table is None or not len(table):
            continue
        rows = _Rows(table, element)
        for row in np.flatnonzero(in_service(table)):
            yield rows.error(int(row), "is not simulated; take it out or replace it")


def _grids(net: Any) -> Iterator[NetworkError]:
    """Yield that nothing holds the voltage, or that several grids do and differ."""
    used = net.ext_grid[in_service(net.ext_grid)]
    if not len(used):
        text = "there is none in service: nothing holds the voltage"
        yield NetworkError(text, element="ext_grid")
    elif len(used) > 1 and not _alike(net, used):
        text = (
            f"{len(used)} are in service: {', '.join(ids_of(used, 'ext_grid'))}; several are simulated"
            " as one, where they hold the same voltage and say no short-circuit power; leave one, or"
            " make them alike"
        )
        yield NetworkError(text, element="ext_grid")


def _alike(net: Any, grids: Any) -> bool:
    """Return whether several external grids are one: ideal sources of the same voltage."""
    held = {
        (str(net.bus.vn_kv.get(one.bus)), str(one.vm_pu), str(one.va_degree))
        for one in grids.itertuples()
        if isinstance(one.bus, Hashable)
    }
    strength = grids["s_sc_max_mva"].notna().any() if "s_sc_max_mva" in grids else False
    return len(held) == 1 and not strength


def _lost(net: Any) -> Iterator[NetworkError]:
    """Yield indices that repeat and references that lead nowhere or back."""
    known = set(net.bus.index)
    for rows in _tables(net):
        for row in np.flatnonzero(rows.table.index.duplicated()).tolist():
            yield rows.error(row, "its index occurs twice")
        columns = _REFERENCES.get(rows.element, ())
        lacking = rows.lacks(*columns)
        yield from lacking
        if lacking or not columns:
            continue
        for row, buses in enumerate(zip(*(rows.table[name] for name in columns), strict=True)):
            for column, bus in zip(columns, buses, strict=True):
                if not _is_in(bus, known):
                    yield rows.error(row, f"its {column} {bus} is not a bus of the network")
            if len({str(bus) for bus in buses}) < len(buses):
                yield rows.error(row, "it ends at the bus where it begins")


def _wrong_switches(net: Any) -> Iterator[NetworkError]:
    """Yield switches at elements that are not there or that are of no known type."""
    rows = _Rows(net.switch, "switch")
    columns = "bus", "element", "et"
    if not len(net.switch) or rows.lacks(*columns):
        yield from rows.lacks("element", "et") if len(net.switch) else ()
        return
    cells = zip(*(net.switch[name] for name in columns), strict=True)
    for row, (bus, element, kind) in enumerate(cells):
        table = _SWITCHED.get(kind) if isinstance(kind, str) else None
        if table is None:
            yield rows.error(row, f"its et {kind!r} is not one of: {', '.join(_SWITCHED)}")
        elif not _is_in(element, set(net[table].index)):
            yield rows.error(row, f"its element {element} is not a {table} of the network")
        elif kind == "b" and element == bus:
            yield rows.error(row, "it ends at the bus where it begins")


def _impossible(net: Any) -> Iterator[NetworkError]:
    """Yield columns that are missing, cells that hold no number and numbers that cannot be."""
    for rows in _tables(net):
        yield from _flags(rows)
        for rules, wanted, lowest in (
            (_POSITIVE, "must be a number above zero", 0.0),
            (_FINITE, "must be a finite number", -np.inf),
            (_KNOWN_OR_NOT, "", -np.inf),
        ):
            for column in rules.get(rows.element, ()):
                yield from rows.lacks(column) or _cells(rows, column, wanted, lowest)
        columns = [name for name in _IMPEDANCES.get(rows.element, ()) if name in rows.table]
        if columns:
            size = np.sum([np.abs(rows.numbers(name)) for name in columns], axis=0)
            for row in np.flatnonzero(in_service(rows.table) & (size == 0.0)).tolist():
                text = "its impedance is zero; join the buses with a bus switch instead"
                yield rows.error(row, text)
            for row in np.flatnonzero(in_service(rows.table) & (size > LARGEST_IMPEDANCE)).tolist():
                text = f"an impedance of {size[row]:.3g} carries nothing; is its unit another one?"
                yield rows.error(row, text)
        if rows.element == "line" and "length_km" in rows.table:
            length = rows.numbers("length_km")
            for row in np.flatnonzero(in_service(rows.table) & (length > LONGEST_KM)).tolist():
                text = f"a length of {length[row]:.3g} km is no line; is its unit another one?"
                yield rows.error(row, text)


def _cells(rows: _Rows, column: str, wanted: str, lowest: float) -> Iterator[NetworkError]:
    """Yield the cells of a column that hold no number, or in service one that is not wanted."""
    values, on = rows.numbers(column), in_service(rows.table)
    for row, (cell, value) in enumerate(zip(rows.table[column], values, strict=True)):
        if np.isnan(value) and cell is not None and str(cell) not in _NOTHING:
            yield rows.error(row, f"its {column} {cell!r} is not a number")
        elif wanted and on[row] and not (np.isfinite(value) and value > lowest):
            yield rows.error(row, f"its {column} {wanted}, not {value:g}")


def _flags(rows: _Rows) -> Iterator[NetworkError]:
    """Yield cells that should be true or false and are neither."""
    for column in ("in_service", "closed"):
        for row, cell in enumerate(rows.table.get(column, ())):
            if not isinstance(cell, bool | np.bool_):
                yield rows.error(row, f"its {column} {cell!r} is neither true nor false")


def wrong_levels(net: Any) -> list[NetworkError]:
    """Return the transformer windings that are rated far from the nominal voltage of their bus."""
    found = []
    names = ids_of(net.trafo, "trafo")
    nominal = net.bus.vn_kv
    for row, trafo in enumerate(net.trafo.itertuples()):
        for rated, bus in ((trafo.vn_hv_kv, trafo.hv_bus), (trafo.vn_lv_kv, trafo.lv_bus)):
            if not 0.5 < rated / nominal[bus] < 2.0:
                text = f"a winding is rated {rated:g} kV, its bus is of {nominal[bus]:g} kV"
                found.append(NetworkError(text, element="trafo", element_id=names[row]))
    return found

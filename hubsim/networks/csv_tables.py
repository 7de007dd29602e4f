"""A network from CSV tables: buses, cables, transformers and connections, as a spreadsheet saves them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from hubsim.errors import MissingError, NetworkError, NetworkErrors
from hubsim.networks.elements import (
    NAN,
    Bus,
    Connection,
    Elements,
    Line,
    Source,
    Switch,
    Transformer,
)
from hubsim.networks.from_elements import net_of
from hubsim.networks.source import NetworkFile
from hubsim.networks.table import Column, Row, number, one_of, read_table, text, whole, yes_no
from hubsim.networks.type_library import cables, connection_types, transformers, unknown_type
from hubsim.units import Quantity

LARGEST_OHM_PER_KM = 1000.0

VECTOR_GROUPS = (
    "Dyn", "Yyn", "YNyn", "Yzn", "Dzn", "Dy", "Yd", "YNd", "Yy", "YNy", "Dd", "Dz", "Yz", "YNzn", "YNz",
)  # fmt: skip

BUSES = {
    "id": Column(text, True, "name"),
    "kv": Column(number(above=0.0, most=400.0), True, "nominal voltage, line to line [kV]"),
    "x": Column(number(), False, "longitude, or metres"),
    "y": Column(number(), False, "latitude, or metres"),
    "source_pu": Column(
        number(0.5, 1.5), False, "voltage that the grid above holds here [pu]; at one bus"
    ),
}

CABLES = {
    "id": Column(text, True, "name"),
    "from_bus": Column(text, True, "bus at one end"),
    "to_bus": Column(text, True, "bus at the other end"),
    "length_m": Column(number(above=0.0, most=200_000.0), True, "length [m]"),
    "type": Column(text, False, "type of the library; gives what the row leaves empty"),
    "r_ohm_per_km": Column(
        number(0.0, LARGEST_OHM_PER_KM), False, "resistance as operated [ohm/km]"
    ),
    "x_ohm_per_km": Column(number(-10.0, LARGEST_OHM_PER_KM), False, "reactance [ohm/km]"),
    "c_uf_per_km": Column(number(0.0, 100.0), False, "capacitance [uF/km]; none by default"),
    "r0_ohm_per_km": Column(number(0.0, LARGEST_OHM_PER_KM), False, "zero-sequence resistance"),
    "x0_ohm_per_km": Column(number(-10.0, LARGEST_OHM_PER_KM), False, "zero-sequence reactance"),
    "limit_a": Column(number(above=0.0, most=1e5), False, "ampacity of one system [A]"),
    "parallel": Column(whole(1, 20), False, "systems side by side; 1 by default"),
    "open": Column(one_of("from", "to", "both"), False, "end that is open"),
}

TRANSFORMERS = {
    "id": Column(text, True, "name"),
    "hv_bus": Column(text, True, "bus of the high-voltage side"),
    "lv_bus": Column(text, True, "bus of the low-voltage side"),
    "type": Column(text, False, "type of the library; gives what the row leaves empty"),
    "kva": Column(number(above=0.0, most=1e6), False, "rated power [kVA]"),
    "hv_kv": Column(number(above=0.0, most=400.0), False, "rated voltage, high side [kV]"),
    "lv_kv": Column(number(above=0.0, most=400.0), False, "rated voltage, low side [kV]"),
    "uk_pct": Column(number(above=0.0, most=50.0), False, "short-circuit voltage [%]"),
    "pk_kw": Column(number(0.0, 1e4), False, "losses at rated current [kW]"),
    "p0_kw": Column(number(0.0, 1e4), False, "no-load losses [kW]; none by default"),
    "i0_pct": Column(number(0.0, 50.0), False, "no-load current [%]; none by default"),
    "vector_group": Column(one_of(*VECTOR_GROUPS), False, "windings, such as Dyn"),
    "clock": Column(whole(0, 11), False, "hours of phase shift; 0 by default"),
    "uk0_pct": Column(
        number(above=0.0, most=100.0), False, "short-circuit voltage, zero sequence [%]"
    ),
    "pk0_kw": Column(number(0.0, 1e4), False, "losses at rated current, zero sequence [kW]"),
    "tap_side": Column(one_of("hv", "lv"), False, "tapped winding"),
    "tap_pos": Column(whole(-100, 100), False, "tap position"),
    "tap_neutral": Column(whole(-100, 100), False, "position of the rated ratio"),
    "tap_min": Column(whole(-100, 100), False, "lowest position"),
    "tap_max": Column(whole(-100, 100), False, "highest position"),
    "tap_step_pct": Column(number(0.0, 20.0), False, "voltage of a position [%]"),
}

CONNECTIONS = {
    "id": Column(text, True, "name, by which members are placed"),
    "bus": Column(text, True, "bus"),
    "p_kw": Column(number(-1e5, 1e5), False, "demand for checks of the network alone [kW]"),
    "q_kvar": Column(number(-1e5, 1e5), False, "reactive demand for the same [kvar]"),
    "phases": Column(one_of("a", "b", "c", "abc"), False, "phases"),
    "size": Column(text, False, "connection size of the library; gives what the row leaves empty"),
    "fuse_a": Column(number(above=0.0, most=1e4), False, "rated current of the main fuse [A]"),
}

SWITCHES = {
    "id": Column(text, True, "name"),
    "from_bus": Column(text, True, "bus on one side"),
    "to_bus": Column(text, True, "bus on the other side"),
    "closed": Column(yes_no, True, "yes or no"),
}

TABLES: dict[str, dict[str, Column]] = {
    "buses.csv": BUSES,
    "cables.csv": CABLES,
    "transformers.csv": TRANSFORMERS,
    "connections.csv": CONNECTIONS,
    "switches.csv": SWITCHES,
}
"""File -> column -> what it holds; switches may be left out."""

_OPTIONAL = "switches.csv"


class CsvTables(NetworkFile):
    """A folder of CSV tables."""

    suffixes: ClassVar = ("/",)

    kind: Literal["csv"]
    """CSV tables: buses.csv, cables.csv, transformers.csv, connections.csv, and perhaps switches.csv."""

    soil: Annotated[float, Quantity("thermal resistivity", least=0.5, most=1.0)] = Field(
        default="0.75 K.m/W", validate_default=True
    )
    """Thermal resistivity of the soil, which decides the ampacity of cables that name a type alone."""

    conductor: Annotated[float, Quantity("temperature", least=-10.0, most=90.0)] = Field(
        default="55 degC", validate_default=True
    )
    """Temperature of conductors, which decides the resistance of cables that name a type alone."""

    def files(self, folder: Path) -> list[Path]:
        """Return the tables."""
        paths = [folder / self.file / name for name in TABLES]
        return [path for path in paths if path.name != _OPTIONAL or path.is_file()]

    def net(self, folder: Path) -> Any:
        """Return the net of the tables."""
        if not (folder / self.file).is_dir():
            raise MissingError(f"{folder / self.file}: the folder of tables is not there")
        problems: list[NetworkError] = []
        rows = {
            name: read_table(folder / self.file / name, columns, problems, needed=name != _OPTIONAL)
            for name, columns in TABLES.items()
        }
        elements = self._elements(rows, problems)
        try:
            net = net_of(elements)
        except NetworkErrors as several:
            problems += several.problems
        if problems:
            raise NetworkErrors(problems)
        return net

    def _elements(self, rows: dict[str, list[Row]], problems: list[NetworkError]) -> Elements:
        """Return the elements of all rows that hold together."""
        made = Elements(self.title)
        for row in rows["buses.csv"]:
            cell = row.values
            made.buses.append(Bus(cell["id"], cell["kv"], cell.get("x", NAN), cell.get("y", NAN)))
            if "source_pu" in cell:
                made.sources.append(Source("grid", cell["id"], cell["source_pu"]))
        if len(made.sources) != 1:
            shown = ", ".join(one.bus for one in made.sources) or "none"
            text_ = f"buses.csv: source_pu: exactly one bus has the grid above, now {shown}"
            problems.append(NetworkError(text_))
            del made.sources[1:]
        made.lines.extend(self._lines(rows["cables.csv"], problems))
        made.transformers.extend(_transformers(rows["transformers.csv"], problems))
        made.connections.extend(_connections(rows["connections.csv"], problems))
        made.switches.extend(Switch(**row.values) for row in rows["switches.csv"])
        return made

    def _lines(self, rows: list[Row], problems: list[NetworkError]) -> Iterator[Line]:
        for row in rows:
            cell = dict(row.values)
            name = cell.get("type", "")
            if _unknown(row, "type", cables(), "cable", problems):
                continue
            if name:
                one = cables()[name]
                cell = {
                    "r_ohm_per_km": one.r_at(self.conductor),
                    "x_ohm_per_km": one.x,
                    "c_uf_per_km": one.c_uf_per_km,
                    "r0_ohm_per_km": one.r0_at(self.conductor),
                    "x0_ohm_per_km": one.x0,
                    "limit_a": one.limit_a(self.soil),
                } | cell
            if _lacks(row, cell, ("r_ohm_per_km", "x_ohm_per_km"), problems):
                continue
            opened = cell.get("open", "")
            yield Line(
                cell["id"],
                cell["from_bus"],
                cell["to_bus"],
                cell["length_m"] / 1e3,
                r=cell["r_ohm_per_km"],
                x=cell["x_ohm_per_km"],
                c=cell.get("c_uf_per_km", 0.0),
                r0=cell.get("r0_ohm_per_km", NAN),
                x0=cell.get("x0_ohm_per_km", NAN),
                limit_a=cell.get("limit_a", NAN),
                parallel=cell.get("parallel", 1),
                type=name,
                from_closed=opened not in {"from", "both"},
                to_closed=opened not in {"to", "both"},
            )


def _transformers(rows: list[Row], problems: list[NetworkError]) -> Iterator[Transformer]:
    for row in rows:
        cell = dict(row.values)
        name = cell.pop("type", "")
        if _unknown(row, "type", transformers(), "transformer", problems):
            continue
        if name:
            one = transformers()[name]
            cell = one.fields() | cell
        if _lacks(row, cell, ("kva", "hv_kv", "lv_kv", "uk_pct", "pk_kw"), problems):
            continue
        yield Transformer(sn_kva=cell.pop("kva"), type=name, **cell)


def _connections(rows: list[Row], problems: list[NetworkError]) -> Iterator[Connection]:
    for row in rows:
        cell = dict(row.values)
        if _unknown(row, "size", connection_types(), "connection size", problems):
            continue
        size = cell.pop("size", None)
        if size is not None:
            one = connection_types()[size]
            cell = {"fuse_a": one.fuse_a} | ({"phases": "abc"} if one.phases == 3 else {}) | cell
        yield Connection(**cell)


def _unknown(
    row: Row, column: str, known: Mapping[str, object], what: str, problems: list[NetworkError]
) -> bool:
    name = row.values.get(column)
    if name is None or name in known:
        return False
    problems.append(row.error(column, unknown_type(name, known, what)))
    return True


def _lacks(
    row: Row, cell: dict[str, Any], needed: tuple[str, ...], problems: list[NetworkError]
) -> bool:
    missing = [name for name in needed if name not in cell]
    problems += [row.error(name, "is empty, and no type gives it") for name in missing]
    return bool(missing)

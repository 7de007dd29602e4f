"""A network from an ESDL file: cables, transformers, joints and the connections of buildings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from math import isnan
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field

from hubsim.errors import NetworkError, NetworkErrors
from hubsim.networks.elements import (
    Bus,
    Elements,
    Line,
    Source,
    Switch,
    Transformer,
)
from hubsim.networks.equipment import Equipment
from hubsim.networks.esdl_connections import behind_connections, connection_of
from hubsim.networks.esdl_data import Asset, EsdlData, read_esdl
from hubsim.networks.esdl_equipment import equipment_of
from hubsim.networks.esdl_nodes import (
    CABLE,
    SWITCH,
    TRANSFORMER,
    Nodes,
    names_of,
    nodes_of,
)
from hubsim.networks.from_elements import net_of
from hubsim.networks.source import NetworkFile, content_of
from hubsim.networks.type_library import (
    TransformerType,
    cables,
    transformers,
    unknown_type,
)
from hubsim.units import Quantity

T = TypeVar("T")


class EsdlFile(NetworkFile):
    """An energy system in ESDL, the exchange format of Dutch municipalities and grid studies."""

    suffixes: ClassVar = (".esdl",)

    kind: Literal["esdl"]
    """An energy system in ESDL."""

    types: dict[Annotated[str, Field(min_length=1)], Annotated[str, Field(min_length=1)]] = Field(
        default={}
    )
    """Type of the library for each assetType of a cable or transformer that is called otherwise there."""

    cable: Annotated[str, Field(min_length=1)] | None = None
    """Cable type of cables that have no assetType."""

    transformer: Annotated[str, Field(min_length=1)] | None = None
    """Transformer type of transformers that have neither an assetType nor a capacity that is built."""

    soil: Annotated[float, Quantity("thermal resistivity", least=0.5, most=1.0)] = Field(
        default="0.75 K.m/W", validate_default=True
    )
    """Thermal resistivity of the soil, which decides the ampacity of cables."""

    conductor: Annotated[float, Quantity("temperature", least=-10.0, most=90.0)] = Field(
        default="55 degC", validate_default=True
    )
    """Temperature of conductors, which decides the resistance of cables."""

    voltage: Annotated[float, Quantity("voltage", least=0.9, most=1.1)] = Field(
        default="1.05 pu", validate_default=True
    )
    """Voltage of the grid above; at 10 kV, to which transformers of 10.75 kV belong."""

    def problems(self) -> list[tuple[str, str]]:
        """Return types that are not in the library, besides what every source finds."""
        found = super().problems()
        both = cables() | transformers()
        for name, type_ in self.types.items():
            if type_ not in both:
                found.append((f"types.{name}", unknown_type(type_, both, "type")))
        if self.cable is not None and self.cable not in cables():
            found.append(("cable", unknown_type(self.cable, cables(), "cable")))
        if self.transformer is not None and self.transformer not in transformers():
            text = unknown_type(self.transformer, transformers(), "transformer")
            found.append(("transformer", text))
        return found

    def net(self, folder: Path) -> Any:
        """Return the net of the file."""
        return net_of(self._elements(folder))

    def equipment(self, folder: Path) -> list[Equipment]:
        """Return what the file says is behind each connection."""
        data = self._data(folder)
        behind, _ = behind_connections(data, nodes_of(data, []))
        return [equipment_of(name, assets) for name, assets in behind.items()]

    def _data(self, folder: Path) -> EsdlData:
        return read_esdl(content_of(folder / self.file), self.file)

    def _elements(self, folder: Path) -> Elements:
        if found := self.problems():
            raise NetworkErrors([NetworkError(f"{field}: {text}") for field, text in found])
        data = self._data(folder)
        problems: list[NetworkError] = []
        nodes = nodes_of(data, problems)
        types = _Types(self, problems)
        made = Elements(self.title)
        named = names_of(data.assets)
        for asset in data.assets:
            if asset.id not in nodes.ends:
                continue
            if CABLE in asset.kinds:
                types.add_cable(made, asset, named[asset.id], nodes)
            elif TRANSFORMER in asset.kinds:
                types.add_transformer(made, asset, named[asset.id], nodes)
            elif SWITCH in asset.kinds:
                start, end = nodes.ends[asset.id]
                _add_switch(
                    made, asset, named[asset.id], nodes.name[start], nodes.name[end], problems
                )
        types.tell()
        if not made.lines and not made.transformers and not problems:
            problems.append(NetworkError("holds no ElectricityCable and no Transformer"))
        _check_voltages(nodes, problems)
        made.buses.extend(
            Bus(name, kv, *at) for name, kv, at in zip(nodes.name, nodes.kv, nodes.at, strict=True)
        )
        _add_source(made, data, nodes, self.voltage, problems)
        behind, connected = behind_connections(data, nodes)
        for name, assets in behind.items():
            at = connected[name]
            if at is None:
                text = f"connection {name}: no cable, transformer or joint leads to it"
                problems.append(NetworkError(text))
            else:
                made.connections.append(connection_of(name, assets, nodes.name[at]))
        if problems:
            raise NetworkErrors([NetworkError(f"{self.file}: {one}") for one in problems])
        return made


class _Types:
    """Finds the type of every cable and transformer, and gathers those that nothing gives."""

    def __init__(self, source: EsdlFile, problems: list[NetworkError]) -> None:
        self.source = source
        self.problems = problems
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.untyped: Counter[str] = Counter()

    def add_cable(self, made: Elements, asset: Asset, name: str, nodes: Nodes) -> None:
        """Add the cable."""
        one = self._type(asset, "cable", cables(), self.source.cable)
        start, end = nodes.ends[asset.id]
        kv = nodes.kv[start]
        if one is None:
            return
        limit_a = one.limit_a(self.source.soil)
        power_w = asset.numbers.get("capacity", 0.0)
        if power_w > 0.0 and kv > 0.0:
            limit_a = min(limit_a, power_w / (3**0.5 * kv * 1e3))
        made.lines.append(
            Line(
                name,
                nodes.name[start],
                nodes.name[end],
                asset.numbers.get("length", 0.0) / 1e3,
                r=one.r_at(self.source.conductor),
                x=one.x,
                c=one.c_uf_per_km,
                r0=one.r0_at(self.source.conductor),
                x0=one.x0,
                limit_a=limit_a,
                type=one.type,
            )
        )

    def add_transformer(self, made: Elements, asset: Asset, name: str, nodes: Nodes) -> None:
        """Add the transformer; its high side is the one of higher voltage, else the primary."""
        one = self._transformer_type(asset)
        if one is None:
            return
        high, low = nodes.ends[asset.id]
        if nodes.kv[high] < nodes.kv[low]:
            high, low = low, high
        # A file without voltages: those that the type is built for.
        for at, rated in ((high, one.hv_kv), (low, one.lv_kv)):
            if isnan(nodes.kv[at]):
                nodes.spread(at, _nominal(rated))
        values = one.fields()
        values["sn_kva"] = values.pop("kva")
        made.transformers.append(
            Transformer(name, nodes.name[high], nodes.name[low], type=one.type, **values)
        )

    def tell(self) -> None:
        """Add what no type was found for to the problems, each kind once."""
        for (what, name), count in self.unknown.items():
            known: Mapping[str, object] = cables() if what == "cable" else transformers()
            text = (
                f"{count} {what}s of assetType {name!r}: {unknown_type(name, known, what)}; say which it"
                f" is: network.types: {{{name!r}: TYPE}}"
            )
            self.problems.append(NetworkError(text))
        for what, count in self.untyped.items():
            text = f"{count} {what}s have no assetType: say network.{what}: TYPE of the library"
            self.problems.append(NetworkError(text))

    def _type(
        self, asset: Asset, what: str, known: Mapping[str, T], default: str | None
    ) -> T | None:
        if not asset.type:
            if default is None:
                self.untyped[what] += 1
                return None
            return known[default]
        name = self.source.types.get(asset.type, asset.type)
        plain = {_plain(one): one for one in known}
        found = plain.get(_plain(name))
        if found is None:
            self.unknown[what, asset.type] += 1
            return None
        return known[found]

    def _transformer_type(self, asset: Asset) -> TransformerType | None:
        capacity = asset.numbers.get("capacity", 0.0) / 1e3
        default = self.source.transformer
        if not asset.type and default is None:
            default = next((n for n, one in transformers().items() if one.kva == capacity), None)
            if default is None and capacity > 0.0:
                text = (
                    f"{asset}: no transformer of {capacity:g} kVA in the library: say"
                    " network.transformer: TYPE"
                )
                self.problems.append(NetworkError(text))
                return None
        return self._type(asset, "transformer", transformers(), default)


def _plain(name: str) -> str:
    """Return a name without what different programs write differently."""
    return re.sub(r"[^a-z0-9]+", "", name.lower())


def _nominal(rated_kv: float) -> float:
    return 0.4 if rated_kv < 1.0 else float(round(rated_kv / 10.0) * 10)


def _check_voltages(nodes: Nodes, problems: list[NetworkError]) -> None:
    lost = [name for name, kv in zip(nodes.name, nodes.kv, strict=True) if isnan(kv)]
    if lost and not problems:
        more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
        text = (
            f"no voltage is known at {', '.join(lost[:5])}{more}: the file gives none for a transformer,"
            " busbar or carrier there"
        )
        problems.append(NetworkError(text))


def _add_switch(
    made: Elements, asset: Asset, name: str, start: str, end: str, problems: list[NetworkError]
) -> None:
    if asset.numbers.get("position", 0.0) != 0.0:
        text = (
            f"{asset}: ESDL does not say which position is open; leave position out, and set state to"
            " DISABLED where it is open"
        )
        problems.append(NetworkError(text))
    made.switches.append(Switch(name, start, end, closed=asset.state == "ENABLED"))


def _add_source(
    made: Elements, data: EsdlData, nodes: Nodes, vm_pu: float, problems: list[NetworkError]
) -> None:
    """Put the grid above at the import, else the network without topology, else above all."""
    for kind in ("Import", "ElectricityNetwork"):
        found = {
            nodes.of_port[port.id]: asset
            for asset in data.assets
            for port in asset.ports
            if kind in asset.kinds and not asset.place and port.id in nodes.of_port
        }
        if len(found) == 1:
            ((at, asset),) = found.items()
            made.sources.append(Source(asset.name or asset.id, nodes.name[at], vm_pu))
            return
        if found:
            shown = ", ".join(str(asset) for asset in found.values())
            text = f"several grids above, one is simulated: {shown}"
            problems.append(NetworkError(text))
            return
    above = {one.hv_bus for one in made.transformers} - {one.lv_bus for one in made.transformers}
    if len(above) == 1:
        made.sources.append(Source("grid", above.pop(), vm_pu))
    elif not problems:
        text = "nothing says where the grid above is: put an Import there"
        problems.append(NetworkError(text))

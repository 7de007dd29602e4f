"""What an ESDL file says, opened with pyESDL and laid out plainly: assets, ports and places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import BytesIO
from math import isnan
from pathlib import Path
from typing import Any

from hubsim.errors import MissingError, NetworkError

NAN = float("nan")

_MULTIPLIERS = {"NONE": 1.0, "KILO": 1e3, "MEGA": 1e6, "GIGA": 1e9, "TERA": 1e12, "TERRA": 1e12}
_KWH = {"JOULE": 1 / 3.6e6, "WATTHOUR": 1e-3, "WATTSECOND": 1 / 3.6e6}


@dataclass(frozen=True)
class Port:
    """A port of an asset; connected: ids of ports.

    carrier_v : voltage of its carrier as written; simultaneous_kw : demand at the peak of the network
    annual_kwh : of a profile that is one value, an energy in a year; NaN where there is none
    """

    id: str
    name: str
    is_in: bool
    connected: tuple[str, ...]
    carrier_v: float = NAN
    simultaneous_kw: float = NAN
    annual_kwh: float = NAN


@dataclass(frozen=True)
class Asset:
    """An energy asset; kinds: its class and those above it; numbers: attributes that the file gives.

    place : id of the building it is in, empty outside of one; points : longitude, latitude of its geometry
    """

    id: str
    name: str
    kinds: tuple[str, ...]
    place: str
    ports: tuple[Port, ...]
    numbers: dict[str, float]
    type: str
    state: str
    points: tuple[tuple[float, float], ...]

    @property
    def kind(self) -> str:
        """Name of its class."""
        return self.kinds[0]

    def __str__(self) -> str:
        return f"{self.kind} {self.name or self.id}"


@dataclass(frozen=True)
class Building:
    """A building; point : longitude and latitude, NaN where not known."""

    id: str
    name: str
    point: tuple[float, float]


@dataclass
class EsdlData:
    """Assets that exist, in the order of the file, and buildings by id."""

    name: str
    assets: list[Asset] = field(default_factory=list)
    buildings: dict[str, Building] = field(default_factory=dict)


def read_esdl(content: bytes, shown: str) -> EsdlData:
    """Return what a file says; `shown` is how messages call it.

    Assets that are not ENABLED do not exist (yet), except switches, which are then open.

    Raises
    ------
    MissingError
        when pyESDL is not installed.
    NetworkError
        when it is not an ESDL file, or a damaged one.
    """
    if find_spec("esdl") is None:
        raise MissingError("ESDL files need the package pyESDL: pip install 'hubsim[esdl]'")
    from esdl.esdl_handler import EnergySystemHandler
    from pyecore.resources import URI

    class Content(URI):  # type: ignore[misc]
        """The bytes at hand, so that no file stays open when they are damaged."""

        def create_instream(self) -> BytesIO:
            return BytesIO(content)

    try:
        return _laid_out(EnergySystemHandler().load_uri(Content(Path(shown).name)), shown)
    except SyntaxError as bad:
        raise NetworkError(f"{shown} is no XML, or a damaged one: {bad}") from None
    except (
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        ArithmeticError,
        OSError,
        RecursionError,
    ) as bad:
        said = " ".join(str(bad).split())[:200]
        text = f"{shown}: pyESDL cannot open it: {type(bad).__name__} {said}"
        raise NetworkError(text.rstrip()) from None


def _laid_out(system: Any, shown: str) -> EsdlData:
    if system.eClass.name != "EnergySystem":
        raise NetworkError(f"{shown}: holds no energy system of ESDL")
    if len(system.instance) != 1 or system.instance[0].area is None:
        text = f"{shown}: holds {len(system.instance)} instances; one with an area is read"
        raise NetworkError(text)
    data = EsdlData(str(system.name or Path(shown).stem))
    for item, building in _items(system.instance[0].area):
        if _is(item, "AbstractBuilding"):
            data.buildings[item.id] = Building(item.id, item.name or "", _middle(_points(item)))
        elif item.state.name == "ENABLED" or _is(item, "AbstractSwitch"):
            data.assets.append(_asset(item, building or ""))
    return data


def _items(area: Any, building: str | None = None) -> Iterator[tuple[Any, str | None]]:
    """Yield (asset or building, id of the building it is in) of an area, a building and what is in it."""
    for item in area.asset:
        yield item, building
        if _is(item, "AbstractBuilding"):
            yield from _items(item, item.id)
    if _is(area, "Area"):
        for part in area.area:
            yield from _items(part, building)


def _is(item: Any, kind: str) -> bool:
    return kind in _kinds(item)


def _kinds(item: Any) -> tuple[str, ...]:
    return tuple(str(one.__name__) for one in type(item).__mro__)


def _asset(item: Any, building: str) -> Asset:
    numbers = {}
    for attribute in item.eClass.eAllAttributes():
        value = item.eGet(attribute)
        if (
            isinstance(value, float | int)
            and not isinstance(value, bool)
            and item.eIsSet(attribute)
        ):
            numbers[str(attribute.name)] = float(value)
    return Asset(
        str(item.id),
        item.name or "",
        _kinds(item),
        building,
        tuple(_port(port) for port in item.port),
        numbers,
        item.assetType or "",
        item.state.name,
        tuple(_points(item)),
    )


def _port(port: Any) -> Port:
    annual = [_annual_kwh(profile) for profile in port.profile]
    return Port(
        str(port.id),
        port.name or "",
        _is(port, "InPort"),
        tuple(str(other.id) for other in port.connectedTo),
        float(getattr(port.carrier, "voltage", None) or NAN),
        float(port.simultaneousPower or NAN) / 1e3,
        next((value for value in annual if not isnan(value)), NAN),
    )


def _points(item: Any) -> list[tuple[float, float]]:
    """Return longitudes and latitudes; those inside a drawing of a building say nothing."""
    geometry = item.geometry
    if geometry is None:
        return []
    if _is(geometry, "Point"):
        points = [geometry]
    elif _is(geometry, "Line"):
        points = list(geometry.point)
    elif _is(geometry, "Polygon") and geometry.exterior is not None:
        points = list(geometry.exterior.point)
    else:
        return []
    kept = [one for one in points if (one.CRS or "WGS84") == (geometry.CRS or "WGS84") == "WGS84"]
    return [(float(one.lon), float(one.lat)) for one in kept]


def _middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    if not points:
        return NAN, NAN
    x, y = zip(*points, strict=True)
    return sum(x) / len(x), sum(y) / len(y)


def _annual_kwh(profile: Any) -> float:
    """Return the energy of a profile that is one value in joules or watt-hours, a year [kWh]."""
    if not _is(profile, "SingleValue") or profile.profileQuantityAndUnit is None:
        return NAN
    unit = profile.profileQuantityAndUnit
    unit = getattr(unit, "reference", None) or unit
    is_yearly = unit.perTimeUnit.name in {"NONE", "YEAR"}
    factor = _KWH.get(unit.unit.name, NAN) * _MULTIPLIERS.get(unit.multiplier.name, NAN)
    return float(profile.value) * factor if is_yearly else NAN

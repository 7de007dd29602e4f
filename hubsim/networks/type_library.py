"""Types of cables, transformers, connections and demand by name; the figures and sources are in types/."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from hubsim.errors import NetworkError

FOLDER = Path(__file__).parent / "types"

_RISE_PER_K = {"Al": 0.00403, "Cu": 0.00393}
"""Relative rise of the resistance with temperature, at 20 degrees (IEC 60287-1-1)."""

_SOILS = (0.5, 0.75, 1.0)
"""Thermal resistivities of the soil that ampacities are given for [K.m/W]."""


@dataclass(frozen=True)
class CableType:
    """A cable, a kilometre of one circuit.

    kv : nominal voltage; r20, x : ohm/km at 20 degrees; r0, x0 : zero sequence, NaN where not known
    c_uf_per_km : capacitance; limit_a_soil : ampacity at 0.5, 0.75 and 1.0 K.m/W; limit_a_air : in air
    """

    type: str
    kv: float
    conductor: str
    r20: float
    x: float
    c_uf_per_km: float
    r0_20: float
    x0: float
    limit_a_soil: tuple[float, float, float]
    limit_a_air: float
    source: str

    def r_at(self, celsius: float) -> float:
        """Return the resistance at a conductor temperature [ohm/km]."""
        return self.r20 * self._warm(celsius)

    def r0_at(self, celsius: float) -> float:
        """Return the zero-sequence resistance at a conductor temperature [ohm/km]."""
        return self.r0_20 * self._warm(celsius)

    def limit_a(self, soil: float) -> float:
        """Return the ampacity in soil of a thermal resistivity [K.m/W], between the given ones linearly.

        A cable given at one resistivity alone has that ampacity at all: the smallest.
        """
        limits = np.array(self.limit_a_soil)
        known = np.isfinite(limits)
        return float(np.interp(soil, np.array(_SOILS)[known], limits[known]))

    def _warm(self, celsius: float) -> float:
        return 1.0 + _RISE_PER_K[self.conductor] * (celsius - 20.0)


@dataclass(frozen=True)
class TransformerType:
    """A transformer; see `elements.Transformer` for the fields."""

    type: str
    kva: float
    hv_kv: float
    lv_kv: float
    uk_pct: float
    pk_kw: float
    p0_kw: float
    i0_pct: float
    r0_ohm: float
    z0_ohm: float
    vector_group: str
    clock: int
    tap_step_kv: float
    taps: int
    source: str

    def fields(self) -> dict[str, Any]:
        """Return what `elements.Transformer` and a CSV table call it, tap changer in the middle."""
        base_ohm = self.lv_kv**2 / (self.kva / 1e3)
        same = (
            "kva",
            "hv_kv",
            "lv_kv",
            "uk_pct",
            "pk_kw",
            "i0_pct",
            "p0_kw",
            "vector_group",
            "clock",
        )
        return {name: getattr(self, name) for name in same} | {
            "uk0_pct": self.z0_ohm / base_ohm * 100.0,
            "pk0_kw": self.r0_ohm / base_ohm * self.kva,
            "tap_side": "hv",
            "tap_pos": 0,
            "tap_neutral": 0,
            "tap_min": -self.taps,
            "tap_max": self.taps,
            "tap_step_pct": self.tap_step_kv / self.hv_kv * 100.0,
        }


@dataclass(frozen=True)
class ConnectionType:
    """A connection: number of phases and rated current of its main fuse."""

    type: str
    phases: int
    fuse_a: float
    source: str

    @property
    def kva(self) -> float:
        """Power of the fuse at 230 V a phase."""
        return 0.23 * self.phases * self.fuse_a


@dataclass(frozen=True)
class DemandClass:
    """Strand-Axelsson coefficients of a class of dwellings."""

    name: str
    alpha: float
    beta: float
    source: str

    def peak_kw(self, annual_kwh: float, n_homes: int) -> float:
        """Return the coincident peak of each of n homes: alpha W + beta sqrt(W / n) [kW]."""
        return self.alpha * annual_kwh + self.beta * sqrt(annual_kwh / n_homes)


T = TypeVar("T")


@cache
def cables() -> dict[str, CableType]:
    """Return the cable types by name."""
    return _table("cables.csv", "type", _cable)


@cache
def transformers() -> dict[str, TransformerType]:
    """Return the transformer types by name."""
    return _table("transformers.csv", "type", lambda row: _record(TransformerType, row))


@cache
def connection_types() -> dict[str, ConnectionType]:
    """Return the connection sizes by name."""
    return _table("connections.csv", "type", lambda row: _record(ConnectionType, row))


@cache
def demand_classes() -> dict[str, DemandClass]:
    """Return the classes of demand by name."""
    return _table(
        "demand.csv", "class", lambda row: _record(DemandClass, row | {"name": row["class"]})
    )


def unknown_type(name: str, known: Mapping[str, object], what: str) -> str:
    """Return what to say of a type that is not in the library: the nearest, and all there are."""
    near = get_close_matches(name, known, n=1, cutoff=0.4)
    hint = f"nearest: {near[0]}; " if near else ""
    return f"no {what} {name[:40]!r} ({hint}known: {', '.join(known)})"


def _cable(row: dict[str, str]) -> CableType:
    number = {name: float(text or "nan") for name, text in row.items() if name not in _TEXTS}
    return CableType(
        row["type"],
        number["kv"],
        row["conductor"],
        number["r20_ohm_per_km"],
        number["x_ohm_per_km"],
        number["c_uf_per_km"],
        number["r0_ohm_per_km"],
        number["x0_ohm_per_km"],
        (number["limit_a_soil_0.5"], number["limit_a_soil_0.75"], number["limit_a_soil_1.0"]),
        number["limit_a_air"],
        row["source"],
    )


_TEXTS = frozenset({"type", "conductor", "source"})


def _record(kind: Callable[..., T], row: dict[str, str]) -> T:
    """Return a record of a row, each column read as the type of its field."""
    read = {"float": float, "int": int, "str": str}
    values = {one.name: read[str(one.type)](row[one.name]) for one in fields(kind)}  # type: ignore[arg-type]
    return kind(**values)


def _table(file: str, key: str, make: Callable[[dict[str, str]], T]) -> dict[str, T]:
    """Return the rows of a file of the library by name.

    Raises
    ------
    NetworkError
        when the installation has lost it.
    """
    try:
        with (FOLDER / file).open(encoding="utf-8", newline="") as stream:
            return {row[key]: make(row) for row in csv.DictReader(stream)}
    except OSError as bad:
        raise NetworkError(
            f"{file}: the type library cannot be read ({bad.strerror}); install hubsim again"
        ) from None

"""A run's arrays and the network that they are drawn on, the same from memory and from its folder alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray, frozen

if TYPE_CHECKING:
    from hubsim.results import Run, Series

Operation: TypeAlias = Literal["alone", "together"]
OPERATIONS: tuple[Operation, Operation] = ("alone", "together")


@dataclass(frozen=True)
class Geometry:
    """The network as it is drawn, and who is connected where.

    bus_x, bus_y : (B,) coordinates, NaN where unknown
    bus_node : (B,) electrical node, -1 when none
    line_from, line_to : (L,) bus index; trafo_hv, trafo_lv : (K,) bus index
    member_bus : (M,) bus index; asset_kinds : (A,)
    """

    bus_ids: tuple[str, ...]
    bus_x: FloatArray
    bus_y: FloatArray
    bus_node: IntArray
    line_ids: tuple[str, ...]
    line_from: IntArray
    line_to: IntArray
    trafo_ids: tuple[str, ...]
    trafo_hv: IntArray
    trafo_lv: IntArray
    trafo_limit_kva: FloatArray
    member_ids: tuple[str, ...]
    member_bus: IntArray
    asset_ids: tuple[str, ...]
    asset_kinds: tuple[str, ...]

    @classmethod
    def of(cls, block: Mapping[str, Any]) -> Self:
        """Return the geometry from the block that `facts.geometry` makes."""
        buses, lines = block["buses"], block["lines"]
        trafos, members, assets = block["trafos"], block["members"], block["assets"]
        return cls(
            bus_ids=tuple(str(bus[0]) for bus in buses),
            bus_x=_floats(bus[1] for bus in buses),
            bus_y=_floats(bus[2] for bus in buses),
            bus_node=_ints(bus[3] for bus in buses),
            line_ids=tuple(str(line[0]) for line in lines),
            line_from=_ints(line[1] for line in lines),
            line_to=_ints(line[2] for line in lines),
            trafo_ids=tuple(str(trafo[0]) for trafo in trafos),
            trafo_hv=_ints(trafo[1] for trafo in trafos),
            trafo_lv=_ints(trafo[2] for trafo in trafos),
            trafo_limit_kva=_floats(trafo[3] for trafo in trafos),
            member_ids=tuple(str(member[0]) for member in members),
            member_bus=_ints(member[1] for member in members),
            asset_ids=tuple(str(asset[0]) for asset in assets),
            asset_kinds=tuple(str(asset[1]) for asset in assets),
        )


@dataclass(frozen=True)
class OperationView:
    """One operation over the horizon. Axes: T steps, K transformers, L lines, B buses, A, M.

    vm_pu : (T, B, 1), in a three-phase study (T, B, 3)
    line_neutral_a : (T, L) current of each cable's neutral [A]; None in a balanced study
    asset_level_kwh : (T + 1, A) at the step boundaries, an asset's stores added; NaN without one
    unmet_kwh, curtailed_kwh : asset kind -> energy over the horizon [kWh]
    """

    trafo_loading_pct: FloatArray
    line_loading_pct: FloatArray
    vm_pu: FloatArray
    line_neutral_a: FloatArray | None
    asset_p_kw: FloatArray
    asset_level_kwh: FloatArray
    bought_kw: FloatArray
    sold_kw: FloatArray
    unmet_kwh: Mapping[str, float]
    curtailed_kwh: Mapping[str, float]

    @classmethod
    def of(cls, run: Run, name: Operation, geometry: Geometry) -> Self:
        """Return the arrays of one operation."""
        kinds, step_h = geometry.asset_kinds, run.horizon.step_h
        flat = run.array(name, "bus_vm_pu")
        vm_pu = flat.reshape(len(flat), len(geometry.bus_ids), -1)
        in_phases = vm_pu.shape[2] > 1
        return cls(
            trafo_loading_pct=run.array(name, "trafo_loading_pct"),
            line_loading_pct=run.array(name, "line_loading_pct"),
            vm_pu=vm_pu,
            line_neutral_a=run.array(name, "line_neutral_a") if in_phases else None,
            asset_p_kw=run.array(name, "asset_p_kw"),
            asset_level_kwh=_by_asset(run.series(name, "asset_level_kwh"), geometry.asset_ids),
            bought_kw=run.array(name, "member_bought_kw"),
            sold_kw=run.array(name, "member_sold_kw"),
            unmet_kwh=_by_kind(run.array(name, "asset_unmet_kw"), kinds, step_h),
            curtailed_kwh=_by_kind(run.array(name, "asset_curtailed_kw"), kinds, step_h),
        )

    @cached_property
    def vm_low_pu(self) -> FloatArray:
        """(T, B) voltage of each bus, in a three-phase study that of its lowest phase."""
        low: FloatArray = self.vm_pu.min(axis=2)
        return low

    @cached_property
    def vm_high_pu(self) -> FloatArray:
        """(T, B) voltage of each bus, in a three-phase study that of its highest phase."""
        high: FloatArray = self.vm_pu.max(axis=2)
        return high

    @property
    def solved(self) -> BoolArray:
        """(T,) whether the power flow of the step has a solution."""
        return np.asarray(np.isfinite(self.vm_low_pu).any(axis=1), dtype=np.bool_)

    @property
    def group_kw(self) -> FloatArray:
        """(T,) net power that all members draw together [kW]."""
        net: FloatArray = (self.bought_kw - self.sold_kw).sum(axis=1)
        return net


def _by_asset(levels: Series, asset_ids: tuple[str, ...]) -> FloatArray:
    """Return (T + 1, A) the stored energy of every asset, NaN without a store [kWh]."""
    place = {name: a for a, name in enumerate(asset_ids)}
    total = np.full((len(levels.values), len(asset_ids)), np.nan)
    for name, level in zip(levels.ids, levels.values.T, strict=True):
        a = place[name] if name in place else place[name.rpartition(".")[0]]
        total[:, a] = np.where(np.isnan(total[:, a]), level, total[:, a] + level)
    return total


def _by_kind(power_kw: FloatArray, kinds: tuple[str, ...], step_h: float) -> dict[str, float]:
    """Return the energy of every asset kind that has any [kWh]."""
    total: dict[str, float] = {}
    for kind, energy_kwh in zip(kinds, power_kw.sum(axis=0) * step_h, strict=True):
        if energy_kwh > 0.0:
            total[kind] = total.get(kind, 0.0) + float(energy_kwh)
    return total


def _floats(values: Any) -> FloatArray:
    return frozen([np.nan if value is None else value for value in values])


def _ints(values: Any) -> IntArray:
    return np.array(list(values), dtype=np.int64)

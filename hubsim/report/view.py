"""What the pages need of one run, from memory or from its folder alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray, frozen
from hubsim.errors import OtherVersion
from hubsim.horizon import Horizon
from hubsim.report.facts import manifest_extra

if TYPE_CHECKING:
    from hubsim.kpis.kpi import Outcome
    from hubsim.results import Run
    from hubsim.scenario.plan import Plan

Operation: TypeAlias = Literal["alone", "together"]
OPERATIONS: tuple[Operation, Operation] = ("alone", "together")


@dataclass(frozen=True)
class Measure:
    """A key figure as ``summary.json`` keeps it; NaN when it could not be computed."""

    value: float
    unit: str
    better: str


@dataclass(frozen=True)
class Geometry:
    """The network as it is drawn, and who is connected where.

    bus_x, bus_y : (B,) coordinates, NaN where unknown; bus_node : (B,) electrical node, -1 when none
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

    asset_level_kwh : (T + 1, A), or (T, A) when only the step begins were kept
    unmet_kwh, curtailed_kwh : asset kind -> energy over the horizon [kWh]
    """

    trafo_loading_pct: FloatArray
    line_loading_pct: FloatArray
    vm_pu: FloatArray
    asset_p_kw: FloatArray
    asset_level_kwh: FloatArray
    bought_kw: FloatArray
    sold_kw: FloatArray
    unmet_kwh: Mapping[str, float]
    curtailed_kwh: Mapping[str, float]

    @property
    def solved(self) -> BoolArray:
        """(T,) whether the power flow of the step has a solution."""
        solved: BoolArray = ~np.isnan(self.vm_pu).all(axis=1)
        return solved

    @property
    def group_kw(self) -> FloatArray:
        """(T,) net power that all members draw together [kW]."""
        net: FloatArray = (self.bought_kw - self.sold_kw).sum(axis=1)
        return net


@dataclass(frozen=True)
class RunView:
    """One run: everything the terminal summary, the report and the comparison show.

    loading_limit_pct, vm_min_pu, vm_max_pu : limits of the scenario
    import_limit_kw, export_limit_kw : (T,) the group's contract; infinite where there is none
    coordinated : asset kinds that the hub operates; empty when there is no hub
    data_labels : series name -> ``measured``, ``measured-derived`` or ``synthetic``
    kpis : ``alone``, ``together``, ``relief`` -> name -> figure
    """

    scenario: str
    title: str
    layout: str
    horizon: Horizon
    geometry: Geometry
    alone: OperationView
    together: OperationView
    loading_limit_pct: float
    vm_min_pu: float
    vm_max_pu: float
    import_limit_kw: FloatArray
    export_limit_kw: FloatArray
    coordinated: tuple[str, ...]
    data_labels: Mapping[str, str]
    kpis: Mapping[str, Mapping[str, Measure]]
    manifest: Mapping[str, Any]
    folder: str

    def operation(self, name: Operation) -> OperationView:
        """Return one of the two operations."""
        return self.alone if name == "alone" else self.together

    def kpi(self, operation: str, name: str) -> float:
        """Return the value of a key figure, NaN when the run has none of that name."""
        measure = self.kpis.get(operation, {}).get(name)
        return float("nan") if measure is None else measure.value

    @property
    def synthetic(self) -> tuple[str, ...]:
        """Names of the series that are synthetic."""
        return tuple(name for name, label in self.data_labels.items() if label == "synthetic")

    @classmethod
    def from_memory(
        cls,
        plan: Plan,
        alone: Outcome,
        together: Outcome,
        kpis: Mapping[str, Mapping[str, Mapping[str, Any]]],
        manifest: Mapping[str, Any],
        folder: str = "",
    ) -> Self:
        """Return the view of a run that has just been computed.

        kpis : ``summary.json``'s ``kpis``: operation -> name -> value, unit, better
        """
        return cls._of(
            manifest_extra(plan, alone, together),
            {"alone": _arrays(alone), "together": _arrays(together)},
            kpis,
            manifest,
            folder,
        )

    @classmethod
    def from_folder(cls, run: Run) -> Self:
        """Return the view of a stored run.

        Raises
        ------
        OtherVersion
            when the manifest lacks the blocks ``geometry`` and ``report``
        """
        manifest = run.manifest
        if "geometry" not in manifest or "report" not in manifest:
            raise OtherVersion(
                f"{run.folder}: its manifest has no 'geometry' and 'report' to draw from;"
                " run the scenario again with this version"
            )
        arrays = {name: _stored_arrays(run, name) for name in OPERATIONS}
        return cls._of(manifest, arrays, run.summary["kpis"], manifest, str(run.folder))

    @classmethod
    def _of(
        cls,
        blocks: Mapping[str, Any],
        arrays: Mapping[str, Mapping[str, FloatArray]],
        kpis: Mapping[str, Mapping[str, Mapping[str, Any]]],
        manifest: Mapping[str, Any],
        folder: str,
    ) -> Self:
        report = blocks["report"]
        stamp = report["horizon"]
        horizon = Horizon(
            datetime.fromisoformat(stamp["start"]),
            int(stamp["step_s"]),
            int(stamp["n_steps"]),
            str(stamp["zone"]),
        )
        contract = report["contract"]
        return cls(
            scenario=report["scenario"],
            title=report["title"],
            layout=report["layout"],
            horizon=horizon,
            geometry=Geometry.of(blocks["geometry"]),
            alone=_operation(arrays["alone"], report["unserved"]["alone"]),
            together=_operation(arrays["together"], report["unserved"]["together"]),
            loading_limit_pct=float(report["limits"]["loading_pct"]),
            vm_min_pu=float(report["limits"]["vm_min_pu"]),
            vm_max_pu=float(report["limits"]["vm_max_pu"]),
            import_limit_kw=_unrolled(contract["import_kw"], horizon.n_steps),
            export_limit_kw=_unrolled(contract["export_kw"], horizon.n_steps),
            coordinated=tuple(report["coordinated"]),
            data_labels=dict(report["data_labels"]),
            kpis={
                operation: {name: _measure(entry) for name, entry in figures.items()}
                for operation, figures in kpis.items()
            },
            manifest=manifest,
            folder=folder,
        )


STORED = ("trafo_loading_pct", "line_loading_pct", "bus_vm_pu", "asset_p_kw", "asset_level_kwh")
STORED_MEMBER = ("member_bought_kw", "member_sold_kw")
"""Quantities of a run folder that the report reads."""


def _stored_arrays(run: Run, operation: Operation) -> dict[str, FloatArray]:
    return {name: run.array(operation, name) for name in (*STORED, *STORED_MEMBER)}


def _arrays(outcome: Outcome) -> dict[str, FloatArray]:
    return {
        "trafo_loading_pct": outcome.flows.trafo_loading_pct,
        "line_loading_pct": outcome.flows.line_loading_pct,
        "bus_vm_pu": outcome.flows.vm_pu,
        "asset_p_kw": outcome.dispatch.p_kw,
        "asset_level_kwh": outcome.dispatch.level_kwh,
        "member_bought_kw": outcome.dispatch.bought_kw,
        "member_sold_kw": outcome.dispatch.sold_kw,
    }


def _operation(
    arrays: Mapping[str, FloatArray], unserved: Mapping[str, Mapping[str, float]]
) -> OperationView:
    return OperationView(
        trafo_loading_pct=arrays["trafo_loading_pct"],
        line_loading_pct=arrays["line_loading_pct"],
        vm_pu=arrays["bus_vm_pu"],
        asset_p_kw=arrays["asset_p_kw"],
        asset_level_kwh=arrays["asset_level_kwh"],
        bought_kw=arrays["member_bought_kw"],
        sold_kw=arrays["member_sold_kw"],
        unmet_kwh=dict(unserved["unmet_kwh"]),
        curtailed_kwh=dict(unserved["curtailed_kwh"]),
    )


def _measure(entry: Mapping[str, Any]) -> Measure:
    value = entry["value"]
    number = float("nan") if value is None else float(value)
    return Measure(number, str(entry["unit"]), str(entry["better"]))


def _unrolled(runs: list[list[float | None]], n_steps: int) -> FloatArray:
    series = np.full(n_steps, np.inf)
    for first, value in runs:
        series[int(first or 0) :] = np.inf if value is None else value
    return frozen(series)


def _floats(values: Any) -> FloatArray:
    return frozen([np.nan if value is None else value for value in values])


def _ints(values: Any) -> IntArray:
    return np.array(list(values), dtype=np.int64)

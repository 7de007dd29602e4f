"""What the pages need of one run, the same from memory and from its folder alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.attribution.table import EVENTS_FILE, SHARES_FILE, Attribution
from hubsim.bills.book import FILE, Book
from hubsim.bills.business import FILE as BUSINESS
from hubsim.bills.business import Plain
from hubsim.errors import OtherVersion
from hubsim.headroom.record import FILE as HEADROOM
from hubsim.headroom.record import Headroom
from hubsim.horizon import Horizon
from hubsim.report.operation_view import OPERATIONS, Geometry, Operation, OperationView
from hubsim.report.texts import spoken
from hubsim.results.parquet import read_table
from hubsim.scenario.limits import LoadingLimits

if TYPE_CHECKING:
    from hubsim.kpis.kpi import Kpi
    from hubsim.results import Run

Table: TypeAlias = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class RunView:
    """One run: everything the terminal summary, the report and the comparison show.

    heading, words : its title, and what it and its layout are called by language
    loading_limits : of every transformer and line at every step
    vm_min_pu, vm_max_pu : limits of the scenario
    import_limit_kw, export_limit_kw : (T,) the group's contract; infinite where there is none
    coordinated : asset kinds that the hub operates; empty when there is no hub
    data_labels : series name -> ``measured``, ``measured-derived`` or ``synthetic``
    kpis : ``alone``, ``together``, ``relief`` -> name -> figure
    balanced : ``alone``, ``together`` -> name -> figure of a balanced study; empty when the run is one
    bills : of the members, None when the scenario asked for none
    business : what the hub costs, None when the scenario does not say it
    tables : ``alone``, ``together`` -> ``elements``, ``buses``, ``overload_hours`` -> column -> values;
        empty where the run has none
    attribution : the events and what relieved them, None of a run that was stored without
    softener : whether the hub softens congestion, None when the scenario does not ask
    headroom : how much more fits, None when the scenario does not ask for it
    """

    scenario: str
    heading: str
    words: Mapping[str, Mapping[str, str]]
    layout: str
    horizon: Horizon
    geometry: Geometry
    alone: OperationView
    together: OperationView
    loading_limits: LoadingLimits
    vm_min_pu: float
    vm_max_pu: float
    import_limit_kw: FloatArray
    export_limit_kw: FloatArray
    coordinated: tuple[str, ...]
    data_labels: Mapping[str, str]
    kpis: Mapping[str, Mapping[str, Kpi]]
    balanced: Mapping[str, Mapping[str, Kpi]]
    manifest: Mapping[str, Any]
    folder: str
    bills: Book | None = None
    business: Plain | None = None
    tables: Mapping[str, Mapping[str, Table]] = field(default_factory=dict)
    attribution: Attribution | None = None
    softener: Mapping[str, Any] | None = None
    headroom: Headroom | None = None

    def operation(self, name: Operation) -> OperationView:
        """Return one of the two operations."""
        return self.alone if name == "alone" else self.together

    def kpi(self, operation: str, name: str) -> float:
        """Return the value of a key figure, NaN when the run has none of that name."""
        kpi = self.kpis.get(operation, {}).get(name)
        return float("nan") if kpi is None else kpi.value

    @property
    def title(self) -> str:
        """What the run is headed with in the language that is spoken."""
        return self.words.get(spoken(), {}).get("title", self.heading)

    @property
    def name(self) -> str:
        """What the layout is called in the language that is spoken; without one the scenario's name."""
        return self.words.get(spoken(), {}).get("layout", self.layout or self.scenario)

    @property
    def loading_limit_pct(self) -> float:
        """The loading that elements may have of which the scenario says nothing else [%]."""
        return self.loading_limits.general_pct

    @property
    def lowest_limit_pct(self) -> float:
        """The lowest limit of any transformer over the horizon, or of any line where there is none [%]."""
        limits = self.loading_limits
        some = limits.trafos() if self.geometry.trafo_ids else limits.lines()
        return float(some.min(initial=limits.general_pct))

    @property
    def is_ruled(self) -> bool:
        """Whether the hub is operated by rules, without an optimiser."""
        return bool(self.coordinated) and self.manifest["report"].get("mode") == "rules"

    @property
    def in_phases(self) -> bool:
        """Whether the run is a three-phase study."""
        return self.alone.line_neutral_a is not None

    @property
    def figures(self) -> list[str]:
        """Names of the key figures that exist: those with a value in some operation."""
        return [
            name
            for name in self.kpis.get("alone", {})
            if any(math.isfinite(self.kpi(operation, name)) for operation in OPERATIONS)
        ]

    @property
    def synthetic(self) -> tuple[str, ...]:
        """Names of the series that are synthetic."""
        return tuple(name for name, label in self.data_labels.items() if label == "synthetic")

    @classmethod
    def of(cls, run: Run) -> Self:
        """Return the view of a run, whether it is still in memory or was opened from its folder.

        Raises
        ------
        OtherVersion
            when the manifest lacks the blocks ``geometry`` and ``report`` (`facts.manifest_extra`).
        ResultError
            when a stored table is missing or damaged.
        """
        manifest = run.manifest
        if "geometry" not in manifest or "report" not in manifest:
            raise OtherVersion(
                f"{run.folder}: its manifest has no 'geometry' and 'report' to draw from;"
                " run the scenario again with this version"
            )
        report, geometry = manifest["report"], Geometry.of(manifest["geometry"])
        n_steps = run.horizon.n_steps
        return cls(
            scenario=run.scenario_name,
            heading=report["title"],
            words=report.get("words", {}),
            layout=run.layout,
            horizon=run.horizon,
            geometry=geometry,
            alone=OperationView.of(run, "alone", geometry),
            together=OperationView.of(run, "together", geometry),
            loading_limits=LoadingLimits.of_record(
                report["limits"], n_steps, len(geometry.trafo_ids), len(geometry.line_ids)
            ),
            vm_min_pu=float(report["limits"]["vm_min_pu"]),
            vm_max_pu=float(report["limits"]["vm_max_pu"]),
            import_limit_kw=_unrolled(report["contract"]["import_kw"], n_steps),
            export_limit_kw=_unrolled(report["contract"]["export_kw"], n_steps),
            coordinated=tuple(report["coordinated"]),
            data_labels=dict(manifest.get("data_labels", {})),
            kpis=run.kpis,
            balanced=run.balanced,
            manifest=manifest,
            folder=str(run.folder),
            bills=book_of(run),
            business=_business_of(run),
            tables={name: _tables_of(run, name) for name in OPERATIONS},
            attribution=attribution_of(run),
            softener=run.blocks.get("softener"),
            headroom=headroom_of(run),
        )


def book_of(run: Run) -> Book | None:
    """Return the bills of a run, None when its scenario asked for none."""
    data = run.file(FILE)
    return None if data is None else Book.of_bytes(data)


def _tables_of(run: Run, operation: Operation) -> dict[str, Table]:
    """Return the tables of one operation, none where the run does not have them all."""
    found: dict[str, Table] = {}
    for name in ("elements", "buses", "overload_hours"):
        file = f"{operation}/{name}.parquet"
        data = run.file(file)
        if data is None:
            return {}
        found[name] = read_table(data, file)
    return found


def attribution_of(run: Run) -> Attribution | None:
    """Return the events of a run and what relieved them, None when it was stored without."""
    events, shares = run.file(EVENTS_FILE), run.file(SHARES_FILE)
    return None if events is None or shares is None else Attribution.of_files(events, shares)


def _business_of(run: Run) -> Plain | None:
    data = run.file(BUSINESS)
    return None if data is None else Plain.of_bytes(data)


def headroom_of(run: Run) -> Headroom | None:
    """Return how much more fits, None when the scenario of the run did not ask for it."""
    data = run.file(HEADROOM)
    return None if data is None else Headroom.of_bytes(data)


def _unrolled(runs: list[list[float | None]], n_steps: int) -> FloatArray:
    series = np.full(n_steps, np.inf)
    for first, value in runs:
        series[int(first or 0) :] = np.inf if value is None else value
    return frozen(series)

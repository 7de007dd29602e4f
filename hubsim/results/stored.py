"""A run, opened: its figures, its series and whether its files are what was written."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.dispatch.dispatch import Dispatch
from hubsim.errors import MissingError, OtherVersion, ResultError, TornResult
from hubsim.horizon import Horizon
from hubsim.kpis.kpi import Kpi, Outcome
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.results.manifest import FORMAT_VERSION, MANIFEST, sealed, sha256
from hubsim.results.parquet import read_wide
from hubsim.results.quantities import QUANTITIES
from hubsim.results.replace import settle
from hubsim.scenario.plan import Plan

_KNOWN = {"scenario", "layout", "horizon", "kpis", "balanced"}
"""Keys of ``summary.json`` that every reader knows; the others are blocks."""


class Series(NamedTuple):
    """One quantity of one operation.

    ids : (n,); times : (T,) UTC, datetime64[s]; values : (T, n)
    """

    ids: tuple[str, ...]
    times: np.ndarray
    values: FloatArray


@dataclass(frozen=True)
class Run:
    """One layout, operated alone and together.

    folder : where it is stored
    kpis : ``alone``, ``together``, ``relief`` -> name -> figure
    manifest : as stored
    outcomes : ``alone``, ``together`` -> the arrays; empty when the run was read from disk
    balanced : of a three-phase run, ``alone``, ``together`` -> the figures of a balanced study; else empty
    extra : name -> content of files that not every run has, of a run in memory
    blocks : what else stands in ``summary.json``, by name: ``attribution``, ``softener``
    """

    folder: Path
    scenario_name: str
    layout: str
    horizon: Horizon
    kpis: dict[str, dict[str, Kpi]]
    manifest: dict[str, Any]
    outcomes: Mapping[str, Outcome] = field(default_factory=dict, repr=False, compare=False)
    balanced: dict[str, dict[str, Kpi]] = field(default_factory=dict)
    extra: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    blocks: Mapping[str, Any] = field(default_factory=dict)

    def file(self, name: str) -> bytes | None:
        """Return a file that not every run has, known to be as it was written; None without it.

        Raises
        ------
        TornResult
            when it is missing or is not what was written.
        """
        if name in self.extra:
            return self.extra[name]
        if name not in self.manifest.get("files", {}):
            return None
        return _trusted_bytes(self.folder, name, self.manifest)

    @property
    def plan(self) -> Plan:
        """The plan, of a run kept in memory."""
        return next(iter(self._in_memory().values())).plan

    @property
    def dispatch(self) -> dict[str, Dispatch]:
        """Operation -> dispatch, of a run kept in memory."""
        return {name: outcome.dispatch for name, outcome in self._in_memory().items()}

    @property
    def flows(self) -> dict[str, Flows | PhaseFlows]:
        """Operation -> flows, of a run kept in memory."""
        return {name: outcome.flows for name, outcome in self._in_memory().items()}

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The content of ``summary.json``: a figure that does not exist is None."""
        return {
            "scenario": self.scenario_name,
            "layout": self.layout,
            "horizon": self.manifest["horizon"],
            "kpis": _kpi_records(self.kpis),
            **({"balanced": _kpi_records(self.balanced)} if self.balanced else {}),
            **self.blocks,
        }

    def series(self, operation: str, quantity: str) -> Series:
        """Return a quantity of `QUANTITIES` for ``alone`` or ``together``, from memory or disk.

        Raises
        ------
        ResultError
            when the run has no such operation or quantity.
        TornResult
            when the stored file is missing or is not what was written.
        """
        if quantity not in QUANTITIES:
            raise ResultError(f"no quantity {quantity!r}; there are {', '.join(QUANTITIES)}")
        if operation in self.outcomes:
            if not QUANTITIES[quantity].exists(self.outcomes[operation]):
                raise ResultError(f"{self.folder}: the run has no {quantity}")
            outcome, table = self.outcomes[operation], QUANTITIES[quantity]
            ids = tuple(table.ids(outcome.plan))
            return Series(ids, table.times(self.horizon), table.values(outcome))
        name = f"{operation}/{quantity}.parquet"
        data = _trusted_bytes(self.folder, name, self.manifest)
        return Series(*read_wide(data, str(self.folder / name)))

    def array(self, operation: str, quantity: str) -> FloatArray:
        """Return only the values of `series`, (T, n)."""
        return self.series(operation, quantity).values

    def _in_memory(self) -> Mapping[str, Outcome]:
        if not self.outcomes:
            raise ResultError(f"{self.folder}: read from disk; use series(operation, quantity)")
        return self.outcomes


def open_run(folder: Path | str, *, outcomes: Mapping[str, Outcome] | None = None) -> Run:
    """Open a stored run. Sizes are checked here, a hash when its file is read.

    outcomes : arrays of a run that was just written, kept with it

    Raises
    ------
    MissingError
        when there is no such folder.
    TornResult
        when the folder is not a complete run, or manifest, summary and sizes disagree.
    OtherVersion
        when it was written in another format.
    """
    folder = Path(folder)
    manifest = _manifest(folder)
    settle(folder, manifest)
    for name, record in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != record["bytes"]:
            raise TornResult(f"{path} is missing or not in its size; see hubsim verify")
    summary = json.loads(_trusted_bytes(folder, "summary.json", manifest))
    horizon = summary["horizon"]
    return Run(
        folder=folder,
        scenario_name=summary["scenario"],
        layout=summary["layout"],
        horizon=Horizon(
            datetime.fromisoformat(horizon["start"]),
            horizon["step_s"],
            horizon["n_steps"],
            horizon["zone"],
        ),
        kpis=_kpis(summary["kpis"]),
        manifest=manifest,
        outcomes=outcomes or {},
        balanced=_kpis(summary.get("balanced", {})),
        blocks={name: block for name, block in summary.items() if name not in _KNOWN},
    )


def verify(folder: Path | str) -> list[str]:
    """Recompute the hash of every file; return what is damaged, missing or not part of the run.

    Raises
    ------
    MissingError
        when there is no such folder.
    """
    folder = Path(folder)
    try:
        manifest = _manifest(folder)
    except (TornResult, OtherVersion) as error:
        return [str(error)]
    settle(folder, manifest)
    problems = []
    for name, record in manifest["files"].items():
        try:
            data = (folder / name).read_bytes()
        except OSError as error:
            problems.append(f"{name}: {error.strerror}")
            continue
        if len(data) != record["bytes"]:
            problems.append(f"{name}: has {len(data)} bytes, {record['bytes']} were written")
        elif sha256(data) != record["sha256"]:
            problems.append(f"{name}: its content was changed")
    known = {MANIFEST, *manifest["files"]}
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
    problems += [f"{name}: is not part of the run" for name in sorted(found - known)]
    return problems


def _manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest, known to be as it was written."""
    path = folder / MANIFEST
    if not folder.is_dir():
        raise MissingError(f"{folder}: no such run")
    try:
        data = path.read_bytes()
        content = json.loads(data)
    except OSError as error:
        raise TornResult(f"{path}: not a complete run: {error.strerror}") from None
    except ValueError:
        raise TornResult(f"{path}: its content was changed: it is no JSON") from None
    version = content.get("format_version") if isinstance(content, dict) else None
    if isinstance(version, int) and version != FORMAT_VERSION:
        raise OtherVersion(f"{path}: has run format {version}, this version reads {FORMAT_VERSION}")
    if version is None or sealed(content) != data:
        raise TornResult(f"{path}: its content was changed")
    return dict(content)


def _trusted_bytes(folder: Path, name: str, manifest: Mapping[str, Any]) -> bytes:
    """Return a file of the run, known to be as it was written."""
    record = manifest["files"].get(name)
    if record is None:
        raise ResultError(f"{folder}: the run has no {name}")
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise TornResult(f"{folder / name}: {error.strerror}") from None
    if sha256(data) != record["sha256"]:
        raise TornResult(f"{folder / name}: its content was changed")
    return data


def _kpi_records(kpis: Mapping[str, Mapping[str, Kpi]]) -> dict[str, Any]:
    return {
        operation: {kpi.name: _kpi_record(kpi) for kpi in figures.values()}
        for operation, figures in kpis.items()
    }


def _kpis(records: Mapping[str, Any]) -> dict[str, dict[str, Kpi]]:
    return {
        operation: {name: _kpi(name, record) for name, record in figures.items()}
        for operation, figures in records.items()
    }


def _kpi_record(kpi: Kpi) -> dict[str, Any]:
    value = kpi.value if math.isfinite(kpi.value) else None
    return {"value": value, "unit": kpi.unit, "better": kpi.better}


def _kpi(name: str, record: Mapping[str, Any]) -> Kpi:
    value = math.nan if record["value"] is None else float(record["value"])
    return Kpi(name, value, record["unit"], record["better"])

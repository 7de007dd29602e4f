"""Scenario files, read, checked and written. The whole interface of `hubsim.scenario` but the plan.

    load_scenario(path, layout=None, overrides=None) -> Scenario
    load_layouts(path, overrides=None) -> list[Scenario]    one a layout, or the base
    ScenarioFile.read(path) -> ScenarioFile                  read once, resolved many times: a sweep
    dump_resolved(scenario, folder=None) -> str              YAML with every default visible
    json_schema() -> dict                                    of the file as people write it

`overrides` is a sequence of texts ``PATH=VALUE``. Wrong text raises `ScenarioError` with every
mistake at once, an unknown layout `UsageError`, a file that is not there `MissingError`.

    Scenario (hubsim.scenario.schema)
        hubsim = 1, name, title, seed
        time        .start .end .days .step_h .step_s .timezone .last_day  .horizon() -> Horizon
        network     a NetworkSource
        limits      .loading [pct]  .voltage_min [pu]  .voltage_max [pu]
        profiles    name -> ProfileFile
        weather     a WeatherSource
        prices      .day_ahead: ProfileFile | None  .synthetic: SyntheticPrice | None
        carbon      [kg/kWh]  carbon_by_hour: a profile, synthetic or None
        tariffs     name -> Tariff: .buy .sell, each a Price
        contract    a Contract;  sharing: a SharingRule
        control     .mode .coordinate (asset kinds) .window [h] .lookahead [h]
                    .unmet [EUR/kWh] .overload [EUR/kWh]
        members     name -> Member: .bus | .buses | .connection | .connections, .count, .spread,
                    .tariff, .load, .devices, .vary
        layouts     name -> {path: value}, as written; no part of the resolved file
        sweep_of_file   what `hubsim sweep` varies; no part of the resolved file either
        folder, file, layout    where it was read from; no part of equality or of the dump
        horizon() -> Horizon
        profile_files() -> {name: ProfileFile}   for `Library`; the price is called DAY_AHEAD
        issue(path, message, hint="") -> Issue   at the line where the path is written

    expand(scenario, places) -> tuple[SingleMember, ...] (hubsim.scenario.members)
        SingleMember: .name .group .bus .tariff .load .devices
                      .assets() -> {"name.load": Asset, "name.car": Asset}
    check_deep(scenario, network, library, weather) -> group -> [Place] (hubsim.scenario.deep, placing)
        raises ScenarioError with every unknown bus, connection, element, column and uncovered horizon
        at its line, and what does not fit; MissingError when files not being there is all that is wrong
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from os.path import relpath
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hubsim.errors import Issue, ScenarioError
from hubsim.scenario.check import Known
from hubsim.scenario.editor import json_schema
from hubsim.scenario.layouts import (
    Change,
    apply,
    changes_of_draw,
    changes_of_layout,
    changes_of_texts,
    layout_issues,
    layout_names,
    without_decided,
    words_issues,
)
from hubsim.scenario.mistakes import issues_of, problem_issues
from hubsim.scenario.node import Node
from hubsim.scenario.schema import Origin, Scenario
from hubsim.scenario.source import read_file, write_yaml
from hubsim.scenario.templates import resolve_templates, with_kind_of_demand, without_nulls

__all__ = ["ScenarioFile", "dump_resolved", "json_schema", "load_layouts", "load_scenario"]


def load_scenario(
    path: str | Path, layout: str | None = None, overrides: Sequence[str] | None = None
) -> Scenario:
    """Return the checked scenario of a file, with a layout and changes worked in.

    layout : name of one of the file's layouts, None for the file as it stands
    overrides : changes ``PATH=VALUE``, the value in YAML, made after those of the layout

    Raises
    ------
    ScenarioError
        when anything is wrong; it carries every mistake of the file.
    UsageError
        when the file has no such layout.
    MissingError
        when the file is not there.
    """
    file = ScenarioFile.read(Path(path))
    scenario = file.resolved(layout, overrides or ())
    file.refuse_mistakes()
    assert scenario is not None
    return scenario


def load_layouts(path: str | Path, overrides: Sequence[str] | None = None) -> list[Scenario]:
    """Return a scenario for each layout of a file, or the file as it stands if it has none.

    The file as it stands is checked too, and mistakes of all layouts are reported together.

    Raises
    ------
    ScenarioError, MissingError
        as `load_scenario`.
    """
    file = ScenarioFile.read(Path(path))
    base = file.resolved(None, overrides or ())
    scenarios = [file.resolved(name, overrides or ()) for name in file.layout_names] or [base]
    file.refuse_mistakes()
    return [scenario for scenario in scenarios if scenario is not None]


def dump_resolved(scenario: Scenario, folder: Path | None = None) -> str:
    """Return the scenario as YAML with every default visible; it loads back to the same scenario.

    folder : where the text will be stored, so that its paths start there; None leaves them as they
        are, relative to the scenario's own folder
    """
    data = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    if folder is not None:
        for entry in (
            data["network"],
            data["weather"],
            data["prices"].get("day_ahead", {}),
            *data["profiles"].values(),
        ):
            if "file" in entry:
                entry["file"] = _moved(scenario.folder / entry["file"], folder)
    made = f"layout {scenario.layout} of " if scenario.layout else ""
    head = f"# Resolved from {made}{Path(scenario.file).name}: every default is written out,"
    return f"{head}\n# paths start at the folder of that file.\n{write_yaml(data)}"


def _moved(file: Path, folder: Path) -> str:
    """Return the path of a file as seen from a folder; absolute where there is no way between."""
    try:
        return Path(relpath(file.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return file.resolve().as_posix()


@dataclass
class ScenarioFile:
    """A scenario file on its way to scenarios, collecting what is wrong."""

    path: Path
    root: Node | None
    issues: list[Issue] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> ScenarioFile:
        """Read the text; a file that is no map has no root."""
        source = read_file(path)
        root, issues = source.root, source.issues
        if root is not None and not isinstance(root.value, dict):
            if not root.broken:
                issues.append(
                    root.issue("a scenario is a map of keys", "hubsim: 1, name: ..., ...")
                )
            root = None
        if root is not None:
            issues += layout_issues(root) + words_issues(root)
        return cls(path, root, issues)

    def refuse_mistakes(self) -> None:
        """Raise if anything is wrong: what several members or layouts have in common, once."""
        first: dict[tuple[object, ...], Issue] = {}
        for issue in self.issues:
            first.setdefault((issue.file, issue.line, issue.column, issue.message), issue)
        if first:
            raise ScenarioError(list(first.values()))

    @property
    def layout_names(self) -> list[str]:
        """Names of the file's layouts."""
        return layout_names(self.root) if self.root is not None else []

    def scenario(
        self, layout: str | None, texts: Sequence[str], drawn: Mapping[str, Any]
    ) -> Scenario:
        """Return the scenario with a layout, changes and what a sweep drew; the file stays as it was read.

        Raises
        ------
        ScenarioError
            when anything is wrong; it carries every mistake.
        """
        again = ScenarioFile(self.path, self.root, list(self.issues))
        scenario = again.resolved(layout, texts, drawn)
        again.refuse_mistakes()
        assert scenario is not None
        return scenario

    def resolved(
        self,
        layout: str | None,
        texts: Sequence[str],
        drawn: Mapping[str, Any] | None = None,
    ) -> Scenario | None:
        """Return the scenario with a layout and changes worked in; None when it is not valid.

        drawn : path -> value of a sweep, worked in before the layout
        """
        if self.root is None:
            self.refuse_mistakes()
            return None
        changes: list[Change] = []
        if layout is not None:
            changes += changes_of_layout(self.root, layout, self.issues)
        changes += changes_of_texts(texts, self.issues)
        changes = without_decided(changes_of_draw(self.root, drawn or {}), changes) + changes
        rest = {name: child for name, child in self.root.children.items() if name != "layouts"}
        root = self.root.with_children(rest)
        root = apply(root, [change for change in changes if change.is_early], self.issues)
        root, templates = resolve_templates(root, self.issues)
        root = apply(root, [change for change in changes if not change.is_early], self.issues)
        root = without_nulls(root, self.issues)
        members = root.at("members")
        if members is not None and members.children:
            named = members.with_children(with_kind_of_demand(members.children))
            root = root.with_children(root.children | {"members": named})
        known = Known(_names(root, "tariffs"), _names(root, "profiles"))
        self._check_templates(templates, known)
        try:
            scenario = Scenario.model_validate(root.plain(), context=known)
        except ValidationError as error:
            self.issues += issues_of(error.errors(include_url=False), root)
            return None
        self.issues += _between_sections(scenario, root)
        sweep = scenario.sweep
        if sweep is not None:
            scenario = scenario.model_copy(update={"sweep": None})
        scenario._origin = Origin(  # noqa: SLF001 - set once, here, where it is made
            str(self.path), self.path.parent, layout, self._layouts(), root, sweep
        )
        return scenario

    def _layouts(self) -> dict[str, dict[str, Any]]:
        layouts = self.root.at("layouts") if self.root is not None else None
        return layouts.plain() if layouts is not None else {}

    def _check_templates(self, templates: dict[str, Node], known: Known) -> None:
        """Check templates as members, but for what a member has to add."""
        if self.root is None or not templates:
            return
        origin = self.root.at("templates")
        members = self.root.with_children(with_kind_of_demand(templates))
        trial = self.root.with_children({"members": members})
        try:
            Scenario.model_validate(trial.plain(), context=known)
        except ValidationError as error:
            left = [
                detail
                for detail in error.errors(include_url=False)
                if detail["loc"][0] == "members" and detail["type"] not in {"missing", "problems"}
            ]
            if origin is not None and not origin.broken:
                self.issues += issues_of(left, trial)


def _names(root: Node, section: str) -> Collection[str] | None:
    """Return the names that a section defines; None when it is not even a map."""
    found = root.at(section)
    if found is None:
        return []
    return list(found.children) if isinstance(found.value, dict) else None


def _between_sections(scenario: Scenario, root: Node) -> list[Issue]:
    """Return what is wrong between sections that are right in themselves."""
    return problem_issues(root, scenario.problems())

"""A sweep, defined: a scenario file, changes, layouts, and the points that its section draws."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubsim.caching import digest_of
from hubsim.errors import Issue, ScenarioError, UsageError
from hubsim.scenario.layouts import (
    changes_of_draw,
    changes_of_layout,
    changes_of_texts,
    without_decided,
)
from hubsim.scenario.load import ScenarioFile
from hubsim.scenario.names import nearest
from hubsim.scenario.schema import Scenario
from hubsim.scenario.sweep import Sweep
from hubsim.sweeps.draws import draw
from hubsim.sweeps.identity import input_files, program, sha256_of

MAX_TRIED = 200
"""Values of a path that are tried before a sweep begins."""

EXAMPLE = "sweep: {points: 100, vary: {seed: {kind: integers, from: 1, to: 1000}}}"


@dataclass(frozen=True)
class Definition:
    """A sweep before it runs. P points.

    file, overrides : the scenario and the changes of the command line
    base : the scenario without draw or layout
    layouts : every point is run for each; None is the file as it stands
    drawn : (P,) path -> value
    identity : hash of all of it, and of the program and the files that the base reads
    """

    file: ScenarioFile
    overrides: tuple[str, ...]
    base: Scenario
    sweep: Sweep
    layouts: tuple[str | None, ...]
    drawn: tuple[dict[str, Any], ...]
    identity: str

    @classmethod
    def of(cls, path: Path | str, overrides: Sequence[str] = ()) -> Definition:
        """Return the sweep of a scenario file, its values tried in every layout.

        Raises
        ------
        ScenarioError
            with every mistake of the file, of its layouts and of the values that are tried.
        UsageError
            when the file has no section ``sweep``.
        MissingError
            when the file is not there.
        """
        file, base, sweep, layouts = checked(path, overrides)
        said = {
            "scenario": base.model_dump(mode="json", by_alias=True, exclude_none=True),
            "layouts": {name: base.layouts.get(name or "") for name in map(_text, layouts)},
            "sweep": _written(file),
            "overrides": list(overrides),
            "files": [[one.name, sha256_of(one)] for one in input_files(base)],
        }
        plain = json.dumps(said, sort_keys=True, ensure_ascii=False)
        identity = digest_of([program().encode(), plain.encode()])
        drawn = tuple(draw(sweep))
        return cls(file, tuple(overrides), base, sweep, layouts, drawn, identity)

    @property
    def layout_names(self) -> tuple[str, ...]:
        """Names of the layouts as results have them; the file as it stands is called base."""
        return tuple(_text(name) for name in self.layouts)

    def called(self, language: str) -> dict[str, str]:
        """Return layout -> what pages in a language call it."""
        return {name: self.base.name_of_layout(name, language) for name in self.layout_names}

    @property
    def by_rules(self) -> bool:
        """Whether the scenario has its hub operated by rules."""
        return self.base.control.mode == "rules"


def checked(
    path: Path | str, overrides: Sequence[str] = ()
) -> tuple[ScenarioFile, Scenario, Sweep, tuple[str | None, ...]]:
    """Return file, base, section and layouts of a sweep, its values tried in every layout.

    Raises
    ------
    ScenarioError, UsageError, MissingError
        as `Definition.of`.
    """
    file = ScenarioFile.read(Path(path))
    base = file.resolved(None, overrides)
    file.refuse_mistakes()
    assert base is not None
    sweep = base.sweep_of_file
    if sweep is None:
        raise UsageError(f"{path} has no section sweep; for example {EXAMPLE}")
    sweep = _without_pinned(file, overrides, sweep)
    layouts = _layouts(file, sweep)
    _refuse_wrong_values(file, overrides, sweep, layouts)
    return file, base, sweep, layouts


def _text(layout: str | None) -> str:
    return "base" if layout is None else layout


def _written(file: ScenarioFile) -> Any:
    """Return the section as it is written; what the command line changes of it counts by itself."""
    section = file.root.at("sweep") if file.root is not None else None
    return section.plain() if section is not None else None


def _without_pinned(file: ScenarioFile, overrides: Sequence[str], sweep: Sweep) -> Sweep:
    """Return the section without the paths that the command line sets: they vary no more."""
    assert file.root is not None
    said = changes_of_texts(overrides, [])
    left = {
        path: varied
        for path, varied in sweep.vary.items()
        if without_decided(changes_of_draw(file.root, dict.fromkeys([path, *varied.also])), said)
    }
    if not left:
        raise UsageError("every path of sweep.vary is set on the command line: nothing varies")
    return sweep.model_copy(update={"vary": left})


def _layouts(file: ScenarioFile, sweep: Sweep) -> tuple[str | None, ...]:
    names = file.layout_names
    if sweep.layouts is None:
        return tuple(names) or (None,)
    wrong = [name for name in sweep.layouts if name not in names]
    if wrong:
        hint = nearest(wrong[0], names, all_of_them="layouts") or "the file has no layouts"
        raise ScenarioError([_issue(file, "layouts", f"no layout {wrong[0][:40]!r}", hint)])
    return tuple(dict.fromkeys(sweep.layouts))


def _issue(file: ScenarioFile, place: str, message: str, hint: str = "") -> Issue:
    assert file.root is not None
    return file.root.find(f"sweep.{place}").issue(message, hint, at_key=place != "layouts")


def _refuse_wrong_values(
    file: ScenarioFile, overrides: Sequence[str], sweep: Sweep, layouts: Sequence[str | None]
) -> None:
    """Try the values of every path by themselves, in every layout; raise with all that is wrong."""
    assert file.root is not None
    trial = ScenarioFile(file.path, file.root)
    every = tuple(file.layout_names) or (None,)
    changes = {
        name: changes_of_layout(file.root, name, trial.issues) if name else [] for name in every
    }
    for path, varied in sweep.vary.items():
        values = varied.extremes()
        if len(values) > MAX_TRIED:
            values = [*values[: MAX_TRIED - 1], values[-1]]
        own = changes_of_draw(file.root, sweep.paths({path: values[0]}))
        reached = {name for name in every if without_decided(own, changes[name])}
        for name in layouts:
            for value in values if name in reached else ():
                trial.resolved(name, overrides, sweep.paths({path: value}))
        if not reached:
            message = "changes nothing: every layout sets or removes it itself"
            trial.issues.append(_issue(file, f"vary.{path}", message))
    trial.refuse_mistakes()

"""What a sweep varies: scenario paths, how their points are drawn, and what counts as no congestion."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from hubsim.kinds import Record
from hubsim.scenario.varied import AnyAmount, AnyVaried, Path

MAX_POINTS = 1_000_000


class Sweep(Record):
    """Many runs of the scenario, and what differs between them."""

    points: Annotated[int, Strict(), Field(ge=1, le=MAX_POINTS)] | None = None
    """Number of points, each drawn once and run for every layout; 100 by default. A grid has its own."""

    sampler: Literal["grid", "random", "latin-hypercube", "sobol"] = "latin-hypercube"
    """How points are drawn: all combinations, at random, stratified in every path, or evenly in all."""

    seed: Annotated[int, Strict(), Field(ge=0, lt=2**32)] = 0
    """Seed of the draws; the scenario's own seed is a path like any other."""

    layouts: Annotated[list[str], Field(min_length=1)] | None = None
    """Layouts that every point is run for; all by default."""

    free: dict[str, AnyAmount] = Field(default={})
    """What counts as free of congestion: key figures and the most of each, with its unit; by default
    transformers and cables are over their limit for 0 h."""

    keep: Literal["summary", "run"] = "summary"
    """What is stored of a point: its key figures, or the whole run with series and report."""

    vary: Annotated[dict[Path, AnyVaried], Field(min_length=1)]
    """Path -> how it varies: a list of values, or kind: uniform, normal, integers or values."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        problems = []
        seen: dict[str, str] = {}
        for path, varied in self.vary.items():
            for one in (path, *varied.also):
                if one in seen:
                    problems.append((f"vary.{path}", f"{one} varies already by {seen[one]}"))
                elif one.partition(".")[0] in {"layouts", "hubsim", "sweep"}:
                    problems.append((f"vary.{path}", f"{one} cannot be varied"))
                seen.setdefault(one, path)
        if self.sampler == "grid":
            if self.points is not None:
                problems.append(("points", "stands beside sampler: grid, which runs all"))
            problems += [
                (f"vary.{path}", "a grid needs a list of values, integers, or uniform with steps")
                for path, varied in self.vary.items()
                if varied.n_grid is None
            ]
            if not problems and self.n_points > MAX_POINTS:
                problems.append(("vary", f"{self.n_points} points are too many"))
        return problems

    @property
    def n_points(self) -> int:
        """How many points there are."""
        if self.sampler != "grid":
            return 100 if self.points is None else self.points
        return math.prod(varied.n_grid or 1 for varied in self.vary.values())

    def paths(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """Return every path that a draw sets, those that take the same value too."""
        return {
            path: value for name, value in drawn.items() for path in (name, *self.vary[name].also)
        }

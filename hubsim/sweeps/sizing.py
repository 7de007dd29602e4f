"""The smallest size, or the cheapest mix of two, that frees a share of the draws of congestion.

Every size that is tried is a sweep of its own over the same draws (common random numbers), so that sizes
differ by nothing but themselves. One path is halved upon; of two, the second is halved upon for every
size of the first that can still be the cheapest. Halving takes it that more frees more; where the sizes
that were tried say otherwise, that is told, and the smallest counts above which none falls short.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hubsim.caching import digest_of
from hubsim.errors import UsageError
from hubsim.report.size_page import size_page
from hubsim.report.size_text import size_lines
from hubsim.report.texts import DEFAULT, known_language, speaking
from hubsim.results import write_bytes, write_text
from hubsim.results.manifest import json_bytes
from hubsim.scenario.varied import Amount
from hubsim.sweeps.axis import Axis
from hubsim.sweeps.definition import Definition
from hubsim.sweeps.engines import Engine
from hubsim.sweeps.evaluation import criterion_of
from hubsim.sweeps.intervals import Estimate
from hubsim.sweeps.sweep import Told, folder_of, run_in, silent

PAGE, RECORD = "size.html", "size.json"

_QUARTERS = 4
"""Parts of the range that a curve has in any case, so that its shape is seen."""


@dataclass(frozen=True)
class Try:
    """Sizes that were tried, a step of each axis, and what came of it.

    sizes : of each axis in its unit; cost_eur : of them
    free : share of draws without congestion; n_failed : draws without a result
    folder : name of its sweep
    """

    steps: tuple[int, ...]
    sizes: tuple[float, ...]
    cost_eur: float
    free: Estimate
    n_failed: int
    folder: str


@dataclass(frozen=True)
class Sized:
    """A finished search.

    tries : in the order of their sizes; found : the smallest or cheapest of them, None where none is enough
    sure : the smallest or cheapest whose interval lies above what was asked for
    criterion : figure -> the most that counts as free of congestion; n_points : that were drawn
    is_rising : whether no larger size that was tried freed fewer draws
    """

    folder: Path
    axes: tuple[Axis, ...]
    layout: str
    n_points: int
    criterion: dict[str, Amount]
    by_rules: bool
    until: float
    tries: tuple[Try, ...]
    found: Try | None
    sure: Try | None
    is_rising: bool
    page: Path
    lines: tuple[str, ...]


def size(
    file: Path | str,
    axes: Sequence[Axis],
    until: float,
    engine: Engine,
    out: Path | str | None = None,
    *,
    layout: str | None = None,
    overrides: Sequence[str] = (),
    language: str = DEFAULT,
    progress: Told = silent,
) -> Sized:
    """Search the smallest size of one path, or the cheapest sizes of two, and draw what was tried.

    until : share of the draws that is to be free of congestion
    engine : does the points; the caller closes it
    layout : that is sized; it need not be named where the sweep has one

    Raises
    ------
    UsageError
        when there are not one or two axes, a layout has to be named, or a mix has no prices.
    HubsimError
        whatever a sweep raises.
    """
    known_language(language)
    if len(axes) not in {1, 2} or not 0.0 < until <= 1.0:
        raise UsageError("one or two paths are sized, until more than 0 % and at most 100 %")
    if len(axes) == 2 and not all(axis.price for axis in axes):
        raise UsageError("a mix of two needs a --price for each")
    chosen = [*overrides, *([f"sweep.layouts=['{layout}']"] if layout else [])]
    definition = Definition.of(file, chosen)
    if len(definition.layouts) > 1:
        names = ", ".join(definition.layout_names)
        raise UsageError(f"name the layout that is sized: --layout, one of {names}")
    parts = [definition.identity, *map(str, axes), str(until)]
    name = f"size-{digest_of(part.encode() for part in parts)[:8]}"
    folder = (Path(out or "results") / definition.base.name / name).absolute()
    search = _Search(file, tuple(axes), chosen, engine, folder, until, language, progress)
    if len(axes) == 1:
        for part in range(_QUARTERS + 1):
            search.at((axes[0].steps * part // _QUARTERS,))
        search.halve(())
    else:
        search.mix()
    tries = tuple(sorted(search.tries.values(), key=lambda one: one.sizes))
    made = Sized(
        folder=folder,
        axes=tuple(axes),
        layout=definition.layout_names[0],
        n_points=len(definition.drawn),
        criterion=criterion_of(definition.sweep),
        by_rules=definition.by_rules,
        until=until,
        tries=tries,
        found=_best(tries, until, lambda one: one.free.value),
        sure=_best(tries, until, lambda one: one.free.low),
        is_rising=_is_rising(tries),
        page=folder / PAGE,
        lines=(),
    )
    write_bytes(folder / RECORD, json_bytes(_record(made)))
    shown = replace(made, layout=definition.called(language)[made.layout])
    with speaking(language):
        write_text(made.page, size_page(definition.base.title_in(language), shown))
        return replace(made, lines=tuple(size_lines(shown)))


@dataclass
class _Search:
    """Tries sizes, each once."""

    file: Path | str
    axes: tuple[Axis, ...]
    overrides: list[str]
    engine: Engine
    folder: Path
    until: float
    language: str
    progress: Told
    tries: dict[tuple[int, ...], Try] = field(default_factory=dict)

    def at(self, steps: tuple[int, ...]) -> Try:
        """Return what sizes come to, swept now if they were not tried."""
        if steps not in self.tries:
            self.tries[steps] = self._swept(steps)
        return self.tries[steps]

    def is_enough(self, steps: tuple[int, ...]) -> bool:
        """Return whether sizes free as many draws as are asked for."""
        return self.at(steps).free.value >= self.until

    def halve(self, first: tuple[int, ...], most: int | None = None) -> int | None:
        """Return the smallest step of the last axis that is enough with the first; None without."""
        high = self.axes[-1].steps if most is None else most
        if not self.is_enough((*first, high)):
            return None
        if self.is_enough((*first, 0)):
            return 0
        low = 0
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.is_enough((*first, middle)) else (middle, high)
        return high

    def mix(self) -> None:
        """Halve upon the second axis for every size of the first, as far as it can be the cheapest."""
        best, most = float("inf"), self.axes[1].steps
        for step in range(self.axes[0].steps + 1):
            if self.cost((step, 0)) >= best:
                break
            affordable = [n for n in range(most + 1) if self.cost((step, n)) < best]
            # More of the first never needs more of the second.
            found = self.halve((step,), affordable[-1])
            if found is not None:
                best, most = self.cost((step, found)), found

    def cost(self, steps: tuple[int, ...]) -> float:
        """Return what sizes cost [EUR]."""
        return sum(
            axis.price * axis.number(step) for axis, step in zip(self.axes, steps, strict=True)
        )

    def _swept(self, steps: tuple[int, ...]) -> Try:
        values = [axis.value(step) for axis, step in zip(self.axes, steps, strict=True)]
        pairs = list(zip((axis.path for axis in self.axes), values, strict=True))
        definition = Definition.of(
            self.file, [*self.overrides, *(f"{path}={value}" for path, value in pairs)]
        )
        shown = ", ".join(str(value) for value in values)
        done = run_in(
            folder_of(definition, self.folder),
            definition,
            self.engine,
            language=self.language,
            progress=lambda _, share, note: self.progress(shown, share, note),
        )
        (name,) = definition.layout_names
        return Try(
            steps=steps,
            sizes=tuple(axis.number(step) for axis, step in zip(self.axes, steps, strict=True)),
            cost_eur=self.cost(steps),
            free=done.evaluation.free[name, "together"],
            n_failed=len(done.table.failures),
            folder=str(done.folder.relative_to(self.folder)),
        )


def _best(tries: Sequence[Try], until: float, share: Callable[[Try], float]) -> Try | None:
    """Return the cheapest, then smallest, try that is enough and above which no other falls short."""
    short = [one for one in tries if share(one) < until]
    enough = [
        one
        for one in tries
        if share(one) >= until
        and not any(
            other is not one and all(o >= s for o, s in zip(other.sizes, one.sizes, strict=True))
            for other in short
        )
    ]
    return min(enough, key=lambda one: (one.cost_eur, one.sizes), default=None)


def _is_rising(tries: Sequence[Try]) -> bool:
    """Return whether no try has more of everything and frees less than another."""
    return not any(
        all(o >= s for o, s in zip(other.sizes, one.sizes, strict=True))
        and other.free.value < one.free.value
        for one in tries
        for other in tries
    )


def _record(made: Sized) -> dict[str, object]:
    def told(one: Try | None) -> dict[str, object] | None:
        return None if one is None else {**vars(one), "free": vars(one.free)}

    return {
        "layout": made.layout,
        "until": made.until,
        "axes": [
            {
                "path": axis.path,
                "from": axis.low.number,
                "to": axis.high.number,
                "unit": axis.low.unit,
                "steps": axis.steps,
                "price_eur_per_unit": axis.price,
            }
            for axis in made.axes
        ],
        "found": told(made.found),
        "sure": told(made.sure),
        "is_rising": made.is_rising,
        "tries": [told(one) for one in made.tries],
    }

"""What a sweep prints when it is done: probabilities first, then bands, what matters, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubsim.report.numbers import MISSING, with_unit
from hubsim.report.sweep_figures import criterion_text, ends, percent
from hubsim.report.texts import kpi_label, text

if TYPE_CHECKING:
    from hubsim.scenario.sweep import Sweep
    from hubsim.sweeps.evaluation import Evaluation
    from hubsim.sweeps.table import Table

FIGURES = ("trafo_loading_max_pct", "overload_kvah", "energy_cost_eur")
"""Figures whose bands a terminal gets."""

_NAMED = 3

_WORTH_NAMING = 0.01


def sweep_lines(title: str, sweep: Sweep, table: Table, evaluation: Evaluation) -> list[str]:
    """Return the summary of a sweep, one entry a line."""
    lines = [f"{title}: {points_text(table)}; {sampler_text(sweep)}"]
    lines += free_sentences(table, evaluation)
    for layout in table.layouts:
        bands = evaluation.bands.get((layout, "together"), {})
        for name in FIGURES:
            if name not in bands:
                continue
            unit = table.units[name]
            low, middle, high = (
                with_unit(bands[name][key].value, unit) for key in ("p10", "p50", "p90")
            )
            lines.append(f"{layout}, {kpi_label(name)}: {middle} ({ends(low, high)})")
        found = evaluation.sensitivity.get((layout, "overload_kvah"))
        if found:
            known = [one for one in found[:_NAMED] if one.first_order >= _WORTH_NAMING]
            shown = ", ".join(f"{one.path} {percent(one.first_order)}" for one in known) or MISSING
            lines.append(f"{layout}, {text('sweep_matters_title').lower()}: {shown}")
    if table.failures:
        n_runs = table.n_points * len(table.layouts)
        lines.append(text("sweep_failures_lead", n=len(table.failures), all=n_runs))
        kinds: dict[str, list[str]] = {}
        for one in table.failures:
            kinds.setdefault(one.error, []).append(one.message.partition("\n")[0])
        lines += [f"  {len(said)} {name}: {said[0]}" for name, said in sorted(kinds.items())]
    return lines


def points_text(table: Table) -> str:
    """Return how many points there are, of how many layouts."""
    layouts = len(table.layouts)
    key = "sweep_points" if layouts > 1 else "sweep_points_one"
    return text(key, points=table.n_points, layouts=layouts)


def sampler_text(sweep: Sweep) -> str:
    """Return how the points were drawn."""
    return text("sweep_sampler", sampler=text(f"sweep_sampler_{sweep.sampler}"), seed=sweep.seed)


def free_sentences(table: Table, evaluation: Evaluation) -> list[str]:
    """Return a sentence a layout: how likely it is that no congestion is left."""
    sentences = []
    for layout in table.layouts:
        together = evaluation.free.get((layout, "together"))
        alone = evaluation.free.get((layout, "alone"))
        if together is None or alone is None:
            continue
        sentences.append(
            text(
                "sweep_free_sentence",
                layout=layout,
                share=percent(together.value),
                low=percent(together.low),
                high=percent(together.high),
                alone=percent(alone.value),
            )
        )
    return sentences


def criterion_sentence(evaluation: Evaluation) -> str:
    """Return what counts as free of congestion, in words."""
    return text("sweep_free_lead", criterion=criterion_text(evaluation.criterion))

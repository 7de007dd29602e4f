"""What a run says in plain words: worst element, worst day, relief."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.kpis.events import TOLERANCE_PCT
from hubsim.report.dates import day_words
from hubsim.report.numbers import number, spelled
from hubsim.report.operation_view import Operation
from hubsim.report.texts import kind_name, optional_text, text
from hubsim.report.view import RunView


@dataclass(frozen=True)
class Worst:
    """The highest loading of an operation: which element, when, how much."""

    element: str
    step: int
    loading_pct: float


def worst(view: RunView, operation: Operation) -> Worst | None:
    """Return the highest loading of any transformer or cable, None when nothing is known."""
    loading, ids = _elements(view, operation)
    if loading.size == 0 or np.isnan(loading).all():
        return None
    step, element = np.unravel_index(int(np.nanargmax(loading)), loading.shape)
    return Worst(ids[int(element)], int(step), float(loading[step, element]))


def worst_day(view: RunView) -> tuple[int, int]:
    """Return (first step, last step + 1) of the local day of the highest loading alone."""
    found = worst(view, "alone")
    day = view.horizon.local_day[found.step if found else 0]
    steps = np.flatnonzero(view.horizon.local_day == day)
    return int(steps[0]), int(steps[-1]) + 1


def highest(loading_pct: FloatArray) -> FloatArray:
    """Return the highest loading of every element, NaN where none is known."""
    known = np.where(np.isnan(loading_pct), -np.inf, loading_pct).max(axis=0, initial=-np.inf)
    return np.where(np.isneginf(known), np.nan, known)


def overload_h(loading_pct: FloatArray, limit_pct: FloatArray, step_h: float) -> FloatArray:
    """Return how long every element is above its limit, (E,) [h]. limit_pct : (T, E) or (1, E)."""
    hours: FloatArray = (loading_pct > limit_pct + TOLERANCE_PCT).sum(axis=0) * step_h
    return hours


def limit_that_counts(loading_pct: FloatArray, limit_pct: FloatArray) -> FloatArray:
    """Return the limit of each element when it is nearest to it, or furthest beyond it, (E,) [%].

    loading_pct : (T, E); limit_pct : (T, E), or (1, E) where they stay
    """
    if len(limit_pct) == 1:
        return np.asarray(limit_pct[0])
    worst = np.nan_to_num(loading_pct / limit_pct, nan=-1.0).argmax(axis=0)
    found: FloatArray = np.take_along_axis(limit_pct, worst[None, :], axis=0)[0]
    return found


def relief_sentences(view: RunView) -> list[str]:
    """Return what the hub relieves in plain words: a sentence for transformers, one for cables."""
    sentences = [] if view.coordinated else [text("no_hub")]
    kind = "relief" if view.coordinated else "same"
    if any(view.kpi(op, "trafo_overload_h") > 0.0 for op in ("alone", "together")):
        one = len(view.geometry.trafo_ids) == 1
        verb = text("is" if one else "are")
        name = _trafo_name(view)
        sentences.append(
            _relief(f"{kind}_trafo", view, "trafo", what=f"{name} {verb}", its=_its(view))
        )
    if any(view.kpi(op, "line_overload_h") > 0.0 for op in ("alone", "together")):
        sentences.append(_relief(f"{kind}_lines", view, "line"))
    if len(sentences) == (0 if view.coordinated else 1):
        family = "trafo" if view.geometry.trafo_ids else "line"
        sentences.append(_relief(f"{kind}_none", view, family, what=_trafo_name(view)))
    ruled = [text("by_rules")] if view.is_ruled else []
    return [*sentences, *ruled, *_foresight(view)]


def _foresight(view: RunView) -> list[str]:
    """Return what planning on forecasts cost, where a run did."""
    if "perfect" not in view.kpis:
        return []
    words: dict[str, str] = {}
    for name, key, unit in (
        ("trafo", "trafo_overload_h", "h"),
        ("line", "line_overload_h", "h"),
        ("cost", "energy_cost_eur", "EUR"),
    ):
        words[name] = number(view.kpi("together", key), unit)
        words[f"{name}_perfect"] = number(view.kpi("perfect", key), unit)
    return [text("foresight", kind=str(view.manifest["solver"]["forecast"]), **words)]


def unserved_sentence(view: RunView) -> str:
    """Return unmet and curtailed energy of both operations; it always stands beside relief."""
    return text(
        "unserved",
        **{
            f"{name}_{operation}": number(view.kpi(operation, f"{name}_kwh"), "kWh")
            for name in ("unmet", "curtailed")
            for operation in ("alone", "together")
        },
    )


def warnings(view: RunView) -> list[str]:
    """Return what a reader must know before believing the relief."""
    found = []
    unsolved = {name: int((~view.operation(name).solved).sum()) for name in ("alone", "together")}
    if any(unsolved.values()):
        found.append(text("unsolved", **unsolved))
    restless = {
        name: np.nan_to_num(view.kpi(name, "oscillating_steps")) for name in ("alone", "together")
    }
    if any(restless.values()):
        found.append(text("oscillating", **{name: int(n) for name, n in restless.items()}))
    solver = view.manifest.get("solver", {})
    if solver.get("unconfirmed"):
        windows = {"windows": solver["unconfirmed"], "all": solver["windows"]}
        found.append(text("unconfirmed", **windows))
    assumed = int(view.manifest.get("report", {}).get("zero_sequence_assumed", 0))
    if assumed:
        found.append(text("zero_sequence_assumed", elements=assumed))
    unmet = view.kpi("together", "unmet_kwh") - view.kpi("alone", "unmet_kwh")
    if unmet > 0.05:
        found.append(text("unserved_warning", unmet=number(unmet, "kWh")))
    curtailed = view.kpi("together", "curtailed_kwh") - view.kpi("alone", "curtailed_kwh")
    if curtailed > 0.05:
        found.append(text("curtailed_warning", curtailed=number(curtailed, "kWh")))
    return found


def synthetic_label(view: RunView) -> str:
    """Return the label that stands beside everything computed from synthetic series."""
    if not view.synthetic:
        return text("no_synthetic")
    return text("synthetic", names=", ".join(map(data_words, view.synthetic)))


def data_words(name: str) -> str:
    """Return the name of labelled data: that of what hubsim makes is translated, a series keeps its own."""
    kind = kind_name(name)
    return optional_text(f"data_of_{name}", name if kind is None else kind.lower())


def horizon_words(view: RunView) -> str:
    """Return the horizon as a person says it: ``7 days, Mon 11 Jan to Sun 17 Jan 2016, ...``."""
    horizon = view.horizon
    return text(
        "horizon_one" if horizon.local_day[-1] == 0 else "horizon_many",
        days=days_words(view),
        first=day_words(horizon, 0),
        last=day_words(horizon, horizon.n_steps - 1),
        minutes=spelled(f"{horizon.step_s / 60.0:g}"),
    )


def days_words(view: RunView) -> str:
    """Return how many local days the run has: ``7 days``."""
    days = int(view.horizon.local_day[-1]) + 1
    return text("day_one") if days == 1 else text("day_many", days=spelled(f"{days:,}"))


def _elements(view: RunView, operation: Operation) -> tuple[FloatArray, tuple[str, ...]]:
    flows = view.operation(operation)
    loading = np.hstack((flows.trafo_loading_pct, flows.line_loading_pct))
    return loading, view.geometry.trafo_ids + view.geometry.line_ids


def _trafo_name(view: RunView) -> str:
    ids = view.geometry.trafo_ids
    return text("transformer", id=ids[0]) if len(ids) == 1 else text("transformers")


def _its(view: RunView) -> str:
    return text("its" if len(view.geometry.trafo_ids) == 1 else "their")


def _relief(key: str, view: RunView, family: str, **words: str) -> str:
    values = {}
    for operation in ("alone", "together"):
        values[operation] = number(view.kpi(operation, f"{family}_overload_h"), "h")
        values[f"{operation}_max"] = number(view.kpi(operation, f"{family}_loading_max_pct"), "%")
    return text(key, **values, **words)

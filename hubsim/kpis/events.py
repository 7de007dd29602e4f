"""Overload events: when which line or transformer was over its limit, for how long and how far."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.horizon import Horizon
from hubsim.kpis.kpi import Outcome
from hubsim.networks.network import Network

ElementKind: TypeAlias = Literal["transformer", "line"]

TOLERANCE_PCT = 1e-3
"""A loading counts as over its limit from this far on [percentage points]; less is rounding of an
optimised plan that sits on the limit."""


@dataclass(frozen=True)
class Elements:
    """All elements of one sort with their loading over time.

    ids : (n,)
    rating_kva : (n,) rating at rated voltage [kVA]; NaN when unknown
    loading_pct : (T, n) percent of the rating; NaN when unknown or the step has no solution
    limit_pct : (S, n) what is allowed, by sort of months; sort : (T,) which of them holds
    """

    kind: ElementKind
    ids: Sequence[str]
    rating_kva: FloatArray
    loading_pct: FloatArray
    limit_pct: FloatArray
    sort: IntArray


@dataclass(frozen=True)
class Event:
    """Consecutive steps in which one element is over its limit.

    start : index of the first step; n_steps : how many
    peak_pct : highest loading [%]; overload_kvah : energy beyond the limit [kVAh]
    """

    kind: ElementKind
    element_id: str
    start: int
    n_steps: int
    peak_pct: float
    overload_kvah: float


@dataclass(frozen=True)
class Worst:
    """The element with the highest loading of the horizon, ready for a sentence.

    step : index; when : its local time in words; loading_pct [%]
    """

    kind: ElementKind
    element_id: str
    step: int
    when: str
    loading_pct: float

    def __str__(self) -> str:
        """Return ``transformer T1 at 131 % on Wed 13 Jan 2016 17:45``."""
        return f"{self.kind} {self.element_id} at {self.loading_pct:.0f} % on {self.when}"


def line_rating_kva(network: Network) -> FloatArray:
    """Return the rating of every line at its nominal voltage, sqrt(3) U_n I_max, (L,) [kVA]."""
    rating: FloatArray = (
        math.sqrt(3.0) * network.bus_kv[network.line_from_bus] * network.line_limit_a
    )
    return rating


def transformers(outcome: Outcome) -> Elements:
    """Return the transformers with their loading."""
    network, limits = outcome.plan.network, outcome.plan.loading_limits
    return Elements(
        "transformer",
        network.trafo_ids,
        network.trafo_limit_kva,
        outcome.flows.trafo_loading_pct,
        limits.trafo_pct,
        limits.sort,
    )


def lines(outcome: Outcome) -> Elements:
    """Return the lines with their loading."""
    network, limits = outcome.plan.network, outcome.plan.loading_limits
    return Elements(
        "line",
        network.line_ids,
        line_rating_kva(network),
        outcome.flows.line_loading_pct,
        limits.line_pct,
        limits.sort,
    )


def overloaded(elements: Elements) -> tuple[IntArray, BoolArray]:
    """Return (n,) the elements ever over their limit and (T, n) when each of them is.

    A step without a solution, and an element without a rating, is not over.
    """
    peak_pct = np.fmax.reduce(elements.loading_pct, axis=0, initial=-np.inf)
    lowest_pct = elements.limit_pct.min(axis=0, initial=np.inf)
    which = np.flatnonzero(peak_pct > lowest_pct + TOLERANCE_PCT)
    limit_pct = elements.limit_pct[:, which][elements.sort]
    return which, elements.loading_pct[:, which] > limit_pct + TOLERANCE_PCT


def runs(over: BoolArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return column, first step and length of every run of true values down the columns, (n,) each.

    Ordered by column, then by step.
    """
    edge = np.diff(over.T.astype(np.int8), axis=1, prepend=0, append=0)
    column, first = np.nonzero(edge == 1)
    _, after = np.nonzero(edge == -1)
    return column, first, after - first


def events_of(elements: Elements, step_h: float) -> Iterator[Event]:
    """Yield the overload events of every element, by element and then in time."""
    which, over = overloaded(elements)
    for column, first, length in zip(*runs(over), strict=True):
        element = which[column]
        steps = slice(first, first + length)
        loading_pct = elements.loading_pct[steps, element]
        limit_pct = elements.limit_pct[elements.sort[steps], element]
        beyond = float((loading_pct - limit_pct).sum()) / 100.0
        yield Event(
            kind=elements.kind,
            element_id=elements.ids[element],
            start=int(first),
            n_steps=int(length),
            peak_pct=float(loading_pct.max()),
            overload_kvah=float(beyond * elements.rating_kva[element] * step_h),
        )


def events(outcome: Outcome) -> list[Event]:
    """Return all overload events: transformers first, then lines, each in time."""
    step_h = outcome.plan.horizon.step_h
    return [
        event
        for elements in (transformers(outcome), lines(outcome))
        for event in events_of(elements, step_h)
    ]


def worst_of(sorts: Sequence[Elements], horizon: Horizon) -> Worst | None:
    """Return the highest loading over elements and steps, the first one where several are equal.

    None when no element has a rating or no step a solution.
    """
    found: Worst | None = None
    for elements in sorts:
        peak_pct = np.fmax.reduce(elements.loading_pct, axis=0, initial=-np.inf)
        if not peak_pct.size or not np.isfinite(peak_pct.max()):
            continue
        element = int(peak_pct.argmax())
        if found is None or peak_pct[element] > found.loading_pct:
            step = int(np.nanargmax(elements.loading_pct[:, element]))
            found = Worst(
                kind=elements.kind,
                element_id=elements.ids[element],
                step=step,
                when=horizon.label(step),
                loading_pct=float(peak_pct[element]),
            )
    return found


def worst(outcome: Outcome) -> Worst | None:
    """Return the highest loading of all transformers and lines; None when there is none to tell."""
    return worst_of((transformers(outcome), lines(outcome)), outcome.plan.horizon)

"""Loading of transformers and lines: how high, how long, how often, how much.

Definitions after the usual planning practice of grid operators; the limit L is the scenario's
``limits.loading``. A step without a solution counts in none of them: see ``unsolved_steps``.
"""

from __future__ import annotations

import numpy as np

from hubsim.kpis.events import Elements, lines, overloaded, runs, transformers
from hubsim.kpis.kpi import Outcome, figure


@figure("%", "lower")
def trafo_loading_max_pct(outcome: Outcome) -> float:
    """Return the highest loading of any transformer; NaN without transformers."""
    return _highest_pct(transformers(outcome))


@figure("%", "lower")
def line_loading_max_pct(outcome: Outcome) -> float:
    """Return the highest loading of any line with a rating; NaN without such lines."""
    return _highest_pct(lines(outcome))


@figure("h", "lower")
def trafo_overload_h(outcome: Outcome) -> float:
    """Return the hours in which ANY transformer is over its limit."""
    return _hours_over(outcome, transformers(outcome))


@figure("h", "lower")
def line_overload_h(outcome: Outcome) -> float:
    """Return the hours in which ANY line is over its limit; two lines at once count once."""
    return _hours_over(outcome, lines(outcome))


@figure("kVAh", "lower")
def overload_kvah(outcome: Outcome) -> float:
    """Return the energy beyond the limit, of all transformers and lines.

    dt * sum(max(0, loading - L) * rating), the rating of a line being sqrt(3) U_n I_max.
    """
    return _beyond_kvah(outcome, transformers(outcome)) + _beyond_kvah(outcome, lines(outcome))


@figure("events", "lower")
def overload_events(outcome: Outcome) -> float:
    """Return the number of runs of consecutive steps over the limit, summed over elements."""
    return float(sum(len(lengths) for lengths in _run_lengths(outcome)))


@figure("h", "lower")
def longest_overload_h(outcome: Outcome) -> float:
    """Return the longest time that one element stays over its limit."""
    longest = max(int(lengths.max(initial=0)) for lengths in _run_lengths(outcome))
    return longest * outcome.plan.horizon.step_h


def _highest_pct(elements: Elements) -> float:
    """Return the highest loading that is known; fmax passes a NaN over where max would keep it."""
    return float(np.fmax.reduce(elements.loading_pct, axis=None, initial=np.nan))


def _hours_over(outcome: Outcome, elements: Elements) -> float:
    _, over = overloaded(elements, outcome.plan.scenario.limits.loading)
    return float(np.count_nonzero(over.any(axis=1))) * outcome.plan.horizon.step_h


def _beyond_kvah(outcome: Outcome, elements: Elements) -> float:
    limit_pct = outcome.plan.scenario.limits.loading
    which, _ = overloaded(elements, limit_pct)
    beyond_pct = np.nansum(np.maximum(elements.loading_pct[:, which] - limit_pct, 0.0), axis=0)
    return float(beyond_pct @ elements.rating_kva[which]) / 100.0 * outcome.plan.horizon.step_h


def _run_lengths(outcome: Outcome) -> list[np.ndarray]:
    limit_pct = outcome.plan.scenario.limits.loading
    return [
        runs(overloaded(elements, limit_pct)[1])[2]
        for elements in (transformers(outcome), lines(outcome))
    ]

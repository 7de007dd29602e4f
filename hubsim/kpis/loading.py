"""Loading of transformers and lines: how high, how long, how often, how much.

Definitions after the usual planning practice of grid operators; the limit L is that of the element at the
step, from the scenario's ``limits``. A step without a solution counts in none of them: see
``unsolved_steps``.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.kpis.events import Elements, lines, transformers
from hubsim.kpis.kpi import Outcome, figure, once
from hubsim.kpis.loading_tally import Tally, percentiles, tally


@figure("%", "lower")
def trafo_loading_max_pct(outcome: Outcome) -> float:
    """Return the highest loading of any transformer; NaN without transformers."""
    return _highest(trafo_tally(outcome).highest_pct)


@figure("%", "lower")
def trafo_loading_p99_pct(outcome: Outcome) -> float:
    """Return the loading that the transformer with the highest exceeds in 1 % of the time."""
    return _highest(trafo_percentiles(outcome)[1])


@figure("%", "lower")
def trafo_loading_p95_pct(outcome: Outcome) -> float:
    """Return the loading that the transformer with the highest exceeds in 5 % of the time."""
    return _highest(trafo_percentiles(outcome)[0])


@figure("%", "lower")
def line_loading_max_pct(outcome: Outcome) -> float:
    """Return the highest loading of any line with a rating; NaN without such lines."""
    return _highest(line_tally(outcome).highest_pct)


@figure("%", "lower")
def line_loading_p99_pct(outcome: Outcome) -> float:
    """Return the loading that the line with the highest exceeds in 1 % of the time."""
    return _highest(line_percentiles(outcome)[1])


@figure("%", "lower")
def line_loading_p95_pct(outcome: Outcome) -> float:
    """Return the loading that the line with the highest exceeds in 5 % of the time."""
    return _highest(line_percentiles(outcome)[0])


@figure("h", "lower")
def trafo_overload_h(outcome: Outcome) -> float:
    """Return the hours in which ANY transformer is over its limit."""
    return _hours_over(outcome, trafo_tally(outcome))


@figure("h", "lower")
def line_overload_h(outcome: Outcome) -> float:
    """Return the hours in which ANY line is over its limit; two lines at once count once."""
    return _hours_over(outcome, line_tally(outcome))


@figure("kVAh", "lower")
def overload_kvah(outcome: Outcome) -> float:
    """Return the energy beyond the limit, of all transformers and lines.

    dt * sum(max(0, loading - L) * rating), the rating of a line being sqrt(3) U_n I_max.
    """
    return sum(float(np.nansum(part)) for part in overload_kvah_of(outcome))


@figure("events", "lower")
def overload_events(outcome: Outcome) -> float:
    """Return the number of runs of consecutive steps over the limit, summed over elements."""
    return float(trafo_tally(outcome).events.sum() + line_tally(outcome).events.sum())


@figure("h", "lower")
def longest_overload_h(outcome: Outcome) -> float:
    """Return the longest time that one element stays over its limit."""
    longest = max(
        int(found.longest.max(initial=0)) for found in (trafo_tally(outcome), line_tally(outcome))
    )
    return longest * outcome.plan.horizon.step_h


@once
def trafo_tally(outcome: Outcome) -> Tally:
    """Return what the transformers showed."""
    return tally(transformers(outcome))


@once
def line_tally(outcome: Outcome) -> Tally:
    """Return what the lines showed."""
    return tally(lines(outcome))


@once
def trafo_percentiles(outcome: Outcome) -> FloatArray:
    """Return P95 and P99 of the transformers, (2, K) [%]."""
    return percentiles(outcome.flows.trafo_loading_pct, trafo_tally(outcome).known)


@once
def line_percentiles(outcome: Outcome) -> FloatArray:
    """Return P95 and P99 of the lines, (2, L) [%]."""
    return percentiles(outcome.flows.line_loading_pct, line_tally(outcome).known)


def overload_kvah_of(outcome: Outcome) -> tuple[FloatArray, FloatArray]:
    """Return the energy beyond the limit of every transformer and line, (K,) and (L,) [kVAh]."""
    return (
        _beyond_kvah(outcome, transformers(outcome), trafo_tally(outcome)),
        _beyond_kvah(outcome, lines(outcome), line_tally(outcome)),
    )


def _beyond_kvah(outcome: Outcome, elements: Elements, found: Tally) -> FloatArray:
    beyond = found.beyond_pct * elements.rating_kva / 100.0 * outcome.plan.horizon.step_h
    # What is never over has none, whether or not its rating is known.
    return np.where(found.over > 0, beyond, 0.0)


def _highest(values: FloatArray) -> float:
    """Return the highest value that is known; fmax passes a NaN over where max would keep it."""
    return float(np.fmax.reduce(values, initial=np.nan))


def _hours_over(outcome: Outcome, found: Tally) -> float:
    return float(np.count_nonzero(found.any_over)) * outcome.plan.horizon.step_h

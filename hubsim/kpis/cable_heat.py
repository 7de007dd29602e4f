"""Temperature of cables' conductors, after IEC 60287 (steady) and IEC 60853 (cyclic).

At a load K, a share of the rated current, a conductor would in the end be

    theta = theta_soil + K^2 (theta_rated - theta_rated_soil)

and approaches that as a sum of exponentials, each with a share of the rise and a time constant. The
defaults: a third of the rise stands across insulation and sheath with 0.6 h; two thirds in the ground,
whose response by IEC 60853-2 is (E1(D^2 / (16 d t)) - E1(L^2 / (d t))) / (2 ln(4 L / D)), for a cable of D
= 47 mm (4x150 Al) at L = 0.6 m in ground of diffusivity d = 0.5e-6 m2/s. Three exponentials hold their sum
to 3 % of the rise. Left out: neighbours in the same trench, ground that dries out, and resistance that
rises with temperature.

Where it starts: what the mean losses of the first week hold for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.compiled import compiled
from hubsim.kpis.kpi import Outcome, figure, once
from hubsim.scenario.thermal import CableHeat

WEEK_H = 168.0

TOLERANCE_K = 1e-6
"""A conductor counts as above its rated temperature from this far on [K]; less is rounding."""


class CableTally(NamedTuple):
    """Highest temperature of every cable and when it had it, and steps above the rated one, (L,) each."""

    highest_degc: FloatArray
    highest_step: IntArray
    hot: IntArray


def has_lines(outcome: Outcome) -> bool:
    """Return whether there is a line with a rating."""
    return bool(np.isfinite(outcome.plan.network.line_limit_a).any())


@figure("degC", "lower", has_lines)
def cable_temperature_max_degc(outcome: Outcome) -> float:
    """Return the highest conductor temperature of any cable."""
    return float(np.fmax.reduce(cable_tally(outcome).highest_degc, initial=np.nan))


@figure("h", "lower", has_lines)
def cable_hot_h(outcome: Outcome) -> float:
    """Return the longest that any one cable is above its rated temperature, all times together."""
    return float(cable_tally(outcome).hot.max(initial=0)) * outcome.plan.horizon.step_h


@once
def cable_tally(outcome: Outcome) -> CableTally:
    """Return what the temperature of every cable comes to."""
    plan = outcome.plan
    cables, network = plan.scenario.thermal.cables, plan.network
    by_type = {kind: cables.of("", kind) for kind in set(network.line_types)}
    own = [
        cables.of(name, kind) if name in cables.lines else by_type[kind]
        for name, kind in zip(network.line_ids, network.line_types, strict=True)
    ]
    return heated(outcome.flows.line_loading_pct, own, plan.horizon.step_h)


def heated(loading_pct: FloatArray, cables: Sequence[CableHeat], step_h: float) -> CableTally:
    """Return what the temperatures of cables come to.

    loading_pct : (T, L); where it is not known, that of the step before holds
    cables : of every line, L
    """
    n_line = loading_pct.shape[1]
    found = CableTally(
        np.full(n_line, np.nan),
        np.full(n_line, -1, dtype=np.int64),
        np.zeros(n_line, dtype=np.int64),
    )
    first = loading_pct[: max(1, round(WEEK_H / step_h))]
    known = np.isfinite(first)
    square = np.where(known, first, 0.0)
    mean = np.einsum("tl,tl->l", square, square) / np.maximum(known.sum(axis=0), 1)
    n_part = max((len(one.times) for one in cables), default=1)
    # A line with fewer exponentials has others with no share.
    shares, decay = np.zeros((n_part, n_line)), np.zeros((n_part, n_line))
    for e, one in enumerate(cables):
        shares[: len(one.shares), e] = one.shares
        decay[: len(one.times), e] = np.exp(-step_h / np.array(one.times))
    rated, rated_soil, soil = (
        np.array([getattr(one, name) for one in cables]) for name in ("rated", "rated_soil", "soil")
    )
    rise = (rated - rated_soil) / 1e4
    _heat(loading_pct, rise, soil, rated + TOLERANCE_K, shares, decay, shares * mean, found)
    return found


@compiled
def _heat(
    loading: FloatArray,
    rise: FloatArray,
    soil: FloatArray,
    rated: FloatArray,
    shares: FloatArray,
    decay: FloatArray,
    state: FloatArray,
    found: CableTally,
) -> None:
    """Add up all steps.

    rise : (L,) per squared percent; soil, rated : (L,) [degC]
    shares, decay, state : (E, L) of each exponential: part of the rise, what is left of a difference
        after a step, squared loading
    """
    n_part, n_line = decay.shape
    total, last, seen = np.zeros(n_line), np.zeros(n_line), np.zeros(n_line, np.bool_)
    for t in range(loading.shape[0]):
        for e in range(n_line):
            value = loading[t, e]
            if not np.isnan(value):
                last[e] = value * value
                seen[e] = True
            total[e] = 0.0
        for m in range(n_part):
            for e in range(n_line):
                target = shares[m, e] * last[e]
                state[m, e] = target + (state[m, e] - target) * decay[m, e]
                total[e] += state[m, e]
        for e in range(n_line):
            degrees = soil[e] + rise[e] * total[e]
            if not seen[e]:
                continue
            if found.highest_step[e] < 0 or degrees > found.highest_degc[e]:
                found.highest_degc[e] = degrees
                found.highest_step[e] = t
            if degrees > rated[e]:
                found.hot[e] += 1

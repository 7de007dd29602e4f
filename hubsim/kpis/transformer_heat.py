"""Hot-spot and ageing of transformers, by the differential equations of IEC 60076-7 (2018, 8.2).

With the load K, a share of the rated current, no-load losses P0 and load losses Pk,

    k11 tau_o d(theta_o)/dt = ((P0 + Pk K^2) / (P0 + Pk))^x rise_o - (theta_o - theta_a)
    k22 tau_w d(h1)/dt      = k21 H g K^y - h1
    tau_o / k22 d(h2)/dt    = (k21 - 1) H g K^y - h2
    theta_h                 = theta_o + h1 - h2

Load and ambient are constant within a step, so each equation has an exact solution at its end. Paper ages
at V = 2^((theta_h - 98) / 6), thermally upgraded at exp(15000 / 383 - 15000 / (theta_h + 273)), times as
fast as at its rated hot-spot (6.2).
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.compiled import compiled
from hubsim.kpis.kpi import Outcome, figure, once
from hubsim.networks.network import Network
from hubsim.scenario.thermal import TransformerHeat


def has_transformers(outcome: Outcome) -> bool:
    """Return whether there is a transformer."""
    return bool(outcome.plan.network.trafo_ids)


@figure("degC", "lower", has_transformers)
def trafo_hot_spot_max_degc(outcome: Outcome) -> float:
    """Return the highest hot-spot of any transformer, at the end of a step."""
    return float(np.fmax.reduce(hot_spot_degc(outcome), axis=None, initial=np.nan))


@figure("days", "lower", has_transformers)
def trafo_ageing_days(outcome: Outcome) -> float:
    """Return the life that the transformer that ages most uses, in days at its rated hot-spot."""
    return float(np.fmax.reduce(ageing_days(outcome), initial=np.nan))


@once
def hot_spot_degc(outcome: Outcome) -> FloatArray:
    """Return the hot-spot of every transformer at the end of every step, (T, K) [degC]."""
    plan = outcome.plan
    thermal = plan.scenario.thermal
    if thermal.ambient is None:
        ambient = plan.weather.temperature_degc
    else:
        ambient = np.full(plan.horizon.n_steps, thermal.ambient)
    load = outcome.flows.trafo_loading_pct / 100.0
    heat, step_h = thermal.transformers, plan.horizon.step_h
    return warmed(load, ambient + heat.surcharge, rated_losses_kw(plan.network), heat, step_h)[1]


@once
def ageing_days(outcome: Outcome) -> FloatArray:
    """Return the life that every transformer uses, (K,) [days at the rated hot-spot]."""
    rate = ageing_rate(hot_spot_degc(outcome), outcome.plan.scenario.thermal.transformers.paper)
    days = np.nansum(rate, axis=0) * (outcome.plan.horizon.step_h / 24.0)
    return np.where(np.isnan(rate).all(axis=0), np.nan, days)


def ageing_rate(hot_spot: FloatArray, paper: str) -> FloatArray:
    """Return how many times as fast as at its rated hot-spot the paper ages.

    Examples
    --------
    >>> ageing_rate(np.array([98.0, 104.0]), "normal").tolist()
    [1.0, 2.0]
    """
    if paper == "normal":
        rate: FloatArray = np.exp2((hot_spot - 98.0) / 6.0)
    else:
        rate = np.exp(15000.0 / 383.0 - 15000.0 / (hot_spot + 273.0))
    return rate


def rated_losses_kw(network: Network) -> tuple[FloatArray, FloatArray]:
    """Return no-load losses at rated voltage and load losses at rated current, (K,) each [kW].

    Read from the two-ports: their series impedance, and what is beside it. A transformer that is out of
    service has none.
    """
    no_load, load = np.zeros(len(network.trafo_ids)), np.zeros(len(network.trafo_ids))
    on = np.flatnonzero(network.trafo_branch >= 0)
    series, shunt = series_and_shunt_pu(network, network.trafo_branch[on])
    rated_pu = network.trafo_limit_kva[on] / network.base_kva
    no_load[on] = 2.0 * shunt.real * network.base_kva
    load[on] = (1.0 / series).real * rated_pu**2 * network.base_kva
    return np.maximum(no_load, 0.0), np.maximum(load, 0.0)


def series_and_shunt_pu(network: Network, branch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return series admittance, and shunt admittance of either end, of branches' pi sections, (n,).

    Referred to the `to` end, whose tap is 1: y_tt = y_s + y_m, y_ff = (y_s + y_m) / t^2, |y_tf| = |y_s| /
    t.
    """
    tap = np.sqrt(np.abs(network.branch_ytt_pu[branch] / network.branch_yff_pu[branch]))
    # A phase shift turns the two transfer admittances opposite ways: their mean angle is the impedance's.
    across = -network.branch_yft_pu[branch], -network.branch_ytf_pu[branch]
    series = np.sqrt(across[0] * across[1]) * tap
    series = np.where(series.real < 0.0, -series, series)
    return series, network.branch_ytt_pu[branch] - series


def warmed(
    load: FloatArray,
    ambient_degc: FloatArray,
    losses_kw: tuple[FloatArray, FloatArray],
    heat: TransformerHeat,
    step_h: float,
    start: tuple[float, float, float] | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Return top oil and hot-spot of every transformer at the end of every step, (T, K) each [degC].

    load : (T, K) share of the rated current; where it is not known, that of the step before holds
    ambient_degc : (T,) around the transformer
    losses_kw : (K,) without load, and of the load at rated current
    start : top oil, h1 and h2 before the first step; by default what its load and ambient hold for ever
    """
    oil, hot_spot = np.full(load.shape, np.nan), np.full(load.shape, np.nan)
    decay = np.exp(
        -step_h
        / np.array(
            [
                heat.k11 * heat.oil_time,
                heat.k22 * heat.winding_time,
                heat.oil_time / heat.k22,
            ]
        )
    )
    total = losses_kw[0] + losses_kw[1]
    share = np.where(total > 0.0, losses_kw[0] / np.where(total > 0.0, total, 1.0), 0.0)
    _warm(
        load,
        ambient_degc,
        share,
        decay,
        (heat.oil_rise, heat.oil_exponent),
        (heat.hot_spot_factor * heat.winding_gradient, heat.winding_exponent, heat.k21),
        start is None,
        np.array(start or (0.0, 0.0, 0.0)),
        oil,
        hot_spot,
    )
    return oil, hot_spot


@compiled
def _warm(
    load: FloatArray,
    ambient: FloatArray,
    share: FloatArray,
    decay: FloatArray,
    of_oil: tuple[float, float],
    of_winding: tuple[float, float, float],
    is_settled: bool,
    start: FloatArray,
    oil: FloatArray,
    hot_spot: FloatArray,
) -> None:
    """Put the temperatures into `oil` and `hot_spot`. share : (K,) of the rated losses without load."""
    rise, x = of_oil
    gradient, y, k21 = of_winding
    for k in range(load.shape[1]):
        at, first, second = start[0], start[1], start[2]
        last = np.nan
        for t in range(load.shape[0]):
            now = last if np.isnan(load[t, k]) else load[t, k]
            if np.isnan(now):
                continue
            over = rise * (share[k] + (1.0 - share[k]) * now * now) ** x + ambient[t]
            wound = gradient * now**y
            if is_settled and np.isnan(last):
                at, first, second = over, k21 * wound, (k21 - 1.0) * wound
            at = over + (at - over) * decay[0]
            first = k21 * wound + (first - k21 * wound) * decay[1]
            second = (k21 - 1.0) * wound + (second - (k21 - 1.0) * wound) * decay[2]
            oil[t, k] = at
            hot_spot[t, k] = at + first - second
            last = now

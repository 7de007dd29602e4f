"""A look ahead in longer steps: it costs what the unrolled model costs, and nothing of it is carried out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hubsim.dispatch.balance import balance_check
from hubsim.dispatch.together.coarse import coarser
from hubsim.dispatch.together.reference import unrolled_objective
from hubsim.dispatch.together.span import Span

COARSE = ("control.lookahead=36 h", "control.lookahead_step=3 h")


@pytest.mark.parametrize(
    "changes",
    [(), ("contract.import=40 kW",), ("limits.loading=30 %",), ("control.objective=peak",)],
)
def test_a_window_with_a_tail_costs_what_the_unrolled_model_costs(village, changes) -> None:
    street = village(*COARSE, *changes)
    planner, span = street.planner(), Span(slice(12, 24), slice(8, 16))
    start = planner.start()
    stores = planner.fine.stores
    start[: len(stores)] = street.alone.level_kwh[12, stores]
    band = planner.band(span)
    planned = planner.solve(span, start, band)
    while planner.write_broken(span, planned, band):
        planned = planner.solve(span, start, band)
    assert planned.x.shape[0] == 12 + 8
    expected = unrolled_objective(planner, span, start, band)
    assert planned.objective == pytest.approx(expected, rel=1e-7)


def test_needs_are_the_same_in_longer_steps(village) -> None:
    street = village(*COARSE)
    rough, alone = coarser(street.plan, street.alone, 3)
    assert rough.horizon.n_steps == 24
    for a, asset in enumerate(street.plan.assets):
        fine, longer = street.plan.inputs[a], rough.inputs[a]
        assert set(fine) == set(longer)
        for name in ("used_kwh", "heat_kw", "available_kw"):
            if name in fine:
                hours = (1.0, 1.0) if name.endswith("kwh") else (1.0, 3.0)
                sums = fine[name].sum() * hours[0], longer[name].sum() * hours[1]
                assert sums[1] == pytest.approx(sums[0], rel=1e-12)
        if asset.kind == "ev":
            # A car that leaves within a longer step is full at its end.
            left = longer["leaving"] > 0.0
            assert left.sum() == fine["leaving"].sum()
            assert (longer["least_kwh"][left] == asset.battery).all()
    assert alone.p_kw.sum() * 3.0 == pytest.approx(street.alone.p_kw.sum())


def test_the_hub_is_operated_with_a_coarse_look_ahead(village) -> None:
    street = village(*COARSE)
    balance_check(street.plan, street.together)
    assert street.together.unmet_kw.max() <= 1e-6
    assert street.effort.unconfirmed == 0
    sizes = street.planner()
    assert sizes.coarse is not None
    assert sizes.ratio == 3


def cost_eur(street, did) -> float:
    plan = street.plan
    energy = did.bought_kw * plan.buy_eur_kwh - did.sold_kw * plan.sell_eur_kwh
    return float(energy.sum())


def test_seeing_further_is_worth_more_than_it_loses_by_being_coarse(village) -> None:
    blind = village("control.lookahead=0 h", "control.window=24 h")
    seeing = village(*COARSE, "control.window=24 h")
    assert cost_eur(seeing, seeing.together) <= cost_eur(blind, blind.together) + 0.5


def test_a_tail_at_the_horizon_s_end_is_cut(village) -> None:
    street = village("control.window=15 h", "control.lookahead=36 h", "control.lookahead_step=5 h")
    assert street.effort.windows == 5
    ends = street.together.level_kwh[-1, street.planner().fine.stores]
    assert (ends >= street.alone.level_kwh[-1, street.planner().fine.stores] - 1e-5).all()


def test_a_part_that_fills_no_longer_step_is_left_out(village) -> None:
    street = village(*COARSE)
    shorter = replace(street.plan.horizon, n_steps=71)
    plan = replace(street.plan, horizon=shorter)
    rough, _ = coarser(plan, street.alone, 3)
    assert rough.horizon.n_steps == 23
    assert all(len(series) >= 23 for inputs in rough.inputs for series in inputs.values())
    assert np.isfinite(rough.buy_eur_kwh).all()


@pytest.mark.parametrize("changes", [(), COARSE])
def test_rolling_the_horizon_loses_at_most_two_in_a_hundred(village, changes) -> None:
    rolled = village("control.window=24 h", *changes)
    whole = village("control.window=72 h", "control.lookahead=0 h")
    best = cost_eur(whole, whole.together)
    assert best <= cost_eur(rolled, rolled.together) + 1e-6
    assert cost_eur(rolled, rolled.together) <= best * 1.02

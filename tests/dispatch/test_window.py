"""What the optimiser sees change over time, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hubsim.dispatch.together.window import course_of, fixed_power, sharing_value

FEE = 0.11


def test_a_shared_kwh_counts_the_smallest_saving_of_all_pairs_less_the_fee(village) -> None:
    plan = village().plan
    n_members = len(plan.member_ids)
    buy, sell = np.full((72, n_members), 0.40), np.full((72, n_members), 0.05)
    buy[:, 2], sell[:, 3] = 0.30, 0.08
    buy[5, 2], sell[6, 3] = 0.15, 0.25
    priced = replace(plan, buy_eur_kwh=buy, sell_eur_kwh=sell)
    expected = np.full(72, 0.30 - 0.08 - FEE)
    # Where the fee eats the saving, nothing is gained by sharing, and nothing lost.
    expected[[5, 6]] = 0.0
    assert sharing_value(priced) == pytest.approx(expected, abs=1e-12)


def test_without_sharing_a_shared_kwh_is_worth_nothing(village) -> None:
    assert not sharing_value(village("sharing={kind: none}").plan).any()


def test_members_that_the_hub_does_not_touch_are_constants(village) -> None:
    street = village("control.coordinate=[battery]")
    plan, alone = street.plan, street.alone
    fixed = fixed_power(plan, alone.p_kw)
    corner, hub = (plan.member_ids.index(name) for name in ("corner", "hub"))
    own = alone.p_kw[:, street.asset("corner.load")] + alone.p_kw[:, street.asset("corner.pv")]
    assert fixed[corner] == pytest.approx(own, abs=1e-12)
    assert not fixed[hub].any()
    bounds = course_of(plan, alone, street.planner().fine.stations).bounds
    passive = [m for m in range(len(plan.member_ids)) if m not in {corner, hub}]
    net = alone.member_kw()[:, passive]
    for name, series in (
        ("rest_kw", net.sum(axis=1)),
        ("rest_buy_kw", np.maximum(net, 0.0).sum(axis=1)),
        ("rest_sell_kw", np.maximum(-net, 0.0).sum(axis=1)),
    ):
        assert bounds[name][0] == pytest.approx(series, abs=1e-9)
        assert bounds[name][1] == pytest.approx(series, abs=1e-9)
    assert {name for name in bounds if name.startswith("fixed_kw")} == {
        f"fixed_kw[{corner}]",
        f"fixed_kw[{hub}]",
    }


def test_bounds_of_what_members_exchange_never_bind(village) -> None:
    street = village()
    plan = street.plan
    bounds = course_of(plan, street.alone, street.planner().fine.stations).bounds
    boxed = 0
    for m in range(len(plan.member_ids)):
        for name, done in (("buy_kw", "bought_kw"), ("sell_kw", "sold_kw")):
            if f"{name}[{m}]" in bounds:
                most = bounds[f"{name}[{m}]"][1]
                boxed += bool(most[0] > 0.0)
                for did in (street.alone, street.together):
                    assert (getattr(did, done)[:, m] <= np.maximum(most - 1.0, 0.0) + 1e-9).all()
    # Corner, pump, giver and hub both ways, the car one way.
    assert boxed == 9
    # A noisy forecast may be of anything: no bound then.
    noisy = village("control.forecast={kind: noisy, error: 20 %}")
    free = course_of(noisy.plan, noisy.alone, street.planner().fine.stations).bounds
    assert not [name for name in free if name.startswith("buy_kw")]

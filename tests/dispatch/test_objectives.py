"""What a plan aims at, what it ranks, and rows of an engineer's own."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from hubsim.dispatch.balance import balance_check
from hubsim.dispatch.together import operate_together
from hubsim.dispatch.together.reference import unrolled_objective
from hubsim.dispatch.together.span import Span
from hubsim.dispatch.together.step import Penalties

WIDE = ("contract={kind: none}", "limits.loading=1000 %")
AIMS = ("cost", "peak", "carbon", "self-consumption", "congestion")


def figures(street, did) -> dict[str, float]:
    plan, net = street.plan, did.member_kw().sum(axis=1)
    bought, sold = did.bought_kw.sum(axis=1), did.sold_kw.sum(axis=1)
    energy = did.bought_kw * plan.buy_eur_kwh - did.sold_kw * plan.sell_eur_kwh
    return {
        "cost": float(energy.sum()),
        "peak": float(net.max()),
        "carbon": float((net * plan.carbon_kg_kwh).sum()),
        "self-consumption": float((sold - np.minimum(sold, bought)).sum()),
        "congestion": float(np.abs(street.flows(did).trafo_p_kw).max()),
    }


@pytest.mark.parametrize("aim", AIMS[1:])
def test_each_aim_is_served_best_by_its_own_plan(village, aim) -> None:
    # One window over all days, so that nothing is hidden in what comes after.
    whole = ["control.window=72 h", "control.lookahead=0 h", *WIDE]
    if aim == "self-consumption":
        whole += ["members.corner.devices.pv.rating=60 kWp", "sharing={kind: none}"]
    street = village(f"control.objective={aim}", *whole)
    cheap = village("control.objective=cost", *whole)
    balance_check(street.plan, street.together)
    own, other = figures(street, street.together)[aim], figures(cheap, cheap.together)[aim]
    assert own < other - 1e-3
    alone = figures(street, street.alone)[aim]
    assert own <= alone + 1e-3


def test_a_peak_is_carried_from_day_to_day(village) -> None:
    # The dearest day decides; the days after it may draw as much for nothing.
    street = village("control.objective={peak: 3 EUR/kW}", *WIDE)
    planner = street.planner()
    assert planner.fine.carried[-1] == ("peak_before_kw", "peak_after_kw")
    steps, start = slice(24, 48), planner.start()
    start[-1] = 500.0
    free = planner.solve(Span(steps), start, planner.band(Span(steps))).objective
    start[-1] = 0.0
    paid = planner.solve(Span(steps), start, planner.band(Span(steps)))
    net = (planner.fine.net @ paid.x.T).sum(axis=0) + planner.fine.course.bounds["rest_kw"][0][
        steps
    ]
    peak = paid.x[-1, planner.template.columns["peak_after_kw"]]
    assert peak == pytest.approx(net.max(), abs=1e-5)
    assert paid.objective < free - 3.0 * 500.0 + 3.0 * 200.0


def test_a_peak_is_let_go_when_a_month_begins(village) -> None:
    street = village("control.objective=peak")
    begins = street.planner().fine.course.bounds["anew_kw"][0]
    assert not begins.any()  # 6 to 8 June
    assert len(begins) == street.plan.horizon.n_steps


@pytest.mark.parametrize(
    "changes",
    [
        ("control.objective={peak: 5 EUR/kW, congestion: 2 EUR/kW}",),
        ("control.objective={carbon: 0.5 EUR/kg, self-consumption: 0.2 EUR/kWh}",),
        ("control.objective={cost: 0.3, peak: 1 EUR/kW}", "limits.loading=30 %"),
    ],
)
def test_the_template_costs_what_the_unrolled_model_costs(village, changes) -> None:
    street = village(*changes)
    planner, steps = street.planner(), slice(12, 40)
    start = planner.start()
    start[: len(planner.fine.stores)] = street.alone.level_kwh[12, planner.fine.stores]
    start[len(planner.fine.stores) :] = 20.0
    band = planner.band(Span(steps))
    planned = planner.solve(Span(steps), start, band)
    while planner.write_broken(Span(steps), planned, band):
        planned = planner.solve(Span(steps), start, band)
    expected = unrolled_objective(planner, Span(steps), start, band)
    assert planned.objective == pytest.approx(expected, rel=1e-7)


def test_a_ranking_gives_the_highest_price_to_the_first(village) -> None:
    prices = Penalties.of(village("control.ranking=[contract, network, comfort]").plan)
    assert prices.breach_eur_kwh == 10.0
    assert prices.overload_eur_kwh == 5.0
    assert prices.unmet_eur_kwh == 2.0
    assert Penalties.of(village().plan) == Penalties(10.0, 2.0, 5.0)


def test_the_order_of_wishes_decides_what_is_kept(village) -> None:
    # The car cannot be filled within the contract: either it leaves empty or the contract is broken.
    tight = ("contract.import=15 kW", "control.window=72 h", "control.lookahead=0 h")
    comfort = village("control.ranking=[comfort, network, contract]", *tight).together
    contract = village("control.ranking=[contract, network, comfort]", *tight).together
    beyond = [
        np.maximum(did.member_kw().sum(axis=1) - 15.0, 0.0).sum() for did in (comfort, contract)
    ]
    assert comfort.unmet_kw.sum() < 1e-5
    assert contract.unmet_kw.sum() > 1.0
    assert beyond[1] < beyond[0] - 1.0


def test_a_connection_carries_no_more_than_its_size(village) -> None:
    changes = ("contract.import=60 kW",)
    free = village(*changes)
    m = free.plan.member_ids.index("car")
    assert free.together.bought_kw[:, m].max() > 18.0
    street = village(*changes, "members.car.connection_size=3x25 A")
    assert street.plan.member_limit_kw[m] == pytest.approx(3 * 25 * 0.23, rel=0.01)
    assert street.together.bought_kw[:, m].max() <= street.plan.member_limit_kw[m] + 1e-5
    assert street.together.unmet_kw.max() <= 1e-6


def test_an_engineer_adds_rows_of_his_own(village) -> None:
    street = village(*WIDE)
    battery = street.asset("hub.battery")
    allowed = np.where(np.arange(72) % 24 < 12, 0.0, 8.0)

    def constrain(model, plan):
        assert plan is street.plan
        model.allowed_kw_of_hub = pyo.Var()
        model.quiet = pyo.Constraint(expr=model.asset[battery].p_kw <= model.allowed_kw_of_hub)
        return {"allowed_kw_of_hub": (allowed, allowed)}

    did, _ = operate_together(
        street.model, street.alone, street.alone, street.alone_flows, constrain=constrain
    )
    free = street.together.p_kw[:, battery]
    assert (free - allowed).max() > 1.0
    assert (did.p_kw[:, battery] - allowed).max() <= 1e-5
    balance_check(street.plan, did)

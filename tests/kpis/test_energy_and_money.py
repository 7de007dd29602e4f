"""Self-use, sharing, cost, emission, needs and stores against numbers worked out by hand."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from hubsim.kpis import carbon, money, needs, self_use


def test_self_use_without_store_is_the_common_definition(outcome):
    # Demand 2, 4, 6, 1 and generation 0, 4, 3, 5 kW: used 0 + 4 + 3 + 1 = 8 of 12; demand 13.
    load, pv = np.array([2.0, 4.0, 6.0, 1.0]), np.array([0.0, 4.0, 3.0, 5.0])
    net = load - pv
    done = outcome(
        p_kw=np.column_stack([load, -pv, np.zeros(4)]),
        bought_kw=np.column_stack([np.maximum(net, 0), np.zeros(4)]),
        sold_kw=np.column_stack([np.zeros(4), np.maximum(-net, 0)]),
    )
    assert self_use.self_consumption_pct(done) == pytest.approx(100 * 8 / 12)
    assert self_use.self_sufficiency_pct(done) == pytest.approx(100 * 8 / 13)
    assert self_use.net_zero_pct(done) == pytest.approx(100 * 12 / 13)


def test_generation_used_by_a_neighbour_in_the_same_step_stays_in_the_hub(outcome):
    done = outcome(
        p_kw=[[3.0, -3.0, 0.0]] * 4, bought_kw=[[3.0, 0.0]] * 4, sold_kw=[[0.0, 3.0]] * 4
    )
    assert self_use.self_consumption_pct(done) == 100.0
    assert self_use.self_sufficiency_pct(done) == 100.0


def test_generation_and_use_at_different_times_do_not_net_out(outcome):
    done = outcome(
        p_kw=[[3.0, 0.0, 0.0], [0.0, -3.0, 0.0]] * 2,
        bought_kw=[[3.0, 0.0], [0.0, 0.0]] * 2,
        sold_kw=[[0.0, 0.0], [0.0, 3.0]] * 2,
    )
    assert self_use.self_consumption_pct(done) == 0.0
    assert self_use.self_sufficiency_pct(done) == 0.0
    assert self_use.net_zero_pct(done) == 100.0  # as much generated as used, only not at once


def test_what_a_battery_keeps_for_later_counts_as_used(outcome):
    # 4 kW of sun into the battery, then 3 kW of load from it (1 kW is lost or left), 1 kW imported.
    done = outcome(
        n_steps=2,
        step_s=3600,
        p_kw=[[0.0, -4.0, 4.0], [4.0, 0.0, -3.0]],
        bought_kw=[[0.0, 0.0], [4.0, 0.0]],
        sold_kw=[[0.0, 0.0], [0.0, 3.0]],
    )
    assert self_use.self_consumption_pct(done) == 100.0
    assert self_use.self_sufficiency_pct(done) == pytest.approx(80.0)


def test_a_battery_that_trades_with_the_grid_earns_no_self_use(outcome):
    done = outcome(
        p_kw=[[0.0, 0.0, 5.0], [0.0, 0.0, -5.0]] * 2,
        bought_kw=[[0.0, 5.0], [0.0, 0.0]] * 2,
        sold_kw=[[0.0, 0.0], [0.0, 5.0]] * 2,
    )
    assert math.isnan(self_use.self_consumption_pct(done))
    assert self_use.self_sufficiency_pct(done) == 0.0


def test_shares_of_nothing_are_not_a_number(outcome):
    assert math.isnan(self_use.self_consumption_pct(outcome()))
    assert math.isnan(self_use.self_sufficiency_pct(outcome()))


def test_shared_energy_is_counted_once_where_it_is_received(outcome):
    assert self_use.shared_kwh(outcome(shared_kw=[[2.0, -2.0], [-1.0, 1.0]] * 2)) == 1.5


def test_energy_cost_takes_shared_energy_off_both_bills_and_adds_the_fee(outcome):
    # Bought 10 at 0.30, sold 6 at 0.05, of which 4 shared at a fee of 0.10, for one hour:
    # (10 - 4) * 0.30 - (6 - 4) * 0.05 + 4 * 0.10 = 2.10 EUR.
    done = outcome(
        n_steps=1,
        step_s=3600,
        bought_kw=[[10.0, 0.0]],
        sold_kw=[[0.0, 6.0]],
        shared_kw=[[4.0, -4.0]],
    )
    assert money.energy_cost_eur(done) == pytest.approx(2.10, abs=1e-12)


def test_each_member_and_step_has_its_own_price(outcome):
    done = outcome(
        n_steps=2,
        bought_kw=[[4.0, 0.0], [0.0, 8.0]],
        sold_kw=[[0.0, 4.0], [4.0, 0.0]],
        buy_eur_kwh=[[0.1, 9.0], [9.0, 0.2]],
        sell_eur_kwh=[[9.0, 0.5], [-0.1, 9.0]],
    )
    assert money.energy_cost_eur(done) == pytest.approx(0.1 + 0.4 - 0.5 + 0.1)


def test_emission_is_of_the_net_import_of_the_group_at_its_step(outcome):
    done = outcome(
        bought_kw=[[10.0, 0.0], [0.0, 0.0], [4.0, 0.0], [0.0, 0.0]],
        sold_kw=[[0.0, 6.0], [0.0, 9.0], [0.0, 0.0], [0.0, 0.0]],
        carbon_kg_kwh=[0.5, 0.5, 0.2, 0.1],
    )
    assert carbon.co2_kg(done) == pytest.approx((4 * 0.5 + 4 * 0.2) * 0.25)


def test_unmet_and_curtailed_energy_are_summed_over_assets(outcome):
    done = outcome(unmet_kw=[[1.0, 0.0, 3.0]] * 4, curtailed_kw=[[0.0, 2.0, 0.0]] * 4)
    assert needs.unmet_kwh(done) == 4.0
    assert needs.curtailed_kwh(done) == 2.0


def test_stored_energy_is_valued_per_kind_at_its_members_mean_price(outcome):
    # Electricity +6 kWh at 0.20; heat with a COP of 4: -8 kWh at 0.40 / 4.
    level = np.array([[5.0, 9.0, 11.0], [20.0, 15.0, 12.0]]).T
    base = outcome(n_steps=2)
    load, _, battery = base.plan.assets
    heat = type(battery)(kind="heat-pump", has_store=True, worth_eur_kwh=lambda _, price: price / 4)
    done = outcome(
        n_steps=2,
        assets=(load, battery, heat),
        asset_member=[0, 0, 1],
        stores_of=((), (0,), (1,)),
        level_kwh=level,
        buy_eur_kwh=[[0.1, 0.5], [0.3, 0.3]],
    )
    assert needs.stored_change_kwh(done) == -2.0
    assert needs.stored_value_eur(done) == pytest.approx(6 * 0.2 - 8 * 0.1)


def test_gas_is_paid_and_emitted_at_its_own_price_and_factor(outcome):
    # 10 kW for an hour at 0.13 EUR/kWh; 1.788 kg / 9.769 kWh.
    assets = outcome().plan.assets
    none = {"heat_sold": lambda: (0.0, 0.0)}
    boiler = SimpleNamespace(kind="hybrid-heat-pump", fuel_eur_kwh=lambda: 0.13, **none)
    other = SimpleNamespace(kind="load", fuel_eur_kwh=lambda: 0.0, **none)
    gas = np.column_stack([np.full(4, 10.0), np.zeros((4, 2))])
    done = outcome(assets=(boiler, other, other), gas_kw=gas)
    assert money.energy_cost_eur(done) == pytest.approx(1.3)
    assert carbon.co2_kg(done) == pytest.approx(10.0 * 1.788 / 9.769)
    assert carbon.gas_kwh(done) == pytest.approx(10.0)
    assert len(assets) == 3


def test_heat_that_is_sold_outside_comes_off_the_cost(outcome):
    # 80 kW for an hour, 14 % of it as heat at 0.05 EUR/kWh; the third asset's heat has no buyer.
    load, _, battery = outcome().plan.assets
    maker = type(load)(**{**vars(load), "heat_sold": lambda: (0.14, 0.05)})
    p_kw = np.column_stack([np.full(4, 80.0), np.zeros(4), np.full(4, 5.0)])
    done = outcome(assets=(maker, load, battery), p_kw=p_kw)
    assert money.sells_heat(done)
    assert money.heat_delivered_kwh(done) == pytest.approx(0.14 * 80.0)
    assert money.energy_cost_eur(done) == pytest.approx(-0.05 * 0.14 * 80.0)
    assert not money.sells_heat(outcome())

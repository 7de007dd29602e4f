"""Reinforcement by hand: the type, its two-port, what it costs, and that less would not do."""

from __future__ import annotations

import numpy as np
import pytest
from pandapower import (
    create_bus,
    create_empty_network,
    create_ext_grid,
    create_line_from_parameters,
)

from hubsim.bills.business import FOREVER
from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.through_network import NetworkModel
from hubsim.headroom.copper import Prices, price_table, reinforce
from hubsim.headroom.siting import sitings_of
from hubsim.headroom.stronger import impedance_pu, upgraded
from hubsim.headroom.years import grown, years_of
from hubsim.networks.load import load_network
from hubsim.powerflow.solve import power_flow


def test_the_next_cable_is_the_line_of_its_type_in_pandapower() -> None:
    def line(r: float, x: float, c: float, limit_a: float):
        net = create_empty_network()
        a, b = create_bus(net, 0.4, name="a"), create_bus(net, 0.4, name="b")
        create_ext_grid(net, a)
        create_line_from_parameters(
            net, a, b, 0.2, r, x, c, limit_a / 1e3, name="cable", endtemp_degree=20
        )
        return load_network(net)

    made, upgrade = upgraded(line(0.206, 0.079, 720.0, 260.0), "line", 0)
    assert (upgrade.was, upgrade.becomes, upgrade.length_m) == ("260 A", "4x240 Al", 200.0)
    # 0.129 ohm/km at 20 degrees, 1 + 0.00403 * 35 at 55.
    warm = 0.129 * (1.0 + 0.00403 * 35.0)
    same = line(warm, 0.073, 780.0, 330.0)
    drawn = [[0.0, 60.0]]
    one, other = (power_flow(network, drawn) for network in (made, same))
    assert one.vm_pu == pytest.approx(other.vm_pu, abs=1e-12)
    assert one.line_loading_pct == pytest.approx(other.line_loading_pct, abs=1e-9)
    # Beyond the largest type, two of them side by side.
    twice, upgrade = upgraded(made, "line", 0)
    assert upgrade.becomes == "2 x 4x240 Al"
    assert impedance_pu(twice, "line", 0) == pytest.approx(impedance_pu(made, "line", 0) / 2.0)
    assert twice.line_limit_a.tolist() == [660.0]


def test_the_next_transformer_has_the_leakage_of_its_size() -> None:
    network = load_network("street:suburb-1970")
    size = float(network.trafo_limit_kva[0])
    made, upgrade = upgraded(network, "transformer", 0)
    assert upgrade.kva > size
    assert made.trafo_limit_kva[0] == upgrade.kva
    # Both sizes have a short-circuit voltage of 4 % up to 630 kVA.
    ratio = impedance_pu(network, "transformer", 0) / impedance_pu(made, "transformer", 0)
    assert ratio == pytest.approx(upgrade.kva / size, rel=2e-3)


@pytest.mark.parametrize("add", ["home", "pv"])
def test_copper_carries_what_was_asked_and_nothing_of_it_is_spare(case_of, add) -> None:
    prober = case_of("kerber").prober(add, where="bus_1_12")
    enlarged, rules = prober.enlarged, prober.rules
    (siting,) = sitings_of(enlarged.base, rules)
    prices = Prices.of(enlarged.base, rules)
    nothing = reinforce(enlarged, siting, 0, 0.0, prices)
    assert (nothing.upgrades, nothing.is_enough, nothing.eur(prices)) == ((), True, 0.0)
    found = reinforce(enlarged, siting, 6, 0.0, prices)
    assert found.is_enough
    assert found.upgrades

    def carries(network) -> bool:
        model = NetworkModel.of(enlarged.model_of(6, siting).plan)
        from dataclasses import replace

        model = NetworkModel.of(replace(model.plan, network=network))
        alone, limits = enlarged.alone_of(6), model.plan.scenario.limits
        flows = model.flows(alone.p_kw, alone.q_kvar)
        voltage = flows.vm_pu[:, np.unique(model.plan.member_bus)]
        loading = np.nanmax(np.hstack([flows.trafo_loading_pct, flows.line_loading_pct]))
        return bool(
            loading <= limits.loading + 1e-3
            and voltage.min() >= limits.voltage_min - 1e-6
            and voltage.max() <= limits.voltage_max + 1e-6
        )

    assert carries(found.network)
    before = enlarged.base.network
    for left_out in found.upgrades:
        network = before
        for upgrade in found.upgrades:
            ids = before.line_ids if upgrade.sort == "line" else before.trafo_ids
            becomes = ""
            while upgrade is not left_out and becomes != upgrade.becomes:
                network, step = upgraded(network, upgrade.sort, ids.index(upgrade.element))
                becomes = step.becomes
        assert not carries(network), left_out


def test_prices_are_the_table_s_and_the_scenario_s_own(case_of) -> None:
    assert price_table()["cable"][0] == 100.0
    assert price_table()["rate"][0] == pytest.approx(0.05)
    assert all(source for _, source in price_table().values())
    prober = case_of("kerber").prober(
        "home", copper={"cable": "80 EUR/m", "lifetime": "20 years", "rate": "0 %"}
    )
    prices = Prices.of(prober.enlarged.base, prober.rules)
    assert (prices.cable, prices.transformer, prices.rate) == (80.0, 30.0, 0.0)
    assert prices.yearly_eur(1000.0) == pytest.approx(50.0)


def test_years_are_counted_by_power_flow_of_the_grown_demand(case_of) -> None:
    prober = case_of("kerber", "limits.loading=30 %").prober("home")
    plan, units, rules = prober.enlarged.base, prober.enlarged.units, prober.rules
    siting = sitings_of(plan, rules)[0]
    years = years_of(plan, units, siting, rules, 0.1)

    def highest_pct(year: int) -> float:
        model = NetworkModel.of(grown(plan, 1.1**year))
        alone = operate_alone(model.plan)
        flows = model.flows(alone.p_kw, alone.q_kvar)
        low = flows.vm_pu[:, plan.member_bus].min()
        assert low > 0.93
        return float(np.nanmax(np.hstack([flows.trafo_loading_pct, flows.line_loading_pct])))

    assert 0 < years.alone < years.together <= FOREVER
    assert highest_pct(years.alone - 1) <= 30.001 < highest_pct(years.alone)
    assert years_of(plan, units, siting, rules, 0.0) == years_of(plan, units, siting, rules, 0.0)
    assert years_of(plan, units, siting, rules, 0.0).alone == FOREVER

"""Alone: every member for itself, and assets that follow their member's net power come last."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.dispatch.balance import balance_check
from hubsim.dispatch.dispatch import gathered

BATTERY = "{kind: battery, energy: 10 kWh, power: 5 kW}"
PV = "{kind: pv, rating: 8 kWp, profile: made/sun}"


def test_every_balance_closes_alone(village) -> None:
    balance_check(village().plan, village().alone)


def test_a_connection_carries_the_sum_of_its_assets(village) -> None:
    street = village()
    for m, member in enumerate(street.plan.member_ids):
        own = [a for a, name in enumerate(street.plan.asset_ids) if name.startswith(f"{member}.")]
        total = street.alone.p_kw[:, own].sum(axis=1)
        assert street.alone.member_kw()[:, m] == pytest.approx(total, abs=1e-12)
    assert not np.minimum(street.alone.bought_kw, street.alone.sold_kw).any()
    assert not street.alone.shared_kw.any()


def test_each_asset_does_what_it_does_by_itself(village) -> None:
    street = village()
    for a, asset in enumerate(street.plan.assets):
        if not asset.follows_net:
            did = asset.alone(street.plan.inputs[a], np.zeros(street.plan.horizon.n_steps), 1.0)
            assert street.alone.p_kw[:, a].tobytes() == did.p_kw.tobytes()
    assert street.alone.level_kwh.shape[1] == sum(asset.has_store for asset in street.plan.assets)
    assert np.isfinite(street.alone.level_kwh).all()


def test_the_order_in_the_file_does_not_hide_the_sun_from_the_battery(village) -> None:
    street = village()
    turned = village(f"members.corner.devices={{battery: {BATTERY}, pv: {PV}}}")
    assert turned.asset("corner.battery") < turned.asset("corner.pv")
    stored = street.alone.p_kw[:, street.asset("corner.battery")]
    assert stored.max() > 1.0
    again = turned.alone.p_kw[:, turned.asset("corner.battery")]
    assert again == pytest.approx(stored, abs=1e-12)


def test_a_second_battery_sees_what_the_first_has_left(village) -> None:
    street = village(f"members.corner.devices.second={BATTERY}")
    load, pv, first, second = (
        street.asset(f"corner.{name}") for name in ("load", "pv", "battery", "second")
    )
    p_kw = street.alone.p_kw
    net_kw = p_kw[:, load] + p_kw[:, pv]
    asset = street.plan.assets[first]
    assert p_kw[:, first] == pytest.approx(
        asset.alone(street.plan.inputs[first], net_kw, 1.0).p_kw, abs=1e-12
    )
    left = asset.alone(street.plan.inputs[first], net_kw + p_kw[:, first], 1.0).p_kw
    assert p_kw[:, second] == pytest.approx(left, abs=1e-12)
    assert np.abs(left).max() > 0.5


def test_a_bus_carries_the_assets_of_its_members(village) -> None:
    street = village("members.flat.bus=bus_1_2")
    bus = street.plan.network.bus_ids.index("bus_1_2")
    own = [
        a
        for a, name in enumerate(street.plan.asset_ids)
        if name.split(".")[0] in {"corner", "flat"}
    ]
    p_kw, q_kvar = street.alone.bus_kw(street.plan)
    assert p_kw[:, bus] == pytest.approx(street.alone.p_kw[:, own].sum(axis=1), abs=1e-12)
    assert q_kvar[:, bus] == pytest.approx(street.alone.q_kvar[:, own].sum(axis=1), abs=1e-12)
    assert p_kw.sum() == pytest.approx(street.alone.p_kw.sum(), rel=1e-12)


def test_columns_of_one_place_are_added() -> None:
    power = np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]])
    assert gathered(power, np.array([2, 0, 2]), 4).tolist() == [[2, 0, 5, 0], [16, 0, 40, 0]]

"""What is held once: tables that are as alone, series of equal assets, bounds that never change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hubsim.arrays import spared
from hubsim.dispatch.together.record import Record


def test_a_table_is_alone_s_own_until_a_window_brings_something_else(village) -> None:
    alone = village().alone
    record = Record(alone)
    day = replace(
        alone,
        p_kw=alone.p_kw[:24] + 1.0,
        q_kvar=alone.q_kvar[:24],
        level_kwh=alone.level_kwh[:25],
        unmet_kw=alone.unmet_kw[:24],
        curtailed_kw=alone.curtailed_kw[:24],
    )
    before = alone.p_kw.copy()
    record.enter(day, slice(0, 24))
    p_kw, q_kvar, level_kwh, unmet_kw, _ = record.tables
    assert q_kvar is alone.q_kvar
    assert level_kwh is alone.level_kwh
    assert np.array_equal(p_kw[:24], before[:24] + 1.0)
    assert np.array_equal(p_kw[24:], before[24:])
    assert np.array_equal(alone.p_kw, before)
    # Zeros are entered too, where something stood; and a later window may differ where the first did not.
    record.enter(replace(day, p_kw=0.0 * day.p_kw, unmet_kw=day.unmet_kw + 2.0), slice(24, 48))
    p_kw, _, _, unmet_kw, _ = record.tables
    assert not p_kw[24:48].any()
    assert np.array_equal(p_kw[:24], before[:24] + 1.0)
    assert np.array_equal(unmet_kw[24:48], alone.unmet_kw[:24] + 2.0)
    assert np.array_equal(unmet_kw[48:], alone.unmet_kw[48:])


def test_equal_assets_have_their_series_once_and_one_tariff_its_prices(village) -> None:
    street = village(
        "members.pump.devices.pv.rating=8 kWp",
        "members.shop.tariff=home",
        "members.hub.tariff=home",
    )
    plan, other = street.plan, village().plan
    corner, pump = (street.asset(f"{name}.pv") for name in ("corner", "pump"))
    assert plan.inputs[corner]["available_kw"] is plan.inputs[pump]["available_kw"]
    assert other.inputs[corner]["available_kw"] is not other.inputs[pump]["available_kw"]
    assert plan.buy_eur_kwh.shape == other.buy_eur_kwh.shape
    assert plan.buy_eur_kwh.strides[1] == 0
    home = [m for m, tariff in enumerate(other.member_tariff) if tariff == "home"]
    assert np.array_equal(plan.buy_eur_kwh[:, home], other.buy_eur_kwh[:, home])


def test_a_constant_takes_no_memory_for_its_steps() -> None:
    constant, changing = spared(np.full(5, 7.0)), np.array([1.0, 1.0, 2.0])
    assert constant.strides == (0,)
    assert constant.tolist() == [7.0] * 5
    assert spared(changing) is changing
    for odd in (np.zeros(0), np.full(3, np.nan)):
        assert spared(odd) is odd

"""Combined heat and power by hand: heat-led, helped by its boiler, its gas counted."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.assets.chp import Chp


def chp(**fields) -> Chp:
    text = {
        "power": "3 kW",
        "electric": "30 %",
        "thermal": "60 %",
        "boiler": "9 kW",
        "boiler_efficiency": "90 %",
        "buffer": "20 kWh",
        "loss": "0 %",
        "gas": "0.09 EUR/kWh",
    }
    return Chp.model_validate({"kind": "chp", **text, **fields})


def test_the_engine_follows_the_heat_and_the_boiler_helps_by_hand() -> None:
    # 3 kW of electricity come with 6 kW of heat and take 10 kW of gas. On below 6 kWh, off above 18.
    inputs = {"heat_kw": np.array([5.0, 4.0, 16.0, 20.0, 0.0]), "boiler_leads": np.zeros(5)}
    did = chp().alone(inputs, np.zeros(5), 1.0)
    assert did.level_kwh.tolist() == [10.0, 5.0, 7.0, 0.0, 0.0, 6.0]
    assert did.p_kw.tolist() == [0.0, -3.0, -3.0, -3.0, -3.0]
    # 3 kWh are short in the third hour, 14 in the fourth, of which the boiler gives 9.
    assert did.gas_kw == pytest.approx([0.0, 10.0, 10.0 + 3.0 / 0.9, 20.0, 10.0])
    assert did.unmet_kw.tolist() == [0.0, 0.0, 0.0, 5.0, 0.0]
    assert np.abs(chp().residual_kwh(inputs, did, 1.0)).max() < 1e-12


def test_by_price_the_boiler_leads_while_electricity_is_cheap(local_days, inputs_of) -> None:
    # Heat of the boiler is 0.10 EUR/kWh, that of the engine (0.09 - 0.3 buy) / 0.6: the same at 0.10.
    by_price = chp(strategy="price", profile="made/heat", heat="1 MWh")
    assert by_price.follows_prices()
    day = local_days("2016-01-12", step_s=3600)
    price = np.linspace(0.005, 0.235, 24)
    inputs = inputs_of(by_price, day, prices=(price, price), heat=[1e-3] * 24)
    assert inputs["boiler_leads"].tolist() == (price < 0.1).astype(float).tolist()
    # 15 kWh are short of what 9 kW of the boiler gives in the first hour: the engine makes the other 6.
    inputs = {"heat_kw": np.array([25.0, 2.0, 2.0]), "boiler_leads": np.array([1.0, 1.0, 0.0])}
    did = by_price.alone(inputs, np.zeros(3), 1.0)
    assert did.p_kw == pytest.approx([-3.0, 0.0, -3.0])
    assert did.gas_kw == pytest.approx([10.0 + 10.0, 10.0, 10.0])
    assert did.level_kwh == pytest.approx([10.0, 0.0, 7.0, 11.0])


def test_a_strategy_by_price_needs_a_boiler() -> None:
    ((field, text),) = chp(strategy="price", boiler="0 kW").problems()
    assert (field, "boiler" in text) == ("strategy", True)


def test_a_stored_kwh_saves_the_cheaper_gas() -> None:
    assert chp().worth_eur_kwh({}, 0.0) == pytest.approx(0.10)  # the boiler: 0.09 / 0.9
    assert chp().worth_eur_kwh({}, 0.2) == pytest.approx((0.09 - 0.06) / 0.6)
    assert chp().worth_eur_kwh({}, 0.5) == 0.0


def test_more_energy_than_the_gas_has_is_refused() -> None:
    ((field, text),) = chp(electric="50 %").problems()
    assert field == "thermal"
    assert "110 %" in text

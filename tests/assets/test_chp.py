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
    inputs = {"heat_kw": np.array([5.0, 4.0, 16.0, 20.0, 0.0])}
    did = chp().alone(inputs, np.zeros(5), 1.0)
    assert did.level_kwh.tolist() == [10.0, 5.0, 7.0, 0.0, 0.0, 6.0]
    assert did.p_kw.tolist() == [0.0, -3.0, -3.0, -3.0, -3.0]
    # 3 kWh are short in the third hour, 14 in the fourth, of which the boiler gives 9.
    assert did.gas_kw == pytest.approx([0.0, 10.0, 10.0 + 3.0 / 0.9, 20.0, 10.0])
    assert did.unmet_kw.tolist() == [0.0, 0.0, 0.0, 5.0, 0.0]
    assert np.abs(chp().residual_kwh(inputs, did, 1.0)).max() < 1e-12


def test_a_stored_kwh_saves_the_cheaper_gas() -> None:
    assert chp().worth_eur_kwh({}, 0.0) == pytest.approx(0.10)  # the boiler: 0.09 / 0.9
    assert chp().worth_eur_kwh({}, 0.2) == pytest.approx((0.09 - 0.06) / 0.6)
    assert chp().worth_eur_kwh({}, 0.5) == 0.0


def test_more_energy_than_the_gas_has_is_refused() -> None:
    ((field, text),) = chp(electric="50 %").problems()
    assert field == "thermal"
    assert "110 %" in text

"""Plans on forecasts, carried out on what comes."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.dispatch.balance import balance_check
from hubsim.dispatch.together.follow import Follower
from hubsim.dispatch.together.foresight import Foresight

HOURLY = ("control.window=4 h", "control.lookahead=20 h")
KINDS = ("persistence", "{kind: noisy, error: 40 %}")


def foresight(street) -> Foresight:
    return Foresight(street.plan, street.alone)


def test_persistence_is_the_last_day_that_is_known(village) -> None:
    street = village("control.forecast=persistence")
    seen = foresight(street).seen(slice(30, 66))
    home, a = street.alone.p_kw[:, street.asset("flat.load")], street.asset("flat.load")
    expected = np.concatenate([home[6:30], home[6:18]])
    assert seen.p_kw[:, a].tolist() == expected.tolist()
    sun = street.plan.inputs[street.asset("pump.pv")]["available_kw"]
    got = seen.inputs[street.asset("pump.pv")]["available_kw"]
    assert got.tolist() == np.concatenate([sun[6:30], sun[6:18]]).tolist()
    # Nothing was known before the first day.
    first = foresight(street).seen(slice(0, 24))
    assert first.p_kw[:, a].tolist() == home[:24].tolist()


def test_a_noisy_forecast_errs_more_the_further_it_looks(village) -> None:
    street = village("control.forecast={kind: noisy, error: 30 %, keeps: 3 h}")
    a = street.asset("flat.load")
    truth = street.alone.p_kw[:, a]
    errors = np.array(
        [
            foresight(street).seen(slice(first, first + 24)).p_kw[:, a] / truth[first : first + 24]
            for first in range(48)
        ]
    )
    spread = (errors - 1.0).std(axis=0)
    assert spread[0] < 0.12
    assert spread[-1] == pytest.approx(0.30, rel=0.35)
    assert abs((errors - 1.0).mean()) < 0.05
    again = foresight(street).seen(slice(5, 29)).p_kw[:, a]
    assert again.tolist() == foresight(street).seen(slice(5, 29)).p_kw[:, a].tolist()


def test_what_is_announced_is_known(village) -> None:
    street = village("control.forecast={kind: noisy, error: 40 %}")
    seen = foresight(street).seen(slice(10, 40))
    car = street.asset("car.car")
    for name, series in street.plan.inputs[car].items():
        assert seen.inputs[car][name].tolist() == series[10:40].tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_every_balance_closes_on_what_came(village, kind) -> None:
    street = village(f"control.forecast={kind}", *HOURLY)
    balance_check(street.plan, street.together)
    perfect = village(*HOURLY)
    assert np.abs(street.together.p_kw - perfect.together.p_kw).max() > 0.1
    # What the members use besides is what really came, not what was foreseen.
    for name in ("flat.load", "shop.load"):
        a = street.asset(name)
        assert street.together.p_kw[:, a].tolist() == street.alone.p_kw[:, a].tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_needs_are_served_whatever_was_foreseen(village, kind) -> None:
    street = village(f"control.forecast={kind}", *HOURLY)
    assert street.together.unmet_kw.sum() <= street.alone.unmet_kw.sum() + 1e-5


def test_a_perfect_forecast_as_noise_of_nothing_changes_nothing(village) -> None:
    noiseless = village("control.forecast={kind: noisy, error: 0 %}", *HOURLY)
    perfect = village(*HOURLY)
    assert noiseless.together.p_kw == pytest.approx(perfect.together.p_kw, abs=1e-4)


def test_errors_cost_relief(village) -> None:
    changes = ("contract.import=70 kW", *HOURLY)
    beyond = []
    for kind in ("perfect", "{kind: noisy, error: 80 %}"):
        street = village(f"control.forecast={kind}", *changes)
        net = street.together.member_kw().sum(axis=1)
        beyond.append(np.maximum(net - 70.0, 0.0).sum())
    assert beyond[0] <= 1e-4
    assert beyond[1] > 0.1


def test_a_plan_is_followed_as_far_as_needs_allow(village) -> None:
    street = village()
    follower = Follower(street.plan)
    steps = slice(0, 24)
    meant = np.zeros((24, len(street.plan.assets)))
    # Told to do nothing, a car is still full when it leaves and a home still warm.
    start = street.plan.start_kwh[
        [s for a in street.plan.coordinated for s in street.plan.stores_of[a]]
    ]
    x = follower.follow(steps, start, meant)
    car, pump = street.asset("car.car"), street.asset("pump.heat_pump")
    columns = follower.template.columns
    assert x[:, columns[f"asset[{car}].unmet_kw"]].max() <= 1e-6
    assert x[:, columns[f"asset[{pump}].unmet_kw"]].max() <= 1e-6
    battery = street.asset("hub.battery")
    assert np.abs(x[:, columns[f"asset[{battery}].charge_kw"]]).max() <= 1e-6
    assert x[:, columns[f"asset[{pump}].pump_kw"]].max() > 0.1

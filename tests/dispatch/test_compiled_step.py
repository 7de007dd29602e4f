"""A compiled step is used again where nothing that it is made of differs, and only there."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.dispatch.together import compiled_step
from hubsim.scenario.load import load_scenario
from hubsim.simulation import simulate

DAY = ["time={start: 2016-01-20, days: 1, step: 15 min, timezone: Europe/Amsterdam}"]


def plans(street, *changes):
    """Return the powers of the plan of the street's hub, and how many steps were compiled so far."""
    done = simulate(load_scenario(street, "both", [*DAY, *changes]))
    return done.outcomes["together"].dispatch.p_kw


@pytest.fixture
def fresh(monkeypatch):
    kept = type(compiled_step._kept)()
    monkeypatch.setattr(compiled_step, "_kept", kept)
    return kept


def test_prices_and_days_need_no_compiling_and_come_out_the_same(street, fresh):
    dear = "tariffs.home.buy.markup=0.1 EUR/kWh"
    first = plans(street)
    again = plans(street, dear)
    assert len(fresh) == 1
    assert not np.array_equal(first, again)
    fresh.clear()
    assert np.array_equal(plans(street, dear), again)


@pytest.mark.parametrize(
    "change",
    [
        "members.hub.devices.battery.energy=260 kWh",
        "members.hub.devices.battery.power=90 kW",
        "control.unmet=90 EUR/kWh",
        "control.overload=4 EUR/kWh",
        "control.objective={peak: 1 EUR/kW}",
        "control.objective={congestion: 1 EUR/kW}",
        "contract.kind=none",
        "sharing.kind=none",
        "seed=1",
        "time.step=1 h",
        "control.coordinate=[battery, ev, heat-pump]",
        "members.school.connection_size=3x80 A",
    ],
)
def test_what_the_step_is_made_of_makes_another(street, fresh, change):
    changes = ["contract={kind: none}"] if change == "contract.kind=none" else [change]
    plans(street)
    plans(street, *changes)
    assert len(fresh) == 2


def test_only_a_few_are_kept(fresh):
    for energy in range(6):
        compiled_step.kept_step(f"{energy}", lambda made=energy: made)
    assert list(fresh) == ["2", "3", "4", "5"]

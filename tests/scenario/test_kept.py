"""Generated series are kept between layouts: the same, shared, told apart, and never beyond their size."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hubsim.caching import Kept
from hubsim.scenario.load import load_scenario
from hubsim.scenario.plan import make_plan

SUBURB = Path(__file__).parents[2] / "scenarios" / "archetypes" / "suburb-1970.yaml"
DAY = "time={start: 2026-01-12, days: 1, step: 15 min}"


def plan(*changes, layout="in-2035"):
    return make_plan(load_scenario(SUBURB, layout, [DAY, "weather.cold_wave=null", *changes]))


def series(plan, name):
    return plan.inputs[plan.asset_ids.index(name)]


def test_layouts_share_the_homes_that_they_have_in_common():
    one, other = plan(), plan(layout="in-2035-hub")
    assert series(one, "homes-010.load")["p_kw"] is series(other, "homes-010.load")["p_kw"]
    assert one.data_labels == other.data_labels
    assert one.data_labels["weather"] == "synthetic"


def test_another_seed_weather_or_field_makes_anew():
    usual = plan()
    name = next(one for one in usual.asset_ids if one.endswith("heat_pump"))
    changes = (
        "seed=7",
        "weather={kind: dutch-year, seed: 2}",
        "members.homes.devices.heat_pump.insulation=new",
    )
    for change in changes:
        other = plan(change, "members.homes.vary={devices.heat_pump: 100 %}")
        assert not np.array_equal(series(other, name)["heat_kw"], series(usual, name)["heat_kw"])


def test_the_longest_unused_go_when_it_is_full():
    kept, calls = Kept(250), []

    def make(key):
        def made():
            calls.append(key)
            return {"p": np.full(10, float(key))}

        return lambda: made()

    for key in (1, 2, 3, 2, 3, 4, 3, 1):
        assert kept.get(key, make(key))["p"][0] == key
    assert calls == [1, 2, 3, 4, 1]
    assert len(kept.get(9, lambda: {"p": np.zeros(100)})["p"]) == 100  # larger than all of it
    kept.get(9, make(9))
    assert calls[-1] == 9


def test_what_was_not_asked_for_since_is_dropped():
    kept, made = Kept(10_000), []

    def make(name):
        made.append(name)
        return {"p": np.zeros(10)}

    for name in ("a", "b"):
        kept.get(name, lambda name=name: make(name))
    kept.drop_unused()  # both were asked for before this first call
    kept.get("a", lambda: make("a"))
    kept.drop_unused()
    for name in ("a", "b"):
        kept.get(name, lambda name=name: make(name))
    assert made == ["a", "b", "b"]

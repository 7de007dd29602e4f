"""The shipped scenarios: every layout is sound, and one has every kind of asset, alone and together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hubsim.assets.asset import Asset
from hubsim.kinds import kinds_of
from hubsim.pipeline import run
from hubsim.scenario.load import load_layouts, load_scenario
from hubsim.scenario.plan import make_plan

SCENARIOS = Path(__file__).parent.parent / "scenarios"
FILES = sorted([*SCENARIOS.glob("*.yaml"), *(SCENARIOS / "archetypes").glob("*.yaml")])
DAY = ["time={start: 2016-01-20, days: 1, step: 15 min, timezone: Europe/Amsterdam}"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_layout_is_sound_and_the_last_has_a_plan(file):
    scenarios = load_layouts(file, [*DAY, *_calm(file)])
    assert len(scenarios) >= 2
    plan = make_plan(scenarios[-1])
    assert plan.horizon.n_steps == 96
    assert all(np.isfinite(series).all() for inputs in plan.inputs for series in inputs.values())


def _calm(file):
    """A week that lies in the shipped horizon needs not lie in the day of the test."""
    return ["weather.cold_wave=2016-01-18"] if "cold_wave" in file.read_text() else []


def test_the_mixed_hub_operates_every_flexible_kind(tmp_path):
    done = run(load_scenario(SCENARIOS / "mixed-hub.yaml", "hub", DAY), tmp_path)
    flexible = {name for name, kind in kinds_of(Asset).items() if getattr(kind, "flexible", False)}
    plan = make_plan(load_scenario(SCENARIOS / "mixed-hub.yaml", "hub", DAY))
    assert {plan.assets[a].kind for a in plan.coordinated} == flexible
    kinds = [asset.kind for asset in plan.assets]
    moved = np.abs(done.array("together", "asset_p_kw") - done.array("alone", "asset_p_kw"))
    for kind in sorted(flexible - {"pv", "wind", "curtailable"}):  # those only move when they must
        assert moved[:, [a for a, one in enumerate(kinds) if one == kind]].max() > 0.1, kind
    relief = done.kpis["relief"]
    assert relief["trafo_overload_h"].value >= 0.0
    assert done.kpis["together"]["gas_kwh"].value > 0.0
    assert done.kpis["together"]["battery_cycles"].value > 0.0
    assert done.kpis["together"]["unmet_kwh"].value <= done.kpis["alone"]["unmet_kwh"].value + 1.0


def test_every_kind_but_files_of_the_user_is_in_a_shipped_scenario():
    used = set()
    for file in FILES:
        for scenario in load_layouts(file):
            for member in scenario.members.values():
                used |= {asset.kind for asset in member.devices.values()}
                used |= {member.load.kind} if member.load is not None else set()
    assert set(kinds_of(Asset)) - used == {"meter"}

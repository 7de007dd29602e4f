"""Phases of members and assets: who has which, who draws, what a change leaves alone."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from hubsim.errors import ScenarioError
from hubsim.scenario.load import dump_resolved, json_schema, load_layouts, load_scenario
from hubsim.scenario.members import expand
from hubsim.scenario.phases import phase_shares, phases_of_asset
from hubsim.scenario.plan import Plan, make_plan
from hubsim.streams import stream

GOOD = Path(__file__).parent / "good.yaml"
STREET = Path(__file__).parents[2] / "scenarios" / "street.yaml"


def phases(*overrides: str) -> dict[str, str]:
    return {one.name: one.phases for one in expand(load_scenario(GOOD, overrides=list(overrides)))}


def homes(*overrides: str) -> list[str]:
    return [phase for name, phase in phases(*overrides).items() if name.startswith("homes-")]


def street(*overrides: str) -> Plan:
    return make_plan(load_scenario(STREET, overrides=["time.end=null", "time.days=1", *overrides]))


def test_a_member_has_one_phase_by_default() -> None:
    scenario = load_scenario(GOOD)
    assert {member.phases for member in scenario.members.values()} == {"auto"}
    assert set(phases().values()) == {"a", "b", "c"}


@pytest.mark.parametrize("count", [3, 4, 5, 6, 100])
def test_a_group_is_balanced_wherever_it_ends(count: int) -> None:
    connected = homes(f"members.homes.count={count}")
    counts = [Counter(connected)[phase] for phase in "abc"]
    assert sum(counts) == count
    assert max(counts) - min(counts) <= 1
    for start in range(0, count - 2, 3):
        assert sorted(connected[start : start + 3]) == ["a", "b", "c"]


def test_the_order_in_a_block_of_three_is_drawn_evenly() -> None:
    connected = homes("members.homes.count=1800")
    orders = Counter(tuple(connected[start : start + 3]) for start in range(0, 1800, 3))
    # Of 600 blocks each of the six orders is due 100 times, with a deviation of 9.1.
    assert len(orders) == 6
    assert all(abs(number - 100) < 5 * 9.1 for number in orders.values())


def test_a_further_member_or_group_changes_no_phase() -> None:
    before = homes("members.homes.count=40")
    assert homes("members.homes.count=41")[:40] == before
    assert homes("members.homes.count=44")[:40] == before
    alone = phases()
    more = phases("members.annex={template: plain, buses: [Bus 7, Bus 8]}")
    assert {name: more[name] for name in alone} == alone
    fewer = phases("members.school=null")
    assert fewer == {name: phase for name, phase in alone.items() if name != "school"}


def test_what_a_member_has_changes_no_phase() -> None:
    assert phases("members.homes.vary={}", "members.hub.phases=abc") == phases() | {"hub": "abc"}


def test_groups_and_seeds_draw_for_themselves() -> None:
    text = "members.{}={{template: plain, bus: Bus 1, count: 30}}"
    both = phases(text.format("east"), text.format("west"))
    east, west = (
        [both[name] for name in both if name.startswith(group)] for group in ("east", "west")
    )
    assert east != west
    assert homes("members.homes.count=30") != homes("members.homes.count=30", "seed=8")
    assert homes("members.homes.count=30") == homes("members.homes.count=30")


def test_single_members_draw_every_phase_alike() -> None:
    texts = [f"members.s{n}={{template: plain, bus: Bus 1}}" for n in range(300)]
    drawn = Counter(phase for name, phase in phases(*texts).items() if name[0] == "s")
    # 301 draws with the school: 100 of each, with a deviation of 8.2.
    assert all(abs(drawn[phase] - 100) < 5 * 8.2 for phase in "abc")


@pytest.mark.parametrize("asked", ["a", "b", "c", "abc"])
def test_a_named_phase_is_the_phase_of_every_member(asked: str) -> None:
    assert homes(f"members.homes.phases={asked}") == [asked] * 6


def test_a_layout_or_change_may_set_and_take_away_phases(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text(GOOD.read_text() + "  strong: {members.homes.phases: abc}\n")
    found = {one.layout: {m.phases for m in expand(one)[:6]} for one in load_layouts(file)}
    assert found["strong"] == {"abc"}
    assert found["both"] == {"a", "b", "c"}
    back = load_scenario(file, "strong", ["members.homes.phases=null"])
    assert back.members["homes"].phases == "auto"


def test_a_layout_that_takes_the_phase_of_a_device_is_refused_at_the_device(tmp_path: Path) -> None:
    text = GOOD.read_text().replace("annual: 65 MWh}", "annual: 65 MWh, phases: b}")
    text = text.replace("    bus: Bus 4\n", "    bus: Bus 4\n    phases: abc\n")
    file = tmp_path / "scenario.yaml"
    file.write_text(text)
    assert load_scenario(file).members["school"].load.phases == "b"
    assert load_scenario(file, overrides=["members.school.phases=b"])
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file, overrides=["members.school.phases=c"])
    (issue,) = caught.value.issues
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "phases: b}" in row)
    assert (issue.line, issue.path) == (line, "members.school.load.phases")
    assert "allowed: c, auto" in issue.message


@pytest.mark.parametrize("of_member", ["a", "b", "c", "abc"])
def test_an_asset_has_the_phases_of_its_member_unless_it_says_otherwise(of_member: str) -> None:
    def draw(asked: str | None, name: str = "one") -> str:
        return phases_of_asset(asked, of_member, lambda: stream(7, name, "phases"))

    assert draw(None) == of_member
    drawn = {draw("auto", str(n)) for n in range(50)}
    if of_member == "abc":
        assert drawn == {"a", "b", "c"}
        assert [draw(one) for one in ("a", "b", "c", "abc")] == ["a", "b", "c", "abc"]
    else:
        assert drawn == {of_member}


def test_shares_sum_to_one_and_cannot_be_written() -> None:
    shares = phase_shares(["b", "abc", "a", "c"])
    third = 1 / 3
    assert shares.tolist() == [[0, 1, 0], [third, third, third], [1, 0, 0], [0, 0, 1]]
    assert (shares.sum(axis=1) == 1.0).all()
    assert shares.dtype == np.float64
    assert phase_shares([]).shape == (0, 3)
    with pytest.raises(ValueError, match="read-only"):
        shares[0, 0] = 1.0


def test_the_plan_has_the_shares_of_members_and_assets() -> None:
    plan = street()
    members = expand(plan.scenario)
    assert plan.member_phase.shape == (len(plan.member_ids), 3)
    assert plan.asset_phase.shape == (len(plan.asset_ids), 3)
    assert not plan.asset_phase.flags.writeable
    assert not plan.member_phase.flags.writeable
    letters = ["abc"[p] for p in plan.member_phase.argmax(axis=1)]
    single = [m for m, member in enumerate(members) if member.phases != "abc"]
    assert single
    assert all(letters[m] == members[m].phases for m in single)
    assert (plan.asset_phase == plan.member_phase[plan.asset_member]).all()


def test_an_asset_on_three_phases_may_have_its_own_in_the_plan() -> None:
    group = next(name for name, one in load_scenario(STREET).members.items() if one.load)
    at = f"members.{group}"
    plan = street(f"{at}.phases=abc", f"{at}.load.phases=b")
    members = [m for m, member in enumerate(expand(plan.scenario)) if member.group == group]
    third = 1 / 3
    assert (plan.member_phase[members] == third).all()
    for a, name in enumerate(plan.asset_ids):
        if plan.asset_member[a] in members:
            expected = [0.0, 1.0, 0.0] if name.endswith(".load") else [third] * 3
            assert plan.asset_phase[a].tolist() == expected
    drawn = street(f"{at}.phases=abc", f"{at}.load.phases=auto")
    loads = [a for a, name in enumerate(drawn.asset_ids) if name.endswith(".load")]
    loads = [a for a in loads if drawn.asset_member[a] in members]
    assert set(np.unique(drawn.asset_phase[loads])) <= {0.0, 1.0}
    assert (drawn.asset_phase.sum(axis=1) == 1.0).all()


def test_phases_change_no_series_of_an_asset() -> None:
    first, second = (
        street(),
        street(*[f"members.{m}.phases=abc" for m in load_scenario(STREET).members]),
    )
    assert (second.member_phase == 1 / 3).all()
    for one, other in zip(first.inputs, second.inputs, strict=True):
        assert one.keys() == other.keys()
        assert all(np.array_equal(one[key], other[key], equal_nan=True) for key in one)


def test_the_resolved_file_says_the_phases_of_members_and_only_what_assets_say(
    tmp_path: Path,
) -> None:
    scenario = load_scenario(
        GOOD, overrides=["members.hub.phases=abc", "members.hub.devices.battery.phases=c"]
    )
    text = dump_resolved(scenario, tmp_path)
    assert text.count("phases: auto") == 2
    assert text.count("phases:") == 4
    file = tmp_path / "resolved.yaml"
    file.write_text(text)
    again = load_scenario(file)
    assert again.members == scenario.members
    assert expand(again) == expand(scenario)


def test_the_schema_for_editors_has_phases_of_members_and_assets() -> None:
    choices = json.dumps(["auto", "a", "b", "c", "abc"])
    rules = json_schema()["definitions"]
    for name in ("Member", "MemberPartial", "Load", "Battery", "Ev", "HeatPump", "Pv"):
        assert choices in json.dumps(rules[name]["properties"]["phases"])
    assert rules["Member"]["properties"]["phases"]["default"] == "auto"

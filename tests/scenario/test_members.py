from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hubsim.scenario.load import load_scenario
from hubsim.scenario.members import SingleMember, expand
from hubsim.streams import stream

GOOD = Path(__file__).parent / "good.yaml"


def singles(*overrides: str) -> dict[str, SingleMember]:
    return {one.name: one for one in expand(load_scenario(GOOD, overrides=list(overrides)))}


def owners(members: dict[str, SingleMember], device: str) -> set[str]:
    return {name for name, one in members.items() if device in one.devices}


def test_a_group_becomes_numbered_members_and_its_buses_are_gone_through_again() -> None:
    members = singles()
    assert list(members) == [*(f"homes-0{n}" for n in range(1, 7)), "school", "hub"]
    assert [one.bus for one in members.values()] == [
        "Bus 1", "Bus 2", "Bus 3", "Bus 1", "Bus 2", "Bus 3", "Bus 4", "Bus 5",
    ]  # fmt: skip
    assert members["homes-01"].group == "homes"
    assert list(members["homes-01"].assets()) == ["homes-01.load", "homes-01.pv", "homes-01.store"]
    assert list(members["hub"].assets()) == ["hub.battery"]


def test_a_group_without_a_count_has_a_member_at_each_bus() -> None:
    assert list(singles("members.homes.count=null")) == [
        "homes-01", "homes-02", "homes-03", "school", "hub",
    ]  # fmt: skip


def test_numbers_are_as_wide_as_the_largest() -> None:
    members = singles("members.homes.count=100")
    assert "homes-001" in members
    assert "homes-100" in members


@pytest.mark.parametrize(
    ("share", "count", "expected"),
    [
        ("0 %", 6, 0),
        ("50 %", 6, 3),
        ("60 %", 5, 3),
        ("25 %", 6, 2),
        ("100 %", 6, 6),
        ("33 %", 100, 33),
    ],
)
def test_the_share_that_has_a_device_is_exact_to_rounding(
    share: str, count: int, expected: int
) -> None:
    members = singles(
        f"members.homes.count={count}", f"members.homes.vary={{devices.store: {share}}}"
    )
    assert len(owners(members, "store")) == expected


def test_a_larger_share_takes_a_device_from_nobody() -> None:
    before: set[str] = set()
    for percent in range(0, 101, 10):
        text = f"members.homes.vary={{devices.store: {percent} %}}"
        now = owners(singles("members.homes.count=20", text), "store")
        assert before <= now
        before = now


def test_a_spread_stays_within_its_width_around_the_value() -> None:
    members = singles("members.homes.count=300")
    annual = np.array([one.load.annual for one in members.values() if one.group == "homes"])
    assert annual.min() >= 2700 * 0.8
    assert annual.max() <= 2700 * 1.2
    assert len(set(annual)) == 300
    # Uniform: mean 2700, standard deviation 540 / sqrt(3) = 312, of the mean 312 / sqrt(300) = 18.
    assert abs(annual.mean() - 2700) < 4 * 18
    assert abs(annual.std() - 312) < 40


def test_the_same_seed_gives_the_same_members_and_another_seed_others() -> None:
    assert singles() == singles()
    assert singles() != singles("seed=8")


def test_another_group_changes_no_member() -> None:
    more = singles(
        "members.annex={template: electric, buses: [Bus 7, Bus 8], vary: {load.annual: 10 %}}"
    )
    assert {name: one for name, one in more.items() if one.group != "annex"} == singles()


def test_a_further_member_of_a_group_changes_no_spread_and_at_most_one_owner() -> None:
    few, more = singles("members.homes.count=40"), singles("members.homes.count=41")
    assert {n: few[n].load for n in few} == {n: more[n].load for n in few}
    new = {"homes-41"}
    assert len((owners(few, "store") ^ owners(more, "store")) - new) <= 1


def test_a_spread_of_one_field_does_not_shift_another() -> None:
    one = singles()
    both = singles(
        "members.homes.vary={load.annual: 20 %, devices.store: 50 %, devices.pv.rating: 5 %}"
    )
    assert {n: one[n].load for n in one} == {n: both[n].load for n in both}
    assert owners(one, "store") == owners(both, "store")
    assert both["homes-01"].devices["pv"].rating != 4.2


def test_a_stream_belongs_to_its_names() -> None:
    assert stream(1, "a", "b").random() == stream(1, "a", "b").random()
    draws = {
        stream(*key).random() for key in [(1, "a", "b"), (1, "b", "a"), (2, "a", "b"), (1, "ab")]
    }
    assert len(draws) == 4

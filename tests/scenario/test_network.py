"""A network by itself, with changes in the words of a scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubsim.errors import NetworkError, ScenarioError
from hubsim.scenario.network import network_source


def test_a_generated_street_takes_changes():
    plain, _ = network_source("street:village")
    changed, folder = network_source("street:village", ["network.spacing=20 m", "network.seed=4"])
    assert (plain.spacing, changed.spacing, changed.seed) != (20.0, 20.0, 4)
    assert changed.archetype == "village"
    assert changed.feeders == plain.feeders
    assert folder == Path()


def test_a_scenario_file_takes_the_same_changes(street):
    source, folder = network_source(str(street), ["network.model=three-phase"])
    assert source.model == "three-phase"
    assert folder == street.parent


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("network.spacin=20 m", "unknown key 'spacin' .nearest: spacing"),
        ("network.spacing=20", "--set:1:17: network.spacing"),
        ("time.days=3", "this cannot be set .write network.KEY=VALUE"),
        ("network=street", "this cannot be set"),
        ("network.feeders=[10, x]", "network.feeders.1: a whole number"),
        ("network.transformer=5 kVA", "no transformer '5 kVA'"),
        ("nothing", "this cannot be set"),
    ],
)
def test_what_cannot_be_set_is_named(change, said):
    with pytest.raises(ScenarioError, match=said):
        network_source("street:village", [change])


def test_an_unknown_archetype_is_named():
    with pytest.raises(NetworkError, match="street:vilage: Input should be"):
        network_source("street:vilage")

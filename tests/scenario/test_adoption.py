"""The futures of the archetypes are those of their table."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hubsim.scenario.load import load_scenario

FOLDER = Path(__file__).parents[2] / "scenarios" / "archetypes"
with (FOLDER / "adoption.csv").open(newline="") as stream:
    ROWS = list(csv.DictReader(stream))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['archetype']}-{row['layout']}")
def test_a_layout_has_the_shares_of_the_table(row):
    layouts = [row["layout"]]
    if row["layout"] == "in-2035":
        layouts.append("in-2035-hub")
    today = load_scenario(FOLDER / f"{row['archetype']}.yaml", layout="today")
    for layout in layouts:
        homes = load_scenario(FOLDER / f"{row['archetype']}.yaml", layout=layout).members["homes"]
        for device in ("pv", "car", "heat_pump", "battery"):
            share = float(row[f"{device}_pct"]) / 100.0
            assert homes.vary[f"devices.{device}"] == pytest.approx(share)
        growth = float(row["base_load_pct"]) / 100.0
        assert homes.load.annual == pytest.approx(today.members["homes"].load.annual * growth)


def test_shares_rise_from_layout_to_layout():
    for name in {row["archetype"] for row in ROWS}:
        mine = [row for row in ROWS if row["archetype"] == name]
        assert [row["layout"] for row in mine] == ["today", "in-2030", "in-2035"]
        for column in ("pv_pct", "car_pct", "heat_pump_pct", "battery_pct", "base_load_pct"):
            values = [float(row[column]) for row in mine]
            assert values == sorted(values)

"""Cost against another aim, from the command line to the page."""

from __future__ import annotations

import csv
import itertools

import pytest

from hubsim.errors import UsageError
from hubsim.pareto import knee_of, pareto
from hubsim.results import verify
from hubsim.scenario.load import load_scenario

DAY = "time={start: 2016-01-20, days: 1, step: 15 min, timezone: Europe/Amsterdam}"


def street(*changes):
    return load_scenario("scenarios/street.yaml", "both", [DAY, *changes])


@pytest.mark.parametrize(
    ("cost", "figure", "knee"),
    [
        ([0.0, 1.0, 10.0], [100.0, 20.0, 0.0], 1),
        ([0.0, 8.0, 9.0, 10.0], [100.0, 60.0, 10.0, 0.0], 1),
        ([0.0, 5.0, 10.0], [100.0, 50.0, 0.0], None),
        ([3.0, 3.0, 3.0], [1.0, 1.0, 1.0], None),
        ([0.0, 1.0, 10.0], [20.0, 90.0, 100.0], 1),
    ],
)
def test_the_knee_is_the_point_farthest_from_the_line_between_the_ends(cost, figure, knee) -> None:
    assert knee_of(cost, figure) == knee


def test_a_curve_costs_more_the_lower_the_peak(tmp_path) -> None:
    curve = pareto(street(), "cost,peak", tmp_path, points=3)
    costs = [point.cost_eur for point in curve.points]
    peaks = [point.figure for point in curve.points]
    assert [point.price for point in curve.points] == [0.0, 3.0, 100.0]
    assert costs[0] < costs[-1]
    assert peaks[0] > peaks[-1] + 5.0
    assert all(earlier >= later - 0.05 for earlier, later in itertools.pairwise(peaks))
    for point in curve.points:
        verify(point.run.folder)
        assert point.run.kpis["together"]["unmet_kwh"].value < 1e-3
    page = curve.page.read_text()
    assert "cost against peak" in page
    with (curve.folder / "pareto.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row["energy_cost_eur"]) for row in rows] == costs
    assert [float(row["peak_import_kw"]) for row in rows] == peaks


@pytest.mark.parametrize(
    ("aims", "points", "words"),
    [
        ("cost,peek", 5, "draws cost,peak"),
        ("peak,carbon", 5, "draws cost,peak"),
        ("cost", 5, "draws cost,peak"),
        ("cost,peak", 2, "from 3 to 7"),
        ("cost,peak", 50, "from 3 to 7"),
    ],
)
def test_what_cannot_be_drawn_is_said(tmp_path, aims, points, words) -> None:
    with pytest.raises(UsageError, match=words):
        pareto(street(), aims, tmp_path, points=points)


def test_without_a_hub_there_is_no_curve(tmp_path) -> None:
    with pytest.raises(UsageError, match="needs a hub"):
        pareto(street("control.coordinate=[]"), "cost,peak", tmp_path)

"""Which limit holds for which element in which month; what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import hubsim
from hubsim.errors import ScenarioError
from hubsim.horizon import Horizon
from hubsim.scenario.limits import LimitsOfNetwork, LoadingLimits
from hubsim.scenario.plan import make_plan
from hubsim.scenario.thermal import CablesHeat

NETWORK = SimpleNamespace(trafo_ids=("T1", "T2"), line_ids=("x", "y", "z"))
STREET = Path(__file__).parents[2] / "scenarios" / "street.yaml"
DAY = "time={start: 2016-01-06, days: 1, step: 15 min, timezone: Europe/Amsterdam}"


def of(first: date, last: date, **limits) -> LoadingLimits:
    horizon = Horizon.of_local_days(first, last, 3600, "Europe/Amsterdam")
    return LoadingLimits.of(LimitsOfNetwork(**limits), NETWORK, horizon)


def test_one_number_is_every_element_s_limit_all_year() -> None:
    found = of(date(2016, 1, 1), date(2016, 12, 31), loading="90 %")
    assert found.is_uniform
    assert found.at(slice(5, 9)).tolist() == [[90.0] * 5]
    assert found.to_record() == {"loading_pct": 90.0}


def test_what_is_said_of_an_element_goes_before_what_is_said_of_all() -> None:
    # 31 March has no hour of a winter that ends with it; 1 April begins at 22:00 UTC the day before.
    found = of(
        date(2016, 3, 31),
        date(2016, 4, 1),
        loading="100 %",
        transformers={"T1": "80 %"},
        lines={"x": "70 %"},
        seasons={
            "winter": {
                "months": "dec-mar",
                "loading": "115 %",
                "lines": {"x": "75 %", "y": "95 %"},
            }
        },
    )
    winter = [80.0, 115.0, 75.0, 95.0, 115.0]
    rest = [80.0, 100.0, 70.0, 100.0, 100.0]
    assert found.at(slice(None)).tolist() == [winter] * 24 + [rest] * 24
    assert not found.is_uniform
    assert found.at(slice(0, 24)).tolist() == [winter]
    assert found.trafos()[24].tolist() == [80.0, 100.0]
    assert found.lines()[0].tolist() == [75.0, 95.0, 115.0]


def test_a_record_gives_the_same_limits_back() -> None:
    found = of(
        date(2016, 3, 30),
        date(2016, 4, 2),
        lines={"z": "60 %"},
        seasons={"spring": {"months": "apr", "loading": "70 %"}},
    )
    record = json.loads(json.dumps(found.to_record()))
    again = LoadingLimits.of_record(record, 96, 2, 3)
    assert np.array_equal(again.at(slice(None)), found.at(slice(None)))
    assert again.general_pct == 100.0
    simple = LoadingLimits.of_record({"loading_pct": 85.0}, 96, 2, 3)
    assert simple.at(slice(None)).tolist() == [[85.0] * 5]


def refused(*changes: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        make_plan(hubsim.load_scenario(STREET, overrides=[DAY, *changes]))
    return str(caught.value)


def test_an_element_that_is_not_there_is_named_with_the_nearest() -> None:
    text = refused(
        "limits.lines={LV4.101 Lime 4: 80 %}",
        "limits.transformers={MV1.101-LV4.101-Trafo 2: 80 %}",
        "limits.seasons={winter: {months: jan, lines: {LV4.101 Line 99: 80 %}}}",
    )
    assert "no line 'LV4.101 Lime 4' in the network (nearest: LV4.101 Line 4" in text
    assert "no transformer 'MV1.101-LV4.101-Trafo 2' in the network (nearest: MV1.101" in text
    assert "limits.seasons.winter.lines.LV4.101 Line 99: no line 'LV4.101 Line 99'" in text


def test_months_that_overlap_and_seasons_without_a_limit_are_refused() -> None:
    text = refused(
        "limits.seasons={a: {months: jan-feb, loading: 90 %}, b: {months: feb, loading: 80 %}, "
        "c: {months: jul}}"
    )
    assert "limits.seasons.b.months: feb is also one of 'a'" in text
    assert "limits.seasons.c: sets no limit: give loading, transformers or lines" in text
    assert "'jann' is not a month" in refused("limits.seasons={a: {months: jann, loading: 90 %}}")


def test_thermal_settings_that_contradict_are_refused() -> None:
    text = refused("thermal.cables={times: [1 h, 20 h], shares: [60 %, 30 %]}")
    assert "thermal.cables.shares: are 90 % together, not 100 %" in text
    text = refused("thermal.cables={times: [1 h], shares: [60 %, 40 %]}")
    assert "thermal.cables.shares: are 2, times are 1" in text
    text = refused("thermal.cables={rated: 12 degC}")
    assert "thermal.cables.rated: is not above rated_soil" in text


def test_what_is_other_for_a_type_or_a_line_is_that_field_alone() -> None:
    cables = CablesHeat(
        rated="80 degC",
        types={"PVC": {"rated": "70 degC", "soil": "12 degC"}},
        lines={"x": {"soil": "20 degC"}, "y": {"times": ["1 h"], "shares": ["100 %"]}},
    )
    found = {
        (line, kind): cables.of(line, kind) for line in ("x", "y", "z") for kind in ("PVC", "")
    }
    assert [found[place].rated for place in found] == [70.0, 80.0] * 3
    assert [found[place].soil for place in found] == [20.0, 20.0, 12.0, 15.0, 12.0, 15.0]
    assert found["y", "PVC"].times == [1.0]
    assert found["x", "PVC"].times == found["z", ""].times == [0.7, 15.0, 220.0]


def test_contradictions_of_types_and_lines_are_refused_all_at_once_at_their_lines(tmp_path) -> None:
    file = tmp_path / "street.yaml"
    told = """
thermal:
  cables:
    rated: 70 degC
    types:
      NAYY 4x150SE 0.6/1kV: {rated_soil: 75 degC}
      other: {times: [1 h]}
    lines:
      LV4.101 Line 4: {times: [1 h], shares: [90 %]}
      LV4.101 Line 5: {}
      LV4.101 Line 6: {sol: 12 degC}
      LV4.101 Line 7: {soil: 12}
"""
    text = STREET.read_text(encoding="utf-8").replace("networks/", f"{STREET.parent}/networks/")
    file.write_text(text + told, encoding="utf-8")
    first = len(text.splitlines()) + 2
    with pytest.raises(ScenarioError) as refused_at_once:
        hubsim.load_scenario(file)
    found = {
        (
            issue.line - first,
            issue.path.removeprefix("thermal.cables."),
        ): f"{issue.message} {issue.hint}"
        for issue in refused_at_once.value.issues
    }
    assert found.keys() >= {(9, "lines.LV4.101 Line 6.sol"), (10, "lines.LV4.101 Line 7.soil")}
    assert "nearest: soil" in found[9, "lines.LV4.101 Line 6.sol"]
    file.write_text(
        file.read_text("utf-8")
        .replace("{sol: 12 degC}", "{soil: 12 degC}")
        .replace("soil: 12}", "soil: 12 degC}")
    )
    with pytest.raises(ScenarioError) as refused_at_once:
        hubsim.load_scenario(file)
    found = {
        (issue.line - first, issue.path.removeprefix("thermal.cables.")): issue.message
        for issue in refused_at_once.value.issues
    }
    assert found == {
        (4, "types.NAYY 4x150SE 0.6/1kV"): "rated is not above rated_soil",
        (5, "types.other.times"): "goes with shares: give both",
        (7, "lines.LV4.101 Line 4.shares"): "are 90 % together, not 100 %",
        (
            8,
            "lines.LV4.101 Line 5",
        ): "sets nothing: give one of rated, rated_soil, soil, times, shares",
    }


def test_types_and_lines_that_the_network_does_not_have_are_refused_with_the_nearest() -> None:
    text = refused(
        "thermal.cables.types={NAYY 4x150SE: {rated: 70 degC}}",
        "thermal.cables.lines={LV4.101 Lime 4: {soil: 20 degC}}",
    )
    assert "no type of line 'NAYY 4x150SE' in the network (nearest: NAYY 4x150SE 0.6/1kV" in text
    assert "no line 'LV4.101 Lime 4' in the network (nearest: LV4.101 Line 4" in text


def test_a_line_that_contradicts_its_type_is_refused_and_one_that_agrees_is_not() -> None:
    kind = "thermal.cables.types={NAYY 4x150SE 0.6/1kV: {rated: 30 degC}}"
    line = "thermal.cables.lines={LV4.101 Line 4: {rated_soil: %s degC}}"
    text = refused(kind, line % 35)
    assert "thermal.cables.lines.LV4.101 Line 4" in text
    assert "rated is not above rated_soil" in text
    plan = make_plan(hubsim.load_scenario(STREET, overrides=[DAY, kind, line % 25]))
    assert plan.network.line_types == ("NAYY 4x150SE 0.6/1kV",) * 42

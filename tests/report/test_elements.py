"""The elements of a page: the most relieved first, when overload is, and the same limits as the figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hubsim.report.elements_section import element_section, overload_heat_maps
from hubsim.report.not_kept import not_kept
from hubsim.report.numbers import MISSING
from hubsim.report.run_page import run_page
from hubsim.report.story import limit_that_counts, overload_h
from hubsim.scenario.limits import LoadingLimits

IDS = np.array(["T", "a", "b", "c"], dtype=object)


def tables(over_h, max_pct, failed=(0, 0)):
    n = len(IDS)
    hours = np.array(over_h, dtype=float)
    over = np.flatnonzero(hours)
    return {
        "elements": {
            "kind": np.array(["transformer", *["line"] * (n - 1)], dtype=object),
            "id": IDS,
            "rating_kva": np.array([400.0, 187.1, 187.1, np.nan]),
            "limit_pct": np.array([100.0, 80.0, 100.0, 100.0]),
            "max_pct": np.array(max_pct, dtype=float),
            "p99_pct": np.array(max_pct, dtype=float) - 1.0,
            "over_limit_h": hours,
            "over_limit_kvah": 10.0 * hours,
            "temperature_max_degc": np.array([91.25, 50.0, 40.0, np.nan]),
        },
        "buses": {
            "id": np.array(["near", "far"], dtype=object),
            "vm_min_pu": np.array([0.97, 0.881]),
            "vm_max_pu": np.array([1.0, 1.02]),
            "weeks": np.array([3, 3]),
            "weeks_failed": np.array(failed),
            "worst_week_outside_pct": np.array([0.0, 7.5]) * max(failed),
        },
        "overload_hours": {
            "id": IDS[over],
            "month": np.full(len(over), 1),
            "hour": np.full(len(over), 18),
            "over_limit_h": hours[over],
        },
    }


@pytest.fixture
def view(make_street):
    alone = tables([2.0, 2.0, 0.5, 0.0], [120.0, 150.0, 101.0, np.nan], failed=(0, 1))
    together = tables([0.0, 1.5, 0.5, 0.0], [99.0, 90.0, 101.0, np.nan])
    return replace(make_street(days=1), tables={"alone": alone, "together": together})


def test_the_most_relieved_stand_first_and_the_unknown_last(view) -> None:
    section = element_section(view)
    assert [row.name for row in section.rows] == ["T", "a", "b", "c"]
    first, second, _, last = section.rows
    assert [value for value, _ in first.relief] == ["2", "21.0"]
    assert [value for value, _ in second.relief] == ["0.5", "60.0"]
    assert second.limit == ("80.0", "alone/elements.parquet|limit_pct, id = a|x")
    assert first.values[5][2] == "together/elements.parquet|max_pct, id = T|x"
    assert [value for _, value, _ in first.values] == [
        "120.0", "119.0", "2", "20", "91.2", "99.0", "98.0", "0", "0", "91.2",
    ]  # fmt: skip
    assert last.values[0][1] == MISSING


def test_the_rules_of_voltage_are_a_sentence_each(view) -> None:
    (alone, source), (together, _) = element_section(view).voltage
    assert source.startswith("alone/buses.parquet|")
    assert alone.startswith("Alone: 1 of 2 buses")
    assert "the worst, far, in 1 of 3 weeks" in alone
    assert "7.5 % of its worst week" in alone
    assert together.startswith("Together: all 2 buses")
    assert "0.881 to 1.020 pu" in together


def test_heat_maps_add_elements_and_share_their_colours(view) -> None:
    maps = overload_heat_maps(view)
    alone, together = (maps[f"overload-{name}"]["data"][0] for name in ("alone", "together"))
    assert alone["y"] == ["Jan"]
    assert alone["z"][0][18] == 4.5
    assert together["z"][0][18] == 2.0
    assert alone["z"].sum() == 4.5
    assert alone["zmax"] == together["zmax"] == 4.5


def test_the_page_has_the_section_only_where_the_run_has_the_tables(view) -> None:
    page = run_page(view)
    assert 'id="elements"' in page
    assert 'data-figure="overload-alone"' in page
    assert 'id="elements"' not in run_page(replace(view, tables={}))


def test_the_page_counts_by_each_element_s_limit_of_the_step(make_street) -> None:
    view = make_street(days=1)
    did = view.alone
    trafo, line = (
        np.full_like(did.trafo_loading_pct, 50.0),
        np.full_like(did.line_loading_pct, 40.0),
    )
    trafo[[10, 11, 60], 0] = 85.0
    line[20:24, 2] = 70.0
    view = replace(
        view,
        alone=replace(did, trafo_loading_pct=trafo, line_loading_pct=line),
        together=replace(did, trafo_loading_pct=trafo, line_loading_pct=line),
    )
    sort = (np.arange(96) >= 48).astype(np.int64)
    lines = np.full((2, line.shape[1]), 100.0)
    lines[:, 2] = 65.0
    own = LoadingLimits(100.0, sort, np.array([[80.0], [90.0]]), lines)
    # By own limits: the transformer at steps 10 and 11 but not 60, the line for an hour.
    limited = replace(view, loading_limits=own)
    assert overload_h(trafo, own.trafos(), 0.25).tolist() == [0.5]
    assert limit_that_counts(trafo, own.trafos()).tolist() == [80.0]
    told = "\n".join(not_kept(limited))
    assert f"{view.geometry.trafo_ids[0]}: over its limit for 0.5 h, at most 85.0 %" in told
    assert f"{view.geometry.line_ids[2]}: over its limit for 1 h, at most 70.0 %" in told

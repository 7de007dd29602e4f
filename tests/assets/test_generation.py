"""Panels in several planes and wind turbines by hand, in a weather that is made up for it."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.assets.pv import Pv
from hubsim.assets.wind import Wind
from hubsim.weather.turbine import cubic_share, curve_share, hub_wind_m_s
from hubsim.weather.turbine_library import turbine_types


def pv(**fields) -> Pv:
    return Pv.model_validate({"kind": "pv", "rating": "10 kWp", **fields})


def test_two_planes_are_the_sum_of_both(local_days, inputs_of) -> None:
    day = local_days("2026-06-10")
    both = pv(
        arrays={
            "east": {"share": "30 %", "azimuth": "90 deg", "tilt": "20 deg"},
            "west": {"share": "70 %", "azimuth": "270 deg"},
        }
    )
    east = inputs_of(pv(azimuth="90 deg", tilt="20 deg"), day)["available_kw"]
    west = inputs_of(pv(azimuth="270 deg"), day)["available_kw"]
    assert inputs_of(both, day)["available_kw"] == pytest.approx(0.3 * east + 0.7 * west)
    assert east[:44].sum() > 1.2 * west[:44].sum()  # until eleven


def test_losses_and_rating_scale_and_an_inverter_clips(local_days, inputs_of) -> None:
    day = local_days("2026-06-10")
    plain = inputs_of(pv(), day)["available_kw"]
    assert inputs_of(pv(losses="57 %"), day)["available_kw"] == pytest.approx(0.5 * plain)
    clipped = inputs_of(pv(inverter={"rating": "2 kVA"}), day)["available_kw"]
    assert clipped == pytest.approx(np.minimum(plain, 2.0))
    assert plain.max() > 2.0


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"arrays": {"a": {"share": "50 %"}}}, ["arrays"]),
        ({"arrays": {"a": {"share": "100 %"}}, "tilt": "3 deg"}, ["tilt"]),
        ({"profile": "made/sun", "arrays": {"a": {"share": "100 %"}}}, ["arrays"]),
        ({"arrays": {"a": {"share": "100 %"}}}, []),
    ],
)
def test_contradictions_of_planes_are_named(fields, named) -> None:
    assert [field for field, _ in pv(**fields).problems()] == named


def test_the_cube_between_cut_in_and_rated_speed_by_hand() -> None:
    wind = np.array([0.0, 3.0, 6.0, 12.0, 20.0, 25.0, 26.0])
    expected = [0.0, 0.0, (216 - 27) / (1728 - 27), 1.0, 1.0, 1.0, 0.0]
    assert cubic_share(wind, 3.0, 12.0, 25.0) == pytest.approx(expected)


def test_a_curve_is_straight_between_its_points_and_nothing_beyond() -> None:
    wind = np.array([2.0, 3.0, 5.5, 8.0, 13.0, 13.1])
    assert curve_share(wind, [[3, 0], [8, 0.4], [13, 1]]) == pytest.approx(
        [0.0, 0.0, 0.2, 0.4, 1.0, 0.0]
    )


def test_the_wind_at_the_hub_by_hand() -> None:
    # Open land all the way: ln(80 / 0.03) / ln(10 / 0.03).
    wind = np.array([5.0])
    assert hub_wind_m_s(wind, 80.0, "open")[0] == pytest.approx(5.0 * 7.8886 / 5.8091, rel=1e-4)
    assert hub_wind_m_s(wind, 10.0, "open")[0] == pytest.approx(5.0)
    heights = [hub_wind_m_s(wind, 30.0, ground)[0] for ground in ("open", "village", "town")]
    assert heights == sorted(heights, reverse=True)
    far = [hub_wind_m_s(wind, 80.0, ground)[0] for ground in ("open", "village", "town")]
    assert far == pytest.approx([far[0]] * 3)


def test_a_turbine_on_open_land_has_the_full_load_hours_of_an_inland_one(
    local_days, inputs_of
) -> None:
    year = local_days("2026-01-01", "2026-12-31", step_s=3600)
    hours = {}
    for hub in ("20 m", "100 m"):
        turbine = Wind.model_validate({"kind": "wind", "rating": "1 MW", "hub": hub})
        available = inputs_of(turbine, year)["available_kw"]
        assert available.max() <= 900.0
        hours[hub] = available.sum() / 1000.0
    assert 800 <= hours["20 m"] <= 1500
    assert 1900 <= hours["100 m"] <= 2400  # the Dutch mean on land is some 2,200


def test_a_named_turbine_is_its_own_curve_so_many_times(local_days, inputs_of) -> None:
    day = local_days("2026-01-12")
    named = Wind.model_validate({"kind": "wind", "turbine": "cf15", "hub": "15 m", "count": 3})
    curve = turbine_types()["cf15"].curve()
    given = Wind.model_validate({"kind": "wind", "rating": "15 kW", "hub": "15 m", "curve": curve})
    assert named.problems() == given.problems() == []
    assert (named.rated_kw, given.rated_kw) == (45.0, 15.0)
    made = inputs_of(named, day)["available_kw"]
    assert made == pytest.approx(3.0 * inputs_of(given, day)["available_kw"])
    assert made.max() > 1.0

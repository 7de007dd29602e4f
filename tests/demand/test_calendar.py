"""The Dutch calendar: feasts, daylight, the clock."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from hubsim.demand.calendar import easter, local_year, public_holidays, sun_elevation_deg


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1961, (4, 2)), (2000, (4, 23)), (2008, (3, 23)), (2019, (4, 21)), (2026, (4, 5)), (2038, (4, 25))],
)  # fmt: skip
def test_easter_is_on_its_known_sundays(year, sunday):
    assert easter(year) == date(year, *sunday)


def test_holidays_are_those_of_the_netherlands():
    days = public_holidays(2025)
    assert days[date(2025, 4, 26)] == "Koningsdag"  # the 27th is a Sunday
    assert days[date(2025, 5, 29)] == "Hemelvaartsdag"
    assert days[date(2025, 6, 9)] == "Tweede pinksterdag"
    assert date(2025, 5, 5) in days
    assert date(2026, 5, 5) not in days
    assert date(2026, 4, 27) in public_holidays(2026)


def test_a_year_has_its_days():
    leap = local_year(2028)
    assert leap.n_days == 366
    assert leap.dark.shape == (366, 144)
    first = date(2028, 1, 1)
    assert leap.is_free[0]
    assert leap.is_free[(date(2028, 4, 17) - first).days]  # Easter Monday
    assert not leap.is_free[(date(2028, 4, 19) - first).days]
    assert leap.eager.mean() == pytest.approx(1.0)


def test_the_sun_is_where_almanacs_have_it():
    # Highest at De Bilt: 90 - 52.1 +- 23.44 degrees, at about 12:40 on the longest day (UTC 11:41).
    days, hours = np.array([172.0, 355.0, 80.0]), np.full(3, 11.66)
    assert sun_elevation_deg(days, hours) == pytest.approx([61.3, 14.5, 37.9], abs=0.6)
    assert sun_elevation_deg(np.array([172.0]), np.array([3.3]))[0] == pytest.approx(-0.3, abs=1.0)


def test_evenings_are_dark_by_the_clock():
    dark = local_year(2026).dark
    at_18, at_21 = 18 * 6, 21 * 6
    assert dark[10, at_18] == 1.0
    assert dark[172, at_18] == 0.0
    assert 0.0 < dark[172, at_21 + 3] < 1.0
    assert dark[87, at_18 + 6] < dark[86, at_18 + 6]  # summer time begins on 29 March 2026

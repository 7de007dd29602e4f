"""Windows of the week: read, written, refused, and laid on the local wall clock."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from hubsim.horizon import Horizon
from hubsim.weekdays import (
    Days,
    LocalEnd,
    LocalTime,
    Window,
    days_text,
    in_window,
    parse_days,
    parse_time,
    time_text,
    window_problems,
)

DAILY = frozenset(range(7))
ZONE = "Europe/Amsterdam"


def days(first: str, last: str, step_s: int = 900) -> Horizon:
    return Horizon.of_local_days(date.fromisoformat(first), date.fromisoformat(last), step_s, ZONE)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("daily", {0, 1, 2, 3, 4, 5, 6}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("sat-sun", {5, 6}),
        ("mon,wed", {0, 2}),
        ("Fri-Mon", {4, 5, 6, 0}),
        ("tue , thu-sat", {1, 3, 4, 5}),
        ("sun", {6}),
    ],
)
def test_days_are_read(text: str, numbers: set[int]) -> None:
    assert parse_days(text) == numbers


@pytest.mark.parametrize("text", ["", "mo", "mon-", "mon-wed-fri", "mon;tue", None, 3, ["mon"]])
def test_other_days_are_refused_with_what_is_allowed(text: object) -> None:
    with pytest.raises(ValueError, match="mon-fri"):
        parse_days(text)


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_days_written_are_read_back(numbers: frozenset[int]) -> None:
    assert parse_days(days_text(numbers)) == numbers


@given(st.integers(0, 24 * 60))
def test_times_written_are_read_back(minute: int) -> None:
    text = time_text(minute / 60)
    assert parse_time(text) == pytest.approx(minute / 60, abs=1e-12)
    assert time_text(parse_time(text)) == text


@pytest.mark.parametrize("text", ["24:01", "7", "07:60", "7.30", "-1:00", 1380, 7.5, None, "25:00"])
def test_other_times_are_refused(text: object) -> None:
    with pytest.raises(ValueError, match="is not a time of the day"):
        parse_time(text)


def test_only_an_end_may_be_24_00() -> None:
    assert TypeAdapter(LocalEnd).validate_python("24:00") == 24.0
    with pytest.raises(ValidationError, match="24:00 can only end"):
        TypeAdapter(LocalTime).validate_python("24:00")


def test_scenario_values_go_back_to_the_text_they_came_from() -> None:
    window = Window.model_validate({"days": "mon-fri", "from": "07:00", "to": "23:00"})
    assert window.model_dump(by_alias=True) == {"days": "mon-fri", "from": "07:00", "to": "23:00"}
    assert TypeAdapter(Days).json_schema()["type"] == "string"
    assert Window.model_json_schema()["properties"]["days"]["default"] == "daily"


def test_a_window_holds_the_steps_that_begin_in_it() -> None:
    # Friday 15 to Saturday 16 January 2016.
    inside = in_window(days("2016-01-15", "2016-01-16", 3600), parse_days("mon-fri"), 7.0, 23.0)
    assert np.flatnonzero(inside).tolist() == list(range(7, 23))


def test_a_window_over_midnight_belongs_to_the_day_it_starts_on() -> None:
    # Friday 22:00-06:00 ends on Saturday; nothing starts on Saturday.
    inside = in_window(days("2016-01-15", "2016-01-17", 3600), parse_days("fri"), 22.0, 6.0)
    assert np.flatnonzero(inside).tolist() == list(range(22, 30))


def test_a_sunday_window_ends_on_monday() -> None:
    inside = in_window(days("2016-01-11", "2016-01-11", 3600), parse_days("sun"), 22.0, 6.0)
    assert np.flatnonzero(inside).tolist() == list(range(6))


def test_the_whole_day_is_from_0_to_24() -> None:
    assert in_window(days("2016-03-27", "2016-03-27"), DAILY, 0.0, 24.0).all()


@pytest.mark.parametrize(
    ("day", "steps_a_day", "steps_in_window", "first"),
    [
        ("2016-03-26", 96, 16, 4),
        ("2016-03-27", 92, 12, 4),  # 02:00-03:00 does not exist
        ("2016-10-30", 100, 20, 4),  # 02:00-03:00 is there twice
    ],
)
def test_the_wall_clock_decides_on_days_of_change(
    day: str, steps_a_day: int, steps_in_window: int, first: int
) -> None:
    inside = in_window(days(day, day), DAILY, 1.0, 5.0)
    assert inside.size == steps_a_day
    assert np.flatnonzero(inside).tolist() == list(range(first, first + steps_in_window))


def test_an_evening_window_stays_on_the_wall_clock_in_summer() -> None:
    for day in ("2016-01-11", "2016-07-11"):
        horizon = days(day, day)
        hours = horizon.hour_of_day[in_window(horizon, DAILY, 16.0, 21.0)]
        assert (hours[0], hours[-1], hours.size) == (16.0, 20.75, 20)


def windows(**texts: tuple[str, str, str]) -> dict[str, Window]:
    return {
        name: Window.model_validate({"days": day, "from": begin, "to": end})
        for name, (day, begin, end) in texts.items()
    }


def test_windows_that_touch_do_not_overlap() -> None:
    parts = windows(night=("daily", "23:00", "07:00"), day=("daily", "07:00", "23:00"))
    assert window_problems("windows", parts) == []


def test_an_overlap_names_both_windows_and_a_moment() -> None:
    parts = windows(night=("fri", "22:00", "06:00"), early=("sat", "05:00", "07:00"))
    ((field, message),) = window_problems("windows", parts)
    assert field == "windows.early"
    assert message == "window 'early' overlaps window 'night', for example on sat at 05:00"


def test_an_empty_window_is_a_problem() -> None:
    ((field, message),) = window_problems("reduced", windows(all=("daily", "08:00", "08:00")))
    assert field == "reduced.all.to"
    assert "00:00 to 24:00" in message

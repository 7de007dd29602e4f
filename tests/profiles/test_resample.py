"""From a file's steps to the horizon's: held, averaged, or refused; and the entry of the scenario."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from hubsim.errors import ProfileError
from hubsim.horizon import Horizon
from hubsim.profiles.clock import Steps
from hubsim.profiles.file import ProfileFile
from hubsim.profiles.resample import resample

START = datetime(2016, 1, 15, tzinfo=UTC)
HALF_HOURS = Steps(np.datetime64("2016-01-15T00:00:00", "s"), 1800, 8)
VALUES = np.array([1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0])


def clock(step_s: int, n_steps: int, after_s: int = 0) -> Horizon:
    return Horizon(START + timedelta(seconds=after_s), step_s, n_steps, "Europe/Amsterdam")


def test_equal_steps_are_taken_as_they_are() -> None:
    assert resample(VALUES, HALF_HOURS, clock(1800, 3, 1800)).tolist() == [3.0, 5.0, 7.0]


def test_shorter_steps_hold_the_value() -> None:
    held = resample(VALUES, HALF_HOURS, clock(900, 5, 900))
    assert held.tolist() == [1.0, 3.0, 3.0, 5.0, 5.0]


def test_longer_steps_take_the_mean_so_that_energy_stays() -> None:
    means = resample(VALUES, HALF_HOURS, clock(3600, 3, 3600))
    assert means.tolist() == [6.0, 10.0, 14.0]
    assert means.sum() * 1.0 == VALUES[2:].sum() * 0.5


def test_longer_steps_may_start_in_the_middle_of_an_hour() -> None:
    assert resample(VALUES, HALF_HOURS, clock(3600, 2, 1800)).tolist() == [4.0, 8.0]


@pytest.mark.parametrize(
    ("horizon", "words"),
    [
        (clock(1200, 3), "a value each 30 min, the scenario a step each 20 min"),
        (clock(1800, 3, 900), "do not meet"),
        (clock(3600, 2, 900), "do not meet"),
        (clock(900, 2, 60), "do not meet"),
        (clock(1800, 8, 1800), "covers 2016-01-15 01:00 to 2016-01-15 05:00, but the scenario"),
        (clock(1800, 8, 1800), "asks 2016-01-15 01:30 to 2016-01-15 05:30"),
        (clock(1800, 4, -1800), "covers"),
    ],
)
def test_anything_else_is_refused(horizon: Horizon, words: str) -> None:
    with pytest.raises(ProfileError, match=words):
        resample(VALUES, HALF_HOURS, horizon, file="f", column="c")


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "UTC", "UTC+1", "UTC+01:00", "UTC-03:30"])
def test_an_entry_takes_zones_and_fixed_clocks(zone: str) -> None:
    assert ProfileFile(file="a.csv", timezone=zone).timezone == zone


@pytest.mark.parametrize(
    "entry",
    [
        {"file": "a.csv", "timezone": "Europe/Amsterdm"},
        {"file": "a.csv", "timezone": "UTC+15"},
        {"file": "a.csv", "timezone": ""},
        {"file": "a.csv", "timezone": "../etc/passwd"},
        {"file": "a.csv", "unit": "kVA"},
        {"file": "a.csv", "colum": "x"},
        {"file": ""},
        {},
    ],
)
def test_an_entry_refuses_anything_else(entry: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        ProfileFile.model_validate(entry)

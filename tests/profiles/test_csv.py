"""CSV files: every form that is read, and every mistake named by file, row and column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from hubsim.errors import MissingError, ProfileError
from hubsim.horizon import Horizon
from hubsim.profiles.file import ProfileFile
from hubsim.profiles.library import Library

ZONE = "Europe/Amsterdam"
Open = Callable[..., Library]


def day(text: str, step_s: int = 3600) -> Horizon:
    return Horizon.of_local_days(date.fromisoformat(text), date.fromisoformat(text), step_s, ZONE)


DAY = day("2016-01-15")


@pytest.fixture
def library(tmp_path: Path) -> Open:
    def opened(content: str | bytes, horizon: Horizon = DAY, **entry: str) -> Library:
        file = tmp_path / "meter.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return Library({"meter": ProfileFile(file="meter.csv", **entry)}, tmp_path, horizon)

    return opened


def hours(
    line: Callable[[datetime, int], str], header: str = "time,kW", horizon: Horizon = DAY
) -> str:
    """Return a file with a line for each hour of the horizon, given local time and number."""
    step = timedelta(seconds=horizon.step_s)
    moments = [horizon.start + step * number for number in range(horizon.n_steps)]
    local = [moment.astimezone(ZoneInfo(ZONE)) for moment in moments]
    lines = [line(moment, number) for number, moment in enumerate(local)]
    return "\n".join([header, *lines, ""])


PLAIN = hours(lambda moment, number: f"{moment.isoformat()},{number}")


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN + "\n\n",
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        hours(lambda moment, number: f'"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}","{number}.0"'),
        hours(lambda moment, number: f"{moment.isoformat(sep=' ')};{number},0", "time;kW"),
    ],
)
def test_forms_of_the_same_day_read_the_same(library: Open, content: str) -> None:
    opened = library(content)
    assert opened.columns("meter") == ("kW",)
    assert opened.series("meter/kW").tolist() == list(range(24))
    assert opened.series("meter") is opened.series("meter/kW")


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M", "%d.%m.%Y %H:%M:%S"])
@pytest.mark.parametrize("change", ["2016-01-15", "2016-03-27", "2016-10-30"])
def test_local_times_are_right_on_days_of_change(library: Open, form: str, change: str) -> None:
    horizon = day(change, 900)
    content = hours(lambda moment, number: f"{moment:{form}},{number}", horizon=horizon)
    opened = library(content, horizon, timezone=ZONE)
    assert opened.series("meter").tolist() == list(range(horizon.n_steps))


def test_the_hour_shown_twice_is_told_by_the_order_also_in_hourly_files(library: Open) -> None:
    horizon = day("2016-10-30")
    content = hours(lambda moment, number: f"{moment:%Y-%m-%d %H:%M},{number}", horizon=horizon)
    assert content.count("02:00") == 2
    assert library(content, horizon, timezone=ZONE).series("meter").tolist() == list(range(25))


@pytest.mark.parametrize("change", ["2016-03-27", "2016-10-30"])
def test_a_clock_that_never_changes_is_refused_as_local_and_read_as_fixed(
    library: Open, change: str
) -> None:
    first = datetime.fromisoformat(change) - timedelta(hours=2)
    moments = [first + timedelta(hours=number) for number in range(30)]
    content = "\n".join(["time,kW", *(f"{m:%Y-%m-%d %H:%M},{m.hour}" for m in moments)])
    with pytest.raises(ProfileError, match=r"fixed clock, for example timezone: UTC\+01:00"):
        library(content, day(change), timezone=ZONE).series("meter")
    horizon = day(change)
    read = library(content, horizon, timezone="UTC+01:00").series("meter")
    winter = [(time.hour + 1) % 24 for time in horizon.times.tolist()]
    assert read.tolist() == winter


@pytest.mark.parametrize(
    ("unit", "step_s", "factor"),
    [
        ("kW", 900, 1.0),
        ("W", 900, 0.001),
        ("MW", 900, 1000.0),
        ("kWh", 900, 4.0),  # 1 kWh in a quarter-hour is 4 kW
        ("Wh", 3600, 0.001),
        ("EUR/MWh", 3600, 0.001),
        ("ct/kWh", 3600, 0.01),
        ("g/kWh", 3600, 0.001),
    ],
)
def test_units_become_ours(library: Open, unit: str, step_s: int, factor: float) -> None:
    horizon = day("2016-01-15", step_s)
    content = hours(lambda moment, number: f"{moment.isoformat()},{number}", horizon=horizon)
    read = library(content, horizon, unit=unit).series("meter")
    assert read == pytest.approx(np.arange(horizon.n_steps) * factor)


def test_columns_are_asked_for_by_name_and_only_then_checked(library: Open) -> None:
    content = hours(
        lambda moment, number: f"x{number},{number},{moment.isoformat()},{-number}",
        "meter id,a,when,b",
    )
    opened = library(content, time="when", column="b")
    assert opened.series("meter").tolist() == [-number for number in range(24)]
    assert opened.series("meter/a")[23] == 23
    with pytest.raises(ProfileError, match=r"meter.csv: row 1: column meter id: 'x0' is not a"):
        opened.series("meter/meter id")


def change_line(row: int, text: str) -> str:
    lines = PLAIN.split("\n")
    lines[row] = text.replace("TIME", lines[row].split(",")[0])
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "row", "column", "words"),
    [
        (change_line(5, "TIME,"), 5, "kW", "cell is empty"),
        (change_line(5, "TIME,abc"), 5, "kW", "'abc' is not a finite number"),
        (change_line(5, "TIME,nan"), 5, "kW", "'nan' is not a finite number"),
        (change_line(24, "TIME,-inf"), 24, "kW", "'-inf' is not a finite number"),
        (change_line(5, "TIME,1e999"), 5, "kW", "'1e999' is not a finite number"),
        (change_line(5, 'TIME,"1,5"'), 5, "kW", "'1,5' is not a finite number"),
        (change_line(5, "TIME"), 5, "", "1 cells, while the header has 2"),
        (change_line(5, "TIME,1,2"), 5, "", "3 cells"),
        (change_line(5, "2016-01-15 25:00,1"), 5, "time", "is not a time"),
        (change_line(5, ",1"), 5, "time", "'' is not a time"),
        (change_line(5, "2016-01-15 04:00,1"), 5, "time", "with and without an offset"),
        (change_line(5, "2016-01-15T03:00:00+01:00,1"), 5, "time", "is there twice"),
        (change_line(5, "2016-01-15T02:00:00+01:00,1"), 5, "time", "times must rise"),
        (change_line(5, "2016-01-15T04:10:00+01:00,1"), 5, "time", "4200 s, while the file's step"),
        (change_line(5, "2016-01-15T04:00:00.5+01:00,1"), 5, "time", "not on a whole second"),
        (change_line(5, ""), 5, "time", "1 row is missing"),
        ("time;kW;b\n2016-01-15;1,5;1.234\n2016-01-16;2,5;1", 1, "b", "separate thousands"),
    ],
)
def test_a_mistake_is_named_by_file_row_and_column(
    library: Open, content: str, row: int, column: str, words: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        library(content, timezone=ZONE).series(f"meter/{column}" if column == "b" else "meter/kW")
    error = caught.value
    assert (error.file, error.row, error.column) == ("meter.csv", row, column)
    assert words in str(error)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no data"),
        ("time,kW\n", "no data"),
        ("time,kW\n2016-01-15T00:00Z,1\n", "at least 2"),
        ("time\n2016-01-15T00:00Z\n", "one column only"),
        ("time,kW,kW\n2016-01-15T00:00Z,1,2\n", "twice in the header"),
        ("2016-01-15T00:00Z,1\n2016-01-15T01:00Z,2\n", "must name the columns"),
        (b"time,\xe9nergie\n2016-01-15T00:00Z,1\n", "line 1 is not UTF-8"),
        ("time,kW\n2016-01-15 00:00,1\n2016-01-15 01:00,1\n", "name the clock in the scenario"),
        ('time,kW\n2016-01-15T00:00Z,"' + "1" * 140_000 + '"\n', "cannot be split"),
        ("time,\n2016-01-15T00:00Z,\n2016-01-15T01:00Z,\n", "no columns of values"),
    ],
)
def test_a_file_without_usable_data_is_refused(
    library: Open, content: str | bytes, words: str
) -> None:
    with pytest.raises(ProfileError, match=words):
        library(content).series("meter")


def test_a_wrong_name_gets_the_nearest(library: Open) -> None:
    opened = library(PLAIN)
    with pytest.raises(ProfileError, match="did you mean 'kW'"):
        opened.series("meter/KW")
    with pytest.raises(ProfileError, match="did you mean 'meter'"):
        opened.series("metre/kW")
    with pytest.raises(ProfileError, match="no such column for the time; the file has: time, kW"):
        library(PLAIN, time="when").series("meter")


def test_a_name_alone_needs_a_file_with_one_column(library: Open) -> None:
    content = hours(lambda moment, number: f"{moment.isoformat()},1,2", "time,a,b")
    with pytest.raises(ProfileError, match="has 2 columns: name one, for example meter/a"):
        library(content).series("meter")


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    opened = Library({"meter": ProfileFile(file="no.csv")}, tmp_path, DAY)
    with pytest.raises(MissingError, match=r"no\.csv"):
        opened.series("meter")


def test_label_cover_and_provenance_say_what_is_known(library: Open) -> None:
    opened = library(PLAIN)
    assert opened.provenance() == []
    assert opened.label("meter") == "user"
    assert opened.covers("meter") == (
        datetime(2016, 1, 14, 23, tzinfo=UTC),
        datetime(2016, 1, 15, 23, tzinfo=UTC),
    )
    opened.series("meter")
    (row,) = opened.provenance()
    assert (row.name, row.file, row.label, row.licence) == ("meter", "meter.csv", "user", "")
    assert row.columns == ("kW",)
    assert len(row.sha256) == 64

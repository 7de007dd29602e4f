"""ENTSO-E day-ahead exports in both forms. All prices here are made up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hubsim.errors import ProfileError
from hubsim.horizon import Horizon
from hubsim.profiles.file import ProfileFile
from hubsim.profiles.library import Library

ZONE = "Europe/Amsterdam"


def horizon(first: str, last: str, step_s: int = 3600) -> Horizon:
    return Horizon.of_local_days(date.fromisoformat(first), date.fromisoformat(last), step_s, ZONE)


def periods(first: datetime, count: int, minutes: int) -> list[tuple[datetime, datetime]]:
    """Return begin and end of periods on the local clock."""
    step = timedelta(minutes=minutes)
    marks = [(first + step * number).astimezone(ZoneInfo(ZONE)) for number in range(count + 1)]
    return list(pairwise(marks))


def old(hours: list[tuple[datetime, datetime]], prices: list[str]) -> str:
    form = "%d.%m.%Y %H:%M"
    lines = [
        f'"{begin:{form}} - {end:{form}}","{price}","EUR",""'
        for (begin, end), price in zip(hours, prices, strict=True)
    ]
    header = '"MTU (CET/CEST)","Day-ahead Price [EUR/MWh]","Currency","BZN|NL"'
    return "\n".join([header, *lines, ""])


def new(
    hours: list[tuple[datetime, datetime]],
    prices: list[str],
    area: str = "BZN|NL",
    sequence: str = "Without Sequence",
) -> list[str]:
    form = "%d/%m/%Y %H:%M:%S"
    changes = {begin.date() for begin, end in hours if begin.utcoffset() != end.utcoffset()}

    def mark(moment: datetime) -> str:
        return f" ({moment.tzname()})" if moment.date() in changes else ""

    return [
        f'"{begin:{form}}{mark(begin)} - {end:{form}}{mark(end)}","{area}","{sequence}",'
        f'"{price}","",""'
        for (begin, end), price in zip(hours, prices, strict=True)
    ]


NEW_HEADER = (
    '"MTU (CET/CEST)","Area","Sequence","Day-ahead Price (EUR/MWh)",'
    '"Intraday Period (CET/CEST)","Intraday Price (EUR/MWh)"'
)


def library(folder: Path, content: str, clock: Horizon, **entry: str) -> Library:
    (folder / "prices.csv").write_text(content, encoding="utf-8")
    return Library({"prices": ProfileFile(file="prices.csv", **entry)}, folder, clock)


def write_new(rows: list[str]) -> str:
    return "\n".join([NEW_HEADER, *rows, ""])


@pytest.mark.parametrize(
    ("day", "n_hours"), [("2024-01-10", 24), ("2024-03-31", 23), ("2024-10-27", 25)]
)
@pytest.mark.parametrize("form", ["old", "new"])
def test_hours_become_prices_per_kwh_on_every_sort_of_day(
    tmp_path: Path, day: str, n_hours: int, form: str
) -> None:
    clock = horizon(day, day)
    hours = periods(clock.start, n_hours, 60)
    prices = [f"{number - 5}.50" for number in range(n_hours)]
    content = old(hours, prices) if form == "old" else write_new(new(hours, prices))
    opened = library(tmp_path, content, clock)
    expected = [(number - 5 + 0.5) / 1000 if number >= 5 else 0 for number in range(n_hours)]
    read = opened.series("prices")
    assert read[5:] == pytest.approx(expected[5:])
    assert read[0] == pytest.approx(-0.0055)
    assert opened.columns("prices") == (("price",) if form == "old" else ("BZN|NL",))
    assert opened.label("prices") == "user"


def test_quarter_hours_are_read_on_the_day_the_clock_goes_back(tmp_path: Path) -> None:
    clock = horizon("2025-10-26", "2025-10-26", 900)
    rows = new(periods(clock.start, 100, 15), [f"{number}" for number in range(100)])
    read = library(tmp_path, write_new(rows), clock).series("prices")
    assert read == pytest.approx([number / 1000 for number in range(100)])


def test_the_empty_row_of_the_skipped_hour_is_left_out(tmp_path: Path) -> None:
    clock = horizon("2024-03-31", "2024-03-31")
    lines = old(periods(clock.start, 23, 60), [f"{number}" for number in range(23)]).split("\n")
    lines.insert(3, '"31.03.2024 02:00 - 31.03.2024 03:00","","EUR",""')
    read = library(tmp_path, "\n".join(lines), clock).series("prices")
    assert read == pytest.approx([number / 1000 for number in range(23)])


def test_hourly_prices_that_turn_quarter_hourly_are_held(tmp_path: Path) -> None:
    clock = horizon("2025-09-30", "2025-10-01", 900)
    noon = clock.start + timedelta(days=1)
    rows = new(periods(clock.start, 24, 60), [f"{number}" for number in range(24)])
    rows += new(periods(noon, 96, 15), [f"{100 + number}" for number in range(96)])
    read = library(tmp_path, write_new(rows), clock).series("prices") * 1000
    assert read[:8] == pytest.approx([0, 0, 0, 0, 1, 1, 1, 1])
    assert read[92:98] == pytest.approx([23, 23, 23, 23, 100, 101])


def test_one_of_several_areas_or_sequences_must_be_named(tmp_path: Path) -> None:
    clock = horizon("2025-01-10", "2025-01-10")
    hours = periods(clock.start, 24, 60)
    areas = new(hours, ["1"] * 24, "BZN|BE") + new(hours, ["2"] * 24, "BZN|NL")
    with pytest.raises(ProfileError, match=r"holds BZN\|BE and BZN\|NL: name one"):
        library(tmp_path, write_new(areas), clock).series("prices")
    named = library(tmp_path, write_new(areas), clock, column="BZN|NL")
    assert named.series("prices") == pytest.approx([0.002] * 24)
    both = new(hours, ["1"] * 24, sequence="Sequence 1") + new(
        hours, ["3"] * 24, sequence="Sequence 2"
    )
    named = library(tmp_path, write_new(both), clock, column="BZN|NL, Sequence 2")
    assert named.series("prices") == pytest.approx([0.003] * 24)


@pytest.mark.parametrize("price", ["n/e", "", "-", "nan", "1,5", "inf"])
def test_a_missing_price_is_named_by_row(tmp_path: Path, price: str) -> None:
    clock = horizon("2024-01-10", "2024-01-10")
    prices = ["1.0"] * 24
    prices[6] = price
    with pytest.raises(ProfileError) as caught:
        library(tmp_path, old(periods(clock.start, 24, 60), prices), clock).series("prices")
    assert (caught.value.file, caught.value.row) == ("prices.csv", 7)
    assert "10.01.2024 06:00" in str(caught.value)


def test_a_missing_row_is_named_also_among_quarter_hours(tmp_path: Path) -> None:
    clock = horizon("2025-10-10", "2025-10-10", 900)
    rows = new(periods(clock.start, 96, 15), ["1"] * 96)
    del rows[40:43]
    with pytest.raises(ProfileError, match="3 rows are missing") as caught:
        library(tmp_path, write_new(rows), clock).series("prices")
    assert caught.value.row == 41


@pytest.mark.parametrize(
    ("old_text", "new_text", "words"),
    [
        ("EUR/MWh", "GBP/MWh", "prices in GBP, not in EUR"),
        ("(CET/CEST)", "(EST)", "clock 'EST' is not known"),
        ("10.01.2024 02:00 - ", "10.01.2024 02:00 to ", "row 3: .* is not a period"),
        ("10.01.2024 02:00 - ", "10.13.2024 02:00 - ", "row 3: .* is not a time"),
    ],
)
def test_a_damaged_export_is_refused(
    tmp_path: Path, old_text: str, new_text: str, words: str
) -> None:
    clock = horizon("2024-01-10", "2024-01-10")
    content = old(periods(clock.start, 24, 60), ["1"] * 24).replace(old_text, new_text)
    with pytest.raises(ProfileError, match=words):
        library(tmp_path, content, clock).series("prices")


def test_a_unit_in_the_scenario_may_not_contradict_the_file(tmp_path: Path) -> None:
    clock = horizon("2024-01-10", "2024-01-10")
    content = old(periods(clock.start, 24, 60), ["1"] * 24)
    assert library(tmp_path, content, clock, unit="EUR/MWh").series("prices")[0] == 0.001
    with pytest.raises(ProfileError, match="leave the unit out"):
        library(tmp_path, content, clock, unit="EUR/kWh").series("prices")

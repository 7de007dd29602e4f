"""``hubsim profiles``: list, show, make and check, from the command line."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from hubsim.cli_profiles import app
from hubsim.errors import ProfileError, UsageError
from hubsim.horizon import Horizon
from hubsim.profiles.clock import Steps
from hubsim.profiles.file import ProfileFile
from hubsim.profiles.library import open_table
from hubsim.profiles.look import series_in, summary
from hubsim.profiles.store import Series, store
from hubsim.report.profile_page import profile_page, write_profile_page

ROOT = Path(__file__).parent.parent
SUBURB = ROOT / "scenarios" / "archetypes" / "suburb-1970.yaml"
DAY = (
    "--set",
    "time={start: 2026-01-12, days: 1, step: 15 min}",
    "--set",
    "weather.cold_wave=null",
)


def hub(*words):
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=True)


def csv_file(folder, rows=("1", "2", "x")):
    lines = [f"2026-01-01T{hour:02d}:00Z,{value},0.5" for hour, value in enumerate(rows)]
    path = folder / "meter.csv"
    path.write_text("\n".join(["time,a,b", *lines]) + "\n")
    return path


def test_list_without_a_file_names_what_is_shipped():
    done = hub("list")
    assert done.exit_code == 0
    assert "simbench-2016.parquet: 2015-12-31 23:00 to 2016-12-31 23:00 UTC, steps of 15 min" in (
        done.output
    )
    assert re.search(r"G1-A .* kW per kWh a year  measured-derived", done.output)


def test_list_of_a_scenario_names_what_its_members_need():
    done = hub("list", SUBURB)
    assert done.exit_code == 0, done.output
    names = {line.split()[0] for line in done.output.splitlines()[1:]}
    assert {"school.load.p_kw", "homes-001.load.p_kw", "weather.temperature"} <= names
    assert {"tariff.home.buy", "tariff.home.sell", "carbon"} <= names


def test_make_stores_series_that_a_scenario_can_read(tmp_path):
    out = tmp_path / "made.parquet"
    done = hub("make", SUBURB, "school", "homes-001.load", "carbon", "--out", out, *DAY)
    assert done.exit_code == 0, done.output
    assert "3 series, 96 steps of 15 min" in done.output
    table = open_table(out, ProfileFile(file=out.name))
    assert table.columns == ("school.load.p_kw", "homes-001.load.p_kw", "carbon")
    assert table.label("school.load.p_kw") == "synthetic"
    assert table.unit("carbon") == "kg/kWh"
    assert 10.0 < table.read("school.load.p_kw").max() < 80.0
    again = hub("make", SUBURB, "school", "--out", out, *DAY)
    assert isinstance(again.exception, UsageError)
    assert hub("make", SUBURB, "school", "--out", out, "--force", *DAY).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("make", SUBURB, "scool", *DAY), "no series 'scool' .*series: school.load.p_kw"),
        (("make", SUBURB, "--out", "x.csv"), "ends in .parquet"),
        (("make", "x.csv"), "made from a scenario"),
        (("show", SUBURB, "a", "b", "c", "d", "e"), "5 series: at most 4"),
        (("show", SUBURB, "carbon", "--out", "x.png", *DAY), "a page is a file that ends in .html"),
        (("list", ROOT / "README.md", "--timezone", "Mars"), "--timezone: 'Mars' is not a time"),
        (("show", ROOT / "README.md", "--layout", "x"), "--layout and --set are of a scenario"),
    ],
)
def test_wrong_words_are_named(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = hub(*words)
    assert isinstance(done.exception, UsageError)
    assert re.search(said, str(done.exception))


def test_check_names_everything_that_is_wrong_and_goes_on(tmp_path):
    bad = csv_file(tmp_path)
    good = ROOT / "profiles" / "day-ahead-2016-synthetic.parquet"
    done = hub("check", bad, tmp_path / "none.csv", good)
    assert done.exit_code == 3
    assert "meter.csv: row 3: column a: 'x' is not a finite number" in done.output
    assert "none.csv: the profile file is not there" in done.output
    assert "day-ahead-2016-synthetic.parquet: sound, 1 series" in done.output
    assert hub("check", csv_file(tmp_path, ("1", "2", "3"))).exit_code == 0


def test_a_damaged_column_is_an_error_of_show_too(tmp_path):
    done = hub("show", csv_file(tmp_path))
    assert isinstance(done.exception, ProfileError)


def test_columns_come_one_by_one_with_their_errors(tmp_path):
    table = open_table(csv_file(tmp_path), ProfileFile(file="meter.csv", unit="Wh"))
    broken, sound = series_in(table)
    assert isinstance(broken, ProfileError)
    assert (sound.name, sound.unit, sound.label) == ("b", "kW", "user")
    figures = summary(sound, table.steps)
    assert (figures.least, figures.mean, figures.most) == (5e-4, 5e-4, 5e-4)
    assert figures.energy_kwh == pytest.approx(1.5e-3)


def page_of(first, last, values=None, unit="kW", step_s=3600):
    horizon = Horizon.of_local_days(first, last, step_s, "Europe/Amsterdam")
    steps = Steps(horizon.times[0], step_s, horizon.n_steps)
    series = np.arange(horizon.n_steps, dtype=float) if values is None else values(horizon)
    text = profile_page("a <title>", steps, horizon.zone, [Series("x", series, unit, "synthetic")])
    figures = re.search(r'id="figures">(.*?)</script>', text, re.DOTALL)
    return text, json.loads(figures[1])


def test_a_page_has_a_carpet_with_the_change_of_the_clock_in_it():
    text, figures = page_of(date(2026, 3, 28), date(2026, 4, 2))
    assert "a &lt;title&gt;" in text
    (carpet,) = figures["carpet-0"]["data"]
    assert (len(carpet["z"]), len(carpet["x"])) == (24, 6)
    assert [row[1] for row in carpet["z"]].count(None) == 1  # 2 o'clock of 29 March
    assert carpet["z"][2][1] is None
    assert figures["months-0"]["data"][0]["x"] == ["Mar 2026", "Apr 2026"]
    # 4 days of March have 95 hours: 0 + 1 + ... + 94 kWh.
    assert figures["months-0"]["data"][0]["y"][0] == pytest.approx(95 * 94 / 2, rel=1e-3)
    names = [line["name"] for line in figures["day-0"]["data"]]
    assert names == ["all days, workdays", "all days, weekends"]


def test_a_day_is_the_mean_of_its_hours_by_season():
    def shape(horizon):
        return horizon.hour_of_day.astype(int) + 100.0 * (horizon.weekday >= 5)

    _, figures = page_of(date(2026, 1, 1), date(2026, 12, 31), shape, "degC")
    lines = {line["name"]: line["y"] for line in figures["day-0"]["data"]}
    assert lines["winter, workdays"] == list(range(24))
    assert lines["summer, weekends"] == [100 + hour for hour in range(24)]
    assert len(figures["months-0"]["data"][0]["y"]) == 12


def test_a_page_of_a_few_hours_of_zeros_has_what_it_can_have():
    horizon = Horizon.of_local_days(date(2026, 1, 1), date(2026, 1, 1), 3600, "UTC")
    steps = Steps(horizon.times[0], 3600, 5)
    text = profile_page("x", steps, "UTC", [Series("x", np.zeros(5), "kW", "user")])
    assert 'data-figure="carpet-0"' not in text
    assert 'data-figure="duration-0"' in text


def test_a_page_and_a_file_that_cannot_be_written_are_named(tmp_path):
    (tmp_path / "no").write_text("")
    steps = Steps(np.datetime64("2026-01-01", "s"), 3600, 5)
    series = [Series("x", np.zeros(5), "kW", "user")]
    with pytest.raises(Exception, match=r"x\.html cannot be written"):
        write_profile_page(tmp_path / "no" / "x.html", "x", steps, "UTC", series)
    with pytest.raises(ProfileError, match="cannot be written"):
        store(tmp_path / "no" / "x.parquet", steps, series, {})

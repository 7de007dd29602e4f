"""Meter data: what is filled and how, and every fault with its row and column."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from hubsim.cli import app
from hubsim.errors import HubsimError, MissingError, ProfileError
from hubsim.horizon import Horizon
from hubsim.profiles.file import ProfileFile
from hubsim.profiles.import_meter import import_meter
from hubsim.profiles.library import Library

ZONE = "Europe/Amsterdam"


def local(utc_start, n, step_min=15, zone=ZONE):
    moments = [utc_start + timedelta(minutes=step_min * i) for i in range(n)]
    return [moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for moment in moments]


START = datetime(2026, 1, 4, 23, tzinfo=UTC)
TIMES = local(START, 96 * 21)
VALUES = [f"{0.1 + 0.01 * (i % 96):.2f}" for i in range(len(TIMES))]


@pytest.fixture
def bring(tmp_path):
    def _bring(rows, header="time;kWh", **options):
        path = tmp_path / "meter.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        options = {"timezone": ZONE, **options}
        return import_meter(path, tmp_path / "meter.parquet", **options)[1]

    return _bring


def rows(times=TIMES, values=VALUES):
    return [f"{time};{value}" for time, value in zip(times, values, strict=True)]


def test_whole_data_becomes_power_and_reads_back(bring, tmp_path):
    data = bring(rows())
    assert data.power_kw[:3] == pytest.approx([0.4, 0.44, 0.48])
    assert not data.filled.any()
    assert data.notes == []
    horizon = Horizon.of_local_days(date(2026, 1, 5), date(2026, 1, 25), 900, ZONE)
    library = Library({"meter": ProfileFile(file="meter.parquet")}, tmp_path, horizon)
    assert np.array_equal(library.series("meter/kWh"), data.power_kw)
    assert library.label("meter") == "user"


@pytest.mark.parametrize(
    ("unit", "factor"), [("kWh", 4.0), ("Wh", 0.004), ("kW", 1.0), ("W", 0.001)]
)
def test_units_become_kilowatts(bring, unit, factor):
    assert bring(rows(), unit=unit).power_kw[0] == pytest.approx(0.1 * factor)


@pytest.mark.parametrize("step_min", [1, 5, 10, 15, 30, 60])
def test_steps_from_a_minute_to_an_hour(bring, step_min):
    data = bring(rows(local(START, 200, step_min), ["0.5"] * 200))
    assert data.steps.step_s == step_min * 60
    assert data.power_kw == pytest.approx(0.5 * 60 / step_min)


def test_a_short_gap_is_bridged_and_a_long_one_is_as_the_weeks_beside_it(bring):
    values = list(VALUES)
    for step in (*range(700, 704), *range(800, 860)):
        values[step] = ""
    lost = [at for at in range(len(TIMES)) if 702 <= at < 704 or 850 <= at < 860]
    kept = [row for at, row in enumerate(rows(values=values)) if at not in lost]
    data = bring(kept)
    truth = np.array([float(value) for value in VALUES]) * 4.0
    assert data.power_kw[800:860] == pytest.approx(truth[800:860])
    assert data.power_kw[700:704] == pytest.approx(np.linspace(truth[699], truth[704], 6)[1:-1])
    assert data.filled.sum() == 64
    assert data.notes == [
        "4 steps in gaps of up to 2 h are on a straight line",
        "60 steps in longer gaps are as in the weeks beside them",
    ]


def test_a_register_keeps_its_energy_over_a_gap(bring):
    register = 5000.0 + np.cumsum([0.0, *map(float, VALUES[:-1])])
    values = [f"{one:.2f}" for one in register]
    kept = [row for at, row in enumerate(rows(values=values)) if not 300 <= at < 340]
    data = bring(kept, reading="cumulative")
    assert len(data.power_kw) == len(TIMES) - 1
    assert data.power_kw.sum() / 4.0 == pytest.approx(register[-1] - register[0])
    assert data.power_kw[10] == pytest.approx(float(VALUES[10]) * 4.0)
    assert len(set(np.round(data.power_kw[299:340], 9))) == 1
    assert data.filled.sum() == 41


def test_the_newest_row_first_and_rows_twice_are_understood(bring):
    turned = bring([*rows()[:50], rows()[49], *rows()[50:]][::-1])
    assert np.array_equal(turned.power_kw, bring(rows()).power_kw)
    assert turned.notes == ["the newest row came first", "1 rows were there twice and count once"]


def test_times_may_end_their_interval(bring):
    begin, end = bring(rows()), bring(rows(), stamp="end")
    assert end.steps.begin == begin.steps.begin - timedelta(minutes=15)


def test_both_changes_of_the_clock_are_read_in_order(bring):
    for start in (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)):
        data = bring(rows(local(start, 150), ["0.5"] * 150))
        assert data.steps.n_steps == 150
        assert data.steps.begin == start


def test_workbooks_and_parquet_hold_the_same(bring, tmp_path):
    whole = bring(rows())
    book = openpyxl.Workbook()
    book.active.append(["time", "kWh"])
    for time, value in zip(TIMES, VALUES, strict=True):
        book.active.append([datetime.fromisoformat(time), float(value)])
    book.save(tmp_path / "meter.xlsx")
    stamps = [datetime.fromisoformat(time) for time in TIMES]
    table = pa.table({"time": stamps, "kWh": [float(value) for value in VALUES]})
    pq.write_table(table, tmp_path / "other.parquet")
    for name in ("meter.xlsx", "other.parquet"):
        _, data = import_meter(tmp_path / name, tmp_path / "out.parquet", timezone=ZONE)
        assert data.power_kw == pytest.approx(whole.power_kw)


def changed(at, text):
    those = rows()
    those[at] = text
    return those


@pytest.mark.parametrize(
    ("those", "options", "said"),
    [
        (changed(4, f"{TIMES[4]};much"), {}, "meter.csv: row 5: column kWh: 'much' is not a number"),
        (changed(4, f"{TIMES[4]};inf"), {}, "row 5: column kWh"),
        (changed(4, "yesterday;0.2"), {}, "row 5: column time: 'yesterday' is not a time"),
        (changed(4, f"{TIMES[3]};0.9"), {}, "row 5: column kWh: .* twice with different values, 0.13 in row 4 and 0.9"),
        (changed(4, "2026-01-05 01:07;0.2"), {}, "row 5: column time: .* not on the clock"),
        (changed(500, f"{TIMES[100]};0.2"), {}, "row 501: column time: .* times must rise"),
        (rows()[:1], {}, "2 rows at least"),
        (rows(local(START, 50, 120), ["1"] * 50), {}, "7200 s apart; meter data has a value each 1 to 60 minutes"),
        (rows(values=[""] * len(VALUES)), {}, "column kWh: holds no number"),
        (rows()[:200] + rows()[900:], {}, "column kWh: 700 of 2016 steps were not measured, 34.7%"),
        (rows()[:500] + rows()[600:700], {"most": 0.9}, "a gap of 100 steps, at .* no week beside it"),
        (rows(values=["9"] * 1000 + ["3"] * 1016), {"reading": "cumulative"}, "row 1001: column kWh: the register falls by 6"),
        (rows(), {"reading": "cumulative", "unit": "kW"}, "its unit is kWh or Wh"),
        (rows(), {"timezone": None}, "row 1: column time: .* name the clock"),
        (rows(), {"timezone": "Mars"}, "'Mars' is not a time zone"),
        (rows(), {"column": "kW"}, "column kW: no such column; the file has: time, kWh"),
        (["2026-03-29 02:30;1", "2026-03-29 03:00;1"], {}, "row 1: column time: .* does not exist"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_row_and_column(bring, those, options, said):
    with pytest.raises(ProfileError, match=said):
        bring(those, **options)


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    out = tmp_path / "out.parquet"
    with pytest.raises(MissingError, match="is not there"):
        import_meter(tmp_path / "none.csv", out)
    for name, content, said in (
        ("a.xlsx", b"PK\x03\x04 broken", "no Excel workbook"),
        ("a.parquet", b"PAR1 broken", "a damaged Parquet file"),
        ("a.csv", b"time;kWh\n2026\xff;1\n", "not UTF-8"),
        ("b.csv", b"", "no data"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ProfileError, match=said):
            import_meter(tmp_path / name, out, timezone=ZONE)
    assert not out.exists()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_but_our_own_errors_leaves_damaged_rows(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("meter")
    those = [row.split(";") for row in rows()[:300]]
    odd = st.sampled_from(["", "nan", "x", "1e400", "-", TIMES[7], "2026-02-30 01:00", "1,5", "٣"])
    for _ in range(data.draw(st.integers(1, 4))):
        those[data.draw(st.integers(0, 299))][data.draw(st.integers(0, 1))] = data.draw(odd)
    (folder / "m.csv").write_text("time;kWh\n" + "\n".join(map(";".join, those)), encoding="utf-8")
    try:
        _, made = import_meter(folder / "m.csv", folder / "m.parquet", timezone=ZONE)
        assert np.isfinite(made.power_kw).all()
    except HubsimError:
        assert not (folder / "m.parquet").exists()


def test_the_command_says_what_it_did_and_never_overwrites(tmp_path):
    path = tmp_path / "meter.csv"
    path.write_text("\n".join(["time;kWh", *rows(), rows()[-1]]) + "\n")
    run = CliRunner().invoke(app, ["profiles", "import", str(path), "--timezone", ZONE])
    assert run.exit_code == 0, run.output
    assert "not measured: 0.00%" in run.output
    assert "1 rows were there twice" in run.output
    assert "load: {kind: meter, profile: meter/kWh}" in run.output
    again = CliRunner().invoke(app, ["profiles", "import", str(path), "--timezone", ZONE])
    assert again.exit_code != 0

"""Parquet: hubsim's own files and a user's, sound and damaged."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hubsim.errors import ProfileError
from hubsim.horizon import Horizon
from hubsim.profiles.file import ProfileFile
from hubsim.profiles.library import Library

ROOT = Path(__file__).resolve().parents[2]
ZONE = "Europe/Amsterdam"
DAY = Horizon.of_local_days(date(2016, 1, 15), date(2016, 1, 15), 3600, ZONE)
VALUES = np.arange(24) * 0.5


def table(
    times: object = None, unit: str = "us", tz: str | None = "UTC", **more: object
) -> pa.Table:
    stamps = DAY.times if times is None else times
    columns = {"time": pa.array(stamps, pa.timestamp(unit, tz=tz)), "kW": pa.array(VALUES)}
    return pa.table({**columns, **more})


def library(folder: Path, content: pa.Table, horizon: Horizon = DAY, **entry: str) -> Library:
    pq.write_table(content, folder / "user.parquet")
    return Library({"user": ProfileFile(file="user.parquet", **entry)}, folder, horizon)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_users_file_is_read_in_any_resolution_of_time(tmp_path: Path, unit: str) -> None:
    opened = library(tmp_path, table(unit=unit))
    assert opened.series("user").tolist() == VALUES.tolist()
    assert opened.label("user") == "user"
    assert not opened.series("user").flags.writeable


def test_times_with_a_zone_are_moments_and_without_one_the_clock_named(tmp_path: Path) -> None:
    local = DAY.local_times
    assert library(tmp_path, table(tz=ZONE)).series("user").tolist() == VALUES.tolist()
    named = library(tmp_path, table(times=local, tz=None), timezone=ZONE)
    assert named.series("user").tolist() == VALUES.tolist()
    with pytest.raises(ProfileError, match="name the clock in the scenario"):
        library(tmp_path, table(times=local, tz=None)).series("user")


def test_times_may_be_text(tmp_path: Path) -> None:
    texts = [f"{time}Z" for time in DAY.times.tolist()]
    content = pa.table({"time": texts, "kW": VALUES})
    assert library(tmp_path, content).series("user").tolist() == VALUES.tolist()


def test_the_column_of_times_is_the_only_one_or_the_one_named(tmp_path: Path) -> None:
    renamed = table().rename_columns(["moment", "kW"])
    assert library(tmp_path, renamed).series("user").tolist() == VALUES.tolist()
    two = renamed.append_column("end", renamed["moment"])
    with pytest.raises(ProfileError, match="2 columns hold times"):
        library(tmp_path, two).series("user")
    assert library(tmp_path, two, time="moment").series("user/kW")[1] == 0.5
    with pytest.raises(ProfileError, match="column when: no such column for the time"):
        library(tmp_path, two, time="when").series("user/kW")


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_a_gap_is_named_by_row_and_column(tmp_path: Path, value: float | None) -> None:
    values = VALUES.tolist()
    values[6] = value
    content = table(b=pa.array(values, pa.float64()))
    opened = library(tmp_path, content)
    assert opened.series("user/kW")[0] == 0.0
    with pytest.raises(ProfileError) as caught:
        opened.series("user/b")
    assert (caught.value.file, caught.value.row, caught.value.column) == ("user.parquet", 7, "b")


def test_missing_times_and_irregular_times_are_named_by_row(tmp_path: Path) -> None:
    times = DAY.times.tolist()
    times[3] = None
    with pytest.raises(ProfileError, match="row 4: column time: no value"):
        library(tmp_path, table(times=times)).series("user")
    late = DAY.times.copy()
    late[3] += 60
    with pytest.raises(ProfileError, match=r"row 4: column time: .* 3660 s"):
        library(tmp_path, table(times=late)).series("user")
    split = DAY.times.astype("datetime64[ms]")
    split[3] += 5
    with pytest.raises(ProfileError, match="row 4: column time: not on a whole second"):
        library(tmp_path, table(times=split)).series("user")


def test_other_content_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no columns of numbers"):
        library(tmp_path, table().select(["time"])).series("user")
    with pytest.raises(ProfileError, match="times are due, not double"):
        library(tmp_path, pa.table({"time": VALUES, "kW": VALUES})).series("user")
    with pytest.raises(ProfileError, match="no such column"):
        library(tmp_path, table(text=pa.array(["a"] * 24))).series("user/text")


@pytest.mark.parametrize("size", [4, 100, 600])
def test_a_truncated_file_is_damaged(tmp_path: Path, size: int) -> None:
    opened = library(tmp_path, table())
    file = tmp_path / "user.parquet"
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(ProfileError, match=r"user\.parquet: a damaged Parquet file"):
        opened.series("user")


def test_stored_whole_numbers_are_scaled_and_labels_come_from_the_file(tmp_path: Path) -> None:
    fields = [
        pa.field("time", pa.timestamp("s", tz="UTC")),
        pa.field("a", pa.uint16(), metadata={"scale": "0.25", "kind": "measured", "unit": "kW"}),
        pa.field("b", pa.uint16(), metadata={"scale": "2", "kind": "synthetic"}),
        pa.field("c", pa.uint16(), metadata={"kind": "invented"}),
    ]
    numbers = np.arange(24, dtype=np.uint16)
    schema = pa.schema(fields, metadata={"hubsim": json.dumps({"licence": "ODbL-1.0"})})
    arrays = [pa.array(DAY.times, fields[0].type), *[pa.array(numbers)] * 3]
    content = pa.Table.from_arrays(arrays, schema=schema)
    opened = library(tmp_path, content)
    assert opened.series("user/a").tolist() == (numbers * 0.25).tolist()
    assert opened.series("user/b").tolist() == (numbers * 2.0).tolist()
    labels = [opened.label(f"user/{name}") for name in "abc"]
    assert labels == ["measured", "synthetic", "user"]
    assert opened.label("user") == "synthetic"
    (row,) = opened.provenance()
    assert (row.licence, row.columns, row.label) == ("ODbL-1.0", ("a", "b"), "synthetic")
    with pytest.raises(ProfileError, match="the file says 'kW'"):
        library(tmp_path, content, unit="W").series("user/a")


def test_damaged_metadata_is_refused(tmp_path: Path) -> None:
    content = table().replace_schema_metadata({"hubsim": "{"})
    with pytest.raises(ProfileError, match="metadata is damaged"):
        library(tmp_path, content).series("user")


def test_a_file_of_many_row_groups_reads_whole(tmp_path: Path) -> None:
    pq.write_table(table(), tmp_path / "user.parquet", row_group_size=5)
    opened = Library({"user": ProfileFile(file="user.parquet")}, tmp_path, DAY)
    assert opened.series("user").tolist() == VALUES.tolist()


def test_the_shipped_year_gives_a_year_of_one_kilowatt_hour() -> None:
    files = {
        "simbench": ProfileFile(file="simbench-2016.parquet"),
        "prices.day_ahead": ProfileFile(file="day-ahead-2016-synthetic.parquet"),
    }
    year = Horizon.of_local_days(date(2016, 1, 1), date(2016, 12, 31), 900, ZONE)
    opened = Library(files, ROOT / "profiles", year)
    assert opened.series("simbench/H0-A").sum() * 0.25 == pytest.approx(1.0, abs=1e-3)
    price = opened.series("prices.day_ahead")
    assert price.mean() == pytest.approx(0.075, abs=1e-4)
    assert (price.reshape(-1, 4) == price[::4, None]).all()
    assert opened.label("prices.day_ahead") == "synthetic"


def test_reading_needs_no_pandas_and_importing_no_pyarrow() -> None:
    code = """
import sys
from datetime import date
from pathlib import Path
import hubsim.contracts.group_capacity, hubsim.sharing.proportional, hubsim.tariffs.time_of_use
from hubsim.horizon import Horizon
from hubsim.profiles.file import ProfileFile
from hubsim.profiles.library import Library
heavy = {"pandas", "pyarrow", "numba", "scipy", "yaml", "pyomo", "pandapower"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
day = Horizon.of_local_days(date(2016, 1, 15), date(2016, 1, 15), 900, "Europe/Amsterdam")
files = {"simbench": ProfileFile(file="simbench-2016.parquet")}
Library(files, Path("profiles"), day).series("simbench/H0-A")
assert "pandas" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr

"""Readers of weather: what they make of a right file, and what they say of each kind of wrong one."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from hubsim.errors import MissingError, ProfileError
from hubsim.horizon import Horizon
from hubsim.kinds import union
from hubsim.scenario.load import dump_resolved, load_scenario
from hubsim.weather.weather import Weather, WeatherSource

READ = TypeAdapter(union(WeatherSource))
HOURS = [datetime(2001, 1, 1) + timedelta(hours=hour) for hour in range(8760)]  # noqa: DTZ001
DAY = Horizon.of_local_days(date(2026, 6, 10), date(2026, 6, 10), 900, "UTC")


def sun(hour):
    return max(0, 800 - 100 * abs(hour - 12))


def epw(zone="0.0", change=None, rows=None):
    head = ["LOCATION,Somewhere,-,NLD,IWEC,062600,52.10,5.18," + zone + ",2.0", *["X"] * 7]
    body = []
    for moment in HOURS if rows is None else HOURS[:rows]:
        cells = ["0"] * 35
        cells[:5] = map(str, (2001, moment.month, moment.day, moment.hour + 1, 60))
        cells[6] = str(float(moment.hour))
        cells[13], cells[14], cells[15] = str(sun(moment.hour)), "0", str(sun(moment.hour))
        cells[21] = "3.5"
        body.append(cells)
    if change is not None:
        row, place, text = change
        body[row - 1][place] = text
    return "\n".join([*head, *map(",".join, body)])


def knmi(
    days=3, *, change=None, skip=None, header="STN,YYYYMMDD,   HH,   FH,    T,    Q", station=260
):
    lines = [
        "# BRON: KONINKLIJK NEDERLANDS METEOROLOGISCH INSTITUUT (KNMI)",
        "# STN         LON(east)   LAT(north)  ALT(m)      NAME",
        "# 260         5.180       52.100      1.900       De Bilt",
        "",
        f"# {header}" if header else "",
    ]
    rows = []
    for hour in range(24 * days):
        day = date(2026, 6, 9) + timedelta(days=hour // 24)
        number = hour % 24 + 1
        q = round(sun(number - 1) * 0.36)
        rows.append([f"  {station}", f"{day:%Y%m%d}", str(number), "35", str(number * 10), str(q)])
    if change is not None:
        row, place, text = change
        rows[row - 1][place] = text
    if skip is not None:
        del rows[skip - 1]
    return "\n".join([*lines, *map(",".join, rows)])


def pvgis(change=None, offset="0.0", rows=8760):
    head = [
        "Latitude (decimal degrees): 52.100",
        "Longitude (decimal degrees): 5.180",
        "Elevation (m): 3.0",
        f"Irradiance Time Offset (h): {offset}",
        "month,year",
        "1,2012",
        "",
        "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP",
    ]
    body = [
        [f"2012{at:%m%d:%H00}", str(float(at.hour)), "80", str(float(sun(at.hour))), "0.0",
         str(float(sun(at.hour))), "300", "3.5", "200", "101300"]
        for at in HOURS[:rows]
    ]  # fmt: skip
    if change is not None:
        row, place, text = change
        body[row - 1][place] = text
    return "\n".join([*head, *map(",".join, body), "", "T2m: 2-m air temperature (degree Celsius)"])


def pvgis_json(**changes):
    hours = [
        {"time(UTC)": f"2012{at:%m%d:%H00}", "T2m": float(at.hour), "G(h)": float(sun(at.hour)),
         "Gb(n)": 0.0, "Gd(h)": float(sun(at.hour)), "WS10m": 3.5}
        for at in HOURS
    ]  # fmt: skip
    place = {"latitude": 52.1, "longitude": 5.18, "elevation": 3.0}
    return json.dumps({"inputs": {"location": place}, "outputs": {"tmy_hourly": hours}, **changes})


def csv_file(change=None, columns="time,temperature,wind,radiation"):
    rows = [
        f"2026-06-{9 + hour // 24:02d} {hour % 24:02d}:00+00:00,{hour % 24},3.5,{sun(hour % 24)}"
        for hour in range(72)
    ]
    if change is not None:
        row, text = change
        rows[row - 1] = text
    return "\n".join([columns, *rows])


def weather(folder, kind, text, horizon=DAY, **fields):
    (folder / "w.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    source = READ.validate_python({"kind": kind, "file": "w.txt", **fields})
    return Weather(source, folder, horizon)


RIGHT = {"epw": epw, "knmi": knmi, "pvgis": pvgis, "csv": csv_file}


@pytest.mark.parametrize("kind", RIGHT)
def test_a_right_file_keeps_its_hours(tmp_path, kind):
    made = weather(tmp_path, kind, RIGHT[kind]())
    assert made.wind_m_s == pytest.approx(np.full(96, 3.5))
    hours = made.ghi_w_m2.reshape(24, 4).mean(axis=1)
    if kind == "pvgis":  # of the moment at the full hour: the hour around it
        assert hours[12] == pytest.approx(750.0, abs=15.0)
    else:
        assert hours[6:18] == pytest.approx([sun(hour) for hour in range(6, 18)], abs=1.5)
        assert made.ghi_w_m2.sum() / 4 == pytest.approx(sum(map(sun, range(24))), abs=5.0)
    at = {"epw": 4, "knmi": 4, "pvgis": 0, "csv": 2}[kind]  # quarter-hours after the hour
    place = 13 * 4 + at
    assert made.temperature_degc[place - 1 : place + 1].mean() == pytest.approx(
        14.0 if kind == "knmi" else 13.0, abs=0.01
    )
    assert made.place == (52.10, 5.18)


def test_what_a_file_says_of_itself(tmp_path):
    measured = weather(tmp_path, "knmi", knmi())
    assert (measured.readings.label, measured.readings.licence) == ("measured", "CC-BY-4.0")
    (row,) = measured.source_rows()
    assert row["file"] == "w.txt"
    assert len(row["sha256"]) == 64
    moved = weather(tmp_path, "knmi", knmi(), latitude=53.2, longitude=6.6)
    assert moved.place == (53.2, 6.6)
    assert weather(tmp_path, "csv", csv_file()).readings.label == "user"


def test_json_and_csv_of_pvgis_are_the_same(tmp_path):
    made = []
    for text in (pvgis(), pvgis_json()):
        one = weather(tmp_path, "pvgis", text)
        made.append(np.array([one.temperature_degc, one.ghi_w_m2, one.wind_m_s]))
    assert np.array_equal(*made)


def test_the_clock_of_an_epw_is_local_standard_time(tmp_path):
    winter = Horizon.of_local_days(date(2026, 1, 10), date(2026, 1, 10), 3600, "UTC")
    utc, local = (
        weather(tmp_path, "epw", epw(zone), winter).temperature_degc for zone in ("0.0", "1.0")
    )
    assert local[1:20] == pytest.approx(utc[2:21])


def test_a_leap_day_in_an_epw_is_left_out(tmp_path):
    lines = epw().splitlines()
    leap = [line.replace("2001,2,28,", "2001,2,29,") for line in lines if "2001,2,28," in line]
    place = next(n for n, line in enumerate(lines) if "2001,3,1,1," in line)
    made = weather(tmp_path, "epw", "\n".join([*lines[:place], *leap, *lines[place:]]))
    assert made.readings.n_cells == 8760


def test_old_files_of_the_knmi_call_the_hour_h_and_one_of_several_stations_is_chosen(tmp_path):
    text = knmi() + "\n" + "\n".join(knmi(station=344).splitlines()[5:])
    with pytest.raises(ProfileError, match="holds the stations 260, 344: name one"):
        _ = weather(tmp_path, "knmi", text).readings
    with pytest.raises(ProfileError, match="has no station 310; it holds 260, 344"):
        _ = weather(tmp_path, "knmi", text, station=310).readings
    assert weather(tmp_path, "knmi", text, station=344).readings.n_cells == 72
    old = knmi(header="STN,YYYYMMDD, H, FH, T, Q")
    assert weather(tmp_path, "knmi", old).readings.n_cells == 72


def test_a_year_in_utc_is_enough_for_a_local_year_and_no_less(tmp_path):
    local = [
        Horizon.of_local_days(first, date(2026, 6, 11), 900, "Europe/Amsterdam")
        for first in (date(2026, 6, 9), date(2026, 6, 8))
    ]
    made = weather(tmp_path, "knmi", knmi(), local[0])  # begins at 22 h UTC of the day before
    assert np.isfinite(made.temperature_degc).all()
    assert made.temperature_degc[0] == made.temperature_degc[7]
    with pytest.raises(ProfileError, match="covers 2026-06-09 00:00 to 2026-06-12 00:00"):
        _ = weather(tmp_path, "knmi", knmi(), local[1]).readings


def test_a_resolved_scenario_finds_its_weather_from_another_folder(tmp_path):
    good = (Path(__file__).parents[1] / "scenario" / "good.yaml").read_text()
    file = tmp_path / "s.yaml"
    file.write_text(good.replace("carbon:", "weather: {kind: knmi, file: w.txt}\ncarbon:"))
    resolved = dump_resolved(load_scenario(file), tmp_path / "runs" / "one")
    assert "file: ../../w.txt" in resolved


WRONG = [
    ("epw", epw(change=(5, 6, "99.9")), "row 5: column dry bulb temperature: 99.9 says that nothing"),
    ("epw", epw(change=(7, 13, "9999")), "row 7: column global horizontal radiation: 9999 says"),
    ("epw", epw(change=(7, 13, "")), "row 7: column global horizontal radiation: is empty"),
    ("epw", epw(change=(7, 13, "nan")), "'nan' is not a number"),
    ("epw", epw(change=(7, 13, "1700")), "row 7: column ghi_w_m2: 1700 is no ghi in W/m2"),
    ("epw", epw(change=(7, 21, "-2")), "row 7: column wind_m_s: -2 is no wind in m/s"),
    ("epw", epw(change=(9, 3, "5")), "row 9: month 1, day 1, hour 4, where month 1, day 1, hour 8"),
    ("epw", epw(rows=8000), "8000 hours; a year of 8760 hours is needed"),
    ("epw", epw(zone="x"), "LOCATION must give latitude, longitude and time zone"),
    ("epw", "hello", "is no EnergyPlus weather file"),
    ("epw", epw() + "\n2001,12,31", "row 8761: 3 cells, at least 22 are needed"),
    ("epw", b"\0\1\2", "is no text file"),
    ("epw", "", "is no EnergyPlus weather file"),
    ("knmi", knmi(change=(4, 4, "")), "row 4: column T: is empty"),
    ("knmi", knmi(change=(4, 4, "9000")), "row 4: column temperature_degc: 900 is no temperature"),
    ("knmi", knmi(change=(4, 1, "20261340")), "row 4: column YYYYMMDD: 20261340 is no day"),
    ("knmi", knmi(change=(4, 2, "25")), "row 4: column HH: 25 is no hour 1 to 24"),
    ("knmi", knmi(skip=10), "row 10: 2026-06-09 11:00:00 follows 2026-06-09 09:00:00: 1 hours are"),
    ("knmi", knmi(change=(4, 2, "3")), "row 4: .* hours must rise by one"),
    ("knmi", knmi(header="STN,YYYYMMDD,   HH,   FH,    T"), "lacks Q: hourly data"),
    ("knmi", knmi(header=""), "no line names the columns STN"),
    ("knmi", knmi(days=0), "has no hours"),
    ("knmi", knmi(days=1), "covers 2026-06-09 00:00 to 2026-06-10 00:00, the scenario needs"),
    ("pvgis", pvgis(change=(3, 0, "yesterday")), "row 3: column .*'yesterday' is no time of PVGIS"),
    ("pvgis", pvgis(change=(3, 3, "?")), r"row 3: column G\(h\): '\?' is not a number"),
    ("pvgis", pvgis(rows=100), "100 hours; a year"),
    ("pvgis", "time(UTC),T2m\n20120101:0000,1\n", r"lacks G\(h\), Gb\(n\), Gd\(h\), WS10m"),
    ("pvgis", "{", "line 1 is no JSON"),
    ("pvgis", "{}", "is no typical meteorological year of PVGIS"),
    ("pvgis", pvgis_json(outputs={"tmy_hourly": []}), "is no typical meteorological year"),
    ("pvgis", "a,b\n1,2\n", r"lacks time\(UTC\)"),
    ("csv", csv_file(change=(3, "2026-06-09 02:00+00:00,,3.5,0")), "row 3: column temperature"),
    ("csv", csv_file(change=(3, "2026-06-09 02:00+00:00,4,3.5,2000")), "2000 is no ghi in W/m2"),
    ("csv", csv_file(columns="time,temp,wind,radiation"), "column temperature: no such column"),
    ("csv", csv_file(change=(3, "noon,4,3.5,0")), "'noon' is not a time"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "message"), WRONG)
def test_wrong_data_is_named(tmp_path, kind, text, message):
    with pytest.raises(ProfileError, match=message) as caught:
        _ = weather(tmp_path, kind, text).readings
    assert str(caught.value).startswith("w.txt")


@pytest.mark.parametrize("kind", RIGHT)
def test_a_file_that_is_not_there_is_said(tmp_path, kind):
    source = READ.validate_python({"kind": kind, "file": "nowhere.txt"})
    with pytest.raises(MissingError, match=r"nowhere\.txt"):
        _ = Weather(source, tmp_path, DAY).readings

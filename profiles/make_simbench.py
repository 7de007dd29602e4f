"""Make the shipped SimBench extracts: two low-voltage networks and one year of profiles.

Run it in an environment of its own, because SimBench is large (about 380 MB)::

    python -m venv simbench-env
    simbench-env/bin/pip install simbench pyarrow
    simbench-env/bin/python profiles/make_simbench.py

It writes, below the repository root,

- ``scenarios/networks/simbench-semiurb4.json`` and ``simbench-rural2.json``: networks
  ``1-LV-semiurb4--0-sw`` and ``1-LV-rural2--0-sw`` for pandapower,
- ``profiles/simbench-2016.parquet`` and its sidecar ``profiles/simbench-2016.json``.

The output is a function of the SimBench data alone: the same versions of simbench, pandapower and
pyarrow give identical bytes. Another pyarrow writes its own version into the Parquet footer and
may compress differently; another pandapower writes its own version into the network. The numbers
stay the same.

What the extract changes, and why the series come from three different clocks, is told in
``profiles/README.md``. The data stays under the ODbL 1.0 (``profiles/LICENSE-ODbL.md``).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandapower import pandapowerNet

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.uint16]
Rows = npt.NDArray[np.int64]

NETWORKS = {"semiurb4": "1-LV-semiurb4--0-sw", "rural2": "1-LV-rural2--0-sw"}
"""Short name, as in the file's name -> SimBench code."""
ZONE = "Europe/Amsterdam"
STEP_S = 900
STEP_H = STEP_S / 3600.0
# Local year 2016 in the Netherlands, 366 days.
FIRST = np.datetime64("2015-12-31T23:00:00", "s")
YEAR = np.datetime64("2016-01-01T00:00:00", "s")
N_STEPS = 366 * 96
COUNTS_MAX = 65_535

PER_ANNUAL_KWH = "kW per kWh a year"
PER_RATED_KW = "kW per kW rated"
NORMALISATION = {
    PER_ANNUAL_KWH: "sum(value * 0.25 h) over the year is 1 kWh: multiply by the annual kWh for kW",
    PER_RATED_KW: "multiply by the installed rating in kW for kW",
}
SOURCE = {
    "name": "SimBench",
    "url": "https://www.simbench.net",
    "package": "https://pypi.org/project/simbench/",
    "publication": (
        "S. Meinecke et al., SimBench - A Benchmark Dataset of Electric Power Systems to Compare "
        "Innovative Solutions Based on Power Flow Analysis, Energies 13(12), 3290, 2020"
    ),
    "doi": "10.3390/en13123290",
}


@dataclass(frozen=True)
class Group:
    """Series that share a category, a clock, a unit and an origin.

    category : household, trade, farm, heat-pump, ev or pv
    clock : how the source's rows lie on time, a key of `CLOCKS`
    unit : what a value read back is, a key of `NORMALISATION`
    kind : "measured-derived" or "synthetic"
    kind_basis : what that label rests on
    table : table of SimBench the series come from
    suffix : what SimBench adds to the name for active power
    labels : human label of every series, by its SimBench name
    """

    category: str
    clock: str
    unit: str
    kind: str
    kind_basis: str
    table: str
    suffix: str
    labels: dict[str, str]


TRADE = {
    "G0-A": "Trade, general",
    "G0-M": "Trade, general, medium-voltage customer",
    "G1-A": "Trade on weekdays 8-18 h (office), A",
    "G1-B": "Trade on weekdays 8-18 h (office), B",
    "G1-C": "Trade on weekdays 8-18 h (office), C",
    "G2-A": "Trade with much evening use",
    "G3-A": "Trade running all day and night",
    "G3-M": "Trade running all day and night, medium-voltage customer",
    "G4-A": "Shop, A",
    "G4-B": "Shop, B",
    "G4-M": "Shop, medium-voltage customer",
    "G5-A": "Bakery with bakehouse",
    "G6-A": "Trade open at weekends",
}
FARMS = {
    "L0-A": "Farm, general",
    "L1-A": "Farm with dairy or part-time livestock",
    "L2-A": "Farm, other",
    "L2-M": "Farm, other, medium-voltage customer",
}
HEAT_PUMPS = {
    f"{air_or_soil}_{mode}_{variant}": (
        f"Heat pump, {words}, bivalent {mode.lower()} operation, variant {variant}"
    )
    for variant in (1, 2)
    for air_or_soil, mode, words in (
        ("Air", "Alternative", "air source"),
        ("Air", "Parallel", "air source"),
        ("Air", "Semi-Parallel", "air source"),
        ("Soil", "Alternative", "ground source"),
    )
}
CHARGING = {
    f"{site}_{user}_{rating_kw}": f"Charging at {words}, {rating_kw} kW, user {user}"
    for site, words, users_by_rating in (
        ("HLS", "home", {"3.7": "ABC", "11.0": "AB", "22.0": "A"}),
        ("APLS", "work", {"3.7": "AB", "11.0": "AB", "22.0": "A", "50.0": "A"}),
    )
    for rating_kw, users in users_by_rating.items()
    for user in users
}

GROUPS = (
    Group(
        "household",
        "standard",
        PER_ANNUAL_KWH,
        "synthetic",
        "Origin not confirmed, so labelled the cautious way: the values step like meter readings, "
        "but the series ignore daylight saving and repeat two days to fill the year.",
        "load",
        "_pload",
        {f"H0-{name}": f"Household {name}" for name in "ABCGL"},
    ),
    Group(
        "trade",
        "wall",
        PER_ANNUAL_KWH,
        "measured-derived",
        "Inferred from the data: the series follow daylight saving and step like meter readings.",
        "load",
        "_pload",
        TRADE,
    ),
    Group(
        "farm",
        "wall",
        PER_ANNUAL_KWH,
        "measured-derived",
        "Inferred from the data: the series follow daylight saving and step like meter readings.",
        "load",
        "_pload",
        FARMS,
    ),
    Group(
        "heat-pump",
        "standard",
        PER_ANNUAL_KWH,
        "synthetic",
        "Inferred from the data: runs at fixed hours of the day the year round.",
        "load",
        "_pload",
        HEAT_PUMPS,
    ),
    Group(
        "ev",
        "wall",
        PER_RATED_KW,
        "synthetic",
        "Inferred from the data: smooth charging curves, steady stand-by power inside a stay.",
        "load",
        "_pload",
        CHARGING,
    ),
    Group(
        "pv",
        "utc",
        PER_RATED_KW,
        "synthetic",
        "Stated by a SimBench author: simulated with SIMONA from weather of the German weather "
        "service of 2012 (https://github.com/e2nIEE/simbench/issues/19).",
        "renewables",
        "",
        {f"PV{number}": f"PV plant {number}" for number in range(1, 9)},
    ),
)


def utc_times() -> npt.NDArray[np.datetime64]:
    """Return the (T,) starts of the quarter-hours of Dutch local year 2016, in UTC."""
    return FIRST + np.arange(N_STEPS) * np.timedelta64(STEP_S, "s")


def wall_clock_times() -> npt.NDArray[np.datetime64]:
    """Return the same (T,) instants as a clock on a Dutch wall shows them."""
    zone, utc = ZoneInfo(ZONE), ZoneInfo("UTC")
    shown = [
        time.replace(tzinfo=utc).astimezone(zone).replace(tzinfo=None)
        for time in utc_times().tolist()
    ]
    return np.array(shown, dtype="datetime64[s]")


def rows_in_order() -> Rows:
    """Return the (T,) source row per step for series that lie on the stamped wall clock.

    The stamps skip 2016-03-27 02:00 and repeat 2016-10-30 02:00, so in UTC they have no gap.
    """
    return np.arange(N_STEPS)


def rows_without_dst() -> Rows:
    """Return the (T,) source row per step for series with 96 steps in each of the 366 days.

    Row k is the k-th quarter-hour of a clock that never changes. People live by the wall clock, so
    a step takes the row of what the wall shows: the hour skipped in March is left out, the hour
    repeated in October is used twice.
    """
    return (wall_clock_times() - YEAR).astype(np.int64) // STEP_S


def rows_in_utc() -> Rows:
    """Return the (T,) source row per step for series whose first row is 2016-01-01 00:00 UTC.

    The local year begins an hour before that: those four steps, at night, take the first row.
    """
    return np.maximum((utc_times() - YEAR).astype(np.int64) // STEP_S, 0)


CLOCKS: dict[str, Callable[[], Rows]] = {
    "wall": rows_in_order,
    "standard": rows_without_dst,
    "utc": rows_in_utc,
}


def quantised(values: Floats, unit: str) -> tuple[Counts, float]:
    """Return whole numbers and the scale that keeps the year's energy exact.

    Parameters
    ----------
    values : (T,) series in the source's unit
    unit : unit to read back, a key of `NORMALISATION`
    """
    counts = np.round(values * (COUNTS_MAX / values.max())).astype(np.uint16)
    energy_kwh = 1.0 if unit == PER_ANNUAL_KWH else float(values.sum()) * STEP_H
    return counts, energy_kwh / (float(counts.sum(dtype=np.int64)) * STEP_H)


def column_facts(
    name: str, label: str, group: Group, counts: Counts, scale: float
) -> dict[str, Any]:
    """Return what the sidecar and the Parquet field tell about one series."""
    values = counts * scale
    energy_kwh, peak = float(values.sum()) * STEP_H, float(values.max())
    rated = group.unit == PER_RATED_KW
    return {
        "name": name,
        "label": label,
        "category": group.category,
        "scale": scale,
        "unit": group.unit,
        "normalisation": NORMALISATION[group.unit],
        "full_load_hours": round(energy_kwh if rated else energy_kwh / peak, 2),
        "peak": float(f"{peak:.6g}"),
        "mean": float(f"{values.mean():.6g}"),
        "source_column": name + group.suffix,
        "source_unit": "power over installed rating" if rated else "power over the load's p_mw",
        "source_clock": group.clock,
        "kind": group.kind,
        "kind_basis": group.kind_basis,
        "licence": "ODbL-1.0",
    }


def extracted(tables: dict[str, Any]) -> tuple[list[Counts], list[dict[str, Any]]]:
    """Return the quantised series and their facts, in the order of `GROUPS`.

    Parameters
    ----------
    tables : SimBench's profile tables by name, each a data frame of N_STEPS rows
    """
    columns, facts = [], []
    for group in GROUPS:
        rows = CLOCKS[group.clock]()
        for name, label in group.labels.items():
            source = tables[group.table][name + group.suffix].to_numpy(dtype=np.float64)
            # SimBench has a few "-0.0" and rounding residues below zero in the charging series.
            counts, scale = quantised(np.maximum(source[rows], 0.0), group.unit)
            columns.append(counts)
            facts.append(column_facts(name, label, group, counts, scale))
    return columns, facts


def header() -> dict[str, Any]:
    """Return what holds for the whole profile file."""
    return {
        "title": "Profiles of local year 2016, extracted from SimBench",
        "file": "simbench-2016.parquet",
        "licence": "ODbL-1.0",
        "notice": "LICENSE-ODbL.md",
        "source": SOURCE,
        "made_by": "profiles/make_simbench.py",
        "zone": ZONE,
        "step_s": STEP_S,
        "n_steps": N_STEPS,
        "first": f"{FIRST}Z",
        "last": f"{utc_times()[-1]}Z",
        "read_back": "value = stored whole number * scale",
    }


def write_profiles(folder: Path, tables: dict[str, Any]) -> None:
    """Write the Parquet file and its sidecar into `folder`."""
    columns, facts = extracted(tables)
    fields = [
        pa.field("time", pa.timestamp("s", tz="UTC"), metadata={"meaning": "start of the step"}),
        *(
            pa.field(fact["name"], pa.uint16(), metadata={k: str(v) for k, v in fact.items()})
            for fact in facts
        ),
    ]
    schema = pa.schema(fields, metadata={"hubsim": json.dumps(header())})
    table = pa.Table.from_arrays(
        [pa.array(utc_times(), type=fields[0].type), *map(pa.array, columns)], schema=schema
    )
    pq.write_table(
        table,
        folder / "simbench-2016.parquet",
        compression="zstd",
        compression_level=19,
        row_group_size=N_STEPS,
        use_dictionary=[fact["name"] for fact in facts],
        # Equal steps: stored as differences the time column shrinks to a few hundred bytes.
        column_encoding={"time": "DELTA_BINARY_PACKED"},
    )
    sidecar = json.dumps({**header(), "columns": facts}, indent=1)
    (folder / "simbench-2016.json").write_text(sidecar + "\n", encoding="utf-8")


def sort_extra_columns(network: pandapowerNet, standard: pandapowerNet) -> None:
    """Put the columns SimBench adds behind pandapower's own, by name.

    SimBench adds them in the order of a set of strings, which differs from one run to the next.

    Parameters
    ----------
    network : pandapower network to change
    standard : empty pandapower network, whose tables have only pandapower's columns
    """
    for table, frame in network.items():
        if not hasattr(frame, "columns"):
            continue
        own = standard[table].columns if table in standard else []
        extra = sorted(set(frame.columns) - set(own))
        network[table] = frame[[column for column in frame.columns if column in own] + extra]


def write_network(path: Path, code: str, network: pandapowerNet) -> None:
    """Write the cleaned network as pandapower's JSON, on one line.

    Parameters
    ----------
    path : file to write; code : SimBench's name of the network
    network : pandapower network as SimBench gives it
    """
    import pandapower as pp

    for table in ("profiles", "loadcases", "study_cases"):
        network.pop(table, None)
    network.name = code
    sort_extra_columns(network, pp.create_empty_network())
    if not network.bus.name.is_unique:
        message = "SimBench bus names are no longer unique: name them before writing"
        raise ValueError(message)
    path.write_text(pp.to_json(network, indent=None) + "\n", encoding="utf-8")


def parsed_arguments() -> argparse.Namespace:
    """Return the command line's choices."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    root = Path(__file__).resolve().parent.parent
    parser.add_argument("--root", type=Path, default=root, help="repository root to write below")
    parser.add_argument(
        "--only", choices=["network", "profiles"], help="make one of the two extracts"
    )
    return parser.parse_args()


def main() -> None:
    """Make the extracts the command line asks for."""
    import simbench

    arguments = parsed_arguments()
    if arguments.only != "profiles":
        folder = arguments.root / "scenarios" / "networks"
        for name, code in NETWORKS.items():
            write_network(folder / f"simbench-{name}.json", code, simbench.get_simbench_net(code))
    if arguments.only != "network":
        write_profiles(arguments.root / "profiles", simbench.get_all_simbench_profiles(0))


if __name__ == "__main__":
    main()

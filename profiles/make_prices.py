"""Make the shipped day-ahead price year: synthetic, seeded, shaped like a Dutch year of the 2020s.

    python profiles/make_prices.py

How a price is made is in ``hubsim/market/day_ahead.py``. The sun in this one is the mean of the PV series
in ``simbench-2016.parquet``, so that the sunny quarter-hours of a study with those series are the cheap
ones; the wind is chance.

The same seed and PV series give the same prices with one version of numpy; the file is written by
pyarrow, whose version is in its footer.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from hubsim.market.day_ahead import HIGHEST_EUR_KWH, shape_of, without_sun

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.datetime64]

SEED = 2016
ZONE = "Europe/Amsterdam"
MEAN_EUR_KWH = 0.075
NEGATIVE_SHARE = 0.05
SATURDAY = 5
WIND_MEMORY_H = 36.0


def local_hours(times: Times) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the (H,) local hour of the day and whether it is a Saturday or Sunday.

    Parameters
    ----------
    times : (H,) starts of the hours, UTC
    """
    utc, zone = ZoneInfo("UTC"), ZoneInfo(ZONE)
    shown = [time.replace(tzinfo=utc).astimezone(zone) for time in times.tolist()]
    hours = np.array([time.hour for time in shown])
    return hours, np.array([time.weekday() >= SATURDAY for time in shown])


def wind(n_hours: int, generator: np.random.Generator) -> Floats:
    """Return the (H,) windiness, mean 0 and deviation 1, that lasts for about a day and a half."""
    memory = np.exp(-1.0 / WIND_MEMORY_H)
    shocks = generator.standard_normal(n_hours) * np.sqrt(1.0 - memory**2)
    windiness = np.empty(n_hours)
    level = 0.0
    for hour, shock in enumerate(shocks):
        level = memory * level + shock
        windiness[hour] = level
    standard: Floats = (windiness - windiness.mean()) / windiness.std()
    return standard


def day_ahead_eur_kwh(times: Times, pv_kw_per_kw: Floats, seed: int = SEED) -> Floats:
    """Return a synthetic (H,) day-ahead price [EUR/kWh], rounded to 0.01 EUR/MWh.

    Parameters
    ----------
    times : (H,) starts of the hours of one year, UTC
    pv_kw_per_kw : (H,) PV power of the region's panels per rated power
    seed : seed of the chance
    """
    generator = np.random.default_rng(seed)
    sun = pv_kw_per_kw / pv_kw_per_kw.max()
    hours, is_weekend = local_hours(times)
    day_of_year = (times - times[0]).astype("timedelta64[h]").astype(np.float64) / 24.0
    chance = generator.standard_normal(len(times))
    windiness = wind(len(times), generator)
    cloudy_eur_kwh = without_sun(hours, is_weekend, day_of_year, windiness, chance)
    shape = shape_of(cloudy_eur_kwh, sun, MEAN_EUR_KWH, NEGATIVE_SHARE)
    return np.round(shape.price(cloudy_eur_kwh, sun), 5) + 0.0  # no zero with a sign


def hourly_sun(profiles: Path) -> tuple[Times, Floats]:
    """Return the (H,) hours of the profile file and their mean PV power per rated power.

    Parameters
    ----------
    profiles : ``simbench-2016.parquet``
    """
    schema = pq.read_schema(profiles)
    names = [name for name in schema.names if name.startswith("PV")]
    table = pq.read_table(profiles, columns=["time", *names])
    scales = [float(schema.field(name).metadata[b"scale"]) for name in names]
    series = [table[name].to_numpy() * scale for name, scale in zip(names, scales, strict=True)]
    times = table["time"].to_numpy().astype("datetime64[s]")[::4]
    return times, np.mean(series, axis=0).reshape(-1, 4).mean(axis=1)


def header(seed: int, price_eur_kwh: Floats, times: Times) -> dict[str, Any]:
    """Return what the sidecar and the Parquet metadata tell about the price year."""
    return {
        "title": "Synthetic day-ahead prices, local year 2016",
        "file": "day-ahead-2016-synthetic.parquet",
        "kind": "synthetic",
        "licence": "ODbL-1.0",
        "licence_reason": "the sun in it comes from SimBench's PV series",
        "made_by": "profiles/make_prices.py",
        "seed": seed,
        "targets": {
            "mean_eur_kwh": MEAN_EUR_KWH,
            "negative_share": NEGATIVE_SHARE,
            "highest_eur_kwh": HIGHEST_EUR_KWH,
        },
        "reached": {
            "mean_eur_kwh": round(float(price_eur_kwh.mean()), 5),
            "negative_share": round(float(np.mean(price_eur_kwh < 0.0)), 4),
            "highest_eur_kwh": float(price_eur_kwh.max()),
            "lowest_eur_kwh": float(price_eur_kwh.min()),
        },
        "zone": ZONE,
        "step_s": 3600,
        "n_steps": len(times),
        "first": f"{times[0]}Z",
        "last": f"{times[-1]}Z",
        "columns": [
            {
                "name": "price_eur_kwh",
                "label": "Day-ahead price, excluding tax and VAT",
                "unit": "EUR/kWh",
                "meaning": "holds for the hour that starts at `time`",
                "kind": "synthetic",
            }
        ],
    }


def write_prices(folder: Path, seed: int) -> None:
    """Write the Parquet file and its sidecar into `folder`, which holds the profiles."""
    times, sun = hourly_sun(folder / "simbench-2016.parquet")
    price_eur_kwh = day_ahead_eur_kwh(times, sun, seed)
    facts = header(seed, price_eur_kwh, times)
    schema = pa.schema(
        [
            pa.field("time", pa.timestamp("s", tz="UTC")),
            pa.field("price_eur_kwh", pa.float64(), metadata={"kind": "synthetic"}),
        ],
        metadata={"hubsim": json.dumps(facts)},
    )
    pq.write_table(
        pa.Table.from_arrays([pa.array(times, type=schema[0].type), price_eur_kwh], schema=schema),
        folder / "day-ahead-2016-synthetic.parquet",
        compression="zstd",
        compression_level=19,
        use_dictionary=["price_eur_kwh"],
        column_encoding={"time": "DELTA_BINARY_PACKED"},
    )
    path = folder / "day-ahead-2016-synthetic.json"
    path.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Make the price year the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    write_prices(arguments.folder, arguments.seed)


if __name__ == "__main__":
    main()

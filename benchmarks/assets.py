"""Time of the behaviour alone, kind by kind: 1,000 members with all assets over a year, warm.

Run: python benchmarks/assets.py
"""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from hubsim.assets.asset import Asset, Setting
from hubsim.horizon import Horizon
from hubsim.kinds import union
from hubsim.streams import stream
from hubsim.weather.dutch_year import DutchYear
from hubsim.weather.weather import Weather

MEMBERS = 1000
KINDS = {
    "pv": {"rating": "4 kWp"},
    "wind": {"rating": "20 kW", "hub": "20 m"},
    "household": {"annual": "2800 kWh"},
    "ev": {"charger": "11 kW", "pattern": "home", "annual": "2500 kWh"},
    "heat-pump": {"power": "3 kW", "hot_water": "1.7 MWh"},
    "hybrid-heat-pump": {"power": "1.5 kW", "boiler": "20 kW"},
    "process": {"power": "2 kW", "energy": "1.2 kWh"},
    "cold-store": {"power": "2 kW", "gain": "3 kW", "band": "6 kWh"},
    "battery": {"energy": "10 kWh", "power": "5 kW", "strategy": "price"},
}


def main() -> None:
    """Print milliseconds of a member's year: making the inputs, and behaving."""
    horizon = Horizon.of_local_days(date(2026, 1, 1), date(2026, 12, 31), 900, "Europe/Amsterdam")
    weather = Weather(DutchYear(kind="dutch-year"), Path(), horizon)
    price = 0.25 + 0.05 * np.sin(np.arange(horizon.n_steps) / 15.0)
    read = TypeAdapter(union(Asset))
    net = np.sin(np.arange(horizon.n_steps) / 30.0)
    total = {"inputs": 0.0, "alone": 0.0}
    print(f"{'kind':18s} {'inputs':>8s} {'alone':>8s}   ms a member and year")
    for kind, fields in KINDS.items():
        asset = read.validate_python({"kind": kind, **fields})
        spent = {"inputs": 0.0, "alone": 0.0}
        n = 30
        for number in range(n + 1):
            random = stream(1, f"{kind} {number}")
            setting = Setting(horizon, None, weather, random, price, price - 0.2)  # type: ignore[arg-type]
            begin = time.perf_counter()
            inputs = asset.inputs(setting)
            made = time.perf_counter()
            asset.alone(inputs, net, horizon.step_h)
            done = time.perf_counter()
            if number:  # the first compiles and fills caches
                spent["inputs"] += made - begin
                spent["alone"] += done - made
        each = {name: 1e3 * value / n for name, value in spent.items()}
        print(f"{kind:18s} {each['inputs']:8.2f} {each['alone']:8.2f}")
        for name, value in each.items():
            total[name] += value * MEMBERS / 1e3
    print(
        f"{MEMBERS} members with all of them: inputs {total['inputs']:.1f} s,"
        f" alone {total['alone']:.1f} s"
    )


if __name__ == "__main__":
    main()

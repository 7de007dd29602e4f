"""How long a year of generated households takes, beside filling the same year with normal draws.

Run: python benchmarks/households.py [--homes 1000]
"""

from __future__ import annotations

import argparse
import time

from hubsim.demand.calendar import local_year
from hubsim.demand.household import draw_household, household_kw
from hubsim.streams import stream


def main() -> None:
    """Print seconds, milliseconds a home, and the ratio to plain random numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homes", type=int, default=1000)
    n_homes = parser.parse_args().homes
    year = local_year(2026)
    for step_s in (900, 60):
        household_kw(draw_household(stream(1, "first"), 2700.0), 2700.0, year, step_s)  # compiles
        start = time.perf_counter()
        for home in range(n_homes):
            drawn = draw_household(stream(1, f"home {home}"), 2700.0)
            household_kw(drawn, 2700.0, year, step_s)
        took = time.perf_counter() - start
        start = time.perf_counter()
        for home in range(n_homes):
            stream(1, f"home {home}").standard_normal(year.n_days * 86400 // step_s)
        plain = time.perf_counter() - start
        print(
            f"steps of {step_s:4} s: {n_homes} homes {took:6.2f} s, {took / n_homes * 1e3:5.1f} ms a home,"
            f" {took / plain:5.1f} times plain normal draws"
        )


if __name__ == "__main__":
    main()

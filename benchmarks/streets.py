"""How long laying, loading and loading again take for streets and the district, as a ratio to the village.

Run: python benchmarks/streets.py [--repeat 3]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hubsim.networks.archetypes import ARCHETYPES
from hubsim.networks.load import source_of
from hubsim.scenario.load import load_scenario

DISTRICT = Path(__file__).parent.parent / "scenarios" / "district.yaml"


def timed(work: Callable[[Path], Any]) -> tuple[float, Any]:
    """Return how long a source takes, and what it gives [s]."""
    start = time.perf_counter()
    result = work(Path())
    return time.perf_counter() - start, result


def main() -> None:
    """Print a row for each street."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    sources = {name: source_of(f"street:{name}") for name in ("village", *sorted(ARCHETYPES))}
    sources["district"] = load_scenario(DISTRICT, layout="today").network
    source_of("street:business-park").net(Path())  # imports pandapower
    base = None
    print(f"{'':20}{'connections':>12}{'lay s':>9}{'load s':>9}{'again s':>9}{'ratio':>9}")
    for name, source in sources.items():
        lay = min(timed(source.net)[0] for _ in range(repeat))
        loads, again = [], []
        for _ in range(repeat):
            with tempfile.TemporaryDirectory() as folder:
                os.environ["XDG_CACHE_HOME"] = folder
                seconds, network = timed(source.load)
                loads.append(seconds)
                again.append(timed(source.load)[0])
        base = base or min(loads)
        print(
            f"{name:20}{len(network.connection_ids):12}{lay:9.3f}{min(loads):9.3f}{min(again):9.4f}"
            f"{min(loads) / base:9.1f}"
        )


if __name__ == "__main__":
    main()

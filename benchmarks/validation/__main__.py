"""Set every generator beside its published target, and write docs/validation.md.

Run: python benchmarks/validation
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import cars
import heat
import households
import machines
import market
import premises
import weather

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "validation.md"

HEAD = """# Generated weather, demand, prices and machines beside published figures

Made by `python benchmarks/validation`; misses are shown as they are. How the generators work:
[weather](weather.md), [demand](demand.md), [prices](prices.md).
"""

PARTS = (weather, households, premises, heat, cars, market, machines)


def main() -> None:
    """Write the page."""
    found = [*chain.from_iterable(part.lines() for part in PARTS)]
    PAGE.write_text("\n".join([HEAD, *found]) + "\n", encoding="utf-8")
    met, missed = (sum(f"| {word} |" in line for line in found) for word in ("met", "missed"))
    print(f"{PAGE.relative_to(ROOT)}: {met} targets met, {missed} missed")


if __name__ == "__main__":
    main()

"""Kinds of dwellings and how well they keep their heat, as the table has them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

Dwelling: TypeAlias = Literal["flat", "terraced", "semi-detached", "detached"]
Insulation: TypeAlias = Literal["poor", "moderate", "good", "new"]

DWELLINGS: tuple[Dwelling, ...] = get_args(Dwelling)
INSULATIONS: tuple[Insulation, ...] = get_args(Insulation)

FILE = Path(__file__).parent / "dwellings.csv"


@cache
def dwellings() -> dict[str, dict[str, float]]:
    """Return dwelling -> its row of the table: floor, usual people, losses, windows."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return {
            row["dwelling"]: {name: float(cell) for name, cell in row.items() if name != "dwelling"}
            for row in csv.DictReader(stream)
        }

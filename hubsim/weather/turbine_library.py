"""Wind turbines by name, with the power curves that were published or measured of them.

The figures are in `turbines.csv` and `turbine_curves.csv`; the README beside them says where each comes
from, under which licence, and what was done to it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

Turbine: TypeAlias = Literal[
    "fortis-montana",
    "cf15",
    "bergey-excel-15",
    "nps-60c-24",
    "nps-100c-24",
    "vestas-v27",
    "vestas-v47",
    "ewt-dw54-900",
    "ewt-dw61-1000",
    "vestas-v82",
    "nrel-2600-121",
    "nrel-4000-150",
]
"""The names, written out so that a schema has them without reading a table."""

TURBINES: tuple[Turbine, ...] = get_args(Turbine)

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class TurbineType:
    """A turbine.

    rating_kw : the highest power of its curve [kW]
    rotor_m : diameter of the rotor [m]
    cut_out_m_s : speed above which it stands still [m/s]
    points : (m/s, kW) with rising speeds, from its cut-in to its cut-out
    """

    rating_kw: float
    rotor_m: float
    cut_out_m_s: float
    points: tuple[tuple[float, float], ...]

    def curve(self) -> list[list[float]]:
        """Return its points as [m/s, share of the rating]."""
        return [[speed, power / self.rating_kw] for speed, power in self.points]


@cache
def turbine_types() -> dict[str, TurbineType]:
    """Return name -> turbine, in the order of the table."""
    points: dict[str, list[tuple[float, float]]] = {}
    for row in _rows("turbine_curves.csv"):
        points.setdefault(row["turbine"], []).append(
            (float(row["wind_m_s"]), float(row["power_kw"]))
        )
    return {
        row["turbine"]: TurbineType(
            rating_kw=float(row["rating_kw"]),
            rotor_m=float(row["rotor_m"]),
            cut_out_m_s=float(row["cut_out_m_s"]),
            points=tuple(points[row["turbine"]]),
        )
        for row in _rows("turbines.csv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))

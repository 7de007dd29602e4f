"""Grid fees of a month: contracted kW, highest kW, kWh, and what a group pays as one.

Components, before value added tax:

    standing      a household's fixed fee
    kw-contract   tariff of the category * contracted kW
    kw-max        tariff * highest quarter-hour of the month [kW]
    kwh           tariffs by day and night * kWh drawn
    surcharge     of a group that mixes levels (`group_transport.py`)

A month that is simulated in part is charged in part: every monthly tariff counts by the part of its
steps, and its highest quarter-hour is that of the part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import BoolArray, FloatArray

COMPONENTS = ("standing", "kw-contract", "kw-max", "kwh", "surcharge")

GridFees = Mapping[str, FloatArray]
"""Component -> (M,) what each member owes [EUR], before value added tax."""


@dataclass(frozen=True)
class GridTariff:
    """Tariffs of a category of connections.

    level : its grid level: ``lv``, ``mv-lv``, ``mv``, or ``household``
    standing_eur : a month; kw_contract_eur, kw_max_eur : a kW and month; day_eur, night_eur : a kWh
    """

    level: str
    standing_eur: float = 0.0
    kw_contract_eur: float = 0.0
    kw_max_eur: float = 0.0
    day_eur: float = 0.0
    night_eur: float = 0.0


@dataclass(frozen=True)
class GridUse:
    """What members used of the grid in a month. (M,) each.

    tariff : of each member, None where no fees are counted
    contracted_kw : power it contracted for itself; peak_kw : its highest draw
    day_kwh, night_kwh : drawn through its own connection
    joint_peak_kw, joint_day_kwh, joint_night_kwh : the same of all who contract a power, netted each step
    month_part : part of the month that is billed
    tariffs : category -> tariffs, also of categories that no member has
    """

    tariff: tuple[GridTariff | None, ...]
    contracted_kw: FloatArray
    peak_kw: FloatArray
    day_kwh: FloatArray
    night_kwh: FloatArray
    joint_peak_kw: float
    joint_day_kwh: float
    joint_night_kwh: float
    month_part: float
    tariffs: Mapping[str, GridTariff]

    def of(self, name: str) -> FloatArray:
        """Return (M,) a tariff of every member, 0 where it has none."""
        return np.array([0.0 if one is None else getattr(one, name) for one in self.tariff])

    @property
    def contracting(self) -> BoolArray:
        """(M,) whether a member pays for contracted power."""
        return np.array([one is not None and one.level != "household" for one in self.tariff])


def own_fees(use: GridUse, contract_part: float = 1.0) -> dict[str, FloatArray]:
    """Return what each member owes on its own. contract_part : of the kw-contract that is due."""
    part = use.month_part
    return {
        "standing": part * use.of("standing_eur"),
        "kw-contract": contract_part * part * use.of("kw_contract_eur") * use.contracted_kw,
        "kw-max": part * use.of("kw_max_eur") * use.peak_kw,
        "kwh": use.of("day_eur") * use.day_kwh + use.of("night_eur") * use.night_kwh,
        "surcharge": np.zeros(len(use.tariff)),
    }


def divided_like(total_eur: float, amount: FloatArray, among: BoolArray) -> FloatArray:
    """Return (M,) a total divided in proportion to amounts, equally where there are none."""
    own = np.where(among, amount, 0.0)
    if own.sum() <= 0.0:
        own = among.astype(np.float64)
    parts: FloatArray = total_eur * own / max(own.sum(), 1e-300)
    return parts

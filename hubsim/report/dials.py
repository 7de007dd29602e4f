"""The four dials that advisers know from HOLON, the cost of a kW relieved, and what more fits.

Reliability, affordability, self-consumption and sustainability are how Dutch municipalities have these
questions shown to them (docs/report.md names the source of each figure and what differs).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from hubsim.bills.book import FILE as BILLS
from hubsim.bills.business import FILE as BUSINESS
from hubsim.bills.income import covered_years
from hubsim.report.asset_kinds import is_demand
from hubsim.report.bill_groups import household_places
from hubsim.report.business_text import case_of
from hubsim.report.headroom_section import room_source
from hubsim.report.numbers import MISSING, number, with_unit
from hubsim.report.operation_view import Operation
from hubsim.report.source import figure_source, source_of
from hubsim.report.texts import text
from hubsim.report.view import RunView
from hubsim.scenario.headroom import ADDITIONS, Addition

HOURS_A_YEAR = 8760.0

RANGE = (0.05, 0.95)
"""Quantiles over the sitings between which what fits is said to lie."""


@dataclass(frozen=True)
class Dial:
    """One dial: its figure, how it is written and explained, which side is better, where it is from.

    value : NaN where there is none; percent_of : what a full bar stands for, None for the dearest layout
    """

    key: str
    label: str
    tip: str
    value: float
    shown: str
    note: str
    better: str
    source: str
    percent_of: float | None

    @property
    def is_known(self) -> bool:
        """Whether there is a figure."""
        return math.isfinite(self.value)


def dials_of(view: RunView, operation: Operation) -> list[Dial]:
    """Return the four dials of an operation; the cost of a kW relieved and what more fits follow."""
    makers: list[Callable[[RunView, Operation], Dial]] = [
        _reliability,
        _affordability,
        _self_consumption,
        _sustainability,
        _cost_per_kw,
    ]
    found = [make(view, operation) for make in makers]
    return found + [_capacity(view, operation, add) for add in ADDITIONS]


def _reliability(view: RunView, operation: Operation) -> Dial:
    hours = with_unit(view.kpi(operation, "overload_h"), "h")
    return _of_figure(
        view,
        operation,
        ("reliability", "within_limits_pct"),
        text("dial_reliability_note", hours=hours),
        "overload_h",
    )


def _self_consumption(view: RunView, operation: Operation) -> Dial:
    note = text("dial_self_consumption_note")
    return _of_figure(view, operation, ("self_consumption", "self_consumption_pct"), note)


def _sustainability(view: RunView, operation: Operation) -> Dial:
    note = text("dial_sustainability_note")
    return _of_figure(view, operation, ("sustainability", "net_zero_pct"), note)


def _of_figure(
    view: RunView, operation: Operation, key_and_name: tuple[str, str], note: str, *more: str
) -> Dial:
    """Return a dial whose value is a key figure in percent; `more` are figures that its note names."""
    key, name = key_and_name
    value = view.kpi(operation, name)
    sources = [figure_source(view, operation, one) for one in (name, *more)]
    return Dial(
        key,
        text(f"dial_{key}"),
        text(f"dial_{key}_tip"),
        value,
        with_unit(value, "%"),
        note,
        "higher",
        "\n".join(sources),
        100.0,
    )


def _affordability(view: RunView, operation: Operation) -> Dial:
    """Return what a household pays a year; what a member pays where there are no households or bills."""
    book = view.bills
    if book is None:
        years = view.horizon.n_steps * view.horizon.step_h / HOURS_A_YEAR
        value = view.kpi(operation, "energy_cost_eur") / _members_with_demand(view) / years
        source = figure_source(view, operation, "energy_cost_eur")
        words = ("dial_affordability_energy", "dial_affordability_member")
    else:
        homes = household_places(book)
        own = homes or [m for m, member in enumerate(book.members) if not member["common"]]
        cents = book.bills[operation].total_cents()[own]
        value = float(cents.sum()) / 100.0 / len(own) / covered_years(book)
        source = source_of(view, BILLS, f"operation = {operation}, cents / {len(own)}")
        kind = ("bills", "home") if homes else ("members", "member")
        words = (f"dial_affordability_{kind[0]}", f"dial_affordability_{kind[1]}")
    return Dial(
        "affordability",
        text("dial_affordability"),
        text(words[0]),
        value,
        with_unit(value, "EUR"),
        text(words[1]),
        "lower",
        source,
        None,
    )


def _members_with_demand(view: RunView) -> int:
    """Return how many members use something of their own; a neighbourhood battery does not."""
    assets = view.manifest["geometry"]["assets"]
    return len({member for _, kind, member in assets if is_demand(kind)})


def _cost_per_kw(view: RunView, operation: Operation) -> Dial:
    found = case_of(view) if operation == "together" else None
    value = math.nan if found is None else found.case.per_kva_eur
    source = "" if found is None else source_of(view, BUSINESS, "items") + "\n"
    return Dial(
        "cost_per_kw",
        text("dial_cost_per_kw"),
        text("dial_cost_per_kw_tip"),
        value,
        MISSING if math.isnan(value) else f"€ {number(value, 'EUR')}",
        text("dial_cost_per_kw_earns" if value < 0.0 else "dial_cost_per_kw_note"),
        "lower",
        source + source_of(view, BILLS, "cents") if source else "",
        None,
    )


def _capacity(view: RunView, operation: Operation, add: Addition) -> Dial:
    """Return how many more of an addition fit: the median over the sitings, and the range."""
    headroom, value, source, note = view.headroom, math.nan, "", ""
    for nth, room in enumerate(() if headroom is None else headroom.rooms):
        if room.add != add:
            continue
        assert headroom is not None
        value, source = room.capacity(operation), room_source(view, headroom, nth, operation)
        low, high = (number(room.capacity(operation, share), room.figure[1]) for share in RANGE)
        over = getattr(room.sitings[0], operation).over_already
        key = "over" if over else "note" if low == high else "range"
        note = text(f"dial_capacity_{key}", low=low, high=high)
    return Dial(
        f"capacity_{add}",
        text(f"dial_capacity_{add}"),
        text("dial_capacity_tip"),
        value,
        with_unit(value, "kWp") if add == "pv" else number(value, "homes"),
        note,
        "higher",
        source,
        None,
    )

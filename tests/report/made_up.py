"""Made-up elements, events, windows and headroom, so that a page of a made-up run has all its sections."""

from __future__ import annotations

from dataclasses import replace

from hubsim.attribution.table import NETWORK, NOT_SPLIT, Attribution, EventRow, Share
from hubsim.headroom.find import Found
from hubsim.headroom.record import OWN, Copper, Headroom, Option, Room, Sited, Years
from hubsim.headroom.stronger import Upgrade
from hubsim.headroom.violation import Binding
from hubsim.report.view import RunView
from tests.report.test_elements import tables

SOFTENED = {
    "peak_alone_kw": 90.0, "peak_together_kw": 60.0, "p5_kw": 5.0, "p50_kw": 20.0, "p95_kw": 30.0,
    "least_kw": 2.0, "lower_days": 0.9, "reached_days": 4, "sure_share": 0.5,
}  # fmt: skip


def softener(trafo: str) -> dict[str, object]:
    """Return the block of a run's summary."""
    outside = {
        "peak_alone_kw": 50.0,
        "peak_together_kw": 55.0,
        "raised_days": 0.2,
        "new_peak_days": 0.1,
    }
    return {
        "hub": SOFTENED,
        "transformer": {**SOFTENED, "id": trafo},
        "outside": outside,
        "days": 5,
        "wanted_kw": 10.0,
        "confidence": 0.95,
    }


def attribution(view: RunView) -> Attribution:
    """Return an overload of the transformer and of a cable, one that is new, and voltages both ways."""
    trafo, line, bus = (
        view.geometry.trafo_ids[0],
        view.geometry.line_ids[0],
        view.geometry.bus_ids[5],
    )
    sorts = [
        ("transformer", trafo, "alone", "kVAh", 40.0, 10.0),
        ("line", line, "alone", "kVAh", 20.0, 5.0),
        ("line", line, "together", "kVAh", 0.0, 2.0),
        ("voltage-low", bus, "alone", "pu h", 0.02, 0.0),
        ("voltage-high", bus, "alone", "pu h", 0.01, 0.0),
    ]
    events = tuple(
        EventRow(
            nth, sort, name, operation, 70, "2016-01-11 17:30", 1.0, 100.0, "2016-01-11 18:00", unit,
            alone, together, 120.0, 104.0, 120.0, 104.0, 0.5,
        )
        for nth, (sort, name, operation, unit, alone, together) in enumerate(sorts)
    )  # fmt: skip
    members = view.geometry.member_ids
    shares = []
    for row in events:
        parts = {"ev": 0.7, "battery": 0.4, NETWORK: -0.1} if row.event != 1 else {NOT_SPLIT: 1.0}
        for nth, (kind, part) in enumerate(parts.items()):
            stands = kind in (NETWORK, NOT_SPLIT)
            member = kind if stands else members[nth]
            asset = kind if stands else f"{member}.{kind}"
            shares.append(Share(row.event, asset, member, kind, part * row.relief, part))
    return Attribution(events, tuple(shares))


def _found(units: int, cause: str, element: str) -> Found:
    return Found(units, False, Binding(cause, element, 70, "2016-01-11 18:00", 104.0, 100.0))


def headroom(
    view: RunView, together: tuple[int, ...] = (30, 40, 50), where: str = "random"
) -> Headroom:
    """Return 10, 12 and 14 homes that fit alone and `together`; alone chargers are over already."""
    line, bus, trafo = (
        view.geometry.line_ids[3],
        view.geometry.bus_ids[9],
        view.geometry.trafo_ids[0],
    )
    causes = [("line", line), ("voltage", bus), ("need", "")]
    homes = tuple(
        Sited(
            f"random {nth + 1}", _found(10 + 2 * nth, "transformer", trafo), _found(n, *causes[nth])
        )
        for nth, n in enumerate(together)
    )
    over = Found(
        0, True, Binding("no solution", "", 70, "2016-01-11 18:00", float("nan"), float("nan"))
    )
    chargers = tuple(Sited("random 1", over, Found(200, False, None)) for _ in together)
    buses = tuple(
        Sited(name, _found(5, "line", line), _found(6 + nth, "line", line))
        for nth, name in enumerate(view.geometry.bus_ids[3:8])
    )
    copper = Copper(
        "random 2", 40, False,
        (
            Upgrade("line", line, "260 A", "2 x 4x240 Al", 2, 617.0, 0.0, is_low=True),
            Upgrade("transformer", trafo, "250 kVA", "400 kVA", 1, 0.0, 400.0, is_low=False),
        ),
        135_400.0, 7_890.6,
    )  # fmt: skip
    nothing = Copper("random 1", 0, True, (), 0.0, 0.0)
    ways = (
        Option("nothing", 0.0, 0.0, 12.0),
        Option("hub", None, None, float(sorted(together)[1])),
        Option("copper", 135_400.0, 7_890.6, 44.0),
    )
    rooms = (
        Room("home", 1.0, "given", True, homes, buses, copper, ways),
        Room("charger", 1.0, "own", True, chargers, (), nothing, ways),
    )
    prices = {
        "cable": (100.0, "a study"), "mv_cable": (132.5, "a study"), "transformer": (30.0, OWN),
        "lifetime": (40.0, "assumed"), "rate": (0.05, "assumed"),
    }  # fmt: skip
    return Headroom(where, 0.0, "rules", 7.0, 99, 2.0, 0.0, rooms, Years(0.02, 3, 50), prices)


def with_sections(view: RunView, together: tuple[int, ...] = (30, 40, 50)) -> RunView:
    """Return the view of a run that has every section a page knows."""
    alone = tables([2.0, 2.0, 0.5, 0.0], [120.0, 150.0, 101.0, float("nan")], failed=(0, 1))
    both = tables([0.0, 1.5, 0.5, 0.0], [99.0, 90.0, 101.0, float("nan")])
    return replace(
        view,
        tables={"alone": alone, "together": both},
        attribution=attribution(view),
        softener=softener(view.geometry.trafo_ids[0]),
        headroom=headroom(view, together),
    )

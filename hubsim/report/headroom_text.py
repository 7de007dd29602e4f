"""The headroom of a scenario in words: what fits alone and together, what binds, and hub or copper."""

from __future__ import annotations

from hubsim.bills.business import FOREVER
from hubsim.headroom.record import OWN, Headroom, Option, Room
from hubsim.headroom.violation import Binding
from hubsim.report.dates import stored_moment_words
from hubsim.report.numbers import MISSING, number, spelled, unit_name, with_unit
from hubsim.report.operation_view import OPERATIONS, Operation
from hubsim.report.texts import text
from hubsim.scenario.headroom import RANDOM, WAYS

SHARES = (0.05, 0.5, 0.95)
"""Quantiles over the sitings."""


def headroom_lines(headroom: Headroom, *, has_hub: bool = True) -> list[str]:
    """Return the study as a terminal shows it. has_hub : whether anything is operated together."""
    once, yearly = text("headroom_eur"), text("headroom_eur_year")
    lines = [head_sentence(headroom)]
    for room in headroom.rooms:
        labels = [text(operation).lower() for operation in OPERATIONS]
        labels += [text(f"headroom_way_{option.name}") for option in room.options]
        width = max(map(len, labels))
        lines += ["", released_sentence(room, has_hub=has_hub)]
        lines.append(f"  {'':{width}} {'P5':>8} {'P50':>8} {'P95':>8}   {text('headroom_binds')}")
        for operation in OPERATIONS:
            columns = " ".join(f"{capacity(room, operation, share):>8}" for share in SHARES)
            name = text(operation).lower()
            lines.append(f"  {name:{width}} {columns}   {binding_words(room, operation)}")
        lines.append("")
        lines.append(f"  {'':{width}} {once:>14} {yearly:>14} {unit_of(room):>14}")
        for option in room.options:
            amounts = amount(option.eur), amount(option.eur_year), held(room, option)
            money = " ".join(f"{one:>14}" for one in amounts)
            name = text(f"headroom_way_{option.name}")
            lines.append(f"  {name:{width}} {money}   {what_words(room, option)}")
    if headroom.years is not None:
        lines += ["", years_sentence(headroom)]
    return lines


def unit_of(room: Room) -> str:
    """Return what is added, as it is counted: ``homes``, ``kWp``."""
    return unit_name(room.figure[1])


def capacity(room: Room, operation: Operation, share: float = 0.5) -> str:
    """Return what fits, as a number without its unit."""
    return number(room.capacity(operation, share), room.figure[1])


def held(room: Room, option: Option) -> str:
    """Return what fits with a way to get room."""
    return number(option.capacity, room.figure[1])


def head_sentence(headroom: Headroom) -> str:
    """Return where, at which risk, over which days and how."""
    where = headroom.where
    n_sitings = len(headroom.rooms[0].sitings)
    key = f"headroom_where_{where}" if where in WAYS else "headroom_where_bus"
    values = {"n": n_sitings} if where == RANDOM else {} if where in WAYS else {"bus": where}
    return text(
        "headroom_head",
        where=text(key, **values),
        risk=number(headroom.risk_h, "h"),
        days=number(headroom.days, "h"),
        operation=text(f"headroom_by_{headroom.operation}"),
    )


def released_sentence(room: Room, *, has_hub: bool = True) -> str:
    """Return what the hub makes room for, as one sentence; that limits are exceeded already is said.

    has_hub : whether anything is operated together; else it says what fits
    """
    first = room.sitings[0]
    key = "released" if has_hub else "alone"
    if first.alone.over_already:
        key = (
            "alone_over" if not has_hub else "both_over" if first.together.over_already else "over"
        )
    return text(
        f"headroom_{key}",
        unit=unit_of(room),
        alone=capacity(room, "alone"),
        together=capacity(room, "together"),
        released=number(room.released(), room.figure[1]),
    )


def binding_words(room: Room, operation: Operation) -> str:
    """Return what binds at the siting in the middle, and when."""
    sited = sorted(room.sitings, key=lambda one: getattr(one, operation).units)
    found = getattr(sited[(len(sited) - 1) // 2], operation)
    return text("headroom_most") if found.binds is None else _told(found.binds)


def what_words(room: Room, option: Option) -> str:
    """Return what a way to get room consists of."""
    if option.name != "copper":
        return text(f"headroom_what_{option.name}")
    copper = room.copper
    assert copper is not None
    parts = [text("headroom_cable", metres=spelled(f"{copper.cable_m:,.0f}"))] * bool(
        copper.cable_m
    )
    parts += [text("headroom_trafo", type=one) for one in copper.transformers]
    told = ", ".join(parts) or text("headroom_copper_none")
    return told if copper.is_enough else f"{told}; {text('headroom_copper_short')}"


def amount(value: float | None) -> str:
    """Return an amount in whole EUR, a dash where no price is known."""
    return MISSING if value is None else number(round(value), "homes")


def years_sentence(headroom: Headroom) -> str:
    """Return how long the network will do."""
    years = headroom.years
    assert years is not None
    return text(
        "headroom_years",
        growth=spelled(f"{100.0 * years.growth:g}"),
        alone=_years(years.alone),
        together=_years(years.together),
        deferred=str(years.together - years.alone),
    )


def prices_sentence(headroom: Headroom) -> str:
    """Return what copper is priced at; prices of the scenario's own are told apart."""
    told = []
    for name, (value, source) in headroom.prices.items():
        shown = 100.0 * value if name == "rate" else value
        price = text(f"headroom_price_{name}", value=spelled(f"{shown:,.4g}"))
        told.append(text("headroom_price_own", price=price) if source == OWN else price)
    return text("headroom_prices", prices=", ".join(told))


def _years(years: int) -> str:
    return text("headroom_years_more", years=years) if years >= FOREVER else str(years)


def _told(binds: Binding) -> str:
    when = stored_moment_words(binds.when)
    if binds.cause == "no solution":
        return f"{text('headroom_no_solution')}, {when}"
    if binds.cause == "need":
        return text("headroom_need", value=with_unit(binds.value, "kWh"))
    unit = "pu" if binds.cause == "voltage" else "%"
    value, most = (with_unit(one, unit) for one in (binds.value, binds.limit))
    if value == most:
        # Beyond the limit by less than is written: then it takes more digits.
        value = f"{spelled(f'{binds.value:.5g}')} {unit}"
    cause = text(f"headroom_{binds.cause}")
    return f"{cause} {binds.element}: {value} ({most}), {when}"

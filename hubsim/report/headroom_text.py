"""The headroom of a scenario in lines: what fits alone and together, what binds, and hub or copper."""

from __future__ import annotations

from hubsim.bills.business import FOREVER
from hubsim.headroom.record import Headroom, Option, Room
from hubsim.headroom.violation import Binding
from hubsim.report.numbers import MISSING, number, with_unit
from hubsim.report.texts import text

SHARES = (0.05, 0.5, 0.95)
"""Quantiles over the sitings."""


def headroom_lines(headroom: Headroom) -> list[str]:
    """Return the study as a terminal shows it."""
    lines = [head_sentence(headroom)]
    for room in headroom.rooms:
        lines += ["", released_sentence(room)]
        lines.append(f"  {'':10} {'P5':>8} {'P50':>8} {'P95':>8}   {text('headroom_binds')}")
        for operation in ("alone", "together"):
            values = [number(room.capacity(operation, share), "homes") for share in SHARES]
            columns = " ".join(f"{value:>8}" for value in values)
            lines.append(f"  {operation:10} {columns}   {binding_words(room, operation)}")
        lines.append("")
        lines.append(f"  {'':10} {'EUR':>12} {'EUR a year':>12} {room.figure[1]:>12}")
        lines += [f"  {option_line(option)}" for option in room.options]
    if headroom.years is not None:
        lines += ["", years_sentence(headroom)]
    return lines


def head_sentence(headroom: Headroom) -> str:
    """Return where, at which risk, over which days and how."""
    return text(
        "headroom_head",
        where=headroom.where,
        risk=number(headroom.risk_h, "h"),
        days=number(headroom.days, "h"),
        operation=headroom.operation,
    )


def released_sentence(room: Room) -> str:
    """Return what the hub makes room for, as one sentence."""
    over = room.sitings[0].alone.over_already
    return text(
        "headroom_over" if over else "headroom_released",
        unit=room.figure[1],
        alone=number(room.capacity("alone"), "homes"),
        together=number(room.capacity("together"), "homes"),
        released=number(room.released(), "homes"),
    )


def binding_words(room: Room, operation: str) -> str:
    """Return what binds at the siting in the middle, and when."""
    sited = sorted(room.sitings, key=lambda one: getattr(one, operation).units)
    found = getattr(sited[(len(sited) - 1) // 2], operation)
    return text("headroom_most") if found.binds is None else _told(found.binds)


def option_line(option: Option) -> str:
    """Return a line of the table of options."""
    money = " ".join(f"{amount(value):>12}" for value in (option.eur, option.eur_year))
    return f"{option.name:10} {money} {number(option.capacity, 'homes'):>12}   {option.what}"


def amount(value: float | None) -> str:
    """Return an amount in whole EUR, a dash where no price is known."""
    return MISSING if value is None else number(round(value), "homes")


def years_sentence(headroom: Headroom) -> str:
    """Return how long the network will do."""
    assert headroom.years is not None
    years = headroom.years
    return text(
        "headroom_years",
        growth=f"{100.0 * years.growth:g}",
        alone=_years(years.alone),
        together=_years(years.together),
        deferred=str(years.together - years.alone),
    )


def _years(years: int) -> str:
    return f"{years} or more" if years >= FOREVER else str(years)


def _told(binds: Binding) -> str:
    if binds.cause == "no solution":
        return f"{text('headroom_no_solution')}, {binds.when}"
    if binds.cause == "need":
        return text("headroom_need", value=with_unit(binds.value, "kWh"))
    unit = "pu" if binds.cause == "voltage" else "%"
    value, most = (with_unit(one, unit) for one in (binds.value, binds.limit))
    cause = text(f"headroom_{binds.cause}")
    return f"{cause} {binds.element}: {value} ({most}), {binds.when}"

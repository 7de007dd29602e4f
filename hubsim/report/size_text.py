"""What a search for a size says, in sentences."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from hubsim.report.numbers import spelled, unit_name, with_unit
from hubsim.report.sweep_figures import percent
from hubsim.report.texts import text

if TYPE_CHECKING:
    from hubsim.sweeps.sizing import Sized, Try


def sizes_text(made: Sized, one: Try) -> str:
    """Return sizes as a reader has them: ``120 kWh``, of a mix ``120 kWh with 60 kW``."""
    written = [
        f"{spelled(f'{number:g}')} {unit_name(axis.low.unit)}".rstrip()
        for number, axis in zip(one.sizes, made.axes, strict=True)
    ]
    return reduce(lambda first, second: text("mix_and", first=first, second=second), written)


def size_lines(made: Sized) -> list[str]:
    """Return the answer of a search, one sentence a line."""
    is_mix = len(made.axes) > 1
    found, until = made.found, percent(made.until)
    if found is None:
        if is_mix:
            return [text("mix_not_found", until=until)]
        last = made.tries[-1]
        shown = {"size": sizes_text(made, last), "share": percent(last.free.value)}
        return [text("size_not_found", until=until, **shown)]
    ends = {
        "share": percent(found.free.value),
        "low": percent(found.free.low),
        "high": percent(found.free.high),
        "until": until,
    }
    size = sizes_text(made, found)
    if is_mix:
        cost = with_unit(found.cost_eur, "EUR")
        lines = [text("mix_found", mix=size, cost=cost, **ends)]
    else:
        lines = [text("size_found", size=size, **ends)]
    if made.sure is None:
        lines.append(text("size_unsure"))
    else:
        lines.append(text("size_sure", size=sizes_text(made, made.sure)))
    if not made.is_rising:
        lines.append(text("size_not_rising"))
    return lines

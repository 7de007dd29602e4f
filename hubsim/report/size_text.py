"""What a search for a size says, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubsim.report.numbers import with_unit
from hubsim.report.sweep_figures import percent
from hubsim.report.sweep_texts import words

if TYPE_CHECKING:
    from hubsim.sweeps.sizing import Sized, Try


def sizes_text(made: Sized, one: Try) -> str:
    """Return sizes as a reader has them: ``120 kWh``, of a mix joined."""
    return " + ".join(
        f"{number:g} {axis.low.unit}".rstrip()
        for number, axis in zip(one.sizes, made.axes, strict=True)
    )


def size_lines(made: Sized, language: str) -> list[str]:
    """Return the answer of a search, one sentence a line."""
    text = words(language)
    is_mix, path = len(made.axes) > 1, made.axes[0].path
    found, until = made.found, percent(made.until)
    if found is None:
        if is_mix:
            return [text("mix_not_found", until=until)]
        last = made.tries[-1]
        shown = {"size": sizes_text(made, last), "share": percent(last.free.value)}
        return [text("size_not_found", path=path, until=until, **shown)]
    ends = {
        "share": percent(found.free.value),
        "low": percent(found.free.low),
        "high": percent(found.free.high),
    }
    size = sizes_text(made, found)
    if is_mix:
        cost = with_unit(found.cost_eur, "EUR")
        lines = [text("mix_found", mix=size, cost=cost, **ends)]
    else:
        lines = [text("size_found", size=size, path=path, until=until, **ends)]
    if made.sure is None:
        lines.append(text("size_not_sure"))
    else:
        lines.append(text("size_sure", size=sizes_text(made, made.sure)))
    if not made.is_rising:
        lines.append(text("size_not_rising"))
    return lines

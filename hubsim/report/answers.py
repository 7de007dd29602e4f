"""One sentence a layout, for who never saw a load curve: does it solve the congestion, at whose cost."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hubsim.report.numbers import number, with_unit
from hubsim.report.texts import text

MOST_OF = 0.5
"""Share of the overload from which on a layout takes away most of it."""

UNMET_KWH = 0.05
"""Need that is not delivered beyond the reference's from which on the sentence says so."""

Values = Mapping[str, float]
"""Key figure -> value, of one operation."""


def answer(reference: Values, values: Values, days: str) -> str:
    """Return what a layout does to the congestion, compared with the reference.

    days : the length of the run in words
    """
    before, after = reference.get("overload_h", math.nan), values.get("overload_h", math.nan)
    words = {
        "before": hours_words(before),
        "after": hours_words(after),
        "before_peak": with_unit(peak_pct(reference), "%"),
        "after_peak": with_unit(peak_pct(values), "%"),
        "days": days,
    }
    verdict = _verdict(before, after)
    if verdict == "free" and words["before_peak"] == words["after_peak"]:
        verdict = "free_same"
    sentence = text(f"answer_{verdict}", **words)
    outside = values.get("voltage_outside_h", 0.0)
    if outside > 0.0:
        sentence += " " + text("answer_voltage", hours=hours_words(outside))
    unmet = values.get("unmet_kwh", 0.0) - reference.get("unmet_kwh", 0.0)
    if unmet > UNMET_KWH:
        sentence += " " + text("answer_unmet", unmet=with_unit(unmet, "kWh"))
    return sentence


def reference_answer(values: Values, days: str) -> str:
    """Return where all layouts start from."""
    hours = values.get("overload_h", math.nan)
    key = "answer_reference_free" if hours == 0.0 else "answer_reference"
    peak = with_unit(peak_pct(values), "%")
    return text(key, hours=hours_words(hours), days=days, peak=peak)


def peak_pct(values: Values) -> float:
    """Return the highest loading of any transformer or cable, NaN when none is known."""
    found = [values.get(name, math.nan) for name in PEAKS]
    return max((value for value in found if math.isfinite(value)), default=math.nan)


PEAKS = ("trafo_loading_max_pct", "line_loading_max_pct")


def hours_words(hours: float) -> str:
    """Return a time as a person says it: ``1 hour``, ``13.5 hours``."""
    return text("hour_one") if hours == 1.0 else text("hours_many", n=number(hours, "h"))


def _verdict(before: float, after: float) -> str:
    if not (math.isfinite(before) and math.isfinite(after)):
        return "unknown"
    if before == 0.0 and after == 0.0:
        return "free"
    if after == 0.0:
        return "solved"
    if number(before, "h") == number(after, "h"):
        return "nothing"
    if after > before:
        return "more"
    return "most" if after <= MOST_OF * before else "part"

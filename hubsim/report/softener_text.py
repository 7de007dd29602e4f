"""The answer to whether a hub softens congestion, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hubsim.report.numbers import number
from hubsim.report.texts import text


def softener_lines(block: Mapping[str, Any] | None) -> list[str]:
    """Return the sentences of a run's block ``softener``, none without one."""
    if block is None:
        return []
    places = [("hub", text("softener_hub"))]
    if block["transformer"] is not None:
        places.append(("transformer", text("transformer", id=block["transformer"]["id"])))
    lines = []
    for key, where in places:
        part = block[key]
        powers = {
            name.removesuffix("_kw"): number(value, "kW")
            for name, value in part.items()
            if name.endswith("_kw")
        }
        lines.append(
            text("softener_lowered", where=where, lower=_pct(part["lower_days"]), **powers)
        )
        reached = {"reached": part["reached_days"], "days": block["days"]}
        least = number(block["wanted_kw"], "kW")
        kind = "softener_sure" if block["wanted_kw"] else "softener_sure_any"
        lines.append(
            text(
                kind,
                least=least,
                sure=_pct(part["sure_share"]),
                confidence=_pct(block["confidence"]),
                **reached,
            )
        )
    outside = block["outside"]
    if outside["peak_alone_kw"] is not None:
        lines.append(
            text(
                "softener_outside",
                alone=number(outside["peak_alone_kw"], "kW"),
                together=number(outside["peak_together_kw"], "kW"),
                raised=_pct(outside["raised_days"]),
                new=_pct(outside["new_peak_days"]),
            )
        )
    return lines


def _pct(share: float) -> str:
    """Return a share in whole percent, rounded down: it is a lower bound, or days counted."""
    return f"{math.floor(100.0 * share + 1e-9)}"

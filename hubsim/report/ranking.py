"""What the ranking in the page is made of: for every criterion the figure of every layout.

points = 100 (1 - |best - figure| / span),   span = highest - lowest, at least 0.5 % of a full bar

The page works out the points and the order, for the weights are the reader's: the mean of a layout's points
over the criteria that it has a figure of, by weight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from hubsim.report.dials import Dial
from hubsim.report.texts import text

LEAST_SPAN = 0.005
"""Span of a criterion over what its full bar stands for, below which differences count only in part."""

WORDS = ("rank_points", "rank_changes", "rank_firm", "rank_none", "rank_tie", "rank_weight")


def criteria(layouts: Sequence[tuple[str, list[Dial]]]) -> dict[str, Any]:
    """Return what the script of the ranking reads.

    layouts : name and dials of each

    Keys: ``layouts`` names; ``criteria`` each with ``key``, ``label``, ``tip``, ``higher`` (whether more is
    better), ``values``, null where a layout has none, and ``least_span``; ``words``.
    """
    found = []
    for place, dial in enumerate(layouts[0][1]):
        values = [dials[place].value for _, dials in layouts]
        known = [value for value in values if math.isfinite(value)]
        if known:
            found.append(
                {
                    "key": dial.key,
                    "label": dial.label,
                    "tip": dial.tip,
                    "higher": dial.better == "higher",
                    "values": values,
                    "least_span": LEAST_SPAN * (dial.percent_of or max(map(abs, known))),
                }
            )
    return {
        "layouts": [name for name, _ in layouts],
        "criteria": found,
        "words": {key.removeprefix("rank_"): text(key) for key in WORDS},
    }

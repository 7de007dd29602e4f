"""All key figures of an operation, and what acting together takes off each of them."""

from __future__ import annotations

from collections.abc import Mapping

from hubsim.kinds import load_family
from hubsim.kpis.kpi import REGISTRY, Kpi, Outcome

FAMILIES = (
    *("loading", "reliability", "transformer_heat", "cable_heat"),
    *("voltage", "phases", "voltage_response", "losses", "peaks", "simultaneity", "softener"),
    *("contracts", "self_use", "money", "carbon", "needs"),
)
"""Order in which the families are shown; one that is not named here follows, by name."""


def figure_names() -> list[str]:
    """Return the names of all figures: families as in `FAMILIES`, each in its file's order."""
    load_family("hubsim.kpis")
    return sorted(REGISTRY, key=_place)


def measure(outcome: Outcome) -> dict[str, Kpi]:
    """Return every figure that a study asks for by name, always in the same order.

    A figure that does not exist for the outcome (self-consumption without generation) is NaN.
    """
    figures = {}
    for name in figure_names():
        function, unit, better, asked = REGISTRY[name]
        if not asked(outcome):
            continue
        # Adding zero turns a negative zero into zero.
        figures[name] = Kpi(name, float(function(outcome)) + 0.0, unit, better)
    return figures


def relief(alone: Mapping[str, Kpi], together: Mapping[str, Kpi]) -> dict[str, Kpi]:
    """Return measure(alone) - measure(together), figure by figure.

    A figure of which less is better is relieved by a positive amount, so more relief is better, and
    the other way round: for self-consumption a negative number is the gain.
    """
    return {
        name: Kpi(
            name,
            figure.value - together[name].value,
            figure.unit,
            "higher" if figure.better == "lower" else "lower",
        )
        for name, figure in alone.items()
    }


def _place(name: str) -> tuple[int, str]:
    """Return the sort key of a figure; sorting is stable, so a file's own order is kept."""
    family = REGISTRY[name][0].__module__.rpartition(".")[2]
    return (FAMILIES.index(family) if family in FAMILIES else len(FAMILIES), family)

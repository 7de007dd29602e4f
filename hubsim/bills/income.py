"""Bills by income group, and energy poverty before and after the hub.

    energy quote   energy cost of the year / disposable income
    LIHE           low income and high energy cost
    LILEK          low income and a dwelling of low energy quality

as the Dutch monitor of energy poverty (CBS and TNO) defines them; what is low and high the scenario says
(`bills.poverty`), since those limits change by year. A cost of a year needs a year: for a shorter run there
are groups, and no measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.bills.book import OPERATIONS, Book

WHOLE_YEAR = 0.98
"""Part of a year from which a run counts as one."""


@dataclass(frozen=True)
class Group:
    """Members of one income group.

    n_members, n_gain, n_lose : how many, and how many pay less or more together than alone
    alone_eur, together_eur : what they pay on average over the run
    """

    name: str
    n_members: int
    n_gain: int
    n_lose: int
    alone_eur: float
    together_eur: float


@dataclass(frozen=True)
class Measures:
    """Energy poverty of the homes whose income is known, in one operation.

    n_homes : of which `lihe` and `lilek` count; quote_pct : mean energy quote [%]
    """

    n_homes: int
    lihe: int
    lilek: int
    quote_pct: float


def income_groups(book: Book) -> list[Group]:
    """Return the groups that members are counted in, in the order of the scenario; none without any."""
    gain = book.gain_cents()
    totals = {name: book.bills[name].total_cents() / 100.0 for name in OPERATIONS}
    names = [member["income_group"] for member in book.members]
    groups = []
    for group in dict.fromkeys(name for name in names if name is not None):
        own = np.flatnonzero([name == group for name in names])
        groups.append(
            Group(
                str(group),
                len(own),
                int(np.count_nonzero(gain[own] > 0)),
                int(np.count_nonzero(gain[own] < 0)),
                float(totals["alone"][own].mean()),
                float(totals["together"][own].mean()),
            )
        )
    return groups


def covered_years(book: Book) -> float:
    """Return how much of a year the bills are of."""
    return sum(book.part) / 12.0


def poverty(book: Book) -> Mapping[str, Measures]:
    """Return operation -> measures; empty when nobody's income is known, or the run is no year."""
    known = [m for m, member in enumerate(book.members) if member["income_eur"]]
    if book.poverty is None or not known or covered_years(book) < WHOLE_YEAR:
        return {}
    return {name: _measures(book, name, known, book.poverty) for name in OPERATIONS}


def _measures(book: Book, operation: str, known: list[int], limits: Mapping[str, Any]) -> Measures:
    cost = book.bills[operation].total_cents() / 100.0 / covered_years(book)
    income = np.array([float(book.members[m]["income_eur"]) for m in known])
    poor = np.array([book.members[m]["label"] in limits["poor_labels"] for m in known])
    low = income < float(limits["low_income_eur"])
    high = cost[known] > float(limits["high_cost_eur"])
    return Measures(
        len(known),
        int(np.count_nonzero(low & high)),
        int(np.count_nonzero(low & poor)),
        float(100.0 * (cost[known] / income).mean()),
    )

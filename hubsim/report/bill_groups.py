"""Bills group by group: households and firms, income groups and tariffs, as P10, P50 and P90."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.bills.book import FILE, OPERATIONS, Book
from hubsim.report.dates import months_words
from hubsim.report.numbers import number
from hubsim.report.source import source_of
from hubsim.report.texts import text
from hubsim.report.view import RunView

SHARES = (10, 50, 90)


@dataclass(frozen=True)
class BillGroup:
    """A line of the table, in words. alone, together : P10, P50 and P90 of what members pay."""

    name: str
    n_members: int
    alone: list[str]
    together: list[str]
    n_gain: int
    n_lose: int
    source: str


@dataclass(frozen=True)
class BillGroups:
    """The table of a layout and the months that its bills are of."""

    months: str
    groups: list[BillGroup]


def bill_groups(view: RunView) -> BillGroups | None:
    """Return the groups of a run, None without bills. What is common to all is nobody's bill."""
    book = view.bills
    if book is None:
        return None
    paid = {name: book.bills[name].total_cents() / 100.0 for name in OPERATIONS}
    gain = book.gain_cents()
    found = []
    for name, key, own in _groups(book):
        alone, together = (_percentiles(paid[operation][own]) for operation in OPERATIONS)
        n_gain, n_lose = np.count_nonzero(gain[own] > 0), np.count_nonzero(gain[own] < 0)
        source = source_of(view, FILE, key)
        found.append(BillGroup(name, len(own), alone, together, int(n_gain), int(n_lose), source))
    return BillGroups(months_words(book.months), found)


def household_places(book: Book) -> list[int]:
    """Return the members that are households."""
    return [m for m, member in enumerate(book.members) if member["home"]]


def _groups(book: Book) -> list[tuple[str, str, list[int]]]:
    """Return (name, how they are found in the table, members) of every group that has any."""
    own = [m for m, member in enumerate(book.members) if not member["common"]]
    homes = household_places(book)
    groups = [
        (text("groups_homes"), "member.home = true", [m for m in own if m in homes]),
        (text("groups_firms"), "member.home = false", [m for m in own if m not in homes]),
    ]
    for field, key in (("income_group", "groups_income"), ("tariff", "groups_tariff")):
        names = dict.fromkeys(book.members[m][field] for m in own)
        groups += [
            (
                text(key, name=name),
                f"member.{field} = {name}",
                [m for m in own if book.members[m][field] == name],
            )
            for name in names
            if name is not None and len(names) > 1
        ]
    return [group for group in groups if group[2]]


def _percentiles(paid_eur: np.ndarray) -> list[str]:
    return [number(float(value), "EUR") for value in np.percentile(paid_eur, SHARES)]

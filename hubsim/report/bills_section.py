"""The section of a report about bills: who gains, who loses, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.bills.book import OPERATIONS, Book
from hubsim.report.statements import (
    PARTIES_SHOWN,
    euros,
    gain_sentence,
    income_lines,
    note_lines,
    reason,
)
from hubsim.report.texts import text

SHOWN = 12
"""Members in the table: those who gain most and those who lose most, half of each."""


@dataclass(frozen=True)
class BillRow:
    """A line of the table, in words."""

    name: str
    alone: str
    together: str
    gain: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class BillSection:
    """What the section shows."""

    sentence: str
    rules: str
    rows: list[BillRow]
    n_members: int
    parties: list[tuple[str, str, str]]
    income: list[str]
    notes: list[str]


def bill_section(book: Book | None) -> BillSection | None:
    """Return the section of a run, None without bills."""
    if book is None:
        return None
    gain = book.gain_cents()
    alone, together = (book.bills[name].total_cents() for name in OPERATIONS)
    order = np.argsort(-gain, kind="stable").tolist()
    if len(order) > SHOWN:
        order = [*order[: SHOWN // 2], *order[-SHOWN // 2 :]]
    rows = [
        BillRow(
            book.names[m],
            euros(int(alone[m])),
            euros(int(together[m])),
            euros(int(gain[m])),
            "better" if gain[m] > 0 else "worse" if gain[m] < 0 else "same",
            reason(book, m),
        )
        for m in order
    ]
    paid = {name: book.bills[name].paid_to() for name in OPERATIONS}
    rules = dict(book.rules)
    return BillSection(
        gain_sentence(book),
        text("bills_rules", **rules),
        rows,
        len(gain),
        [
            (text(f"party_{party}"), euros(paid["alone"][party]), euros(paid["together"][party]))
            for party in PARTIES_SHOWN
        ],
        income_lines(book),
        note_lines(book),
    )

"""Bills in words: who pays what, who gains and why, and one member's statement month by month."""

from __future__ import annotations

from collections.abc import Mapping

from hubsim.bills.book import OPERATIONS, Book
from hubsim.bills.income import WHOLE_YEAR, covered_years, income_groups, poverty
from hubsim.bills.lines import CAUSES, LINES
from hubsim.report.dates import month_words, months_words
from hubsim.report.numbers import spelled
from hubsim.report.texts import text

PARTIES_SHOWN = ("supplier", "grid", "operator", "state")

ENERGY = ("energy", "feed-in", "sharing")
"""Lines that are shown for their kWh even when nothing is due."""


def euros(cents: int) -> str:
    """Return cents as euros: ``-1,234.05``.

    Examples
    --------
    >>> euros(-123405), euros(7)
    ('-1,234.05', '0.07')
    """
    sign = "-" if cents < 0 else ""
    return spelled(f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}")


def overview_lines(book: Book) -> list[str]:
    """Return the bills of all members, what others are paid, income groups and the remainder."""
    width = max(len(name) for name in (*book.names, *_parties(), text("statement_all")))
    heads = [text(f"statement_{name}") for name in ("alone", "together", "gains")]
    head = f"{'':{width}} {heads[0]:>14} {heads[1]:>14} {heads[2]:>12}"
    lines = [_title(book), head + "".join(f" {text('cause_' + cause):>18}" for cause in CAUSES)]
    alone, together = (book.bills[name].total_cents() for name in OPERATIONS)
    gain, causes = book.gain_cents(), book.gain_by_cause()

    def row(name: str, amounts: tuple[int, int, int], parts: Mapping[str, int]) -> str:
        first, second, third = (euros(amount) for amount in amounts)
        shown = "".join(f" {euros(parts[cause]):>18}" for cause in CAUSES)
        return f"{name:{width}} {first:>14} {second:>14} {third:>12}{shown}"

    for m, name in enumerate(book.names):
        amounts = int(alone[m]), int(together[m]), int(gain[m])
        lines.append(row(name, amounts, {cause: int(causes[cause][m]) for cause in CAUSES}))
    totals = int(alone.sum()), int(together.sum()), int(gain.sum())
    lines.append(
        row(text("statement_all"), totals, {cause: int(causes[cause].sum()) for cause in CAUSES})
    )
    paid = {name: book.bills[name].paid_to() for name in OPERATIONS}
    for party, title in zip(PARTIES_SHOWN, _parties(), strict=True):
        before, after = -paid["alone"][party], -paid["together"][party]
        lines.append(f"{title:{width}} {euros(before):>14} {euros(after):>14}")
    lines.append(text("statement_lead"))
    return [*lines, *income_lines(book), *_end(book)]


def statement_lines(book: Book, member: str) -> list[str]:
    """Return one member's bills, together, line by line and month by month."""
    m, bills = book.names.index(member), book.bills["together"]
    titles = {name: text(f"line_{name}") for name in LINES}
    width = max(len(title) for title in titles.values())
    lines = [text("statement_member", title=_title(book), member=member)]
    for p, month in enumerate(book.months):
        lines += ["", _month(month, book.part[p])]
        for n, (name, line) in enumerate(LINES.items()):
            cents, quantity = int(bills.cents[p, m, n]), float(bills.quantity[p, m, n])
            if not cents and (name not in ENERGY or abs(quantity) < 5e-3):
                continue
            amount = spelled(f"{quantity:,.2f} {line.unit}") if line.unit else ""
            lines.append(f"  {titles[name]:{width}} {amount:>18} {euros(cents):>14}")
        total = euros(int(bills.cents[p, m].sum()))
        lines.append(f"  {text('statement_total'):{width}} {'':>18} {total:>14}")
    alone, together = (int(book.bills[name].total_cents()[m]) for name in OPERATIONS)
    totals = {"together": together, "alone": alone, "gain": alone - together}
    lines.append("")
    for name, cents in totals.items():
        title = text(f"statement_total_{name}")
        lines.append(f"{title:{width + 2}} {'':>18} {euros(cents):>14}")
    return [*lines, *_end(book)]


def income_lines(book: Book) -> list[str]:
    """Return a line for each income group, and the measures of energy poverty."""
    lines = [
        text(
            "income_group",
            name=group.name,
            members=group.n_members,
            alone=spelled(f"{group.alone_eur:,.2f}"),
            together=spelled(f"{group.together_eur:,.2f}"),
            gain=group.n_gain,
            lose=group.n_lose,
        )
        for group in income_groups(book)
    ]
    found = poverty(book)
    if found:
        words: dict[str, object] = {"homes": found["alone"].n_homes}
        for name, measures in found.items():
            words |= {f"lihe_{name}": measures.lihe, f"lilek_{name}": measures.lilek}
            words[f"quote_{name}"] = spelled(f"{measures.quote_pct:.1f}")
        lines.append(text("poverty", **words))
    elif book.poverty is not None and covered_years(book) < WHOLE_YEAR:
        lines.append(text("poverty_short", months=spelled(f"{12.0 * covered_years(book):.1f}")))
    return lines


def gain_sentence(book: Book) -> str:
    """Return how many gain and lose, and what it comes from."""
    gain = book.gain_cents()
    total, causes = int(gain.sum()), book.gain_by_cause()
    parts = ", ".join(
        text("gain_part", amount=euros(int(causes[cause].sum())), cause=text(f"cause_{cause}"))
        for cause in CAUSES
        if int(causes[cause].sum())
    )
    return text(
        "gain_less" if total >= 0 else "gain_more",
        amount=euros(abs(total)),
        parts=parts or text("gain_nothing"),
        gain=int((gain > 0).sum()),
        all=len(gain),
        lose=int((gain < 0).sum()),
    )


def reason(book: Book, m: int) -> str:
    """Return what moved a member's bill most, in words."""
    parts = {cause: int(cents[m]) for cause, cents in book.gain_by_cause().items()}
    cause = max(parts, key=lambda name: abs(parts[name]))
    if parts[cause] == 0:
        return text("reason_nothing")
    key = "reason_less" if parts[cause] > 0 else "reason_more"
    return text(key, amount=euros(abs(parts[cause])), cause=text(f"cause_{cause}"))


def note_lines(book: Book) -> list[str]:
    """Return what a reader must know of the bills; what a rule said in a sentence stays as it is."""
    return [note if isinstance(note, str) else _note(note) for note in book.notes]


def _note(note: Mapping[str, object]) -> str:
    values = {
        name: spelled(f"{value:.2g}") if isinstance(value, float) else value
        for name, value in note.items()
        if name != "says"
    }
    return text(f"note_{note['says']}", **values)


def _parties() -> list[str]:
    return [text(f"party_{party}") for party in PARTIES_SHOWN]


def _month(month: str, part: float) -> str:
    words = month_words(month)
    if part > 1.0 - 1e-9:
        return words
    return text("statement_part", month=words, part=spelled(f"{100.0 * part:.1f}"))


def _title(book: Book) -> str:
    return text("statement_title", span=months_words(book.months), **book.rules)


def _end(book: Book) -> list[str]:
    """Return the notes and, last, what is left over when all accounts are summed."""
    left = sum(abs(bills.remainder_cents()) for bills in book.bills.values())
    worst = spelled(f"{max(book.residual_eur.values()):.1e}")
    amounts = {"left": euros(left), "worst": worst}
    said = {name: text("eur", amount=amount) for name, amount in amounts.items()}
    notes = [text("said_note", warning=note) for note in note_lines(book)]
    return [*notes, text("statement_remainder", **said)]

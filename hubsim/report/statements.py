"""Bills in words: who pays what, who gains and why, and one member's statement month by month."""

from __future__ import annotations

from collections.abc import Mapping

from hubsim.bills.book import OPERATIONS, Book
from hubsim.bills.income import WHOLE_YEAR, covered_years, income_groups, poverty
from hubsim.bills.lines import CAUSES, LINES

PARTY_NAMES = {
    "supplier": "Suppliers",
    "grid": "Grid operator",
    "operator": "Operator of the hub",
    "state": "State",
}
CAUSE_NAMES = {
    "supply": "energy and gas",
    "taxes": "taxes",
    "grid": "grid fees",
    "sharing": "sharing in the hub",
}


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
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def overview_lines(book: Book) -> list[str]:
    """Return the bills of all members, what others are paid, income groups and the remainder."""
    width = max(12, *(len(name) for name in book.names))
    head = f"{'':{width}} {'alone':>14} {'together':>14} {'gains':>12}"
    lines = [_title(book), head + "".join(f" {CAUSE_NAMES[cause]:>18}" for cause in CAUSES)]
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
    lines.append(row("All members", totals, {cause: int(causes[cause].sum()) for cause in CAUSES}))
    paid = {name: book.bills[name].paid_to() for name in OPERATIONS}
    for party, title in PARTY_NAMES.items():
        before, after = -paid["alone"][party], -paid["together"][party]
        lines.append(f"{title:{width}} {euros(before):>14} {euros(after):>14}")
    lines.append("Amounts in EUR; what is paid is positive. A part of a month is charged in part.")
    return [*lines, *income_lines(book), *_end(book)]


def statement_lines(book: Book, member: str) -> list[str]:
    """Return one member's bills, together, line by line and month by month."""
    m, bills = book.names.index(member), book.bills["together"]
    lines = [f"{_title(book)}: {member}, operated together"]
    for p, month in enumerate(book.months):
        part = "" if book.part[p] > 1.0 - 1e-9 else f" ({100.0 * book.part[p]:.1f} % of it)"
        lines += ["", f"{month}{part}"]
        for n, (name, line) in enumerate(LINES.items()):
            cents, quantity = int(bills.cents[p, m, n]), float(bills.quantity[p, m, n])
            if not cents and (name not in ENERGY or abs(quantity) < 5e-3):
                continue
            amount = f"{quantity:,.2f} {line.unit}" if line.unit else ""
            lines.append(f"  {line.title:36} {amount:>18} {euros(cents):>14}")
        lines.append(f"  {'Total':36} {'':>18} {euros(int(bills.cents[p, m].sum())):>14}")
    totals = {name: int(book.bills[name].total_cents()[m]) for name in OPERATIONS}
    lines += [
        "",
        f"{'All months, together':38} {'':>18} {euros(totals['together']):>14}",
        f"{'All months, alone':38} {'':>18} {euros(totals['alone']):>14}",
        f"{'Gains':38} {'':>18} {euros(totals['alone'] - totals['together']):>14}",
    ]
    return [*lines, *_end(book)]


def income_lines(book: Book) -> list[str]:
    """Return a line for each income group, and the measures of energy poverty."""
    lines = [
        f"Income group {group.name}: {group.n_members} members, on average {group.alone_eur:,.2f} EUR"
        f" alone and {group.together_eur:,.2f} EUR together; {group.n_gain} gain, {group.n_lose} lose"
        for group in income_groups(book)
    ]
    found = poverty(book)
    if found:
        before, after = found["alone"], found["together"]
        lines.append(
            f"Energy poverty of {before.n_homes} homes, alone and together: low income and high cost"
            f" {before.lihe} and {after.lihe}, low income and poor dwelling {before.lilek} and"
            f" {after.lilek}, energy quote {before.quote_pct:.1f} % and {after.quote_pct:.1f} %"
        )
    elif book.poverty is not None and covered_years(book) < WHOLE_YEAR:
        lines.append(
            "Energy poverty is of a year; the run covers"
            f" {12.0 * covered_years(book):.1f} months, so it is not measured"
        )
    return lines


def gain_sentence(book: Book) -> str:
    """Return how many gain and lose, and what it comes from."""
    gain = book.gain_cents()
    total, causes = int(gain.sum()), book.gain_by_cause()
    parts = ", ".join(
        f"{euros(int(causes[cause].sum()))} EUR {CAUSE_NAMES[cause]}"
        for cause in CAUSES
        if int(causes[cause].sum())
    )
    words = f"All members together pay {euros(abs(total))} EUR {'less' if total >= 0 else 'more'}"
    return (
        f"{words} together than alone ({parts or 'no difference'}). {int((gain > 0).sum())} of"
        f" {len(gain)} members gain, {int((gain < 0).sum())} lose."
    )


def reason(book: Book, m: int) -> str:
    """Return what moved a member's bill most, in words."""
    parts = {cause: int(cents[m]) for cause, cents in book.gain_by_cause().items()}
    cause = max(parts, key=lambda name: abs(parts[name]))
    if parts[cause] == 0:
        return "nothing changes"
    way = "less" if parts[cause] > 0 else "more"
    return f"{euros(abs(parts[cause]))} EUR {way} for {CAUSE_NAMES[cause]}"


def _title(book: Book) -> str:
    span = book.months[0] if len(book.months) == 1 else f"{book.months[0]} to {book.months[-1]}"
    rules = book.rules
    return (
        f"Bills of {span}, rates {rules['rates']}, netting {rules['netting']},"
        f" sharing {rules['sharing']}"
    )


def _end(book: Book) -> list[str]:
    """Return the notes and, last, what is left over when all accounts are summed."""
    left = sum(abs(bills.remainder_cents()) for bills in book.bills.values())
    worst = max(book.residual_eur.values())
    return [
        *(f"Note: {note}" for note in book.notes),
        f"Remainder of all accounts: {euros(left)} EUR (at the worst step {worst:.1e} EUR before rounding)",
    ]

"""Bills in words: who pays what, who gains and why, and one member's statement month by month."""

from __future__ import annotations

from collections.abc import Mapping

from hubsim.bills.book import OPERATIONS, Book
from hubsim.bills.income import WHOLE_YEAR, covered_years, income_groups, poverty
from hubsim.bills.lines import CAUSES, LINES
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
    width = max(12, *(len(name) for name in book.names))
    head = f"{'':{width}} {'alone':>14} {'together':>14} {'gains':>12}"
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
    lines.append(row("All members", totals, {cause: int(causes[cause].sum()) for cause in CAUSES}))
    paid = {name: book.bills[name].paid_to() for name in OPERATIONS}
    for party in PARTIES_SHOWN:
        title = text(f"party_{party}")
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

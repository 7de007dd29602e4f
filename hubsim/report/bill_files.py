"""Bills as files that a treasurer opens: CSV, and an Excel workbook whose totals are formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from hubsim.bills.book import Book
from hubsim.bills.lines import LINES
from hubsim.errors import MissingError, ResultError
from hubsim.report.texts import text
from hubsim.results import write_text

HEAD = ("operation", "account", "month", "line", "what", "quantity", "unit", "eur")


def bill_rows(book: Book, member: str | None = None) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each amount: members', or one member's, and parties' in brackets.

    Columns and codes are the same in every language; ``what`` is of the one that is spoken.
    """
    lines = list(LINES.items())
    for operation, bills in book.bills.items():
        there = (bills.cents != 0) | (np.abs(bills.quantity) >= 5e-3)
        for p, m, n in np.argwhere(there).tolist():
            if member in {None, book.names[m]}:
                name, line = lines[n]
                quantity = round(float(bills.quantity[p, m, n]), 3) if line.unit else ""
                eur = int(bills.cents[p, m, n]) / 100
                place = (operation, book.names[m], book.months[p])
                yield (*place, name, text(f"line_{name}"), quantity, line.unit, eur)
        if member is not None:
            continue
        for p, n in np.argwhere(bills.party_cents != 0).tolist():
            name, line = lines[n]
            eur = -int(bills.party_cents[p, n]) / 100
            yield (
                operation,
                f"({line.party})",
                book.months[p],
                name,
                text(f"line_{name}"),
                "",
                "",
                eur,
            )


def write_csv(book: Book, file: Path, member: str | None = None) -> None:
    """Write the rows as CSV.

    Raises
    ------
    ResultError
        when it cannot be written.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(HEAD)
    for row in bill_rows(book, member):
        writer.writerow([*row[:-1], f"{row[-1]:.2f}"])
    write_text(file, table.getvalue())


def write_xlsx(book: Book, file: Path, member: str | None = None) -> None:
    """Write a workbook: the rows, and a sheet that sums them by account with formulas.

    Raises
    ------
    MissingError
        when openpyxl is not installed (the extra `excel`).
    ResultError
        when it cannot be written.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingError("an Excel file needs the extra: pip install 'hubsim[excel]'") from None
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "bills"
    sheet.append(HEAD)
    accounts: dict[str, None] = {}
    for row in bill_rows(book, member):
        sheet.append(row)
        accounts[row[1]] = None
    last = sheet.max_row
    totals = workbook.create_sheet("totals")
    totals.append(("account", "alone", "together", "gains"))
    for place, account in enumerate(accounts, start=2):
        sums = [
            f"=SUMIFS(bills!$H$2:$H${last},bills!$A$2:$A${last},{way}$1,bills!$B$2:$B${last},$A{place})"
            for way in "BC"
        ]
        totals.append((account, *sums, f"=B{place}-C{place}"))
    if member is None:
        end = len(accounts) + 1
        totals.append(("remainder", *(f"=ROUND(SUM({way}2:{way}{end}),2)" for way in "BC")))
    try:
        workbook.save(file)
    except OSError as error:
        raise ResultError(f"{file}: cannot be written: {error.strerror or error}") from error

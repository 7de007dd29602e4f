"""Commands about money and contracts, on stored runs: who pays what, which capacity to ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from hubsim.cli_options import Lang, RunFolder, opened
from hubsim.errors import MissingError, UsageError

if TYPE_CHECKING:
    from hubsim.bills.book import Book

OneMember = Annotated[
    Optional[str],  # noqa: UP045 - typer reads this form on every supported version
    typer.Option("--member", metavar="NAME", help="Only this member, line by line."),
]
Csv = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--csv", metavar="FILE", help="Write the rows as CSV."),
]
Xlsx = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--xlsx", metavar="FILE", help="Write them as an Excel workbook."),
]


def add_commands(app: typer.Typer) -> None:
    """Give the application the commands of this file."""
    app.command()(bills)
    app.command()(capacity)
    app.command()(business)


def bills(
    run: RunFolder,
    member: OneMember = None,
    csv_file: Csv = None,
    xlsx_file: Xlsx = None,
    lang: Lang = "en",
) -> None:
    """Print the bills of a run, alone and together; the last line states what is left over."""
    from hubsim.report.bill_files import write_csv, write_xlsx
    from hubsim.report.statements import overview_lines, statement_lines
    from hubsim.report.texts import speaking

    book = _book(run)
    if member is not None and member not in book.names:
        from hubsim.scenario.names import nearest

        hint = nearest(member, book.names, all_of_them="members")
        raise UsageError(f"no member {member[:60]!r} in {run} ({hint})")
    with speaking(lang):
        if csv_file is not None:
            write_csv(book, csv_file, member)
        if xlsx_file is not None:
            write_xlsx(book, xlsx_file, member)
        lines = overview_lines(book) if member is None else statement_lines(book, member)
    for line in lines:
        typer.echo(line)


def capacity(
    run: RunFolder,
    risk: Annotated[
        str, typer.Option(metavar="SHARE", help="Part of the steps that may be beyond the limit.")
    ] = "1%",
    csv_file: Csv = None,
    lang: Lang = "en",
) -> None:
    """Print the smallest capacity that a group should ask for at a risk, and what if one leaves."""
    from hubsim.report.capacity_text import capacity_lines, write_curve
    from hubsim.report.texts import speaking

    part = _share(risk)
    done = opened(run)
    if csv_file is not None:
        write_curve(done, part, csv_file)
    with speaking(lang):
        lines = capacity_lines(done, part)
    for line in lines:
        typer.echo(line)


def business(
    run: RunFolder,
    against: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            metavar="RUN", help="Run without the hub; the members of RUN alone by default."
        ),
    ] = None,
    lang: Lang = "en",
) -> None:
    """Print the business case of a run: investment, saving, payback, cost of a relieved kVA, deferral."""
    from hubsim.report.business_text import business_lines
    from hubsim.report.texts import speaking
    from hubsim.report.view import RunView

    without = None if against is None else RunView.of(opened(against))
    with speaking(lang):
        lines = business_lines(RunView.of(opened(run)), without)
    if not lines:
        raise MissingError(
            f"{run} has no business case: give the scenario a section business and run it again"
        )
    for line in lines:
        typer.echo(line)


def _share(text: str) -> float:
    from hubsim.units import parse

    try:
        part = parse(text, "share")
    except ValueError as error:
        raise UsageError(f"--risk: {error}") from None
    if not 0.0 <= part < 1.0:
        raise UsageError(
            f"--risk: {text} is out of range (allowed: at least 0 % and less than 100 %)"
        )
    return part


def _book(folder: Path) -> Book:
    from hubsim.bills.book import FILE, Book

    data = opened(folder).file(FILE)
    if data is None:
        raise MissingError(
            f"{folder} has no bills: give the scenario a section bills, for example"
            " bills: {rates: nl-2026, netting: nl-2027}, and run it again"
        )
    return Book.of_bytes(data)

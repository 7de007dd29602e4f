"""Bills of a stored run: the command, its files, the report; what is wrong is said by name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hubsim.bills.book import Book
from hubsim.bills.lines import LINES
from hubsim.cli import app
from hubsim.errors import MissingError, UsageError
from hubsim.pipeline import run
from hubsim.report.dates import month_words
from hubsim.report.rebuild import rebuild_report
from hubsim.report.view import book_of
from hubsim.results import Run, open_run, verify
from hubsim.scenario.load import load_scenario

PARK = Path(__file__).parents[2] / "scenarios" / "business-park-hub.yaml"
DAYS = ["time={start: 2026-02-27, days: 3, step: 15 min, timezone: Europe/Amsterdam}"]


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(load_scenario(PARK, "group", DAYS), tmp_path_factory.mktemp("park"))


@pytest.fixture(scope="module")
def book(park: Run) -> Book:
    found = book_of(open_run(park.folder))
    assert found is not None
    return found


def said(*words: str) -> list[str]:
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0
    return done.output.splitlines()


def test_the_stored_bills_are_those_of_the_run_in_memory(park: Run, book: Book) -> None:
    made = book_of(park)
    assert made is not None
    assert (made.bills["together"].cents == book.bills["together"].cents).all()
    assert book.months == ("2026-02", "2026-03")
    assert verify(park.folder) == []


def test_the_bills_hold_the_energy_cost_of_the_key_figures(park: Run, book: Book) -> None:
    names = list(LINES)
    for operation in ("alone", "together"):
        sums = book.bills[operation].eur.sum(axis=(0, 1))
        energy = ("energy", "feed-in", "gas", "tax", "shared-tax", "hub-fee")
        found = sum(sums[names.index(name)] for name in energy)  # firms without VAT
        assert found == pytest.approx(park.kpis[operation]["energy_cost_eur"].value, abs=1e-6)


def test_the_command_lists_every_member_and_states_the_remainder_last(
    park: Run, book: Book
) -> None:
    lines = said("bills", str(park.folder))
    assert lines[-1].startswith("Remainder of all accounts: 0.00 EUR")
    for name in (*book.names, "All members", "Grid operator", "State"):
        assert any(line.startswith(name) for line in lines), name


def test_a_statement_adds_up_for_who_checks_it_by_hand(park: Run, book: Book) -> None:
    lines = said("bills", str(park.folder), "--member", "bakery")
    for month in book.months:
        start = next(i for i, line in enumerate(lines) if line.startswith(month_words(month)))
        end = next(i for i, line in enumerate(lines[start:], start) if "Total" in line)
        amounts = [float(line.split()[-1].replace(",", "")) for line in lines[start + 1 : end]]
        assert sum(amounts) == pytest.approx(float(lines[end].split()[-1].replace(",", "")))
    assert any("Grid: highest quarter-hour" in line and "kW" in line for line in lines)
    assert lines[-1].startswith("Remainder")


def test_bills_are_told_in_dutch_with_the_same_cents(park: Run, book: Book, tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    lines = said("bills", str(park.folder), "--lang", "nl", "--csv", str(file))
    assert lines[0] == (
        "Rekeningen van februari 2026 tot en met maart 2026, tarieven nl-2026, salderen nl-2027,"
        " delen mid-market-rate"
    )
    paid = int(book.bills["together"].total_cents().sum())
    written = f"{paid // 100:,}.{paid % 100:02d}".translate(str.maketrans(",.", ".,"))
    assert paid > 100_000
    assert next(line for line in lines if line.startswith("Alle deelnemers")).split()[3] == written
    assert lines[-1].startswith("Restant van alle rekeningen: 0,00 euro (in de slechtste stap ")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert {row["what"] for row in rows if row["line"] == "kw-max"} == {"Net: hoogste kwartier"}
    statement = said("bills", str(park.folder), "--member", "bakery", "--lang", "nl")
    assert statement[0].endswith(": bakery, samen")
    assert any(line.startswith("  Net: hoogste kwartier") and "kW" in line for line in statement)


def test_the_files_hold_the_same_cents(park: Run, book: Book, tmp_path: Path) -> None:
    said(
        "bills",
        str(park.folder),
        "--csv",
        str(tmp_path / "b.csv"),
        "--xlsx",
        str(tmp_path / "b.xlsx"),
    )
    with (tmp_path / "b.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for operation in ("alone", "together"):
        mine = [row for row in rows if row["operation"] == operation]
        # Members and parties sum to nothing, and members to what the book says.
        assert sum(round(100 * float(row["eur"])) for row in mine) == 0
        members = sum(
            round(100 * float(r["eur"])) for r in mine if not r["account"].startswith("(")
        )
        assert members == int(book.bills[operation].cents.sum())
    openpyxl = pytest.importorskip("openpyxl")
    sheets = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert sheets["bills"].max_row == len(rows) + 1
    assert sheets["totals"]["B2"].value.startswith("=SUMIFS(bills!$H$2")
    assert sheets["totals"].cell(sheets["totals"].max_row, 1).value == "remainder"


def test_one_member_alone_is_exported_without_the_others(park: Run, tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    said("bills", str(park.folder), "--member", "cold", "--csv", str(file))
    with file.open(encoding="utf-8", newline="") as stream:
        assert {row["account"] for row in csv.DictReader(stream)} == {"cold"}


def test_an_unknown_member_is_named_with_the_nearest(park: Run) -> None:
    with pytest.raises(UsageError, match=r"no member 'bakry'.*nearest: bakery"):
        said("bills", str(park.folder), "--member", "bakry")


def test_a_run_without_bills_says_what_to_add(street: Path, tmp_path: Path) -> None:
    changes = ["time.days=1", "bills=null", "headroom=null", "control.mode=none"]
    plain = run(load_scenario(street, "no-hub", changes), tmp_path / "plain")
    with pytest.raises(MissingError, match="give the scenario a section bills"):
        said("bills", str(plain.folder))
    with pytest.raises(MissingError, match="not a finished run"):
        said("bills", str(tmp_path))


def test_the_report_tells_who_gains_and_why_and_is_rebuilt_the_same(park: Run, book: Book) -> None:
    page = (park.folder / "report.html").read_text(encoding="utf-8")
    assert "Who gains, who loses, and why" in page
    assert "members gain" in page
    for name in book.names:
        assert f'<th scope="row">{name}</th>' in page
    again = rebuild_report(park.folder).read_text(encoding="utf-8")
    start, end = '<h2 id="bills">', "</section>"
    section = page[page.index(start) :].partition(end)[0]
    assert len(section) > 1000
    assert again[again.index(start) :].partition(end)[0] == section


def test_the_shipped_month_shows_saving_and_breach_with_and_without_the_hub(tmp_path: Path) -> None:
    done = run(load_scenario(PARK, "group"), tmp_path)
    alone, together = done.kpis["alone"], done.kpis["together"]
    assert alone["breach_steps"].value > 10.0
    assert alone["breach_max_kw"].value > 50.0
    assert together["breach_steps"].value == 0.0
    assert alone["trafo_overload_h"].value > together["trafo_overload_h"].value == 0.0
    book = book_of(done)
    assert book is not None
    grid = book.gain_by_cause()["grid"]
    # One power of 430 kW in place of 970 kW, and one peak in place of ten.
    assert grid.sum() > 100 * 2000
    assert (book.gain_cents() >= -2).all()

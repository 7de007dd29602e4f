"""Business case and income groups by hand, and the command."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from hubsim.bills.book import Book, make_book
from hubsim.bills.business import FOREVER, Plain, annuity_eur, business_case, years_that_do
from hubsim.bills.income import income_groups, poverty
from hubsim.cli import app
from hubsim.errors import MissingError
from hubsim.pipeline import run
from hubsim.report.statements import income_lines
from hubsim.scenario.load import load_scenario

PARK = Path(__file__).parents[2] / "scenarios" / "business-park-hub.yaml"
DAY = ["time={start: 2026-02-27, days: 1, step: 15 min, timezone: Europe/Amsterdam}"]
SHARED = {"kind": "mid-market-rate", "fee": "0.10 EUR/kWh", "hub_fee": "0.02 EUR/kWh"}


@pytest.fixture(scope="module")
def year(plan_of, operate) -> Book:
    """A year by the hour: a sells 2 kW to b, whose income is low, and c, whose dwelling is poor."""
    plan = plan_of(
        {
            "a": {"income": "60 kEUR/year", "income_group": "high", "energy_label": "A"},
            "b": {"income": "20 kEUR/year", "income_group": "low", "energy_label": "B"},
            "c": {"income": "22 kEUR/year", "income_group": "low", "energy_label": "F"},
        },
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        rules={
            "rates": "nl-2026",
            "netting": "nl-2027",
            "poverty": {"low_income": "25 kEUR/year", "high_cost": "2500 EUR/year"},
        },
        sharing=SHARED,
    )
    net = np.array([-2.0, 1.0, 1.0])
    return make_book(plan, operate(plan, net, shares=False), operate(plan, net))


def test_income_groups_by_hand(year: Book) -> None:
    # b and c buy 8,760 kWh at 0.30: 2,628 EUR. Together at (0.20 + 0.05) / 2 + 0.10 = 0.225: 1,971 EUR.
    high, low = income_groups(year)
    assert (high.name, high.n_members, high.n_gain, high.n_lose) == ("high", 1, 1, 0)
    assert (low.alone_eur, low.together_eur) == pytest.approx((2628.0, 1971.0), abs=0.05)
    assert (low.n_members, low.n_gain) == (2, 2)


def test_energy_poverty_before_and_after_by_hand(year: Book) -> None:
    found = poverty(year)
    before, after = found["alone"], found["together"]
    assert (before.lihe, after.lihe) == (2, 0)  # 2,628 EUR is high, 1,971 is not
    assert (before.lilek, after.lilek) == (1, 1)  # c's dwelling stays what it is
    # a is paid 876 EUR: -1.46 %; b 13.14 %, c 11.945 %.
    assert before.quote_pct == pytest.approx((-876 / 600 + 2628 / 200 + 2628 / 220) / 3, abs=1e-3)
    assert any("low income and high cost 2 and 0" in line for line in income_lines(year))


def test_a_part_of_a_year_has_groups_and_no_measures(plan_of, operate) -> None:
    plan = plan_of(
        {"a": {"income": "20 kEUR/year", "income_group": "low"}},
        rules={
            "rates": "nl-2026",
            "netting": "nl-2027",
            "poverty": {"low_income": "25 kEUR/year", "high_cost": "2 kEUR/year"},
        },
    )
    did = operate(plan, np.array([1.0]))
    book = make_book(plan, did, did)
    assert poverty(book) == {}
    assert any("is of a year" in line for line in income_lines(book))
    assert Book.of_bytes(book.to_bytes()).poverty == book.poverty


def test_an_annuity_pays_the_investment_with_interest() -> None:
    yearly = annuity_eur(1000.0, 3.0, 0.10)
    left = 1000.0
    for _ in range(3):
        left = left * 1.10 - yearly
    assert left == pytest.approx(0.0, abs=1e-9)


def test_years_that_a_network_will_do() -> None:
    # 80 * 1.02^11 = 99.5, 80 * 1.02^12 = 101.5
    assert years_that_do(80.0, 100.0, 0.02) == 12
    assert years_that_do(100.0, 100.0, 0.02) == 1
    assert years_that_do(100.1, 100.0, 0.02) == 0
    assert years_that_do(80.0, 100.0, 0.0) == FOREVER


def test_the_case_by_hand(year: Book) -> None:
    plain = Plain(
        0.0,
        0.02,
        10_000.0,
        {"battery": (3000.0, 10.0, 100.0), "control": (1000.0, 5.0, 50.0)},
    )
    case = business_case(plain, (year, "alone"), year, (90.0, 80.0), 100.0)
    assert case.investment_eur == 4000.0
    assert case.annuity_eur == 300.0 + 200.0
    assert case.yearly_eur == 150.0
    # Members' gain and the operator's fee: 2 kW * 8,760 h * (0.30 - 0.05 - 0.08 of tax).
    assert case.saving_eur == pytest.approx(17520 * 0.17, abs=0.2)
    assert case.relieved_kva == 10.0
    assert case.per_kva_eur == pytest.approx((650.0 - 2978.4) / 10.0, abs=0.1)
    assert case.payback_years == pytest.approx(4000.0 / (2978.4 - 150.0), rel=1e-3)
    assert (case.years_without, case.years_with) == (6, 12)
    assert case.deferral_eur == 0.0  # nothing is gained by waiting without interest
    dearer = Plain(0.05, 0.02, 10_000.0, plain.items)
    later = business_case(dearer, (year, "alone"), year, (90.0, 80.0), 100.0).deferral_eur
    assert later == pytest.approx(10_000.0 * (1.05**-6 - 1.05**-12))


def test_a_hub_that_relieves_or_saves_nothing_has_no_payback(year: Book) -> None:
    plain = Plain(0.05, 0.02, None, {"battery": (3000.0, 10.0, 9000.0)})
    case = business_case(plain, (year, "alone"), year, (80.0, 80.0), 100.0)
    assert np.isnan(case.per_kva_eur)
    assert np.isinf(case.payback_years)
    assert case.deferral_eur is None
    assert Plain.of_bytes(plain.to_bytes()) == plain


def test_the_command_prints_the_case_and_names_what_is_missing(tmp_path: Path) -> None:
    group = run(load_scenario(PARK, "group", DAY), tmp_path)
    separate = run(load_scenario(PARK, "separate", DAY), tmp_path)
    words = ["business", str(group.folder), "--against", str(separate.folder)]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0
    assert "Investment 170,000.00 EUR" in done.output
    assert "it stays below 504.0 kVA for" in done.output
    assert "simulate a year before deciding" in done.output
    assert "Business case" in (group.folder / "report.html").read_text(encoding="utf-8")
    with pytest.raises(MissingError, match="give the scenario a section business"):
        CliRunner().invoke(app, ["business", str(separate.folder)], catch_exceptions=False)

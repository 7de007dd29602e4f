"""Dials, answers and bills by group against numbers worked out by hand."""

import math
from dataclasses import replace

import pytest

from hubsim.bills.business import Plain
from hubsim.report.answers import answer, reference_answer
from hubsim.report.bill_groups import bill_groups
from hubsim.report.business_text import business_lines, case_of
from hubsim.report.dials import dials_of
from hubsim.report.ranking import criteria
from tests.report.made_up import with_sections

NAMES = ["a", "b", "c", "d", "shop"]
ALONE, TOGETHER = [10.0, 20.0, 30.0, 40.0, 500.0], [12.0, 16.0, 30.0, 20.0, 400.0]


@pytest.fixture
def billed(make_street, make_book):
    book = make_book(NAMES, ALONE, TOGETHER)  # a and b are households
    return replace(make_street(days=31), bills=book)


def dial(view, operation, key):
    (found,) = [one for one in dials_of(view, operation) if one.key == key]
    return found


def test_a_household_s_year_is_twelve_of_its_january(billed):
    alone, together = (dial(billed, name, "affordability") for name in ("alone", "together"))
    assert alone.value == pytest.approx(12 * (10 + 20) / 2)
    assert together.value == pytest.approx(12 * (12 + 16) / 2)
    assert together.shown == "\u20ac 168"
    assert together.note == "per household a year"
    assert together.source.startswith("bills.parquet|operation = together")


def test_without_households_or_bills_it_is_a_member_s_year(billed, week):
    book = billed.bills
    firms = tuple(
        {**member, "home": False, "common": member["name"] == "shop"} for member in book.members
    )
    only_firms = replace(billed, bills=replace(book, members=firms))
    assert dial(only_firms, "alone", "affordability").value == pytest.approx(12 * 100 / 4)
    members = {member for _, kind, member in week.manifest["geometry"]["assets"] if kind == "load"}
    cost = week.kpis["alone"]["energy_cost_eur"].value
    found = dial(week, "alone", "affordability")
    assert found.value == pytest.approx(cost / len(members) * 365 / 7)
    assert found.source.startswith("summary.json|kpis.alone.energy_cost_eur.value|")


def test_the_cost_of_a_kw_is_the_business_case_of_the_run(billed):
    plain = Plain(0.0, 0.02, None, {"battery": (10_000.0, 10.0, 100.0)})
    view = replace(billed, business=plain)
    peaks = [float(view.operation(name).trafo_loading_pct.max()) for name in ("alone", "together")]
    kva = float(view.geometry.trafo_limit_kva[0])
    saved = 12 * (sum(ALONE) - sum(TOGETHER))
    expected = (1000.0 + 100.0 - saved) / (0.01 * kva * (peaks[0] - peaks[1]))
    found = dial(view, "together", "cost_per_kw")
    assert found.value == pytest.approx(expected)
    assert "earns" in found.note
    assert math.isnan(dial(view, "alone", "cost_per_kw").value)
    assert math.isnan(dial(billed, "together", "cost_per_kw").value)


def test_years_that_were_simulated_count_in_the_business_case(billed):
    plain = Plain(0.05, 0.02, 60_000.0, {"battery": (10_000.0, 10.0, 100.0)})
    view = with_sections(replace(billed, business=plain))
    found = case_of(view)
    assert found.simulated
    assert (found.case.years_without, found.case.years_with) == (3, 50)
    assert found.case.deferral_eur == pytest.approx(60_000.0 * (1.05**-3 - 1.05**-50))
    assert any("by power flow of every year: 47 years" in line for line in business_lines(view))
    # At another growth they say nothing of the case, nor beside another run.
    other = replace(view, business=replace(plain, growth=0.03))
    assert not case_of(other).simulated
    assert not case_of(view, billed).simulated
    assert any("If the peak grows 3 %" in line for line in business_lines(other))


def test_groups_have_percentiles_and_who_gains(billed):
    found = bill_groups(billed)
    groups = {group.name: group for group in found.groups}
    assert list(groups) == [
        "Households", "Firms and others", "Income: low", "Income: high", "Tariff: dynamic", "Tariff: fixed",
    ]  # fmt: skip
    homes, firms = groups["Households"], groups["Firms and others"]
    assert homes.alone == [
        "11",
        "15",
        "19",
    ]  # of 10 and 20: a tenth, half and nine tenths of the way
    assert homes.together == ["12.4", "14", "15.6"]
    assert (homes.n_members, homes.n_gain, homes.n_lose) == (2, 1, 1)
    assert (firms.n_members, firms.n_gain, firms.n_lose) == (3, 2, 0)
    assert firms.alone == ["32", "40", "408"]
    assert found.months == "Jan 2016"
    assert bill_groups(replace(billed, bills=None)) is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (8.0, 0.0, "Solves the grid congestion"),
        (8.0, 4.0, "Takes away most of the grid congestion: overloaded for 4 hours"),
        (8.0, 4.25, "Takes away a part of the grid congestion: overloaded for 4.25 hours"),
        (8.0, 8.0, "Leaves the grid congestion as it is: overloaded for 8 hours"),
        (8.0, 8.25, "Makes the grid congestion worse: overloaded for 8.25 hours"),
        (0.0, 1.0, "Makes the grid congestion worse: overloaded for 1 hour instead of 0 hours"),
        (
            0.0,
            0.0,
            "The grid carries everything: its fullest part is loaded to 70.0 % instead of 90.0 %",
        ),
        (math.nan, 1.0, "This run was made before"),
    ],
)
def test_the_answer_says_what_the_hours_say(before, after, said):
    reference = {"overload_h": before, "line_loading_max_pct": 90.0, "trafo_loading_max_pct": 20.0}
    values = {"overload_h": after, "line_loading_max_pct": 70.0, "trafo_loading_max_pct": math.nan}
    assert answer(reference, values, "7 days").startswith(said)


def test_need_that_is_not_met_stands_in_the_answer():
    reference, values = {"overload_h": 2.0, "unmet_kwh": 1.0}, {"overload_h": 0.0, "unmet_kwh": 4.0}
    assert answer(reference, values, "7 days").endswith(
        "But 3 kWh of what people need is not delivered."
    )
    assert "not delivered" not in answer(reference, {**values, "unmet_kwh": 1.04}, "7 days")
    outside = answer(reference, {**values, "voltage_outside_h": 0.75}, "7 days")
    assert "The voltage at customers is outside its limits for 0.75 hours. But 3 kWh" in outside
    assert reference_answer(reference, "7 days") == (
        "Where it starts: the grid is overloaded for 2 hours in 7 days."
    )


def test_only_criteria_with_a_figure_are_ranked(week):
    found = criteria([("one", dials_of(week, "together")), ("two", dials_of(week, "alone"))])
    assert [one["key"] for one in found["criteria"]] == [
        "reliability", "affordability", "self_consumption", "sustainability",
    ]  # fmt: skip
    assert [one["higher"] for one in found["criteria"]] == [True, False, True, True]
    assert [one["least_span"] for one in found["criteria"]][::2] == [0.5, 0.5]
    highest = max(found["criteria"][1]["values"])
    assert found["criteria"][1]["least_span"] == pytest.approx(0.005 * highest)

"""Bills worked out by hand, and that they close whatever happens."""

from __future__ import annotations

import calendar
import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hubsim.bills.accounts import Case, ledger_of
from hubsim.bills.book import Book, make_book
from hubsim.bills.cents import in_cents
from hubsim.bills.lines import LINES, PARTIES
from hubsim.bills.months import Months
from hubsim.errors import BrokenInvariant, TornResult
from hubsim.horizon import Horizon
from hubsim.kinds import kinds_of
from hubsim.sharing.rule import SharingRule

SHARED = {"kind": "proportional", "fee": "0.13 EUR/kWh", "hub_fee": "0.02 EUR/kWh"}


def lines_of(book: Book, member: str, operation: str = "together") -> dict[str, float]:
    """Line -> EUR over all months, of what is not nothing."""
    bills, m = book.bills[operation], book.names.index(member)
    return {
        line: round(float(eur), 9)
        for line, eur in zip(LINES, bills.eur[:, m].sum(axis=0), strict=True)
        if abs(eur) > 1e-12
    }


def test_a_home_that_shares_by_hand(plan_of, operate) -> None:
    # a sells 2 kW and b buys 3 kW for 24 hours: 48 kWh are shared, b buys 24 kWh from its supplier.
    plan = plan_of({"a": {"home": True}, "b": {}}, sharing=SHARED)
    did = operate(plan, np.array([-2.0, 3.0]))
    book = make_book(plan, operate(plan, np.array([-2.0, 3.0]), shares=False), did)
    # 0.30 EUR with 21 % VAT is 0.247934 before, of which 0.0916 energy tax.
    before = 0.30 / 1.21
    # Midway: (0.30 - 0.13 + 0.05) / 2 = 0.11.
    assert lines_of(book, "b") == pytest.approx(
        {
            "energy": 24 * (before - 0.0916),
            "tax": 24 * 0.0916,
            "vat": 24 * (0.30 - before),
            "shared-tax": 48 * 0.11,
            "hub-fee": 48 * 0.02,
            "sharing": 48 * 0.11,
        }
    )
    credit = 519.80 / 365
    assert lines_of(book, "a") == pytest.approx(
        {"credit": -credit, "vat": -0.21 * credit, "sharing": -48 * 0.11}
    )
    # Alone, b buys 72 kWh at 0.30 and a sells 48 at 0.05.
    assert sum(lines_of(book, "b", "alone").values()) == pytest.approx(21.60)
    assert lines_of(book, "a", "alone")["feed-in"] == pytest.approx(-2.40)
    # 48 * (0.11 - 0.05) and 48 * (0.17 - 0.11), but for the cent of lines that are rounded one by one.
    assert book.gain_cents() == pytest.approx([288, 288], abs=1)
    paid = book.bills["together"].paid_to()
    assert paid["operator"] == 96
    assert paid["supplier"] == round(100 * 24 * (before - 0.0916))


def test_a_firm_pays_its_own_taxes_and_no_vat(plan_of, operate) -> None:
    plan = plan_of(
        {"firm": {"vat": False, "grid": "stedin.mv", "contracted": "100 kW"}},
        tariffs={"firm": "firm"},
        last=date(2026, 3, 31),
    )
    did = operate(plan, np.array([50.0]))
    hours = 31 * 24 - 1
    found = lines_of(make_book(plan, did, did), "firm")
    assert found == pytest.approx(
        {
            "energy": 50 * hours * 0.12,
            "tax": 50 * hours * 0.04,
            "kw-contract": 100 * 2.0228,
            "kw-max": 50 * 3.0966,
            "kwh": 50 * hours * 0.0198,
        }
    )


def test_a_household_pays_its_fixed_grid_fee_and_a_part_of_a_month_in_part(
    plan_of, operate
) -> None:
    plan = plan_of({"a": {"grid": "household"}}, first=date(2026, 4, 1), last=date(2026, 4, 10))
    did = operate(plan, np.array([0.0]))
    found = lines_of(make_book(plan, did, did), "a")
    # A third of April: 33.90 / 1.21 / 3, and VAT on it: 11.30 together.
    assert found["standing"] == pytest.approx(33.90 / 1.21 / 3)
    assert sum(found.values()) == pytest.approx(11.30)


def test_low_voltage_energy_costs_more_by_day(plan_of, operate) -> None:
    # Monday 2 March 2026: 16 of 24 hours are day.
    plan = plan_of(
        {"a": {"grid": "stedin.lv", "contracted": "60 kW", "vat": False}},
        first=date(2026, 3, 2),
        last=date(2026, 3, 2),
    )
    did = operate(plan, np.array([10.0]))
    found = lines_of(make_book(plan, did, did), "a")
    assert found["kwh"] == pytest.approx(160 * 0.0749 + 80 * 0.0460)


@pytest.mark.parametrize(("netting", "eur"), [("nl-2026", 3.6), ("nl-2027", 6.0), ("none", 6.0)])
def test_netting_pays_what_is_fed_in_as_what_was_bought(plan_of, operate, netting, eur) -> None:
    # 12 hours of 2 kW bought, 12 of 1 kW sold: 24 kWh at 0.30 less 12 kWh at 0.30, or at 0.10.
    plan = plan_of({"a": {}}, rules={"rates": "nl-2026", "netting": netting})
    plan.sell_eur_kwh = np.full((24, 1), 0.10)
    did = operate(plan, np.where(np.arange(24) < 12, 2.0, -1.0)[:, None])
    found = lines_of(make_book(plan, did, did), "a")
    assert sum(found.values()) == pytest.approx(eur)
    assert ("netting" in found) == (netting == "nl-2026")


def test_what_is_fed_in_beyond_use_is_not_netted(plan_of, operate) -> None:
    # 12 kWh bought, 36 kWh sold: 12 of them are paid 0.30, 24 are paid 0.05.
    plan = plan_of({"a": {}}, rules={"rates": "nl-2026", "netting": "nl-2026"})
    did = operate(plan, np.where(np.arange(24) < 12, 1.0, -3.0)[:, None])
    found = lines_of(make_book(plan, did, did), "a")
    assert sum(found.values()) == pytest.approx(-24 * 0.05)


def test_netting_is_by_calendar_year_and_ends_with_2026(plan_of, operate) -> None:
    # Bought on 31 December, sold on 1 January: nothing to net, in either year.
    plan = plan_of(
        {"a": {}},
        first=date(2026, 12, 31),
        last=date(2027, 1, 1),
        rules={"rates": "nl-2026", "netting": "nl"},
    )
    did = operate(plan, np.where(np.arange(48) < 24, 1.0, -1.0)[:, None])
    book = make_book(plan, did, did)
    assert book.months == ("2026-12", "2027-01")
    assert sum(lines_of(book, "a").values()) == pytest.approx(24 * 0.30 - 24 * 0.05)


def test_what_is_common_is_divided_by_the_rule(plan_of, operate) -> None:
    # The battery sells 2 kW at 0.05 EUR for 24 h alone; together half of it is shared at 0.175.
    plan = plan_of({"a": {}, "b": {}, "battery": {"common": True}}, sharing={"kind": "equal"})
    net = np.array([0.5, 0.5, -2.0])
    book = make_book(plan, operate(plan, net, shares=False), operate(plan, net))
    result = 24 * (0.175 + 0.05)
    assert lines_of(book, "battery")["common"] == pytest.approx(result)
    assert sum(lines_of(book, "battery").values()) == pytest.approx(0.0, abs=1e-9)
    for name in ("a", "b"):
        assert lines_of(book, name)["common"] == pytest.approx(-result / 2)
        assert lines_of(book, name, "alone")["common"] == pytest.approx(-24 * 0.10 / 2)


def test_each_of_several_common_members_is_left_with_nothing(plan_of, operate) -> None:
    plan = plan_of({"a": {}, "pv": {"common": True}, "car": {"common": True, "grid": "household"}})
    did = operate(plan, np.array([1.0, -2.0, 3.0]))
    book = make_book(plan, did, did)
    for name in ("pv", "car"):
        assert sum(lines_of(book, name).values()) == pytest.approx(0.0, abs=1e-9)
    # 24 kWh of its own at 0.30; the panels' 48 kWh at 0.05, the car's 72 at 0.30 and its fixed fee.
    fee = 33.90 * 24 / 743
    own = 24 * 0.30 - 48 * 0.05 + 72 * 0.30 + fee
    assert sum(lines_of(book, "a").values()) == pytest.approx(own)


def test_a_breach_is_priced_and_divided_by_what_each_drew(plan_of, operate) -> None:
    # 12 kW over a limit of 10 for a day at 2 EUR/kWh: 96 EUR, 3 : 1.
    plan = plan_of(
        {"a": {}, "b": {}}, contract={"kind": "firm", "import": "10 kW", "export": "10 kW"}
    )
    did = operate(plan, np.array([9.0, 3.0]))
    book = make_book(plan, did, did)
    assert lines_of(book, "a")["breach"] == pytest.approx(72.0)
    assert lines_of(book, "b")["breach"] == pytest.approx(24.0)
    assert "breach" not in lines_of(book, "a", "alone")


def test_room_given_up_is_paid_by_contracted_power(plan_of, operate) -> None:
    call = {"day": "2026-03-01", "from": "16:00", "to": "18:00", "import": "100 kW"}
    plan = plan_of(
        {
            "a": {"grid": "stedin.mv", "contracted": "300 kW", "vat": False},
            "b": {"grid": "stedin.mv", "contracted": "100 kW", "vat": False},
        },
        contract={
            "kind": "capacity-limitation",
            "import": "350 kW",
            "export": "0 kW",
            "fee": "0.2 EUR/kWh",
            "calls": {"evening": call},
        },
    )
    did = operate(plan, np.array([50.0, 40.0]))
    book = make_book(plan, did, did)
    # 250 kW for 2 h at 0.20: 100 EUR, 3 : 1.
    assert lines_of(book, "a")["reward"] == pytest.approx(-75.0)
    assert lines_of(book, "b")["reward"] == pytest.approx(-25.0)


def test_the_group_agreement_as_a_spreadsheet_would_have_it(plan_of, operate) -> None:
    """Written without the engine: rows of quarter-hours, columns of members, sums and maxima."""
    first, days = date(2026, 1, 1), 59
    told = {
        "bakery": {"grid": "stedin.mv-lv", "contracted": "120 kW", "vat": False},
        "mill": {"grid": "stedin.mv", "contracted": "260 kW", "vat": False},
        "dairy": {"grid": "stedin.mv", "contracted": "180 kW", "vat": False},
    }
    plan = plan_of(
        told,
        first=first,
        last=first + timedelta(days=days - 1),
        step_s=900,
        tariffs=dict.fromkeys(told, "firm"),
        contract={"kind": "group-transport", "import": "400 kW", "export": "300 kW"},
    )
    random = np.random.default_rng(11)
    table = random.uniform(-60.0, 130.0, (days * 96, 3)) * np.array([0.6, 1.6, 1.1])
    did = operate(plan, table)
    book = make_book(plan, did, did)

    station_contract, medium_contract, kw_max, kwh = 3.9308, 2.0228, 3.0966, 0.0198
    own_contract = [120 * station_contract, 260 * medium_contract, 180 * medium_contract]
    start = 0
    for p, month in enumerate((1, 2)):
        n_rows = calendar.monthrange(2026, month)[1] * 96
        rows = table[start : start + n_rows].tolist()
        start += n_rows
        own_peak = [max(0.0, max(row[m] for row in rows)) for m in range(3)]
        group_peak = max(0.0, max(math.fsum(row) for row in rows))
        energy = [math.fsum(max(row[m], 0.0) for row in rows) / 4 for m in range(3)]
        expected = {
            "kw-contract": [
                400 * medium_contract * eur / sum(own_contract) for eur in own_contract
            ],
            "kw-max": [group_peak * kw_max * peak / sum(own_peak) for peak in own_peak],
            "kwh": [kwh * used for used in energy],
            "surcharge": [(station_contract - medium_contract) * own_peak[0], 0.0, 0.0],
        }
        for line, amounts in expected.items():
            found = book.bills["together"].eur[p, :, list(LINES).index(line)]
            assert found == pytest.approx(amounts, abs=1e-9), (month, line)
        alone = book.bills["alone"].eur[p]
        assert alone[:, list(LINES).index("kw-contract")] == pytest.approx(own_contract)
        assert alone[:, list(LINES).index("kw-max")] == pytest.approx(
            [kw_max * k for k in own_peak]
        )


POWERS = arrays(
    np.float64, (48, 4), elements=st.floats(-80, 80, allow_nan=False).map(lambda p: round(p, 2))
)
KINDS = sorted(kinds_of(SharingRule))
MIXED = {
    "home": {"home": True, "grid": "household"},
    "shop": {"grid": "stedin.lv", "contracted": "60 kW"},
    "firm": {"grid": "stedin.mv", "contracted": "100 kW", "vat": False},
    "battery": {"grid": "stedin.mv-lv", "contracted": "80 kW", "vat": False, "common": True},
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=12, deadline=None)
@given(net_kw=POWERS, netting=st.sampled_from(["nl-2026", "nl-2027"]))
def test_every_cent_closes(plan_of, operate, kind, net_kw, netting) -> None:
    fields = {"keys": {"home": "50 %", "shop": "50 %"}} if kind == "static-keys" else {}
    plan = plan_of(
        MIXED,
        first=date(2026, 1, 31),
        last=date(2026, 2, 1),
        tariffs={"firm": "firm", "battery": "firm"},
        rules={"rates": "nl-2026", "netting": netting},
        sharing={"kind": kind, "fee": "0.06 EUR/kWh", "hub_fee": "0.01 EUR/kWh", **fields},
        contract={"kind": "group-transport", "import": "50 kW", "export": "50 kW"},
        day_ahead=np.linspace(-0.1, 0.2, 48),
    )
    case, did = Case.of(plan), operate(plan, net_kw)
    ledger = ledger_of(
        case, did, plan.scenario.sharing.settle(case.exchange(did)), plan.scenario.contract
    )
    assert np.abs(ledger.residual_eur()).max() <= 1e-6
    book = make_book(plan, operate(plan, net_kw, shares=False), did)
    for bills in book.bills.values():
        assert bills.remainder_cents() == 0
        assert int(bills.cents.sum()) == sum(bills.paid_to().values())
        for place, line in enumerate(LINES.values()):
            if line.party == "members":
                assert not bills.cents[:, :, place].sum(axis=1).any()
        assert np.abs(bills.cents - 100 * bills.eur).max() < 1.0 + 1e-6
    # The energy in a bill is what the key figures say that all pay for it.
    sums = book.bills["together"].eur.sum(axis=(0, 1))
    received = np.maximum(did.shared_kw, 0.0)
    cost = (
        ((did.bought_kw - received) * plan.buy_eur_kwh).sum()
        - ((did.sold_kw - (received - did.shared_kw)) * plan.sell_eur_kwh).sum()
        + plan.shared_fee_eur_kwh * received.sum()
    )
    if netting == "nl-2027":
        names = ("energy", "feed-in", "tax", "shared-tax", "hub-fee")
        found = sum(sums[list(LINES).index(name)] for name in names)
        # The value added tax in the price of the two that pay it stands with other VAT.
        vat = (did.bought_kw - received)[:, :2].sum() * (0.30 - 0.30 / 1.21)
        assert found + vat == pytest.approx(cost, abs=1e-6)


def test_bills_read_back_as_they_were_written(plan_of, operate) -> None:
    plan = plan_of(MIXED, sharing=SHARED, last=date(2026, 4, 2), step_s=3600)
    n_steps = plan.horizon.n_steps
    did = operate(plan, np.random.default_rng(1).normal(size=(n_steps, 4)) * 20)
    book = make_book(plan, did, did)
    again = Book.of_bytes(book.to_bytes())
    assert again.months == book.months == ("2026-03", "2026-04")
    assert again.members == book.members
    assert again.residual_eur == book.residual_eur
    for name, bills in book.bills.items():
        assert (again.bills[name].cents == bills.cents).all()
        assert (again.bills[name].party_cents == bills.party_cents).all()
        assert (again.bills[name].eur == bills.eur).all()
        assert (again.bills[name].quantity == bills.quantity).all()


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(TornResult, match="holds no bills"):
        Book.of_bytes(b"no table")


def test_causes_and_months_sum_to_the_whole(plan_of, operate) -> None:
    plan = plan_of(MIXED, sharing=SHARED)
    did = operate(plan, np.array([3.0, -8.0, 20.0, -5.0]))
    book = make_book(plan, operate(plan, np.array([3.0, -8.0, 20.0, -5.0]), shares=False), did)
    assert sum(book.gain_by_cause().values()).tolist() == book.gain_cents().tolist()
    assert set(book.bills["alone"].paid_to()) == set(PARTIES)


@given(
    arrays(np.float64, (3, 7), elements=st.floats(-1e4, 1e4)),
)
def test_cents_are_as_near_as_they_can_be_and_sum_exactly(eur) -> None:
    total = eur.sum(axis=1)
    cents, totals = in_cents(eur, total)
    assert (cents.sum(axis=1) == totals).all()
    assert np.abs(totals - 100 * total).max() <= 0.5 + 1e-6
    assert np.abs(cents - 100 * eur).max() <= 1.0 + 1e-6


def test_thirds_of_a_euro_give_the_cent_to_the_first() -> None:
    cents, _ = in_cents(np.full((1, 3), 1 / 3), np.array([1.0]))
    assert cents.tolist() == [[34, 33, 33]]


def test_amounts_that_do_not_sum_to_their_total_are_our_bug() -> None:
    with pytest.raises(BrokenInvariant):
        in_cents(np.array([[1.0, 1.0]]), np.array([2.5]))


def test_a_ledger_that_does_not_close_is_our_bug(plan_of, operate) -> None:
    plan = plan_of({"a": {}})
    case, did = Case.of(plan), operate(plan, np.array([1.0]))
    settlement = plan.scenario.sharing.settle(case.exchange(did))
    ledger = ledger_of(case, did, settlement, None)
    ledger.step_eur["state"][7] += 1e-5
    with pytest.raises(BrokenInvariant, match="07:00"):
        ledger.close()


def test_months_are_whole_with_23_hours_of_the_clock_change() -> None:
    months = Months.of(
        Horizon.of_local_days(date(2026, 3, 1), date(2026, 4, 15), 3600, "Europe/Amsterdam")
    )
    assert months.names == ("2026-03", "2026-04")
    assert months.n_steps.tolist() == [743, 360]
    assert months.part == pytest.approx([1.0, 0.5])

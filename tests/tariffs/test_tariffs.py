"""Prices by hand: fixed, dynamic and time-of-use."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from hubsim.horizon import Horizon
from hubsim.kinds import kinds_of, union
from hubsim.tariffs.price import Price
from hubsim.tariffs.rates import rate_on, rates, years_of

READ = TypeAdapter(union(Price))
FRIDAY = Horizon.of_local_days(date(2016, 1, 15), date(2016, 1, 15), 3600, "Europe/Amsterdam")
DAY_AHEAD = np.linspace(-0.10, 0.13, 24)


def series(text: dict[str, object], day_ahead: np.ndarray = DAY_AHEAD) -> np.ndarray:
    price = READ.validate_python(text)
    assert price.problems() == []
    made: np.ndarray = price.series(FRIDAY, day_ahead)
    return made


def test_the_family_has_its_kinds() -> None:
    assert {"dynamic", "fixed", "time-of-use"} <= set(kinds_of(Price))


def test_only_prices_that_say_so_look_at_the_day_ahead_price() -> None:
    unknown = np.full(24, np.nan)
    assert kinds_of(Price)["dynamic"].uses_day_ahead
    assert not kinds_of(Price)["fixed"].uses_day_ahead
    assert np.isfinite(series({"kind": "fixed", "price": "1 EUR/kWh"}, unknown)).all()


def test_a_fixed_price_is_the_same_at_every_step() -> None:
    assert series({"kind": "fixed", "price": "25 ct/kWh"}).tolist() == [0.25] * 24


def test_a_dynamic_price_adds_markup_and_tax_before_vat() -> None:
    buy = series(
        {"kind": "dynamic", "markup": "0.025 EUR/kWh", "tax": "0.0916 EUR/kWh", "vat": "21 %"}
    )
    assert buy == pytest.approx((DAY_AHEAD + 0.1166) * 1.21)
    # By hand: (-0.10 + 0.025 + 0.0916) * 1.21
    assert buy[0] == pytest.approx(0.020086)


def test_a_selling_price_is_day_ahead_plus_markup_and_may_be_negative() -> None:
    sell = series({"kind": "dynamic", "markup": "-0.02 EUR/kWh"})
    assert sell == pytest.approx(DAY_AHEAD - 0.02)
    assert sell[0] == pytest.approx(-0.12)


def test_a_time_of_use_price_changes_in_its_windows() -> None:
    price = series(
        {
            "kind": "time-of-use",
            "price": "0.24 EUR/kWh",
            "windows": {
                "day": {"days": "mon-fri", "from": "07:00", "to": "23:00", "price": "0.31 EUR/kWh"}
            },
        }
    )
    assert price.tolist() == [0.24] * 7 + [0.31] * 16 + [0.24]


def test_overlapping_windows_are_a_problem_that_names_both() -> None:
    window = {"from": "07:00", "to": "12:00", "price": "1 EUR/kWh"}
    price = READ.validate_python(
        {"kind": "time-of-use", "price": "0 EUR/kWh", "windows": {"a": window, "b": window}}
    )
    ((field, message),) = price.problems()
    assert field == "windows.b"
    assert "'a'" in message
    assert "'b'" in message


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ({"kind": "fixed", "price": 0.25}, ("fixed", "price")),
        ({"kind": "fixed", "price": "0.25 EUR/kW"}, ("fixed", "price")),
        ({"kind": "dynamic", "vat": "-1 %"}, ("dynamic", "vat")),
        ({"kind": "dynamic", "merkup": "1 EUR/kWh"}, ("dynamic", "merkup")),
        ({"kind": "time-of-use", "price": "1 EUR/kWh", "windows": {}}, ("time-of-use", "windows")),
        (
            {
                "kind": "time-of-use",
                "price": "1 EUR/kWh",
                "windows": {"day": {"to": "7:00", "price": "1 EUR/kWh"}},
            },
            ("time-of-use", "windows", "day", "from"),
        ),
    ],
)
def test_a_wrong_field_is_named_as_the_scenario_writes_it(
    text: dict[str, object], place: tuple[str, ...]
) -> None:
    with pytest.raises(ValidationError) as caught:
        READ.validate_python(text)
    assert [error["loc"] for error in caught.value.errors()] == [place]


@pytest.mark.parametrize("kind", ["fixed", "dynamic", "time-of-use"])
def test_series_refuse_to_be_written(kind: str) -> None:
    window = {"day": {"from": "07:00", "to": "23:00", "price": "2 EUR/kWh"}}
    text: dict[str, object] = {"kind": kind}
    if kind != "dynamic":
        text["price"] = "1 EUR/kWh"
    if kind == "time-of-use":
        text["windows"] = window
    with pytest.raises(ValueError, match="read-only"):
        series(text)[0] = 1.0


def test_a_tariff_goes_back_to_text_that_reads_the_same() -> None:
    text = {
        "kind": "time-of-use",
        "price": "0.24 EUR/kWh",
        "windows": {
            "day": {"days": "mon-fri", "from": "07:00", "to": "24:00", "price": "0.31 EUR/kWh"}
        },
    }
    assert READ.dump_python(READ.validate_python(text), by_alias=True) == text


def test_dutch_taxes_are_those_of_the_table() -> None:
    given = series({"kind": "dynamic", "markup": "0.02 EUR/kWh", "taxes": "nl-2026"})
    by_hand = series(
        {"kind": "dynamic", "markup": "0.02 EUR/kWh", "tax": "0.0916 EUR/kWh", "vat": "21 %"}
    )
    assert given.tolist() == by_hand.tolist()


def test_taxes_by_day_are_those_of_each_day() -> None:
    price = READ.validate_python({"kind": "dynamic", "taxes": "nl"})
    year = Horizon.of_local_days(date(2026, 12, 30), date(2026, 12, 31), 3600, "Europe/Amsterdam")
    assert price.problems_on(year) == []
    assert price.series(year, np.zeros(48)) == pytest.approx(0.0916 * 1.21)
    later = Horizon.of_local_days(date(2026, 12, 31), date(2027, 1, 1), 3600, "Europe/Amsterdam")
    ((field, text),) = price.problems_on(later)
    assert (field, "2027; the table has nl-2026" in text) == ("taxes", True)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"taxes": "nl-2026", "tax": "0 EUR/kWh"}, "tax"),
        ({"taxes": "nl-2026", "vat": "21 %"}, "vat"),
        ({"taxes": "nl-2019"}, "taxes"),
    ],
)
def test_taxes_that_contradict_or_are_unknown_are_named(fields, named) -> None:
    price = READ.validate_python({"kind": "dynamic", **fields})
    assert [field for field, _ in price.problems()] == [named]


def test_every_rate_has_days_and_a_source_and_none_overlap() -> None:
    for rate in rates():
        assert rate.source
        assert rate.what
        assert rate.value >= 0.0  # netting has ended
        assert rate.last is None or rate.first <= rate.last
    for key in {rate.key for rate in rates()}:
        mine = sorted((rate for rate in rates() if rate.key == key), key=lambda rate: rate.first)
        for before, after in pairwise(mine):
            assert before.last is not None
            assert before.last < after.first
    assert rate_on("nl.energy-tax", date(2025, 12, 31)) is None
    assert years_of("nl.energy-tax") == [2026]

from __future__ import annotations

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from hubsim.units import UNITS, Quantity, parse, text_of


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("4.2 kWp", "peak power", 4.2),
        ("4200 Wp", "peak power", 4.2),
        ("2.5 MWh", "energy", 2500.0),
        ("-3kW", "power", -3.0),
        (" 1e3  W ", "power", 1.0),
        ("95 %", "share", 0.95),
        ("7 %", "share", 0.07),
        ("100 %", "loading", 100.0),
        ("15 min", "duration", 0.25),
        ("2 days", "duration", 48.0),
        ("5 ct/kWh", "price", 0.05),
        ("35 EUR/MWh", "price", 0.035),
        ("270 g/kWh", "carbon", 0.27),
        (".5 kA", "current", 500.0),
    ],
)
def test_a_text_with_a_unit_is_read_to_the_inner_unit_exactly(
    text: str, dimension: str, value: float
) -> None:
    assert parse(text, dimension) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (5, "a bare number has no unit"),
        (5.5, "a bare number has no unit"),
        ("5", "'5' has no unit"),
        (True, "a power is due here"),
        (None, "a power is due here"),
        ([], "a power is due here"),
        ("5 kWh", "unit 'kWh' is not a unit of power"),
        ("5 kw", "unit 'kw' is not a unit of power"),
        ("kW", "is not a number with a unit"),
        ("nan kW", "is not a number with a unit"),
        ("inf kW", "is not a number with a unit"),
        ("1e400 kW", "is not a finite number"),
        ("1_000 kW", "is not a unit of power"),
        ("\u0663 kW", "is not a number with a unit"),
        ("1 kW 2", "is not a unit of power"),
        ("1," + " " * 100_000 + "kW", "is not a number with a unit"),
        ("9" * 100_000 + " kW", "is not a number with a unit"),
    ],
)
def test_what_is_no_power_is_refused_with_what_is_allowed(text: object, words: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text, "power")
    assert words in str(caught.value)
    assert "finite" in words or "units: kW, W, MW" in str(caught.value)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(sorted(UNITS)))
def test_a_value_written_as_text_is_read_back_bit_for_bit(value: float, dimension: str) -> None:
    if dimension == "share" and abs(value) > 1e300:
        return  # more percent than a float holds
    assert parse(text_of(value, dimension), dimension) == value


def test_text_is_as_short_as_a_person_would_write_it() -> None:
    assert [text_of(0.6, "share"), text_of(300.0, "power"), text_of(0.025, "price")] == [
        "60 %",
        "300 kW",
        "0.025 EUR/kWh",
    ]


class Box(BaseModel):
    open: Annotated[float, Quantity("power", above=0.0)] = 1.0
    closed: Annotated[float, Quantity("share", least=0.0, most=1.0)] = 0.5


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"open": "0 kW"}, "0 kW is out of range: more than 0 kW"),
        ({"closed": "101 %"}, "101 % is out of range: at least 0 % and at most 100 %"),
        ({"closed": "-1 %"}, "-1 % is out of range"),
    ],
)
def test_limits_are_checked_and_named(data: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Box(**data)
    Box(open="0.001 kW", closed="100 %")


def test_a_quantity_is_written_with_its_unit() -> None:
    assert Box(open="2 MW").model_dump() == {"open": "2000 kW", "closed": "50 %"}

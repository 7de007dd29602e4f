"""Limits over time by hand, and contracts that contradict themselves."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from hubsim.contracts.contract import Contract
from hubsim.horizon import Horizon
from hubsim.kinds import union

READ = TypeAdapter(union(Contract))
# Friday and Saturday.
HORIZON = Horizon.of_local_days(date(2016, 1, 15), date(2016, 1, 16), 3600, "Europe/Amsterdam")
EVENING = {"days": "mon-fri", "from": "16:00", "to": "21:00", "import": "250 kW"}
TEXT = {"kind": "group-capacity", "point": "T1", "import": "300 kW", "export": "0.25 MW"}


def test_limits_hold_and_are_lower_inside_a_window() -> None:
    contract = READ.validate_python({**TEXT, "reduced": {"evening": EVENING}})
    assert contract.problems() == []
    limits = contract.limits(HORIZON)
    assert limits.import_kw.tolist() == [300.0] * 16 + [250.0] * 5 + [300.0] * 27
    assert limits.export_kw.tolist() == [250.0] * 48
    assert limits.breach_eur_kwh == 2.0


def test_a_window_may_reduce_both_directions() -> None:
    night = {"from": "22:00", "to": "02:00", "import": "0 kW", "export": "10 kW"}
    limits = READ.validate_python({**TEXT, "reduced": {"night": night}}).limits(HORIZON)
    hours = [0, 1, 22, 23, 24, 25, 46, 47]
    assert np.flatnonzero(limits.import_kw == 0.0).tolist() == hours
    assert np.flatnonzero(limits.export_kw == 10.0).tolist() == hours


def test_the_day_of_change_keeps_the_wall_clock() -> None:
    horizon = Horizon.of_local_days(date(2016, 3, 27), date(2016, 3, 27), 900, "Europe/Amsterdam")
    window = {**EVENING, "days": "daily"}
    limits = READ.validate_python({**TEXT, "reduced": {"evening": window}}).limits(horizon)
    assert np.flatnonzero(limits.import_kw == 250.0).tolist() == list(range(60, 80))


@pytest.mark.parametrize(
    ("reduced", "fields", "words"),
    [
        (
            {"a": {**EVENING, "import": "301 kW"}},
            ["reduced.a.import"],
            "above the normal limit of 300 kW",
        ),
        ({"a": {**EVENING, "export": "251 kW"}}, ["reduced.a.export"], "can only lower"),
        ({"a": EVENING, "b": EVENING}, ["reduced.b"], "'b' overlaps window 'a'"),
        ({"a": {"from": "1:00", "to": "2:00"}}, ["reduced.a"], "reduces nothing"),
    ],
)
def test_contradictions_are_named(
    reduced: dict[str, object], fields: list[str], words: str
) -> None:
    problems = READ.validate_python({**TEXT, "reduced": reduced}).problems()
    assert [field for field, _ in problems] == fields
    assert words in problems[0][1]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"import": "-1 kW"}, "import"),
        ({"import": "300"}, "import"),
        ({"export": "10 kWh"}, "export"),
        ({"breach": "-2 EUR/kWh"}, "breach"),
        ({"point": ""}, "point"),
        ({"importt": "3 kW"}, "importt"),
    ],
)
def test_a_wrong_field_is_named_as_the_scenario_writes_it(
    change: dict[str, object], place: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        READ.validate_python({**TEXT, **change})
    assert [error["loc"] for error in caught.value.errors()] == [("group-capacity", place)]


def test_a_contract_goes_back_to_text_that_reads_the_same() -> None:
    contract = READ.validate_python({**TEXT, "reduced": {"evening": EVENING}})
    text = READ.dump_python(contract, by_alias=True, exclude_none=True)
    assert (text["import"], text["export"]) == ("300 kW", "250 kW")
    assert READ.validate_python(text) == contract


def test_no_contract_limits_nothing_and_no_breach_costs_anything() -> None:
    limits = READ.validate_python({"kind": "none"}).limits(HORIZON)
    assert np.isposinf(limits.import_kw).all()
    assert np.isposinf(limits.export_kw).all()
    assert limits.import_kw.shape == (48,)
    assert limits.breach_eur_kwh == 0.0

"""What inverters and demands make of the voltage: codes, own parts, ratings, and what is refused."""

from __future__ import annotations

import math
import re
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from hubsim.assets.asset import Asset, Behaviour
from hubsim.assets.grid_codes import GRID_CODES, GridCode, Shape
from hubsim.assets.inverter import Inverter
from hubsim.voltage_response import Curve, Trip, VoltageResponse

Q_U = [[0.93, 0.44], [0.97, 0], [1.03, 0], [1.07, -0.44]]
P_U = [[1.07, 1.0], [1.10, 0.0]]
COS_PHI_P = [[0.5, 1.0], [1.0, 0.95]]


def pv(read: Any, inverter: Any = None, rating: str = "4 kWp") -> Asset:
    return read(kind="pv", rating=rating, profile="made/sun", inverter=inverter)


def battery(read: Any, inverter: Any, power: str = "5 kW") -> Asset:
    return read(kind="battery", energy="10 kWh", power=power, inverter=inverter)


def car(read: Any, **fields: Any) -> Asset:
    return read(kind="ev", charger="11 kW", arrival="18:00", energy="9 kWh", **fields)


def load(read: Any, **fields: Any) -> Asset:
    return read(kind="load", profile="made/house", annual="2 MWh", **fields)


def test_nothing_answers_the_voltage_unless_it_says_so(read) -> None:
    silent = [
        pv(read), pv(read, "none"), pv(read, {"rating": "5 kVA"}), load(read),
        battery(read, None), battery(read, "none"), car(read), car(read, v2g="7 kW"),
    ]  # fmt: skip
    assert [asset.response() for asset in silent] == [None] * len(silent)


def test_the_name_of_a_code_is_short_for_a_map(read) -> None:
    assert pv(read, "nl") == pv(read, {"code": "nl"})
    assert pv(read, "nl").response() == VoltageResponse(
        rated_kva=4.0, rated_kw=4.0, trip=Trip(above_pu=1.1, return_pu=1.1, return_s=60.0)
    )


def test_every_code_can_be_named_and_says_where_it_is_from() -> None:
    assert set(get_args(Inverter.model_fields["code"].annotation)) == set(GRID_CODES)
    assert all(code.title and len(code.source) > 30 for code in GRID_CODES.values())


@pytest.mark.parametrize("code", GRID_CODES.values(), ids=GRID_CODES)
def test_the_shapes_of_a_code_are_ones_that_a_scenario_could_write(code: GridCode) -> None:
    sizes = [size for size, _ in code.shapes]
    assert sizes == sorted(sizes)
    assert sizes[-1] == math.inf
    for _, shape in code.shapes:
        written: dict[str, Any] = {
            name: [list(point) for point in zip(curve.at, curve.value, strict=True)]
            for name in ("q_u", "p_u", "cos_phi_p")
            if (curve := getattr(shape, name)) is not None
        }
        if shape.trip is not None:
            written["trip"] = f"{shape.trip.above_pu} pu"
            written["return"] = f"{shape.trip.return_pu} pu"
            written["return_after"] = f"{shape.trip.return_s} s"
        inverter = Inverter.model_validate(written)
        assert inverter.problems() == []
        assert inverter.shape(5.0) == shape


def test_the_german_code_goes_by_size(read) -> None:
    small, large = (pv(read, "vde-ar-n-4105", rating).response() for rating in ("4.6 kWp", "5 kWp"))
    assert small.cos_phi_p == Curve((0.5, 1.0), (1.0, 0.95))
    assert small.q_u is None
    assert large.q_u.at == (0.93, 0.97, 1.03, 1.07)
    assert large.cos_phi_p is None
    # A rating decides before the panels do.
    assert pv(read, {"code": "vde-ar-n-4105", "rating": "4.6 kVA"}, "5 kWp").response().q_u is None


def test_a_default_rating_leaves_room_for_the_reactive_power_of_the_code(read) -> None:
    response = pv(read, "vde-ar-n-4105", "9 kWp").response()
    assert (response.rated_kw, response.rated_kva) == (9.0, pytest.approx(10.0))
    largest_kvar = max(response.q_u.value) * response.rated_kva
    assert math.hypot(response.rated_kw, largest_kvar) == pytest.approx(10.0, abs=1e-3)
    # At cos phi 0.95 the small one needs 4.4 kVA for 4.18 kW.
    assert pv(read, "vde-ar-n-4105", "4.18 kWp").response().rated_kva >= 4.4


def test_a_rating_bounds_the_panels_too(read, local_days, inputs_of) -> None:
    asset = pv(read, {"code": "nl", "rating": "3 kVA"})
    inputs = inputs_of(
        asset, local_days("2016-01-11", step_s=3600), sun=[0.5, 0.8, 1.0] + 21 * [0.0]
    )
    assert inputs["available_kw"][:4].tolist() == [2.0, 3.0, 3.0, 0.0]
    response = asset.response()
    assert (response.rated_kva, response.rated_kw) == (3.0, 3.0)
    # A larger rating gives room for reactive power and no more sun.
    assert pv(read, {"code": "nl", "rating": "5 kVA"}).response().rated_kw == 4.0


def test_own_parts_overrule_those_of_the_code(read) -> None:
    of_code = pv(read, "en-50549").response()
    own = pv(read, {"code": "en-50549", "q_u": Q_U, "return_after": "5 min"}).response()
    assert own.q_u == Curve((0.93, 0.97, 1.03, 1.07), (0.44, 0.0, 0.0, -0.44))
    assert own.p_u == of_code.p_u
    assert own.trip == Trip(1.1, 1.1, 300.0)
    # The one way of reactive power takes the place of the other.
    power_factor = pv(read, {"code": "en-50549", "cos_phi_p": COS_PHI_P}).response()
    assert power_factor.q_u is None
    assert power_factor.cos_phi_p == Curve((0.5, 1.0), (1.0, 0.95))
    assert power_factor.p_u == of_code.p_u


def test_volts_are_from_phase_to_neutral(read) -> None:
    trip = pv(read, {"trip": "253 V", "return": "241.5 V"}).response().trip
    assert trip == Trip(above_pu=1.1, return_pu=1.05, return_s=60.0)
    # A trip that is lower than the code's return takes the return with it.
    lower = pv(read, {"code": "nl", "trip": "248.4 V"}).response().trip
    assert lower == Trip(above_pu=1.08, return_pu=1.08, return_s=60.0)


def test_a_store_answers_with_reactive_power_alone(read) -> None:
    response = battery(read, "en-50549", "9 kW").response()
    assert response.q_u == pv(read, "en-50549").response().q_u
    assert (response.p_u, response.trip) == (None, None)
    assert (response.rated_kw, response.rated_kva) == (9.0, pytest.approx(10.0))
    assert battery(read, "nl").response() is None
    assert car(read, v2g="9 kW", inverter="en-50549").response() == response


@pytest.mark.parametrize(
    ("inverter", "fields", "words"),
    [
        ({"q_u": Q_U, "cos_phi_p": COS_PHI_P}, ["cos_phi_p"], "beside q_u"),
        ({"trip": "250 V", "return": "251 V"}, ["return"], "above the trip at 1.0869"),
        ({"code": "nl", "return": "1.11 pu"}, ["return"], "1.11 pu is above the trip at 1.1 pu"),
        (
            {"return": "1 pu", "return_after": "1 min"},
            ["return", "return_after"],
            "code none does not",
        ),
    ],
)
def test_a_contradiction_is_named_at_its_field(read, inverter, fields, words) -> None:
    problems = pv(read, inverter).problems()
    assert [field for field, _ in problems] == [f"inverter.{field}" for field in fields]
    assert words in problems[0][1]


def test_a_store_refuses_what_would_change_its_power(read) -> None:
    given = {"p_u": P_U, "trip": "253 V", "return": "250 V", "return_after": "60 s"}
    for asset in (battery(read, given), car(read, v2g="7 kW", inverter=given)):
        problems = asset.problems()
        assert [field for field, _ in problems] == [f"inverter.{name}" for name in given]
        assert all("not for a store" in text for _, text in problems)
    ((field, text),) = battery(read, {"rating": "4.9 kVA"}).problems()
    assert field == "inverter.rating"
    assert "5 kW" in text
    ((field, text),) = car(read, inverter="en-50549").problems()
    assert field == "inverter"
    assert "v2g" in text


@pytest.mark.parametrize(
    ("inverter", "words"),
    [
        ("nll", "no grid code 'nll': allowed: none, nl, en-50549, vde-ar-n-4105"),
        ({"code": ["nl"]}, "no grid code"),
        ({"codes": "nl"}, "codes"),
        ({"q_u": 1}, "two or more points"),
        ({"q_u": [[1.0, 0.0]]}, "two or more points"),
        ({"q_u": [[0.9, 0.1], [1.0]]}, "two plain numbers"),
        ({"q_u": [[0.9, True], [1.0, 0.0]]}, "two plain numbers"),
        ({"q_u": [[0.9, math.nan], [1.0, 0.0]]}, "two plain numbers"),
        ({"q_u": [["0.9 pu", 0.1], [1.0, 0.0]]}, "two plain numbers"),
        ({"q_u": [[0.97, 0.0], [0.93, -0.4]]}, "0.93 does not come after 0.97"),
        ({"q_u": [[0.97, 0.0], [0.97, -0.4]]}, "0.97 does not come after 0.97"),
        ({"q_u": [[0.93, -0.44], [0.97, 0.0]]}, "rises from -0.44 to 0.0"),
        ({"q_u": [[0.93, 1.1], [0.97, 0.0]]}, "a value from -1 to 1"),
        ({"q_u": [[213.9, 0.44], [223.1, 0.0]]}, "from 0 to 1.5"),
        ({"p_u": [[1.07, 0.0], [1.1, 1.0]]}, "must not"),
        ({"p_u": [[1.07, 1.0], [1.1, -0.1]]}, "a value from 0 to 1"),
        ({"cos_phi_p": [[0.5, 1.0], [1.1, 0.95]]}, "from 0 to 1"),
        ({"cos_phi_p": [[0.5, 1.0], [1.0, 0.0]]}, "a value from 0.5 to 1"),
        ({"trip": 253}, "no unit"),
        ({"trip": "400 V"}, "out of range"),
        ({"trip": "0.95 pu"}, "out of range"),
        ({"rating": "5 kW"}, "not a unit of apparent power"),
    ],
)
def test_what_is_no_inverter_is_refused(read, inverter, words) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        pv(read, inverter)


def test_an_inverter_is_written_back_as_it_was_read(read) -> None:
    asset = pv(read, {"code": "nl", "q_u": Q_U, "trip": "253 V", "return": "1.05 pu"})
    adapter = TypeAdapter(type(asset))
    written = adapter.dump_python(asset, mode="json", by_alias=True, exclude_none=True)
    expected = {
        "code": "nl",
        "q_u": Q_U,
        "trip": "1.1 pu",
        "return": "1.05 pu",
        "reactive": "curve",
    }
    assert written["inverter"] == expected
    assert adapter.validate_python(written) == asset


def test_what_the_voltage_took_from_panels_is_curtailed_and_closes(
    read, local_days, inputs_of
) -> None:
    asset = pv(read, "nl")
    inputs = inputs_of(asset, local_days("2016-01-11", step_s=3600), sun=[0.5, 0.8] + 22 * [0.0])
    planned = Behaviour(
        p_kw=np.array([-2.0, -3.0] + 22 * [0.0]),
        q_kvar=np.zeros(24),
        curtailed_kw=np.array([0.0, 0.2] + 22 * [0.0]),
    )
    p_kw, q_kvar = np.array([0.0, -2.5] + 22 * [0.0]), np.full(24, 0.1)
    did = asset.settled(inputs, planned, p_kw, q_kvar)
    assert did.curtailed_kw[:3] == pytest.approx([2.0, 0.7, 0.0], abs=1e-12)
    assert did.p_kw is p_kw
    assert did.q_kvar is q_kvar
    assert np.abs(asset.residual_kwh(inputs, did, 1.0)).max() < 1e-12


def test_a_store_keeps_its_level_when_it_settles(read) -> None:
    asset = battery(read, "en-50549")
    own_use = {"lowest_kw": np.zeros(2), "highest_kw": np.zeros(2)}
    planned = asset.alone(own_use, np.array([-2.0, 1.0]), 1.0)
    did = asset.settled({}, planned, planned.p_kw, np.array([0.0, 0.4]))
    assert did.level_kwh is planned.level_kwh
    assert did.q_kvar.tolist() == [0.0, 0.4]
    assert np.abs(asset.residual_kwh({}, did, 1.0)).max() < 1e-12


def test_a_demand_says_its_shares(read) -> None:
    shares = {"impedance": 0.5, "current": 0.2, "power": 0.3}
    assert load(read, zip=shares).response() == VoltageResponse(
        p_zip=(0.5, 0.2, 0.3), q_zip=(0.5, 0.2, 0.3)
    )
    assert load(read, zip=shares).problems() == []
    # Thirds add up as well as a computer adds them.
    assert load(read, zip=dict.fromkeys(shares, 1 / 3)).problems() == []
    ((field, text),) = load(read, zip={"impedance": 0.5, "power": 0.4}).problems()
    assert field == "zip"
    assert "sum to 0.9, not to 1" in text
    with pytest.raises(ValidationError, match="impedance"):
        load(read, zip={"impedance": -0.1, "power": 1.1})


def test_a_demand_may_be_what_some_voltage_makes_of_it_and_no_more(
    read, local_days, inputs_of
) -> None:
    asset = load(read, zip={"impedance": 0.4, "power": 0.6}, power_factor=1.0)
    inputs = inputs_of(asset, local_days("2016-01-11", step_s=3600), house=[0.001] * 24)
    planned = asset.alone(inputs, np.zeros(24), 1.0)
    for u_pu in (0.5, 0.9, 1.0, 1.1):
        p_kw = planned.p_kw * (0.4 * u_pu**2 + 0.6)
        did = asset.settled(inputs, planned, p_kw, planned.q_kvar)
        assert not asset.residual_kwh(inputs, did, 1.0).any()
    # At no voltage less than its constant power of 1.2 kW.
    less = asset.settled(inputs, planned, np.full(24, 1.1), planned.q_kvar)
    assert asset.residual_kwh(inputs, less, 1.0) == pytest.approx([-0.1] * 24)
    fixed = load(read, power_factor=1.0)
    assert fixed.residual_kwh(inputs, less, 1.0) == pytest.approx([-0.9] * 24)


def test_a_shape_that_does_nothing_is_the_default() -> None:
    assert Inverter().shape(5.0) == Shape()

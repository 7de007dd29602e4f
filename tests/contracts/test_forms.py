"""Every form of contract: its limits over time, its fees and its contradictions, worked out by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from pydantic import TypeAdapter

from hubsim.contracts.connection import size_of_connection
from hubsim.contracts.contract import Contract
from hubsim.contracts.grid_fees import COMPONENTS, GridTariff, GridUse
from hubsim.horizon import Horizon
from hubsim.kinds import kinds_of, union

READ = TypeAdapter(union(Contract))
# Friday and Saturday, by the hour.
HORIZON = Horizon.of_local_days(date(2026, 1, 16), date(2026, 1, 17), 3600, "Europe/Amsterdam")
BASE = {"import": "300 kW", "export": "200 kW"}
EVENING = {"day": "2026-01-16", "from": "16:00", "to": "21:00", "import": "100 kW"}
NIGHT = {"day": "2026-01-16", "from": "22:00", "to": "02:00", "export": "0 kW"}

# Tariffs of round numbers, so that a pocket calculator will do.
STATION = GridTariff("mv-lv", kw_contract_eur=4.0, kw_max_eur=3.0, day_eur=0.02, night_eur=0.02)
MEDIUM = GridTariff("mv", kw_contract_eur=2.0, kw_max_eur=3.0, day_eur=0.02, night_eur=0.02)
HOUSEHOLD = GridTariff("household", standing_eur=28.0)
TARIFFS = {"stedin.mv-lv": STATION, "stedin.mv": MEDIUM, "household": HOUSEHOLD}


def contract(**fields: object) -> Contract:
    made = READ.validate_python(fields)
    assert made.problems() == []
    return made


def use(*tariffs: GridTariff | None, part: float = 1.0, joint_peak: float = 250.0) -> GridUse:
    n = len(tariffs)
    return GridUse(
        tariffs,
        np.array([200.0, 150.0, 0.0][:n]),
        np.array([180.0, 120.0, 5.0][:n]),
        np.array([10_000.0, 5_000.0, 100.0][:n]),
        np.array([2_000.0, 1_000.0, 50.0][:n]),
        joint_peak,
        11_000.0,
        1_500.0,
        part,
        TARIFFS,
    )


def fees(form: Contract, of: GridUse) -> dict[str, list[float]]:
    found = form.grid_fees(of)
    assert set(found) == set(COMPONENTS)
    return {name: np.round(eur, 9).tolist() for name, eur in found.items()}


def test_a_firm_right_is_there_at_all_times_and_leaves_members_their_own_fees() -> None:
    form = contract(kind="firm", **BASE)
    limits = form.limits(HORIZON)
    assert limits.import_kw.tolist() == [300.0] * 48
    assert limits.export_kw.tolist() == [200.0] * 48
    # 200 kW * 4 and 150 kW * 2; 180 kW * 3 and 120 kW * 3; 12,000 and 6,000 kWh at 0.02.
    assert fees(form, use(STATION, MEDIUM, HOUSEHOLD)) == {
        "standing": [0.0, 0.0, 28.0],
        "kw-contract": [800.0, 300.0, 0.0],
        "kw-max": [540.0, 360.0, 0.0],
        "kwh": [240.0, 120.0, 0.0],
        "surcharge": [0.0, 0.0, 0.0],
    }


def test_a_part_of_a_month_is_charged_in_part_and_energy_in_full() -> None:
    found = fees(contract(kind="none"), use(STATION, MEDIUM, HOUSEHOLD, part=0.25))
    assert found["kw-contract"] == [200.0, 75.0, 0.0]
    assert found["kw-max"] == [135.0, 90.0, 0.0]
    assert found["standing"] == [0.0, 0.0, 7.0]
    assert found["kwh"] == [240.0, 120.0, 0.0]


def test_a_non_firm_right_gives_less_when_announced_and_charges_no_contracted_kw() -> None:
    form = contract(kind="non-firm", **BASE, announced={"cold": EVENING, "wind": NIGHT})
    limits = form.limits(HORIZON)
    assert limits.import_kw.tolist() == [300.0] * 16 + [100.0] * 5 + [300.0] * 27
    assert limits.export_kw.tolist() == [200.0] * 22 + [0.0] * 4 + [200.0] * 22
    found = fees(form, use(STATION, MEDIUM))
    assert found["kw-contract"] == [0.0, 0.0]
    assert found["kw-max"] == [540.0, 360.0]


def test_a_time_block_right_gives_all_inside_and_the_firm_part_outside() -> None:
    form = contract(
        kind="time-block",
        **BASE,
        outside_import="50 kW",
        blocks={"night": {"days": "mon-fri", "from": "22:00", "to": "06:00"}},
        discount="30 %",
    )
    limits = form.limits(HORIZON)
    # Thursday's block does not begin inside, but Friday 00:00 to 06:00 belongs to it.
    assert limits.import_kw.tolist() == [300.0] * 6 + [50.0] * 16 + [300.0] * 8 + [50.0] * 18
    assert limits.export_kw.tolist() == [200.0] * 6 + [0.0] * 16 + [200.0] * 8 + [0.0] * 18
    assert fees(form, use(STATION, MEDIUM))["kw-contract"] == [560.0, 210.0]


def test_a_duration_right_may_take_15_percent_of_the_hours_and_halves_the_contracted_kw() -> None:
    form = contract(kind="duration", **BASE, announced={"cold": EVENING})
    assert form.limits(HORIZON).import_kw.tolist() == [300.0] * 16 + [100.0] * 5 + [300.0] * 27
    assert fees(form, use(STATION, MEDIUM))["kw-contract"] == [400.0, 150.0]
    own = contract(kind="duration", **BASE, discount="65 %")
    assert fees(own, use(STATION, MEDIUM))["kw-contract"] == [280.0, 105.0]


def test_too_many_hours_taken_away_are_refused_with_the_number_allowed() -> None:
    # 15 % of 8,760 h are 1,314 h: 55 days of 24 h are 1,320.
    days = {
        f"d{n}": {"day": str(date(2026, 1, 1 + n) if n < 31 else date(2026, 2, n - 30)), "from": "00:00", "to": "24:00", "import": "0 kW"}
        for n in range(55)
    }  # fmt: skip
    form = READ.validate_python({"kind": "duration", **BASE, "announced": days})
    ((field, message),) = form.problems()
    assert field == "announced"
    assert "1320 h of 2026" in message
    assert "at most 1314 h" in message
    days.pop("d54")
    assert READ.validate_python({"kind": "duration", **BASE, "announced": days}).problems() == []


def test_a_capacity_limitation_lowers_the_limit_when_called_and_pays_for_it() -> None:
    form = contract(
        kind="capacity-limitation", **BASE, calls={"evening": EVENING}, fee="0.40 EUR/kWh"
    )
    assert form.limits(HORIZON).import_kw.tolist() == [300.0] * 16 + [100.0] * 5 + [300.0] * 27
    # 200 kW given up at 0.40 EUR/kWh: 80 EUR in each of five hours.
    assert form.reward_eur(HORIZON) == pytest.approx([0.0] * 16 + [80.0] * 5 + [0.0] * 27)
    assert fees(form, use(STATION, MEDIUM))["kw-contract"] == [800.0, 300.0]


def test_a_group_of_one_level_pays_one_power_and_one_peak() -> None:
    form = contract(kind="group-transport", **BASE)
    # 300 kW * 2 = 600 as 400 : 300; peak 250 kW * 3 = 750 as 540 : 360; kWh unchanged.
    found = fees(form, use(MEDIUM, MEDIUM))
    assert found["kw-contract"] == pytest.approx([600 * 4 / 7, 600 * 3 / 7])
    assert found["kw-max"] == pytest.approx([450.0, 300.0])
    assert found["kwh"] == [240.0, 120.0]
    assert found["surcharge"] == [0.0, 0.0]


def test_a_group_that_mixes_levels_has_the_highest_category_and_a_surcharge() -> None:
    form = contract(kind="group-transport", **BASE)
    found = fees(form, use(STATION, MEDIUM, HOUSEHOLD))
    # Category: medium voltage. 600 EUR as 800 : 300 of the own fees.
    assert found["kw-contract"] == pytest.approx([600 * 8 / 11, 600 * 3 / 11, 0.0])
    # (4 - 2) EUR * 180 kW, the own peak of the station's member.
    assert found["surcharge"] == [360.0, 0.0, 0.0]
    assert found["standing"] == [0.0, 0.0, 28.0]


def test_a_group_of_little_diversity_pays_more_than_its_members_did() -> None:
    form = contract(kind="group-transport", **BASE)
    of = use(STATION, MEDIUM, joint_peak=300.0)
    alone = sum(sum(eur) for eur in fees(contract(kind="none"), of).values())
    group = sum(sum(eur) for eur in fees(form, of).values())
    # Alone 800 + 300 + 540 + 360 + 360 = 2,360; group 600 + 900 + 360 + surcharge 360 = 2,220.
    assert (alone, group) == pytest.approx((2360.0, 2220.0))
    larger = contract(kind="group-transport", **{"import": "400 kW", "export": "0 kW"})
    assert sum(sum(eur) for eur in fees(larger, of).values()) == pytest.approx(2420.0)


def test_cable_pooling_is_billed_as_one_connection() -> None:
    form = contract(kind="cable-pooling", category="stedin.mv-lv", **BASE)
    found = fees(form, use(STATION, STATION, HOUSEHOLD))
    # 300 kW * 4 = 1,200 as 800 : 600; 250 kW * 3 = 750 as 540 : 360; 12,500 kWh * 0.02 = 250 as 240 : 120.
    assert found["kw-contract"] == pytest.approx([1200 * 4 / 7, 1200 * 3 / 7, 0.0])
    assert found["kw-max"] == pytest.approx([450.0, 300.0, 0.0])
    assert found["kwh"] == pytest.approx([250 * 2 / 3, 250 / 3, 0.0])
    assert found["standing"] == [0.0, 0.0, 28.0]
    assert form.limits(HORIZON).breach_eur_kwh == 100.0


@pytest.mark.parametrize("kind", sorted(kinds_of(Contract)))
def test_every_form_gives_limits_fees_and_a_reward_for_every_step(kind: str) -> None:
    extra = {
        "time-block": {"blocks": {"night": {"from": "22:00", "to": "06:00"}}},
        "capacity-limitation": {"fee": "1 EUR/kWh"},
        "cable-pooling": {"category": "stedin.mv"},
        "group-capacity": {"point": "T1"},
    }
    form = contract(kind=kind, **({} if kind == "none" else BASE), **extra.get(kind, {}))
    limits = form.limits(HORIZON)
    assert limits.import_kw.shape == limits.export_kw.shape == (48,)
    assert form.reward_eur(HORIZON).shape == (48,)
    assert all(eur.shape == (2,) for eur in form.grid_fees(use(MEDIUM, STATION)).values())
    text = READ.dump_python(form, by_alias=True, exclude_none=True, mode="json")
    assert READ.validate_python(text) == form


@pytest.mark.parametrize(
    ("fields", "named", "words"),
    [
        ({"kind": "non-firm", "announced": {"a": EVENING, "b": EVENING}}, "announced.b", "overlaps 'a' on 2026-01-16 16:00"),
        ({"kind": "non-firm", "announced": {"a": {**EVENING, "import": "301 kW"}}}, "announced.a.import", "above the 300 kW"),
        ({"kind": "duration", "announced": {"a": {"day": "2026-01-01", "from": "1:00", "to": "2:00"}}}, "announced.a", "lowers nothing"),
        ({"kind": "capacity-limitation", "fee": "1 EUR/kWh", "calls": {"a": EVENING, "b": {**EVENING, "from": "20:00", "to": "22:00"}}}, "calls.b", "overlaps"),
        ({"kind": "time-block", "blocks": {"a": {"from": "1:00", "to": "3:00"}, "b": {"from": "2:00", "to": "4:00"}}}, "blocks.b", "overlaps window 'a'"),
        ({"kind": "time-block", "blocks": {"a": {"from": "1:00", "to": "3:00"}}, "outside_import": "301 kW"}, "outside_import", "above the 300 kW"),
        ({"kind": "cable-pooling", "category": "stedin.hv"}, "category", "allowed: stedin.lv"),
    ],
)  # fmt: skip
def test_contradictions_are_named(fields: dict[str, object], named: str, words: str) -> None:
    ((field, message),) = READ.validate_python({**BASE, **fields}).problems()
    assert field == named
    assert words in message


def test_a_call_over_midnight_and_the_day_of_change_keep_the_wall_clock() -> None:
    horizon = Horizon.of_local_days(date(2026, 3, 28), date(2026, 3, 29), 3600, "Europe/Amsterdam")
    call = {"day": "2026-03-28", "from": "23:00", "to": "04:00", "import": "0 kW"}
    limits = contract(kind="non-firm", **BASE, announced={"a": call}).limits(horizon)
    # The hour from 02:00 to 03:00 does not exist: 23, 0, 1 and 3.
    assert np.flatnonzero(limits.import_kw == 0.0).tolist() == [23, 24, 25, 26]


@pytest.mark.parametrize(
    ("text", "phases", "total"), [("3x25 A", 3, 17.25), ("3x80 A", 3, 55.2), ("1x35 A", 1, 8.05)]
)
def test_sizes_of_connections(text: str, phases: int, total: float) -> None:
    size = size_of_connection(text)
    assert size.n_phases == phases
    assert size.total_kva == pytest.approx(total)


@pytest.mark.parametrize("text", ["25 A", "2x25 A", "3x0 A", "3x25", "3 x 25 kW", ""])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no size of a connection"):
        size_of_connection(text)

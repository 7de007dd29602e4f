"""The hub by rules: by hand where it can be, and what it promises whatever the street."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.balance import balance_check
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.ruled import operate_by_rules, rule_steps, ruled_assets
from hubsim.dispatch.ruled_limits import Loadings
from hubsim.dispatch.through_network import NetworkModel
from hubsim.errors import ScenarioError
from hubsim.pipeline import run
from hubsim.report.story import relief_sentences
from hubsim.report.texts import text
from hubsim.report.view import RunView
from hubsim.results import open_run, verify
from hubsim.scenario.load import load_scenario
from hubsim.scenario.plan import Plan, make_plan

WIDE = ("contract.import=1000 kW", "contract.export=1000 kW")
EVERY = [
    ("contract.import=30 kW",),
    ("contract.import=70 kW", "contract.export=5 kW"),
    ("limits.loading=30 %", *WIDE),
    ("limits.loading=15 %", *WIDE),
    ("members.corner.devices.pv.rating=320 kWp", *WIDE),
    (
        "members.car.devices.car.charger=2 kW",
        "members.pump.devices.heat_pump.power=0.5 kW",
        "contract.import=55 kW",
    ),
    (
        "members.pump.devices.heat_pump.power=0.7 kW",
        "members.pump.devices.heat_pump.backup=3 kW",
        "contract.import=70 kW",
    ),
    ("network.model=three-phase", "contract.import=70 kW"),
]
every = pytest.mark.parametrize("changes", EVERY)

HAND = """
hubsim: 1
name: hand
time: {start: 2016-06-06, end: 2016-06-07, step: 1 h, timezone: Europe/Amsterdam}
network: {kind: pandapower-example, function: create_kerber_landnetz_freileitung_1}
limits: {loading: 100 %, voltage_min: 0.90 pu, voltage_max: 1.10 pu}
profiles: {made: {file: hand.csv}}
tariffs:
  all: {buy: {kind: fixed, price: 0.3 EUR/kWh}, sell: {kind: fixed, price: 0.05 EUR/kWh}}
contract: {kind: group-capacity, point: trafo 1, import: 14 kW, export: 15 kW}
sharing: {kind: proportional, fee: 0 EUR/kWh}
control: {mode: rules, coordinate: [battery, ev, pv, curtailable]}
members:
  flat: {bus: bus_1_1, tariff: all, load: {profile: made/flat, annual: 87.6 MWh}}
  other:
    bus: bus_1_2
    tariff: all
    devices: {}
"""
"""10 kW all day, and what a test adds."""
CAR = (
    "{kind: ev, charger: 10 kW, efficiency: 100 %, battery: 60 kWh, arrival: '18:00', departure: '06:00',"
    " energy: 20 kWh}"
)
BATTERY = (
    "{kind: battery, energy: 10 kWh, power: 5 kW, round_trip: 100 %, soc_min: 0 %, soc_max: 100 %}"
)


def by_rules(street) -> Dispatch:
    return operate_by_rules(street.model, street.alone, street.alone, street.alone_flows)


def hand(folder: Path, *changes: str) -> tuple[Plan, Dispatch, Dispatch]:
    hour = np.arange(48)
    column = {
        "flat": np.full(48, 1.0 / 8760.0),
        "peak": np.where((hour == 8) | (hour == 9), 1.0, 0.0) / 8760.0,
        "sun": np.where((hour == 12) | (hour == 13), 1.0, 0.0),
    }
    times = np.datetime64("2016-06-06T00:00") + hour * np.timedelta64(1, "h")
    rows = [
        f"{time}+02:00," + ",".join(f"{x[t]:.17g}" for x in column.values())
        for t, time in enumerate(times)
    ]
    (folder / "hand.csv").write_text("\n".join(["time," + ",".join(column), *rows]) + "\n")
    (folder / "hand.yaml").write_text(HAND)
    plan = make_plan(load_scenario(folder / "hand.yaml", overrides=list(changes)))
    model, alone = NetworkModel.of(plan), operate_alone(plan)
    settled, flows = model.settle(alone)
    did = operate_by_rules(model, alone, settled, flows)
    balance_check(plan, did)
    return plan, alone, did


def power(plan: Plan, did: Dispatch, name: str) -> list[float]:
    return did.p_kw[:, plan.asset_ids.index(name)].tolist()


def test_a_car_takes_the_room_that_a_limit_leaves_until_it_is_full(tmp_path) -> None:
    plan, alone, did = hand(tmp_path, f"members.other.devices.car={CAR}")
    assert power(plan, alone, "other.car")[17:24] == pytest.approx([0, 10, 10, 0, 0, 0, 0])
    # 14 kW less the 10 kW of the flat: 20 kWh take five hours.
    assert power(plan, did, "other.car")[17:24] == pytest.approx([0, 4, 4, 4, 4, 4, 0])
    assert not did.unmet_kw.any()


def test_a_car_that_would_not_be_full_breaks_the_limit(tmp_path) -> None:
    plan, _, did = hand(tmp_path, f"members.other.devices.car={CAR}", "contract.import=10 kW")
    # No room at all: it waits while 5 kW until departure are enough, which is four hours before.
    assert power(plan, did, "other.car")[24:31] == pytest.approx([0, 0, 5, 5, 5, 5, 0])
    assert not did.unmet_kw.any()


def test_a_battery_shaves_a_peak_and_fills_again_within_the_limit(tmp_path) -> None:
    plan, alone, did = hand(
        tmp_path,
        f"members.other.devices.battery={BATTERY}",
        "members.peak={bus: bus_1_3, tariff: all, load: {profile: made/peak, annual: 52.56 MWh}}",
    )
    # 10 and 6 kW for two hours, 14 allowed; then 14 less 10 are free. It begins with 5 kWh.
    battery = plan.asset_ids.index("other.battery")
    assert not alone.p_kw[:, battery].any()
    assert did.p_kw[7:12, battery] == pytest.approx([0, -2, -2, 4, 0])
    assert did.level_kwh[7:13, 0] == pytest.approx([5, 5, 3, 1, 5, 5])
    # Back at alone's level it is alone's: no rest of rounding is carried on.
    assert not did.p_kw[11:, battery].any()


def test_what_is_fed_in_is_curtailed_to_the_limit_in_equal_shares(tmp_path) -> None:
    plan, _, did = hand(
        tmp_path,
        "members.other.devices.pv={kind: pv, rating: 20 kWp, profile: made/sun}",
        "members.more={bus: bus_1_3, tariff: all, devices: {pv: {kind: pv, rating: 30 kWp, profile: made/sun}}}",
    )
    # 50 kW less the flat's 10 kW are 40: 25 kW too much of 50, so each gives half.
    assert power(plan, did, "other.pv")[11:15] == pytest.approx([0, -10, -10, 0])
    assert power(plan, did, "more.pv")[11:15] == pytest.approx([0, -15, -15, 0])
    assert did.curtailed_kw.sum() == pytest.approx(50.0)


def test_a_battery_takes_what_is_fed_in_before_anything_is_curtailed(tmp_path) -> None:
    plan, _, did = hand(
        tmp_path,
        "members.other.devices.pv={kind: pv, rating: 28 kWp, profile: made/sun}",
        "members.store={bus: bus_1_3, tariff: all, devices: {battery: " + BATTERY + "}}",
    )
    # 3 kW too much for two hours; 5 kWh of room: the last of it is curtailed.
    assert power(plan, did, "store.battery")[12:14] == pytest.approx([3, 2])
    assert power(plan, did, "other.pv")[12:14] == pytest.approx([-28, -27])


def test_demand_is_cut_last_and_counted_as_unmet(tmp_path) -> None:
    plan, _, did = hand(
        tmp_path,
        f"members.other.devices.battery={BATTERY}",
        "members.other.devices.mill={kind: curtailable, profile: made/peak, annual: 87.6 MWh, share: 80 %,"
        " price: 1 EUR/kWh}",
    )
    # 20 kW, 14 allowed. The battery gives 5 kW while it has 5 kWh, the mill the rest.
    assert power(plan, did, "other.battery")[8:10] == pytest.approx([-5, 0])
    assert power(plan, did, "other.mill")[8:10] == pytest.approx([9, 4])
    assert did.unmet_kw.sum() == pytest.approx(1 + 6)


def test_where_nothing_binds_the_operation_is_that_alone_to_the_bit(village) -> None:
    street = village("limits.loading=1000 %", *WIDE)
    did = by_rules(street)
    for name in ("p_kw", "level_kwh", "unmet_kw", "curtailed_kw", "bought_kw", "sold_kw"):
        assert np.array_equal(getattr(did, name), getattr(street.alone, name))
    assert did.shared_kw.any()


@every
def test_every_balance_closes_by_rules(village, changes) -> None:
    street = village(*changes)
    did = by_rules(street)
    assert not np.array_equal(did.p_kw, street.alone.p_kw)
    balance_check(street.plan, did)


@every
def test_no_need_is_dropped_that_is_served_alone(village, changes) -> None:
    street = village(*changes)
    assert (by_rules(street).unmet_kw.sum(axis=0) <= street.alone.unmet_kw.sum(axis=0) + 1e-6).all()


@pytest.mark.parametrize(
    "changes", [("contract.import=70 kW", "contract.export=5 kW"), ("contract.import=65 kW",)]
)
def test_the_contract_holds_where_it_can(village, changes) -> None:
    street = village(*changes)
    alone, ruled = (did.member_kw().sum(axis=1) for did in (street.alone, by_rules(street)))
    limits = street.plan.contract
    assert (alone > limits.import_kw + 10.0).any()
    assert (ruled <= limits.import_kw + 1e-6).all()
    assert (ruled >= -limits.export_kw - 1e-6).all()


@pytest.mark.parametrize(
    "changes",
    [
        ("limits.loading=45 %", *WIDE),
        ("limits.loading=40 %", *WIDE),
        ("limits.loading=45 %", "members.shop.load.power_factor=0.8", *WIDE),
        ("members.corner.devices.pv.rating=320 kWp", *WIDE),
    ],
)
def test_ac_power_flow_stays_within_a_point_of_the_limit(village, changes) -> None:
    street = village(*changes)

    def peak_pct(did: Dispatch) -> float:
        flows = street.flows(did)
        return float(max(flows.trafo_loading_pct.max(), flows.line_loading_pct.max()))

    limit = street.plan.scenario.limits.loading
    assert peak_pct(street.alone) > limit + 1.0
    assert peak_pct(street.together) <= limit + 1e-3
    assert peak_pct(by_rules(street)) <= limit + 1.0


def test_the_shipped_street_is_relieved_and_stores_end_as_alone(street) -> None:
    plan = make_plan(load_scenario(street, layout="both"))
    model, alone = NetworkModel.of(plan), operate_alone(plan)
    settled, flows = model.settle(alone)
    assert flows.line_loading_pct.max() > 110.0
    did = operate_by_rules(model, alone, settled, flows)
    balance_check(plan, did)
    _, ruled = model.settle(did)
    assert max(ruled.trafo_loading_pct.max(), ruled.line_loading_pct.max()) <= 101.0
    assert did.unmet_kw.sum() <= alone.unmet_kw.sum() + 1e-6
    assert did.level_kwh[-1] == pytest.approx(alone.level_kwh[-1], abs=1e-6)


def test_energy_is_moved_and_not_made(village) -> None:
    street = village("contract.import=46 kW")
    did, alone = by_rules(street), street.alone
    assert did.level_kwh[-1] == pytest.approx(alone.level_kwh[-1], abs=1e-6)
    more = did.p_kw.sum(axis=0) - alone.p_kw.sum(axis=0)
    for a, asset in enumerate(street.plan.assets):
        if asset.kind == "battery":  # what it gave comes back with its losses
            moved = np.maximum(alone.p_kw[:, a] - did.p_kw[:, a], 0.0).sum()
            assert -1e-6 <= more[a] <= moved / asset.round_trip
        elif asset.kind == "ev":
            assert more[a] >= -1e-6
    hub = street.asset("hub.battery")
    given = -np.minimum(did.p_kw[:, hub], 0.0).sum()
    assert given > 1.0
    assert more[hub] == pytest.approx(given * (1.0 / 0.9 - 1.0), rel=1e-6)


def test_a_step_looks_at_nothing_that_lies_ahead(village) -> None:
    kinds = ("control.coordinate=[battery, pv]", "contract.import=70 kW", "contract.export=5 kW")
    whole, short = by_rules(village(*kinds)), by_rules(village("time.end=2016-06-07", *kinds))
    battery = village(*kinds).asset("hub.battery")
    assert np.abs(whole.p_kw[:24, battery]).max() > 1.0
    assert np.array_equal(whole.p_kw[:24, battery], short.p_kw[:24, battery])


def test_blocks_are_no_more_than_parts_of_the_whole(village, monkeypatch) -> None:
    street = village("contract.import=46 kW")
    whole = by_rules(street)
    monkeypatch.setattr("hubsim.dispatch.ruled._BLOCK", 5)
    parts = by_rules(street)
    assert not np.array_equal(whole.p_kw, street.alone.p_kw)
    for name in ("p_kw", "level_kwh", "unmet_kw", "curtailed_kw"):
        assert getattr(parts, name) == pytest.approx(getattr(whole, name), abs=1e-9)


def test_some_steps_are_those_of_the_whole_where_all_begins_as_alone(village) -> None:
    street = village("contract.import=70 kW", "contract.export=5 kW")
    plan, alone, whole = street.plan, street.alone, by_rules(street)
    away = (whole.level_kwh != alone.level_kwh).any(axis=1)
    moved = (whole.p_kw != alone.p_kw).any(axis=1)
    begin = next(t for t in range(12, len(moved)) if not away[t] and moved[t])
    steps = slice(begin, len(moved))
    loadings = Loadings.of(street.model, alone, _part(street.alone_flows, steps), begin)
    ruled = ruled_assets(plan)
    # Those of whom something is known already come first, whoever they are.
    known = replace(ruled, assets=ruled.assets[-2:])
    for found in (ruled, ruled_assets(plan, known)):
        made = rule_steps(plan, alone, loadings, found, steps)
        assert made.did.p_kw == pytest.approx(whole.p_kw[steps], abs=1e-9)
        assert made.did.level_kwh == pytest.approx(whole.level_kwh[begin:], abs=1e-9)
        assert made.moved.tolist() == moved[steps].tolist()
        less = whole.unmet_kw - alone.unmet_kw + whole.curtailed_kw - alone.curtailed_kw
        assert made.unserved_kwh == pytest.approx(less[steps].sum() * plan.horizon.step_h)


def _part(flows, steps: slice):
    loading = flows.trafo_loading_pct[steps], flows.line_loading_pct[steps]
    return replace(flows, trafo_loading_pct=loading[0], line_loading_pct=loading[1])


def test_without_a_mode_nothing_is_operated_together(village) -> None:
    assert village("control.mode=none").plan.coordinated == ()
    assert village("control.mode=rules").plan.coordinated == village().plan.coordinated


def test_a_run_by_rules_says_so_and_verifies(village, tmp_path) -> None:
    scenario = village("control.mode=rules", "contract.import=70 kW").plan.scenario
    done = run(scenario, tmp_path)
    assert done.manifest["solver"] == {"name": "rules"}
    assert done.kpis["alone"]["peak_import_kw"].value > 80.0
    assert done.kpis["together"]["peak_import_kw"].value <= 70.0 + 1e-6
    verify(done.folder)
    view = RunView.of(open_run(done.folder))
    assert view.is_ruled
    assert text("by_rules") in relief_sentences(view)
    page = (done.folder / "report.html").read_text()
    assert "gives way where a limit would break" in " ".join(page.replace("\u00a0", " ").split())


def test_constraints_of_an_engineer_are_refused_by_rules(village, tmp_path) -> None:
    scenario = village("control.mode=rules").plan.scenario
    with pytest.raises(ScenarioError, match=r"control.mode: is rules"):
        run(scenario, tmp_path, constrain=lambda model, plan: None)


def test_another_mode_is_refused_with_what_is_allowed(village) -> None:
    with pytest.raises(ScenarioError, match=r"control.mode: .*rules"):
        village("control.mode=rule")

"""From a scenario file to a plan that knows keys, sizes and what is common; errors at their line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hubsim.errors import ScenarioError
from hubsim.report.terminal import summary_lines
from hubsim.report.view import RunView, book_of
from hubsim.scenario.load import dump_resolved, load_scenario
from hubsim.scenario.plan import make_plan

ROOT = Path(__file__).parents[2] / "scenarios"
DAY = ["time={start: 2026-02-27, days: 1, step: 15 min, timezone: Europe/Amsterdam}"]


def test_a_plan_knows_keys_sizes_and_what_is_common() -> None:
    keys = "sharing={kind: static-keys, keys: {bakery: 70 %, cold: 30 %}}"
    plan = make_plan(load_scenario(ROOT / "business-park-hub.yaml", "group", [*DAY, keys]))
    place = {name: m for m, name in enumerate(plan.member_ids)}
    assert plan.member_limit_kw[place["garage"]] == pytest.approx(3 * 0.23 * 160)
    assert np.isinf(np.delete(plan.member_limit_kw, place["garage"])).all()
    assert plan.member_group == plan.member_ids
    assert np.isfinite(plan.day_ahead_eur_kwh).all()
    bought, sold = np.zeros((1, len(place))), np.zeros((1, len(place)))
    bought[0, [place["bakery"], place["cold"], place["sports"]]] = 50.0
    sold[0, place["turbine"]] = 40.0
    shared = plan.scenario.sharing.share(bought, sold)[0]
    assert shared[[place["bakery"], place["cold"], place["sports"]]] == pytest.approx([28, 12, 0])


def test_too_many_members_of_the_nucleolus_are_refused_at_the_rule() -> None:
    scenario = load_scenario(ROOT / "street.yaml", "both", ["sharing={kind: nucleolus}"])
    with pytest.raises(ScenarioError) as caught:
        make_plan(scenario)
    (issue,) = caught.value.issues
    assert issue.path == "sharing.kind"
    assert "are too many, at most 12" in issue.message


def test_a_resolved_scenario_loads_back_with_bills_and_business(tmp_path: Path) -> None:
    scenario = load_scenario(ROOT / "business-park-hub.yaml", "group", DAY)
    file = tmp_path / "again.yaml"
    file.write_text(dump_resolved(scenario, tmp_path), encoding="utf-8")
    again = load_scenario(file)
    assert again == scenario
    assert again.members["hub"].bill.common
    assert again.business == scenario.business


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("non-firm", "announced: {cold: {day: 2026-02-27, from: '16:00', to: '20:00', import: 250 kW}}"),
        ("time-block", "blocks: {night: {from: '19:00', to: '07:00'}}, outside_import: 330 kW, outside_export: 480 kW"),
        ("cable-pooling", "category: stedin.mv"),
        ("capacity-limitation", "fee: 0.2 EUR/kWh, calls: {cold: {day: 2026-02-27, from: '16:00', to: '20:00', import: 250 kW}}"),
    ],
)  # fmt: skip
def test_every_form_limits_the_hub_and_reaches_the_bills(kind, fields, tmp_path: Path) -> None:
    from hubsim.pipeline import run

    contract = f"contract={{kind: {kind}, import: 430 kW, export: 480 kW, {fields}}}"
    done = run(load_scenario(ROOT / "business-park-hub.yaml", "group", [*DAY, contract]), tmp_path)
    limits = done.plan.contract
    if kind != "cable-pooling":
        assert limits.import_kw.min() < 430.0
    net = done.dispatch["together"].member_kw().sum(axis=1)
    alone = done.dispatch["alone"].member_kw().sum(axis=1)
    beyond = np.maximum(net - limits.import_kw, 0.0).sum()
    assert beyond <= np.maximum(alone - limits.import_kw, 0.0).sum() + 1e-6
    book = book_of(done)
    assert book is not None
    assert book.bills["together"].remainder_cents() == 0
    (words,) = [line for line in summary_lines(RunView.of(done)) if line.startswith("Bills")]
    assert "members gain" in words

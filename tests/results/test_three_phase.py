"""A three-phase run on disk: a column a phase, its own tables, and what a balanced study says."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from hubsim.errors import ResultError
from hubsim.kpis.kpi import Outcome
from hubsim.kpis.measure import measure, relief
from hubsim.powerflow.flows import Response
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.results import open_run, verify

NEW = {"bus_unbalance_pct", "line_current_a", "line_neutral_a", "asset_lost_kw", "asset_tripped"}


def in_three_phases(plan, simple, seed):
    """Return a balanced outcome made one of three phases, its inverters answering the voltage."""
    random = np.random.default_rng(seed)
    steps, buses = simple.flows.vm_pu.shape
    lines, assets = simple.flows.line_loading_pct.shape[1], len(plan.assets)
    unsolved = ~simple.flows.converged

    def some(*shape):
        values = np.abs(random.normal(1.0, 0.05, (steps, *shape)))
        values[unsolved] = np.nan
        return values

    parts = vars(simple.flows) | {
        "vm_pu": some(buses, 3),
        "va_deg": some(buses, 3),
        "unbalance_pct": some(buses),
        "line_current_a": some(lines, 3),
        "line_neutral_a": some(lines),
        "response": Response(
            p_kw=simple.dispatch.p_kw,
            q_kvar=simple.dispatch.q_kvar,
            connected=np.ones((steps, assets), dtype=bool),
            tap=random.integers(-2, 3, (steps, 1)).astype(float),
            oscillating=unsolved & (np.arange(steps) % 2 == 0),
        ),
    }
    dispatch = replace(
        simple.dispatch,
        lost_kw=np.abs(random.normal(size=(steps, assets))),
        tripped=random.random((steps, assets)) > 0.9,
    )
    return Outcome(plan, dispatch, PhaseFlows(**parts), balanced=simple)


@pytest.fixture(scope="module")
def outcomes(story):
    scenario = SimpleNamespace(**vars(story.plan.scenario))
    scenario.network = SimpleNamespace(model="three-phase", regulators={"T": object()})
    plan = replace(story.plan, scenario=scenario)
    return {
        name: in_three_phases(plan, replace(simple, plan=plan), seed)
        for seed, (name, simple) in enumerate(story.outcomes.items())
    }


@pytest.fixture(scope="module")
def folder(story, outcomes, tmp_path_factory):
    kpis = {name: measure(outcome) for name, outcome in outcomes.items()}
    kpis["relief"] = relief(kpis["alone"], kpis["together"])
    return story.write(
        tmp_path_factory.mktemp("three-phase"),
        plan=outcomes["alone"].plan,
        outcomes=outcomes,
        kpis=kpis,
        balanced={name: measure(outcome.balanced) for name, outcome in outcomes.items()},
    )


def test_a_bus_has_a_column_for_each_phase(story, outcomes, folder):
    run, flows = open_run(folder), outcomes["together"].flows
    voltage = run.series("together", "bus_vm_pu")
    assert voltage.ids[:4] == (
        *(f"LV4.101 Bus 0.{phase}" for phase in "abc"),
        "LV4.101 Bus 1.a",
    )
    np.testing.assert_array_equal(voltage.values[:, 5], flows.vm_pu[:, 1, 2])
    current = run.series("together", "line_current_a")
    assert current.ids[1] == "LV4.101 Line 1.b"
    np.testing.assert_array_equal(current.values[:, 1], flows.line_current_a[:, 0, 1])


def test_powers_are_those_of_buses_with_members_and_add_up_to_their_assets(outcomes, folder):
    run, done = open_run(folder), outcomes["alone"]
    for quantity, power in (("bus_p_kw", done.dispatch.p_kw), ("bus_q_kvar", done.dispatch.q_kvar)):
        stored = run.series("alone", quantity)
        # Three members on three of four buses, each with three assets, one on every phase.
        assert stored.ids == tuple(f"LV4.101 Bus {bus}.{k}" for bus in range(3) for k in "abc")
        np.testing.assert_array_equal(stored.values, power)


@pytest.mark.parametrize("quantity", sorted(NEW | {"trafo_tap", "step_oscillating", "bus_vm_pu"}))
def test_what_only_such_a_run_has_comes_back_bit_for_bit(outcomes, folder, quantity):
    kept = open_run(folder, outcomes=outcomes).series("alone", quantity)
    read = open_run(folder).series("alone", quantity)
    assert read.ids == kept.ids
    assert read.values.tobytes() == np.ascontiguousarray(kept.values).tobytes()


def test_flags_are_stored_as_ones_and_zeros(outcomes, folder):
    run, done = open_run(folder), outcomes["together"]
    assert set(np.unique(run.array("together", "asset_tripped"))) == {0.0, 1.0}
    np.testing.assert_array_equal(
        run.array("together", "asset_tripped") == 1.0, done.dispatch.tripped
    )
    np.testing.assert_array_equal(
        run.array("together", "step_oscillating")[:, 0] == 1.0, done.flows.response.oscillating
    )


def test_a_balanced_run_does_not_have_them(story, stored):
    for run in (open_run(stored), open_run(stored, outcomes=story.outcomes)):
        for quantity in NEW:
            with pytest.raises(ResultError, match=f"has no .*{quantity}"):
                run.series("alone", quantity)
    assert open_run(stored).manifest["model"] == "balanced"
    assert open_run(stored).balanced == {}


def test_the_figures_of_a_balanced_study_stand_beside_its_own(outcomes, folder):
    summary = json.loads((folder / "summary.json").read_text())
    assert list(summary) == ["scenario", "layout", "horizon", "kpis", "balanced"]
    assert list(summary["balanced"]) == ["alone", "together"]
    run = open_run(folder)
    assert run.balanced == {name: measure(done.balanced) for name, done in outcomes.items()}
    assert run.summary == summary
    assert "unbalance_max_pct" in run.kpis["alone"]
    assert "unbalance_max_pct" not in run.balanced["alone"]
    assert run.manifest["model"] == "three-phase"
    assert verify(folder) == []


def test_oscillating_steps_are_counted_among_the_unsolved(outcomes):
    figures = measure(outcomes["alone"])
    found = figures["oscillating_steps"].value
    assert found == np.count_nonzero(outcomes["alone"].flows.response.oscillating)
    assert 0 < found < figures["unsolved_steps"].value

"""A small run to store: every array random, with NaN steps, so that nothing can be lost unseen."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from hubsim.contracts.contract import Limits
from hubsim.dispatch.dispatch import Dispatch
from hubsim.horizon import Horizon
from hubsim.kpis.kpi import Outcome
from hubsim.kpis.measure import measure, relief
from hubsim.powerflow.flows import Flows
from hubsim.results import write_run
from hubsim.scenario.limits import LoadingLimits
from hubsim.scenario.plan import Plan
from hubsim.scenario.thermal import Thermal

STAMP = datetime(2026, 11, 23, 10, 15, 0, tzinfo=UTC)


def make_plan(n_steps, n_bus, n_assets):
    series, own = -1.0 / (0.0025 + 0.01j), 1.0 / (0.0025 + 0.01j) + 0.002
    network = SimpleNamespace(
        base_kva=100.0,
        branch_yff_pu=np.array([own]),
        branch_ytt_pu=np.array([own]),
        branch_yft_pu=np.array([series]),
        branch_ytf_pu=np.array([series]),
        trafo_branch=np.array([0]),
        trafo_hv_bus=np.array([0]),
        trafo_lv_bus=np.array([1]),
        bus_ids=tuple(f"LV4.101 Bus {bus}" for bus in range(n_bus)),
        bus_kv=np.full(n_bus, 0.4),
        line_ids=tuple(f"LV4.101 Line {line}" for line in range(1, n_bus)),
        line_types=("",) * (n_bus - 1),
        line_from_bus=np.arange(n_bus - 1),
        line_limit_a=np.full(n_bus - 1, 270.0),
        trafo_ids=("MV4.101-LV4.101-Trafo 1",),
        trafo_limit_kva=np.array([400.0]),
        pandapower_json='{"_module": "pandapower.auxiliary"}',
    )

    def store(has):
        return SimpleNamespace(
            kind="any",
            has_store=has,
            stores=lambda: ("",) if has else (),
            worth_eur_kwh=lambda _, price: price,
            heat_sold=lambda: (0.0, 0.0),
        )

    return Plan(
        scenario=SimpleNamespace(
            name="street",
            layout="both",
            seed=2026,
            limits=SimpleNamespace(loading=100.0, voltage_min=0.95, voltage_max=1.05),
            network=SimpleNamespace(model="balanced", regulators={}),
            thermal=Thermal(),
            softener=None,
        ),
        horizon=Horizon(datetime(2016, 1, 10, 23, tzinfo=UTC), 900, n_steps, "Europe/Amsterdam"),
        network=network,
        loading_limits=LoadingLimits(
            100.0,
            np.zeros(n_steps, dtype=np.int64),
            np.full((1, 1), 100.0),
            np.full((1, n_bus - 1), 100.0),
        ),
        assets=tuple(store(place % 3 == 2) for place in range(n_assets)),
        asset_ids=tuple(f"home-{place // 3:02}.device-{place % 3}" for place in range(n_assets)),
        asset_member=np.arange(n_assets) // 3,
        asset_phase=np.eye(3)[np.arange(n_assets) % 3],
        inputs=tuple({} for _ in range(n_assets)),
        coordinated=(2,),
        member_ids=tuple(f"home-{place:02}" for place in range(-(-n_assets // 3))),
        member_tariff=("home",) * -(-n_assets // 3),
        member_bus=np.arange(-(-n_assets // 3)) % n_bus,
        member_phase=np.eye(3)[np.arange(-(-n_assets // 3)) % 3],
        member_group=tuple(f"home-{place:02}" for place in range(-(-n_assets // 3))),
        member_limit_kw=np.full(-(-n_assets // 3), np.inf),
        day_ahead_eur_kwh=np.full(n_steps, np.nan),
        buy_eur_kwh=np.full((n_steps, -(-n_assets // 3)), 0.3),
        sell_eur_kwh=np.full((n_steps, -(-n_assets // 3)), 0.05),
        shared_fee_eur_kwh=0.13,
        contract=Limits(np.full(n_steps, 300.0), np.full(n_steps, np.inf), 2.0),
        carbon_kg_kwh=np.full(n_steps, 0.27),
        data_labels={"simbench": "measured-derived", "day_ahead": "synthetic"},
        weather=SimpleNamespace(temperature_degc=np.full(n_steps, 8.0)),
        sources=({"file": "prices.parquet", "sha256": "ab", "bytes": 2, "label": "synthetic"},),
    )


def make_outcome(plan, seed):
    random = np.random.default_rng(seed)
    steps, assets, members = plan.horizon.n_steps, len(plan.assets), len(plan.member_ids)
    buses, lines = len(plan.network.bus_ids), len(plan.network.line_ids)

    def some(n, extra=0):
        return random.normal(0.0, 3.0, (steps + extra, n))

    level = np.abs(some(len(plan.stores), 1))
    net = some(members)
    converged = random.random(steps) > 0.1

    def solved(values):
        values[~converged] = np.nan
        return values

    dispatch = Dispatch(
        p_kw=some(assets).round(1),
        q_kvar=some(assets),
        level_kwh=level,
        unmet_kw=np.zeros((steps, assets)),
        curtailed_kw=np.abs(some(assets)),
        bought_kw=np.maximum(net, 0.0),
        sold_kw=np.maximum(-net, 0.0),
        shared_kw=some(members),
    )
    flows = Flows(
        vm_pu=solved(1.0 + 0.01 * some(buses)),
        va_deg=solved(some(buses)),
        line_loading_pct=solved(np.abs(some(lines)) * 20),
        trafo_loading_pct=solved(np.abs(some(1)) * 30),
        trafo_p_kw=solved(some(1)),
        trafo_q_kvar=solved(some(1)),
        trafo_loss_kw=solved(np.abs(some(1))),
        loss_kw=solved(np.abs(some(1)[:, 0])),
        slack_p_kw=solved(some(1)[:, 0]),
        slack_q_kvar=solved(some(1)[:, 0]),
        converged=converged,
        iterations=np.full(steps, 4),
        mismatch_kw=1e-9,
    )
    return Outcome(plan, dispatch, flows)


class Story:
    """A run in memory and the way to store it."""

    def __init__(self, n_steps=32, n_bus=4, n_assets=9):
        self.plan = make_plan(n_steps, n_bus, n_assets)
        self.outcomes = {
            name: make_outcome(self.plan, seed) for seed, name in enumerate(("alone", "together"))
        }
        self.kpis = {name: measure(outcome) for name, outcome in self.outcomes.items()}
        self.kpis["relief"] = relief(self.kpis["alone"], self.kpis["together"])

    def write(self, out, **changes):
        """Store the run; `changes` are arguments of write_run, `layout` one of the scenario."""
        if "layout" in changes:
            scenario = SimpleNamespace(**vars(self.plan.scenario))
            scenario.layout = changes.pop("layout")
            changes["plan"] = replace(self.plan, scenario=scenario)
        arguments = {
            "plan": self.plan,
            "outcomes": self.outcomes,
            "kpis": self.kpis,
            "resolved_yaml": "hubsim: 1\nname: street\n",
            "report_html": "<!doctype html><title>street</title>",
            "log_lines": ['{"phase": "plan"}'],
            "manifest_extra": {},
            "stamp": STAMP,
        }
        return write_run(out, **{**arguments, **changes})


@pytest.fixture(scope="session")
def story():
    """Return a run to store."""
    return Story()


@pytest.fixture
def stored(story, tmp_path):
    """Return the folder of a stored run."""
    return story.write(tmp_path / "results")

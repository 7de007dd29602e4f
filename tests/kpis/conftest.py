"""A tiny outcome that every figure can be worked out from by hand, and a way to change it."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from hubsim.contracts.contract import Limits
from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.through_network import NetworkModel
from hubsim.horizon import Horizon
from hubsim.kpis.kpi import Outcome
from hubsim.scenario.limits import LoadingLimits
from hubsim.scenario.load import load_scenario
from hubsim.scenario.plan import make_plan
from hubsim.scenario.thermal import Thermal

STREET = Path(__file__).parents[2] / "scenarios" / "street.yaml"


def asset(kind="load", worth=0.0, heat_sold=(0.0, 0.0)):
    return SimpleNamespace(
        kind=kind,
        has_store=worth > 0.0,
        worth_eur_kwh=lambda _, price: worth * price,
        heat_sold=lambda: heat_sold,
    )


MONDAY = datetime(2016, 1, 11, tzinfo=UTC)


def make_outcome(n_steps=4, step_s=900, start=MONDAY, **changes):
    """An outcome of two members on two of three buses, a line, a transformer; all zero but `changes`."""

    def wide(n):
        return np.zeros((n_steps, n))

    limits = SimpleNamespace(
        loading=100.0, voltage_min=0.95, voltage_max=1.05, transformers={}, lines={}, seasons={}
    )
    # A transformer of 400 kVA with 0.4 kW in its iron and 4 kW in its windings, r 1 %, x 4 %, on 100 kVA.
    series = 1.0 / (0.0025 + 0.01j)
    own = np.array([series + 0.002])
    network = SimpleNamespace(
        base_kva=100.0,
        branch_yff_pu=own,
        branch_ytt_pu=own,
        branch_yft_pu=np.array([-series]),
        branch_ytf_pu=np.array([-series]),
        trafo_branch=np.array([0]),
        trafo_hv_bus=np.array([0]),
        trafo_lv_bus=np.array([1]),
        bus_ids=("hv", "a", "b"),
        bus_kv=np.array([10.0, 0.4, 0.4]),
        line_ids=("cable",),
        line_types=(),
        line_from_bus=np.array([1]),
        line_limit_a=np.array([200.0]),
        trafo_ids=("T1",),
        trafo_limit_kva=np.array([400.0]),
    )
    model = SimpleNamespace(model="balanced", regulators={})
    members = {
        "a": SimpleNamespace(connection_size=None),
        "b": SimpleNamespace(connection_size="3x25 A"),
    }
    plan = SimpleNamespace(
        scenario=SimpleNamespace(
            limits=limits, network=model, members=members, thermal=Thermal(), softener=None
        ),
        weather=SimpleNamespace(temperature_degc=np.full(n_steps, 20.0)),
        horizon=Horizon(start, step_s, n_steps, "Europe/Amsterdam"),
        network=network,
        inputs=({}, {}, {}),
        assets=(asset(), asset("pv"), asset("battery", worth=1.0)),
        asset_ids=("a.load", "b.pv", "b.battery"),
        asset_member=np.array([0, 1, 1]),
        stores_of=((), (), (0,)),
        asset_phase=np.full((3, 3), 1 / 3),
        member_ids=("a", "b"),
        member_group=("a", "b"),
        member_limit_kw=np.full(2, np.inf),
        member_bus=np.array([1, 2]),
        buy_eur_kwh=np.full((n_steps, 2), 0.30),
        sell_eur_kwh=np.full((n_steps, 2), 0.05),
        shared_fee_eur_kwh=0.10,
        contract=Limits(np.full(n_steps, np.inf), np.full(n_steps, np.inf), 2.0),
        carbon_kg_kwh=np.full(n_steps, 0.27),
    )
    dispatch = SimpleNamespace(
        p_kw=wide(3),
        q_kvar=wide(3),
        level_kwh=np.zeros((n_steps + 1, 1)),
        unmet_kw=wide(3),
        curtailed_kw=wide(3),
        bought_kw=wide(2),
        sold_kw=wide(2),
        shared_kw=wide(2),
        lost_kw=None,
        tripped=None,
        gas_kw=None,
    )
    flows = SimpleNamespace(
        vm_pu=np.ones((n_steps, 3)),
        line_loading_pct=wide(1),
        trafo_loading_pct=wide(1),
        trafo_p_kw=wide(1),
        trafo_loss_kw=wide(1),
        loss_kw=np.zeros(n_steps),
        converged=np.ones(n_steps, dtype=bool),
        response=None,
    )
    for name, value in changes.items():
        (owner,) = (
            part
            for part in (limits, network, model, plan.scenario, plan, dispatch, flows)
            if hasattr(part, name)
        )
        setattr(
            owner,
            name,
            value
            if isinstance(value, tuple | float | str | dict | Limits | Thermal)
            else np.array(value),
        )
    network.line_types = network.line_types or ("",) * len(network.line_ids)
    plan.loading_limits = LoadingLimits.of(limits, network, plan.horizon)
    return Outcome(plan, dispatch, flows)


@pytest.fixture(scope="session")
def outcome():
    """Return the maker of outcomes: fields of network, plan, dispatch, flows or limits by name."""
    return make_outcome


@pytest.fixture(scope="session")
def outcome_of():
    """Return the maker of real outcomes: a day of the shipped street alone, by its model of the network."""

    @cache
    def make(model):
        day = "{start: 2016-01-06, days: 1, step: 15 min, timezone: Europe/Amsterdam}"
        changes = [f"time={day}", f"network.model={model}"]
        plan = make_plan(load_scenario(STREET, overrides=changes))
        return Outcome(plan, *NetworkModel.of(plan).settle(operate_alone(plan)))

    return make

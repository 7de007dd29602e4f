"""The hub's plan put through AC power flow: limits that hold, and limits that can not."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.dispatch.together import receding
from hubsim.dispatch.together.span import Span

WIDE = ("contract.import=1000 kW", "contract.export=1000 kW")
# Panels at the station charge a battery at the far end: only the cables carry it.
FAR_BATTERY = (
    "limits.loading=58 %",
    "members.hub.bus=bus_1_13",
    "members.hub.devices.battery.power=170 kW",
    "members.hub.devices.battery.energy=500 kWh",
    "members.corner.bus=main_busbar",
    "members.corner.devices.pv.rating=150 kWp",
    *WIDE,
)
PANELS = ("members.corner.devices.pv.rating=320 kWp", *WIDE)


def peak_pct(flows) -> float:
    assert flows.converged.all()
    return float(max(flows.trafo_loading_pct.max(), flows.line_loading_pct.max()))


@pytest.mark.parametrize(
    "changes",
    [
        ("limits.loading=45 %", *WIDE),
        ("limits.loading=30 %", *WIDE),
        ("limits.loading=40 %", "members.shop.load.annual=120 MWh", *WIDE),
        ("limits.loading=40 %", "members.shop.load.power_factor=0.8", *WIDE),
        PANELS,
        FAR_BATTERY,
    ],
)
def test_ac_power_flow_confirms_every_limit_that_can_hold(village, changes) -> None:
    street = village(*changes)
    limit = street.plan.scenario.limits.loading
    assert peak_pct(street.alone_flows) > limit
    assert peak_pct(street.flows(street.together)) <= limit + 1e-3
    assert street.effort.unconfirmed == 0
    assert street.together.unmet_kw.max() <= 1e-6


def test_a_cable_that_was_fine_alone_is_watched_once_the_plan_loads_it(village) -> None:
    street = village(*FAR_BATTERY)
    assert (
        street.alone_flows.line_loading_pct.max()
        < 58.0
        < street.alone_flows.trafo_loading_pct.max()
    )
    assert "line_1_13" in street.effort.watched
    assert street.effort.solves > street.effort.windows


def test_without_the_limit_that_cable_would_be_overloaded(village) -> None:
    changes = [change for change in FAR_BATTERY if "loading" not in change]
    street = village("limits.loading=1000 %", *changes)
    assert street.flows(street.together).line_loading_pct.max() > 58.0


def test_a_limit_that_can_not_hold_is_told_by_the_plan_or_counted(village) -> None:
    street = village("limits.loading=15 %", *WIDE)
    limit = 15.0
    flows = street.flows(street.together)
    loading = np.hstack([flows.trafo_loading_pct, flows.line_loading_pct])
    ids = street.plan.network.trafo_ids + street.plan.network.line_ids
    over = np.flatnonzero((loading > limit + 1e-3).any(axis=0))
    assert over.size
    # What is over its limit after AC is known to the optimiser, which pays for it.
    assert {ids[e] for e in over} <= set(street.effort.watched)
    alone = np.hstack([street.alone_flows.trafo_loading_pct, street.alone_flows.line_loading_pct])
    excess, excess_alone = (np.maximum(part - limit, 0.0).sum() for part in (loading, alone))
    assert excess < excess_alone


def test_what_ac_does_not_confirm_in_time_is_counted(village, monkeypatch) -> None:
    street = village("limits.loading=30 %", *WIDE)
    monkeypatch.setattr(receding, "MAX_CHECKS", 1)
    _, effort = receding.operate_together(
        street.model, street.alone, street.alone, street.alone_flows
    )
    assert effort.unconfirmed > 0
    assert effort.windows == 3


def test_a_transformer_is_watched_always_and_a_cable_when_it_is_over_its_limit(village) -> None:
    assert village().effort.watched == ("trafo 1",)
    assert village().effort.cuts == 0
    assert len(village(*FAR_BATTERY).effort.watched) > 1


def test_linear_flows_agree_with_ac_within_losses(village) -> None:
    street = village(*WIDE)
    limits = street.limits()
    flow_kw = (street.alone.member_kw() @ limits.sensitivity.T)[:, 0]
    ac_kw = street.alone_flows.trafo_p_kw[:, 0]
    assert np.abs(ac_kw - flow_kw).max() <= street.alone_flows.loss_kw.max() + 1e-6


def test_a_limit_is_written_wherever_it_is_nearly_reached_and_only_once(village) -> None:
    street = village(*FAR_BATTERY)
    planner, span = street.planner(), Span(slice(0, 24))
    band = planner.band(span)
    planned = planner.solve(span, planner.start(), band)
    cuts = planner.windows[span.size].cuts
    beyond = np.maximum(planned.number_kw - band.upper_kw, band.lower_kw - planned.number_kw)
    assert planner.write_broken(span, planned, band)
    rows = set(zip(cuts.step.tolist(), cuts.limit.tolist(), strict=True))
    cables = cuts.limit >= planner.limits.n_stations
    spare = -beyond[cuts.step, cuts.limit] / planner.limits.scale_kw[cuts.limit]
    assert spare[cables].min() < 0.0 < spare[cables].max() < 0.1
    for e in np.unique(cuts.limit[cables]).tolist():
        near = np.flatnonzero(beyond[:, e] > -0.1 * planner.limits.scale_kw[e])
        assert {(step, e) for step in near.tolist()} <= rows
    planner.write_broken(span, planned, band)
    every = list(zip(cuts.step.tolist(), cuts.limit.tolist(), strict=True))
    assert rows <= set(every)
    assert len(every) == len(set(every))

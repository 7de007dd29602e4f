"""Breach of contract counted and priced, and connections that are beyond their fuses."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.contracts.connection import PHASE_KV, size_of_connection
from hubsim.dispatch.dispatch import gathered_by_phase
from hubsim.kpis.hub import net_kw
from hubsim.kpis.kpi import Outcome, figure
from hubsim.kpis.peaks import TOLERANCE_KW


def _has_contract(outcome: Outcome) -> bool:
    contract = outcome.plan.contract
    return bool(np.isfinite(contract.import_kw).any() or np.isfinite(contract.export_kw).any())


def _has_sizes(outcome: Outcome) -> bool:
    return bool(np.isfinite(outcome.plan.member_limit_kw).any())


@figure("steps", "lower", _has_contract)
def breach_steps(outcome: Outcome) -> float:
    """Return the number of steps in which the members together are beyond the group's contract."""
    return float(np.count_nonzero(_beyond_kw(outcome) > TOLERANCE_KW))


@figure("kW", "lower", _has_contract)
def breach_max_kw(outcome: Outcome) -> float:
    """Return the furthest that the members together are beyond the group's contract."""
    return float(_beyond_kw(outcome).max(initial=0.0))


@figure("months", "lower", _has_contract)
def breach_months(outcome: Outcome) -> float:
    """Return the number of calendar months with a breach: a higher power may be due in each."""
    local = outcome.plan.horizon.local_times.astype("datetime64[M]")
    return float(len(np.unique(local[_beyond_kw(outcome) > TOLERANCE_KW])))


@figure("EUR", "lower", _has_contract)
def breach_cost_eur(outcome: Outcome) -> float:
    """Return the energy beyond the group's contract at the price that the contract says."""
    energy_kwh = float(_beyond_kw(outcome).sum()) * outcome.plan.horizon.step_h
    return energy_kwh * outcome.plan.contract.breach_eur_kwh


@figure("steps", "lower", _has_sizes)
def connection_breach_steps(outcome: Outcome) -> float:
    """Return the steps in which a connection is beyond its size, summed over connections."""
    return float(np.count_nonzero(_beyond_size_kva(outcome) > TOLERANCE_KW))


@figure("kVA", "lower", _has_sizes)
def connection_breach_max_kva(outcome: Outcome) -> float:
    """Return the furthest that any connection, or a phase of it, is beyond its size."""
    return float(_beyond_size_kva(outcome).max(initial=0.0))


@figure("connections", "lower", _has_sizes)
def connections_breached(outcome: Outcome) -> float:
    """Return the number of connections that are beyond their size at some step."""
    return float(np.count_nonzero((_beyond_size_kva(outcome) > TOLERANCE_KW).any(axis=0)))


def _beyond_kw(outcome: Outcome) -> FloatArray:
    """Return the net power beyond the contract's limit of its direction, (T,) [kW]."""
    power_kw, contract = net_kw(outcome.dispatch), outcome.plan.contract
    beyond = np.maximum(power_kw - contract.import_kw, -power_kw - contract.export_kw)
    return np.maximum(beyond, 0.0)


def _beyond_size_kva(outcome: Outcome) -> FloatArray:
    """Return (T, S) apparent power beyond each connection that has a size [kVA].

    In a three-phase study that of the worst phase over its own fuse, else that of all together.
    """
    plan, did = outcome.plan, outcome.dispatch
    sized = np.flatnonzero(np.isfinite(plan.member_limit_kw))
    beyond = np.zeros((len(did.p_kw), len(sized)))
    in_phases = plan.scenario.network.model == "three-phase"
    for column, m in enumerate(sized.tolist()):
        own = np.flatnonzero(plan.asset_member == m)
        active, reactive = did.p_kw[:, own], did.q_kvar[:, own]
        if in_phases:
            at = np.zeros(len(own), dtype=np.int64)
            p, q = (
                gathered_by_phase(power, at, plan.asset_phase[own], 1)[:, 0]
                for power in (active, reactive)
            )
            text = plan.scenario.members[plan.member_group[m]].connection_size
            fuse_kva = PHASE_KV * size_of_connection(text or "").fuse_a
            beyond[:, column] = np.hypot(p, q).max(axis=1) - fuse_kva
        else:
            beyond[:, column] = np.hypot(active.sum(axis=1), reactive.sum(axis=1))
            beyond[:, column] -= plan.member_limit_kw[m]
    return np.maximum(beyond, 0.0)

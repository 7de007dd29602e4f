"""A plan with k more connections, and what it does alone: views of tables that are filled once.

Unit j is column A + j whatever the siting, so the tables hold for every number of units at every place;
only the bus of a column differs.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.contracts.contract import Limits
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.through_network import NetworkModel
from hubsim.errors import ScenarioError
from hubsim.headroom.added import Units
from hubsim.headroom.siting import Siting
from hubsim.scenario.headroom import HeadroomRules
from hubsim.scenario.plan import Plan
from hubsim.scenario.schema import Scenario
from hubsim.sharing.exchange import Parties

_ROOM = 8
"""Units that the tables have room for at first."""


class Enlarged:
    """A scenario's plan and its operation alone, with units added.

    model : of the plan without them; alone : its operation
    n_filled : units that the tables hold already
    """

    def __init__(
        self, model: NetworkModel, alone: Dispatch, units: Units, rules: HeadroomRules
    ) -> None:
        self.model, self.base, self.units = model, model.plan, units
        self._alone, self._rules = alone, rules
        self._phase = _phase(self.base, alone, rules)
        self.n_filled = 0
        self._tables = {
            name: _columns(getattr(alone, name))
            for name in ("p_kw", "q_kvar", "unmet_kw", "curtailed_kw", "bought_kw", "sold_kw")
        }
        self._level = _columns(alone.level_kwh)
        self._gas = None if alone.gas_kw is None else _columns(alone.gas_kw)
        self._prices = [_columns(one) for one in (self.base.buy_eur_kwh, self.base.sell_eur_kwh)]
        self._added_kw = np.zeros((1, self.base.horizon.n_steps))

    def on(self, model: NetworkModel) -> Enlarged:
        """Return the same on another network: operation alone and tables do not depend on it."""
        other = copy(self)
        other.model, other.base = model, model.plan
        return other

    def model_of(self, n_units: int, siting: Siting) -> NetworkModel:
        """Return the network with the first n units of a siting."""
        if not n_units:
            return self.model
        plan = self._plan(n_units, siting)
        at = plan.member_bus[plan.asset_member]
        answers = any(unit.response() is not None for unit in plan.assets[len(self.base.assets) :])
        if self.model.kind == "balanced" and not answers:
            # All buses are columns there, and the factors are the same.
            columns = np.union1d(self.model.columns, siting.buses[:n_units])
            column = np.searchsorted(columns, at)
            return replace(self.model, plan=plan, columns=columns, column=column)
        return NetworkModel.of(plan, self.model.kind)

    def alone_of(self, n_units: int) -> Dispatch:
        """Return what everybody does alone with the first n units."""
        self._fill(n_units)
        base = self._alone
        n_assets, n_members = base.p_kw.shape[1] + n_units, base.bought_kw.shape[1] + n_units

        def of(name: str, n_columns: int) -> FloatArray:
            return self._tables[name][:n_columns].T

        n_stores = base.level_kwh.shape[1] + n_units * self.units.has_store
        return Dispatch(
            p_kw=of("p_kw", n_assets),
            q_kvar=of("q_kvar", n_assets),
            level_kwh=self._level[:n_stores].T,
            unmet_kw=of("unmet_kw", n_assets),
            curtailed_kw=of("curtailed_kw", n_assets),
            bought_kw=of("bought_kw", n_members),
            sold_kw=of("sold_kw", n_members),
            shared_kw=np.broadcast_to(np.float64(0.0), (len(base.p_kw), n_members)),
            gas_kw=None if self._gas is None else self._gas[:n_assets].T,
        )

    def added_kwh(self, n_units: int) -> float:
        """Return the energy that the first n units draw, or feed in, alone."""
        n_assets = self._alone.p_kw.shape[1]
        self._fill(n_units)
        table = self._tables["p_kw"][n_assets : n_assets + n_units]
        return float(np.abs(table).sum()) * self.base.horizon.step_h

    def unit_kw(self, step: int, n_units: int) -> FloatArray:
        """Return what each of the first n units draws alone in a step."""
        self._fill(n_units)
        n_assets = self._alone.p_kw.shape[1]
        return self._tables["p_kw"][n_assets : n_assets + n_units, step]

    def _plan(self, n: int, siting: Siting) -> Plan:
        """Return the plan with n more members, who are no party to the group's contract."""
        base, units = self.base, [self.units[j] for j in range(n)]
        self._fill(n)
        ids = tuple(f"added-{j + 1:03d}" for j in range(n))
        first, members = len(base.assets), len(base.member_ids)
        steered = tuple(range(first, first + n)) if self.units.steered else ()
        added = self._added_kw[n]
        return replace(
            base,
            scenario=_with_parties(base, ids),
            assets=base.assets + tuple(unit.asset for unit in units),
            asset_ids=base.asset_ids + tuple(f"{name}.unit" for name in ids),
            asset_member=np.append(base.asset_member, np.arange(members, members + n)),
            asset_phase=np.vstack([base.asset_phase, np.tile(self._phase, (n, 1))]),
            inputs=base.inputs + tuple(unit.inputs for unit in units),
            coordinated=base.coordinated + steered,
            member_ids=base.member_ids + ids,
            member_bus=np.append(base.member_bus, siting.buses[:n]),
            member_tariff=base.member_tariff + base.member_tariff[:1] * n,
            member_phase=np.vstack([base.member_phase, np.tile(self._phase, (n, 1))]),
            member_group=base.member_group + ids,
            member_limit_kw=np.append(base.member_limit_kw, np.full(n, np.inf)),
            buy_eur_kwh=self._prices[0][: members + n].T,
            sell_eur_kwh=self._prices[1][: members + n].T,
            # What the new connections draw by themselves comes on top of what the group agreed.
            contract=Limits(
                base.contract.import_kw + np.maximum(added, 0.0),
                base.contract.export_kw + np.maximum(-added, 0.0),
                base.contract.breach_eur_kwh,
            ),
        )

    def _fill(self, n: int) -> None:
        """Fill the columns of the first n units."""
        if n <= self.n_filled:
            return
        self._make_room(n)
        n_assets, n_members = self._alone.p_kw.shape[1], self._alone.bought_kw.shape[1]
        n_stores = self._alone.level_kwh.shape[1]
        for j in range(self.n_filled, n):
            did, a, m = self.units[j].alone, n_assets + j, n_members + j
            self._tables["p_kw"][a], self._tables["q_kvar"][a] = did.p_kw, did.q_kvar
            for name, values in (("unmet_kw", did.unmet_kw), ("curtailed_kw", did.curtailed_kw)):
                self._tables[name][a] = 0.0 if values is None else values
            self._tables["bought_kw"][m] = np.maximum(did.p_kw, 0.0)
            self._tables["sold_kw"][m] = np.maximum(-did.p_kw, 0.0)
            if self.units.has_store:
                self._level[n_stores + j] = did.level_kwh
            if self._gas is not None:
                self._gas[a] = 0.0 if did.gas_kw is None else did.gas_kw
            self._added_kw[j + 1] = self._added_kw[j] + did.p_kw
        self.n_filled = n

    def _make_room(self, n: int) -> None:
        room = max(_ROOM, 1 << (n - 1).bit_length())
        if len(self._added_kw) > room:
            return
        self._added_kw = _grown(self._added_kw, 1 + room)
        for name, table in self._tables.items():
            base = getattr(self._alone, name).shape[1]
            self._tables[name] = _grown(table, base + room)
        # New members buy and sell as the first member does.
        n_members = len(self.base.member_ids)
        for side, table in enumerate(self._prices):
            self._prices[side] = _grown(table, n_members + room)
            self._prices[side][n_members:] = table[0]
        self._level = _grown(self._level, self._alone.level_kwh.shape[1] + room)
        if self._gas is not None:
            self._gas = _grown(self._gas, self._alone.p_kw.shape[1] + room)


def _columns(values: FloatArray) -> FloatArray:
    """Return a table with a row for each column, so that more of them are rows behind."""
    return np.ascontiguousarray(values.T)


def _grown(table: FloatArray, n_rows: int) -> FloatArray:
    grown = np.empty((n_rows, table.shape[1]))
    grown[: len(table)] = table
    return grown


def _phase(plan: Plan, alone: Dispatch, rules: HeadroomRules) -> FloatArray:
    """Return the share of a unit on each phase, by what all phases carry at the highest load."""
    if rules.phase == "abc":
        return np.full(3, 1.0 / 3.0)
    total_kw = alone.p_kw.sum(axis=1)
    peak = int(np.abs(total_kw).argmax())
    loaded_kw = np.sign(total_kw[peak]) * (alone.p_kw[peak] @ plan.asset_phase)
    at = loaded_kw.argmin() if rules.phase == "least" else loaded_kw.argmax()
    phase: FloatArray = np.eye(3)[int(at)]
    return phase


def _with_parties(plan: Plan, ids: tuple[str, ...]) -> Scenario:
    """Return the scenario whose sharing rule knows the new members too.

    Raises
    ------
    ScenarioError
        when the rule has no place for members that it does not name.
    """
    scenario = plan.scenario
    if scenario.sharing.kind == "none":
        return scenario
    parties = Parties(
        plan.member_ids + ids,
        plan.member_group + ids,
        tuple(scenario.members[group].bill.common for group in plan.member_group)
        + (False,) * len(ids),
    )
    problems = scenario.sharing.problems_among(parties)
    if problems:
        message = f"new members do not fit the sharing rule: {problems[0][1]}"
        raise ScenarioError([scenario.issue("headroom", message, "another sharing.kind")])
    return scenario.model_copy(update={"sharing": scenario.sharing.among(parties)})

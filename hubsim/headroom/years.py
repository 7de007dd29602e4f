"""How many years the network does while demand grows, alone and together, by full power flow.

The smallest n at which (1 + growth)^n times the demand of every member violates at the scenario's risk.
Devices stay as they are, but answer: batteries, cars and heat pumps are simulated anew beside the demand
of that year, alone and by the hub.
"""

from __future__ import annotations

from dataclasses import replace

from hubsim.arrays import frozen
from hubsim.assets.asset import Inputs
from hubsim.assets.demand import Demand
from hubsim.bills.business import FOREVER
from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.through_network import NetworkModel
from hubsim.headroom.added import Units
from hubsim.headroom.enlarged import Enlarged
from hubsim.headroom.probe import Operation, Prober
from hubsim.headroom.record import Years
from hubsim.headroom.search import largest
from hubsim.headroom.siting import Siting
from hubsim.scenario.headroom import HeadroomRules
from hubsim.scenario.plan import Plan


def years_of(
    plan: Plan, units: Units, siting: Siting, rules: HeadroomRules, growth: float
) -> Years:
    """Return the years of both operations. units, siting : of which nothing is added."""
    probers: dict[int, Prober] = {}

    def fits(operation: Operation, year: int) -> bool:
        if year not in probers:
            model = NetworkModel.of(grown(plan, (1.0 + growth) ** year))
            alone = operate_alone(model.plan)
            probers.clear()  # a year of tables is enough
            probers[year] = Prober(Enlarged(model, alone, units, rules), rules)
        return probers[year](operation, 0, siting).fits

    found = []
    for operation in ("alone", "together"):
        known: dict[int, bool] = {}

        def does(
            year: int, operation: Operation = operation, known: dict[int, bool] = known
        ) -> bool:
            if year not in known:
                known[year] = fits(operation, year)
            return known[year]

        last = largest(does, FOREVER if growth > 0.0 else 0, every=rules.every)
        found.append(FOREVER if last >= FOREVER or (growth == 0.0 and last == 0) else last + 1)
    return Years(growth, *found)


def grown(plan: Plan, factor: float) -> Plan:
    """Return the plan with the demand of every member multiplied."""

    def inputs_of(a: int) -> Inputs:
        inputs = plan.inputs[a]
        if not isinstance(plan.assets[a], Demand):
            return inputs
        return {**inputs, "p_kw": frozen(factor * inputs["p_kw"])}

    return replace(plan, inputs=tuple(inputs_of(a) for a in range(len(plan.assets))))

"""The whole study of headroom: what fits where, alone and together, in copper, and for how long."""

from __future__ import annotations

import math
from dataclasses import replace

from hubsim.bills.business import Plain, annuity_eur
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.through_network import NetworkModel
from hubsim.headroom.added import Units, refuse_one_phase
from hubsim.headroom.copper import Prices, price_table, reinforce
from hubsim.headroom.enlarged import Enlarged
from hubsim.headroom.find import Finder
from hubsim.headroom.probe import Prober
from hubsim.headroom.record import OWN, Copper, Headroom, Option, Room, Sited
from hubsim.headroom.search import largest
from hubsim.headroom.siting import Siting, bus_sitings, sitings_of
from hubsim.headroom.years import years_of
from hubsim.scenario.headroom import WORST, Addition, HeadroomRules
from hubsim.scenario.plan import Plan


def find_headroom(model: NetworkModel, alone: Dispatch) -> Headroom:
    """Return the headroom of a plan whose scenario has the section.

    model : of its network; alone : the operation without coordination, as it was planned

    Raises
    ------
    ScenarioError
        when the section does not fit the scenario.
    SolveError
        when a window of the optimiser has no certified plan.
    """
    rules = model.plan.scenario.headroom
    assert rules is not None
    refuse_one_phase(model.plan, rules)
    model = _operated(model, rules)
    plan = model.plan
    sitings = sitings_of(plan, rules)
    rooms, probers = [], []
    for name in rules.add:
        prober = Prober(Enlarged(model, alone, Units(plan, rules, name), rules), rules)
        probers.append(prober)
        rooms.append(_room(prober, name, sitings))
    nothing = [probers[0](operation, 0, sitings[0]) for operation in ("alone", "together")]
    growth = rules.growth
    if growth is None and plan.scenario.business is not None:
        growth = plan.scenario.business.growth
    years = None
    if growth is not None:
        years = years_of(plan, probers[0].enlarged.units, sitings[0], rules, growth)
    prices = Prices.of(plan, rules)
    told = {name: (getattr(prices, name), source) for name, (_, source) in price_table().items()}
    return Headroom(
        where=rules.where,
        risk_h=rules.risk,
        operation=plan.scenario.control.mode,
        days=plan.horizon.n_steps * plan.horizon.step_h / 24.0,
        n_probes=sum(prober.n_probes for prober in probers),
        alone_beyond_h=nothing[0].beyond_h,
        together_beyond_h=nothing[1].beyond_h,
        rooms=tuple(rooms),
        years=years,
        prices={
            name: (value, source if value == price_table()[name][0] else OWN)
            for name, (value, source) in told.items()
        },
    )


def is_planned(model: NetworkModel) -> bool:
    """Return whether the study of a scenario with the section plans the hub anew in every probe."""
    rules = model.plan.scenario.headroom
    assert rules is not None
    return _operated(model, rules).plan.scenario.control.mode == "optimise"


def _operated(model: NetworkModel, rules: HeadroomRules) -> NetworkModel:
    """Return the model with the operation that the section asks for."""
    scenario = model.plan.scenario
    if rules.operation is None or scenario.control.mode in {rules.operation, "none"}:
        return model
    control = scenario.control.model_copy(update={"mode": rules.operation})
    changed = scenario.model_copy(update={"control": control})
    return replace(model, plan=replace(model.plan, scenario=changed))


def _room(prober: Prober, name: Addition, sitings: list[Siting]) -> Room:
    """Return the headroom for one kind of addition."""
    plan, rules = prober.enlarged.base, prober.rules
    find, units = Finder(prober), prober.enlarged.units

    def sited(siting: Siting) -> Sited:
        return Sited(siting.name, find("alone", siting), find("together", siting))

    found = [sited(siting) for siting in sitings]
    buses: list[Sited] = []
    if rules.where == WORST:
        # The worst bus is that where fewest fit alone, and of those fewest together.
        buses = found
        worst = min(found, key=lambda one: (one.alone.units, one.together.units))
        sitings = [sitings[found.index(worst)]]
        found = [worst]
    elif rules.map:
        buses = [sited(siting) for siting in bus_sitings(plan, rules)]
    room = Room(
        name, units.per_unit, units.origin, units.steered, tuple(found), tuple(buses), None, ()
    )
    middle = sorted(range(len(found)), key=lambda i: found[i].together.units)
    at = middle[max(0, math.ceil(0.5 * len(found)) - 1)]
    copper, capacity = _copper(prober, sitings[at], found[at])
    options = _options(plan, room, found[at], copper, capacity * units.per_unit)
    return replace(room, copper=copper, options=options)


def _copper(prober: Prober, siting: Siting, sited: Sited) -> tuple[Copper, int]:
    """Return the reinforcement for what fits together at a siting, and what it then carries alone."""
    enlarged, rules = prober.enlarged, prober.rules
    prices = Prices.of(enlarged.base, rules)
    wanted = max(sited.alone.units, sited.together.units)
    found = reinforce(enlarged, siting, wanted, prober.allowed_h, prices)
    eur = found.eur(prices)
    copper = Copper(
        siting.name, wanted, found.is_enough, found.upgrades, eur, prices.yearly_eur(eur)
    )
    if not found.upgrades or not found.is_enough:
        return copper, sited.alone.units
    plan = replace(enlarged.base, network=found.network)
    stronger = Prober(enlarged.on(NetworkModel.of(plan, enlarged.model.kind)), rules)
    capacity = largest(
        lambda n: stronger("alone", n, siting).fits, rules.most, guess=wanted, every=rules.every
    )
    return copper, max(capacity, 0)


def _options(
    plan: Plan, room: Room, sited: Sited, copper: Copper, capacity: float
) -> tuple[Option, ...]:
    """Return nothing, the hub and copper side by side, at the siting of the copper."""
    hub: tuple[float | None, float | None] = (None, None)
    if plan.scenario.business is not None:
        plain = Plain.of(plan.scenario.business)
        items = plain.items.values()
        yearly = [annuity_eur(eur, life, plain.rate) + cost for eur, life, cost in items]
        hub = math.fsum(item[0] for item in items), math.fsum(yearly)
    return (
        Option("nothing", 0.0, 0.0, room.per_unit * sited.alone.units),
        Option("hub", *hub, room.per_unit * sited.together.units),
        Option("copper", copper.eur, copper.eur_year, capacity),
    )

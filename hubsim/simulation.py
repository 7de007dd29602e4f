"""One layout in memory: scenario -> plan -> alone and together -> power flow -> key figures."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from hubsim.errors import ScenarioError
from hubsim.meanwhile import meanwhile
from hubsim.scenario.schema import Scenario

if TYPE_CHECKING:
    from hubsim.dispatch.dispatch import Dispatch
    from hubsim.dispatch.through_network import NetworkModel
    from hubsim.dispatch.together import Constrain
    from hubsim.headroom.record import Headroom
    from hubsim.kpis.kpi import Kpi, Outcome
    from hubsim.powerflow.flows import Flows
    from hubsim.powerflow.phases.flows import PhaseFlows
    from hubsim.scenario.plan import Plan

Progress: TypeAlias = Callable[[str, float], None]
"""Told the phase and the share of it that is done, 0 to 1."""


def silent(_phase: str, _share: float) -> None:
    """Take no notice of progress."""


@dataclass
class Stopwatch:
    """Time spent per phase [s], and the same as JSON lines."""

    seconds: dict[str, float] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    @contextmanager
    def phase(self, name: str, progress: Progress) -> Iterator[None]:
        """Measure a phase and tell that it began and ended."""
        progress(name, 0.0)
        begin = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - begin, 3)
        self.log.append(json.dumps({"phase": name, "seconds": self.seconds[name]}))
        progress(name, 1.0)


@dataclass(frozen=True)
class Simulated:
    """One layout, operated alone and together, in memory.

    outcomes : ``alone``, ``together`` -> the arrays
    kpis : ``alone``, ``together``, ``relief`` -> name -> figure; with forecasts ``perfect`` too
    balanced : of a three-phase study, the figures of a balanced one; else empty
    solver : what made the operation together, for the record
    headroom : how much more fits, None where nobody looked
    """

    plan: Plan
    outcomes: dict[str, Outcome]
    kpis: dict[str, dict[str, Kpi]]
    balanced: dict[str, dict[str, Kpi]]
    solver: dict[str, Any]
    headroom: Headroom | None = None

    def with_headroom(self, found: Headroom) -> Simulated:
        """Return the same with how much more fits, its figures among the others."""
        from hubsim.kpis.measure import relief

        more = {name: found.kpis(name) for name in ("alone", "together")}
        more["relief"] = relief(**more)
        kpis = {name: figures | more.get(name, {}) for name, figures in self.kpis.items()}
        return replace(self, kpis=kpis, headroom=found)


def simulate(
    scenario: Scenario,
    *,
    progress: Progress = silent,
    constrain: Constrain | None = None,
    watch: Stopwatch | None = None,
    headroom: bool = False,
) -> Simulated:
    """Simulate one layout of a scenario, alone and together, and store nothing.

    headroom : whether the section of that name is studied, where the scenario has it

    Raises
    ------
    ScenarioError, ProfileError, NetworkError, MissingError, SolveError, BrokenInvariant
        as `run`.
    """
    from hubsim.dispatch.alone import operate_alone
    from hubsim.dispatch.balance import balance_check
    from hubsim.dispatch.through_network import NetworkModel
    from hubsim.kpis.kpi import Outcome
    from hubsim.kpis.measure import measure, relief
    from hubsim.scenario.plan import make_plan

    watch = watch or Stopwatch()
    with watch.phase("plan", progress):
        plan = make_plan(scenario)
        model = NetworkModel.of(plan)
    with watch.phase("alone", progress):
        alone = operate_alone(plan)
        balance_check(plan, alone)
    with watch.phase("power flow alone", progress):
        settled, alone_flows = model.settle(alone)
        if settled is not alone:
            balance_check(plan, settled)
    found = _study(model, alone) if headroom and scenario.headroom is not None else None
    with watch.phase("together", progress):
        together, solver = _operate(model, (alone, settled, alone_flows), progress, constrain)
        balance_check(plan, together)
    perfect = _knowing(model)
    if perfect is not None:
        with watch.phase("together, all known", progress):
            known, _ = _operate(perfect, (alone, settled, alone_flows), progress, constrain)
            known_outcome = Outcome(plan, *perfect.settle(known))
    with watch.phase("power flow together", progress):
        operations = {"alone": (alone, (settled, alone_flows))}
        operations["together"] = (together, model.settle(together))
        if operations["together"][1][0] is not together:
            balance_check(plan, operations["together"][1][0])
    balanced: dict[str, Outcome] = {}
    if model.kind != "balanced":
        with watch.phase("balanced power flow", progress):
            simpler = NetworkModel.of(plan, "balanced")
            balanced = {
                name: Outcome(plan, *simpler.settle(planned))
                for name, (planned, _) in operations.items()
            }
    with watch.phase("key figures", progress):
        outcomes = {
            name: Outcome(plan, *done, balanced=balanced.get(name))
            for name, (_, done) in operations.items()
        }
        kpis = {name: measure(outcome) for name, outcome in outcomes.items()}
        kpis["relief"] = relief(kpis["alone"], kpis["together"])
        if perfect is not None:
            kpis["perfect"] = measure(known_outcome)
        simple = {name: measure(outcome) for name, outcome in balanced.items()}
    done = Simulated(plan, outcomes, kpis, simple, solver)
    if found is None:
        return done
    with watch.phase("headroom", progress):
        return done.with_headroom(found())


def _study(model: NetworkModel, alone: Dispatch) -> Callable[[], Headroom]:
    """Return what gives the headroom, which needs nothing of the operation together.

    Without plans of its own it is nearly all power flow, and goes on while the hub is planned: the solver
    leaves a core to it.
    """
    from hubsim.headroom.study import find_headroom, is_planned

    find = partial(find_headroom, model, alone)
    return find if is_planned(model) else meanwhile(find)


def _knowing(model: NetworkModel) -> NetworkModel | None:
    """Return the model of a hub that plans with everything known; None where it does already."""
    from hubsim.scenario.control import Forecast

    scenario = model.plan.scenario
    is_planned = model.plan.coordinated and scenario.control.mode == "optimise"
    if scenario.control.forecast.kind == "perfect" or not is_planned:
        return None
    control = scenario.control.model_copy(update={"forecast": Forecast()})
    knowing = replace(model.plan, scenario=scenario.model_copy(update={"control": control}))
    return replace(model, plan=knowing)


def _operate(
    model: NetworkModel,
    alone: tuple[Dispatch, Dispatch, Flows | PhaseFlows],
    progress: Progress,
    constrain: Constrain | None,
) -> tuple[Dispatch, dict[str, Any]]:
    """Return the operation of the hub as its mode says, and what made it, for the manifest.

    alone : the operation alone as planned, as settled, and its flows
    """
    plan = model.plan
    if plan.scenario.control.mode == "rules":
        from hubsim.dispatch.ruled import operate_by_rules

        if constrain is not None:
            message = "is rules: constraints of your own are rows of the optimiser"
            raise ScenarioError([plan.scenario.issue("control.mode", message, "optimise")])
        return operate_by_rules(model, *alone), {"name": "rules"}
    from hubsim.dispatch.together import operate_together

    n_steps = plan.horizon.n_steps
    together, effort = operate_together(
        model,
        *alone,
        constrain=constrain,
        on_progress=lambda done: progress("together", done / n_steps),
    )
    forecast = plan.scenario.control.forecast.kind
    return together, {"name": "highs", "forecast": forecast, **asdict(effort)}

"""What a scenario says about sharing, connections and bills, checked and laid out for its members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.contracts.connection import size_of_connection
from hubsim.errors import ScenarioError
from hubsim.horizon import Horizon
from hubsim.sharing.exchange import Parties
from hubsim.tariffs.billing import HOUSEHOLD
from hubsim.tariffs.rates import rates

if TYPE_CHECKING:
    from hubsim.scenario.members import SingleMember
    from hubsim.scenario.schema import Member, Scenario


def size_problems(member: Member) -> list[tuple[str, str]]:
    """Return a size of connection that the member's phases contradict."""
    if member.connection_size is None or member.phases == "auto":
        return []
    n_phases = size_of_connection(member.connection_size).n_phases
    if n_phases == 3 or len(member.phases) == 1:
        return []
    message = f"has one phase, and phases says {member.phases}"
    return [("connection_size", message)]


def bill_problems(scenario: Scenario, horizon: Horizon) -> list[tuple[str, str]]:
    """Return what the bills lack: rates of a day, someone who has a part in what is common."""
    problems = []
    if all(member.bill.common for member in scenario.members.values()):
        problems.append(("members", "all are common (bill.common): nobody is left to divide it"))
    if scenario.bills is None:
        if scenario.business is not None:
            problems.append(("business", "needs bills, which are not given"))
        return problems
    wanted = [member.bill.grid for member in scenario.members.values()]
    keys = [key for category in wanted for key in grid_keys(category)]
    keys += grid_keys(getattr(scenario.contract, "category", None))
    operators = {one.partition(".")[0] for one in wanted if one not in {None, "household"}}
    if scenario.contract.kind == "group-transport" and len(operators) > 1:
        text = f"members have categories of several grid operators: {', '.join(sorted(operators))}"
        problems.append(("contract", text))
    if scenario.contract.kind in {"group-transport", "cable-pooling"} and not operators:
        text = "bills the members as one, and none of them has a category of grid fees (bill.grid)"
        problems.append(("contract", text))
    found = scenario.bills.problems_on(horizon, keys)
    return problems + [(f"bills.{field}", message) for field, message in found]


def grid_keys(category: str | None) -> list[str]:
    """Return the rates of a category of grid fees."""
    if category is None:
        return []
    if category == "household":
        return [HOUSEHOLD]
    own = [rate.key for rate in rates() if rate.key.startswith(f"{category}.kw")]
    return list(dict.fromkeys(own))


def with_parties(scenario: Scenario, members: Sequence[SingleMember]) -> Scenario:
    """Return the scenario with a sharing rule that knows the single members.

    Raises
    ------
    ScenarioError
        when the rule does not fit them.
    """
    parties = Parties(
        tuple(member.name for member in members),
        tuple(member.group for member in members),
        tuple(scenario.members[member.group].bill.common for member in members),
    )
    problems = scenario.sharing.problems_among(parties)
    if problems:
        raise ScenarioError([scenario.issue(f"sharing.{at}", text) for at, text in problems])
    return scenario.model_copy(update={"sharing": scenario.sharing.among(parties)})


def limits_of_members(scenario: Scenario, members: Sequence[SingleMember]) -> FloatArray:
    """Return (M,) what each connection can carry in all [kW]; infinite without a size."""
    sizes = [scenario.members[member.group].connection_size for member in members]
    return frozen(
        [np.inf if size is None else size_of_connection(size).total_kva for size in sizes]
    )

"""A key figure, and the registry that a new one joins by being written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Literal, TypeAlias, TypeVar

from hubsim.dispatch.dispatch import Dispatch
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.plan import Plan

Better: TypeAlias = Literal["higher", "lower"]


@dataclass(frozen=True)
class Outcome:
    """One operation put through the network: what every figure is computed from.

    balanced : of a three-phase study, the same operation in a balanced one
    kept : what several figures share, by the function that found it
    """

    plan: Plan
    dispatch: Dispatch
    flows: Flows | PhaseFlows
    balanced: Outcome | None = None
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


R = TypeVar("R")


def once(function: Callable[[Outcome], R]) -> Callable[[Outcome], R]:
    """Let a function of an outcome be worked out once, however many figures ask for it."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def kept(outcome: Outcome) -> R:
        if name not in outcome.kept:
            outcome.kept[name] = function(outcome)
        found: R = outcome.kept[name]
        return found

    return kept


@dataclass(frozen=True)
class Kpi:
    """A figure with its unit and the direction that is better."""

    name: str
    value: float
    unit: str
    better: Better


Figure: TypeAlias = Callable[[Outcome], float]

Asked: TypeAlias = Callable[[Outcome], bool]

REGISTRY: dict[str, tuple[Figure, str, Better, Asked]] = {}
"""Name -> function, unit, better, whether a study asks for it; in the order of the files."""


def figure(unit: str, better: Better, asked: Asked = lambda _: True) -> Callable[[Figure], Figure]:
    """Record a function as the key figure of its name.

    asked : whether a study asks for it; a balanced one does not ask for a neutral's current
    """

    def record(function: Figure) -> Figure:
        if function.__name__ in REGISTRY:
            raise TypeError(f"key figure {function.__name__!r} is defined twice")
        REGISTRY[function.__name__] = (function, unit, better, asked)
        return function

    return record

"""A key figure, and the registry that a new one joins by being written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hubsim.dispatch.dispatch import Dispatch
from hubsim.powerflow.flows import Flows
from hubsim.scenario.plan import Plan

Better: TypeAlias = Literal["higher", "lower"]


@dataclass(frozen=True)
class Outcome:
    """One operation put through the network: what every figure is computed from."""

    plan: Plan
    dispatch: Dispatch
    flows: Flows


@dataclass(frozen=True)
class Kpi:
    """A figure with its unit and the direction that is better."""

    name: str
    value: float
    unit: str
    better: Better


Figure: TypeAlias = Callable[[Outcome], float]

REGISTRY: dict[str, tuple[Figure, str, Better]] = {}
"""Name -> function, unit, better; filled by `figure`, in the order of the files."""


def figure(unit: str, better: Better) -> Callable[[Figure], Figure]:
    """Record a function as the key figure of its name."""

    def record(function: Figure) -> Figure:
        if function.__name__ in REGISTRY:
            raise TypeError(f"key figure {function.__name__!r} is defined twice")
        REGISTRY[function.__name__] = (function, unit, better)
        return function

    return record

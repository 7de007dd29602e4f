"""What a window covers, and the plan of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hubsim.arrays import BoolArray, FloatArray
from hubsim.dispatch.together.foresight import Seen


@dataclass(frozen=True)
class Span:
    """What a window covers.

    steps : of the horizon
    tail : longer steps that follow them, numbered in their own length
    seen : steps and tail as they are foreseen, in the steps of the horizon; None where all is known
    """

    steps: slice
    tail: slice = field(default_factory=lambda: slice(0, 0))
    seen: Seen | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Number of steps, and of longer ones."""
        return self.steps.stop - self.steps.start, self.tail.stop - self.tail.start


@dataclass(frozen=True)
class Planned:
    """The plan of a window. W steps, n columns a step, E limits of the network.

    x : (W, n) columns; number_kw : (W, E) linear numbers of the limits
    given_up : (W, E) where the plan itself reports that it cannot keep a limit
    objective : its cost [EUR]
    """

    x: FloatArray
    number_kw: FloatArray
    given_up: BoolArray
    objective: float

"""What a peer of the comparison must offer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

TOLERANCE = 1e-8
"""Every solver that takes a tolerance is given this one [pu]."""


@dataclass(frozen=True)
class Case:
    """A network without any load, and where its loads will be. B buses.

    net : pandapower net; bus index 0..B-1, every switch closed and left out, no loads or generators
    file : the same net as pandapower's JSON
    loaded : bus index of every bus that has power at any step
    """

    name: str
    net: Any
    file: Path
    loaded: IntArray


@dataclass(frozen=True)
class Solved:
    """Results of T steps, in memory.

    voltage : (T, B) complex or magnitude [pu], in the order of the net's buses
    branches : loadings or currents of all lines and transformers, (T, ...) each; empty when the peer
        has none
    """

    voltage: npt.NDArray[Any]
    branches: tuple[npt.NDArray[Any], ...] = field(default=())


class Peer(ABC):
    """A tool, used in its fastest way: `prepare` is off the clock, `solve` is on it."""

    packages: ClassVar[tuple[str, ...]]
    """Distributions whose versions are reported."""
    trafo_model: ClassVar[str]
    """``t`` or ``pi``, as pandapower names them: which reference its voltages are compared with."""
    gives: ClassVar[str] = "voltages, loadings"
    note: ClassVar[str] = ""
    steps: ClassVar[int | None] = None
    """It solves the first so many steps, and its time is scaled to all; None for all steps."""
    exact: ClassVar[bool] = True
    """Whether it solves the AC equations; an approximation is listed and never called fastest."""
    threads: ClassVar[int] = 1

    @abstractmethod
    def prepare(self, case: Case) -> None:
        """Build the tool's own model of the network."""

    @abstractmethod
    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Take drawn power (T, B), solve all steps, and have the results as arrays."""

"""Steps that depend on the step before: devices that trip and return later, transformers that change taps.

Everything else of a step is independent of its neighbours and solved in blocks, so blocks are solved as if
nothing changed: connections and taps stand as they are at the first step. Up to the first step in which
something does change, that was right and is kept; this step is settled by itself, and the rest is solved
again from there with what has changed. Stretches without a change double in length, to `LONGEST` steps.

Where nothing outlasts a step (a device may return in the next one, no transformer is regulated), there is
nothing to wait for: all steps are settled side by side.

A device trips alone, the one furthest above its limit first: often that helps the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.networks.taps import Regulator
from hubsim.powerflow.devices import Answered
from hubsim.powerflow.flows import Response
from hubsim.powerflow.steps import steps_of
from hubsim.voltage_response import VoltageResponse

SHORTEST, LONGEST = 64, 4096
"""Steps that are solved ahead."""

Out = TypeVar("Out", bound="tuple[Any, ...]")


class Solver(Protocol):
    """Solves steps with the taps of a network as they are."""

    def solve(
        self,
        p_kw: npt.NDArray[Any],
        q_kvar: npt.NDArray[Any],
        device_p_kw: FloatArray,
        device_q_kvar: FloatArray,
        out: Any,
        answered: Answered,
        oscillating: BoolArray,
    ) -> None:
        """Solve steps and store them. All arrays are of these steps."""


@dataclass
class Course:
    """A horizon as it is solved. T steps, I devices, K transformers.

    solver_at : positions of the regulated transformers -> solver
    p_kw, q_kvar : (T, columns) drawn without the devices
    device_p_kw, device_q_kvar : (T, I) drawn at nominal voltage
    responses : (I,)
    regulators : of transformers; tap : (K,) positions at the start
    step_s : length of a step [s]
    out, answered : where results go
    solvers : made so far, by the positions of the regulated transformers
    """

    solver_at: Callable[[Mapping[int, int]], Solver]
    p_kw: npt.NDArray[Any]
    q_kvar: npt.NDArray[Any]
    device_p_kw: FloatArray
    device_q_kvar: FloatArray
    responses: Sequence[VoltageResponse]
    regulators: Sequence[Regulator]
    tap: FloatArray
    step_s: float
    out: Any
    answered: Answered
    solvers: dict[tuple[int, ...], Solver]
    connected: BoolArray = field(init=False)
    taps: FloatArray = field(init=False)
    oscillating: BoolArray = field(init=False)

    def __post_init__(self) -> None:
        n_step = len(self.p_kw)
        self.connected = np.ones(self.device_p_kw.shape, dtype=np.bool_)
        self.taps = np.tile(self.tap, (n_step, 1))
        self.oscillating = np.zeros(n_step, dtype=np.bool_)
        trips = [answer.trip for answer in self.responses]
        self._above = np.array([np.inf if t is None else t.above_pu for t in trips])
        self._return = np.array([np.inf if t is None else t.return_pu for t in trips])
        away_s = np.array([0.0 if t is None else t.return_s for t in trips])
        # A device that trips is away for the rest of its step anyway.
        self._away = np.maximum(np.ceil(away_s / self.step_s - 1e-9), 1.0).astype(np.int64)

    def run(self) -> Response:
        """Solve all steps; return what devices and transformers did."""
        lasting = bool((self._away > 1).any() or (self._return < self._above).any())
        if self.regulators or lasting:
            self._march()
        else:
            self._settle(np.arange(len(self.p_kw)))
        return Response(
            self.answered.p_kw,
            self.answered.q_kvar,
            self.connected,
            self.taps,
            self.oscillating,
        )

    def _solve(self, steps: IntArray) -> None:
        """Solve steps, ascending and with the same taps, with connections as they stand."""
        taps = tuple(int(self.taps[steps[0], r.trafo]) for r in self.regulators)
        if taps not in self.solvers:
            moved = {r.trafo: tap for r, tap in zip(self.regulators, taps, strict=True)}
            self.solvers[taps] = self.solver_at(moved)
        whole = len(steps) == steps[-1] - steps[0] + 1
        part: Any = slice(int(steps[0]), int(steps[-1]) + 1) if whole else steps
        out = steps_of(self.out, part) if whole else _like(self.out, len(steps))
        answered = steps_of(self.answered, part) if whole else _like(self.answered, len(steps))
        oscillating = np.zeros(len(steps), dtype=np.bool_)
        self.solvers[taps].solve(
            self.p_kw[part],
            self.q_kvar[part],
            self.device_p_kw[part] * self.connected[part],
            self.device_q_kvar[part] * self.connected[part],
            out,
            answered,
            oscillating,
        )
        self.oscillating[part] = oscillating
        if not whole:
            for kept, found in zip((*self.out, *self.answered), (*out, *answered), strict=True):
                kept[part] = found

    def _over(self, steps: Any) -> FloatArray:
        """Return by how much connected devices are above their limit, (n, I) [pu]; at most 0 if not."""
        above = self.answered.seen_pu[steps] - self._above
        fine = self.out.converged[steps][:, None] & self.connected[steps]
        excess: FloatArray = np.where(fine & np.isfinite(above), above, 0.0)
        return excess

    def _settle(self, steps: IntArray) -> None:
        """Solve steps, and again as long as a device trips in one, each by itself."""
        while len(steps):
            self._solve(steps)
            if not len(self.responses):
                return
            over = self._over(steps)
            worst = over.argmax(axis=1)
            trips = np.flatnonzero(over[np.arange(len(steps)), worst] > 0.0)
            self.connected[steps[trips], worst[trips]] = False
            steps = steps[trips]

    def _march(self) -> None:
        """Solve stretch after stretch, each up to the step in which something changes."""
        n_step, n_device = len(self.p_kw), len(self.responses)
        away_until = np.zeros(n_device, dtype=np.int64)
        away = np.zeros(n_device, dtype=np.bool_)
        outside_s = np.zeros(len(self.regulators))
        tap = self.tap.copy()
        first, length = 0, SHORTEST
        while first < n_step:
            steps = np.arange(first, min(first + length, n_step))
            self.connected[steps] = ~away
            self.taps[steps] = tap
            self._solve(steps)
            trips = self._over(steps) > 0.0
            back = away & (steps[:, None] >= away_until)
            back &= self.answered.seen_pu[steps] <= self._return
            over_s = self._outside_s(steps, outside_s)
            moves = np.zeros(len(steps), dtype=np.bool_)
            for r, regulator in enumerate(self.regulators):
                moves |= self._can_move(regulator, tap, over_s[1:, r])
            changes = np.flatnonzero(trips.any(axis=1) | back.any(axis=1) | moves)
            if not len(changes):
                outside_s = over_s[-1]
                first, length = first + len(steps), min(2 * length, LONGEST)
                continue
            at = int(changes[0])
            step = first + at
            self.connected[step] |= back[at]
            outside_s = self._regulate(step, tap, over_s[at])
            before = self.connected[step].copy()
            self._settle(np.array([step]))
            tripped = before & ~self.connected[step]
            away_until[tripped] = step + self._away[tripped]
            away = ~self.connected[step]
            first, length = step + 1, SHORTEST

    def _outside_s(self, steps: IntArray, before_s: FloatArray) -> FloatArray:
        """Return for how long each regulated voltage has been outside its band after every step.

        (n + 1, regulators) [s], from `before_s` on; above the band counts up, below it down.
        """
        outside_s = np.zeros((len(steps) + 1, len(self.regulators)))
        outside_s[0] = before_s
        for r, regulator in enumerate(self.regulators):
            side = self._side(regulator, steps)
            for k, way in enumerate(side.tolist()):
                so_far = outside_s[k, r] if outside_s[k, r] * way > 0.0 else 0.0
                outside_s[k + 1, r] = so_far + way * self.step_s
        return outside_s

    def _side(self, regulator: Regulator, steps: IntArray) -> FloatArray:
        """Return 1 where a voltage is above its band, -1 below it, 0 inside or without a solution, (n,)."""
        vm = self.out.vm_pu[steps, regulator.bus].reshape(len(steps), -1).mean(axis=1)
        off = vm - regulator.target_pu
        side = np.where(np.abs(off) > regulator.band_pu, np.sign(off), 0.0)
        return np.where(self.out.converged[steps], side, 0.0)

    def _can_move(self, regulator: Regulator, tap: FloatArray, outside_s: FloatArray) -> BoolArray:
        """Return where a voltage has been outside long enough, and there is a tap left, (n,)."""
        way = -np.sign(outside_s) * regulator.raising
        position = tap[regulator.trafo] + way
        there = (regulator.tap_min <= position) & (position <= regulator.tap_max)
        moves: BoolArray = (np.abs(outside_s) >= regulator.delay_s) & (outside_s != 0.0) & there
        return moves

    def _regulate(self, step: int, tap: FloatArray, before_s: FloatArray) -> FloatArray:
        """Move the taps of one step, as often as its length allows; return the time outside after it."""
        left_s = np.full(len(self.regulators), self.step_s)
        so_far_s = before_s.copy()
        for _ in range(sum(int(r.tap_max - r.tap_min) for r in self.regulators)):
            self.taps[step] = tap
            self._solve(np.array([step]))
            moved = False
            for r, regulator in enumerate(self.regulators):
                side = float(self._side(regulator, np.array([step]))[0])
                waited = abs(so_far_s[r]) if so_far_s[r] * side > 0.0 else 0.0
                needed_s = max(regulator.delay_s - waited, 0.0)
                way = -side * regulator.raising
                position = tap[regulator.trafo] + way
                if side == 0.0 or needed_s > left_s[r]:
                    so_far_s[r] = side * (waited + left_s[r]) if side else 0.0
                elif regulator.tap_min <= position <= regulator.tap_max:
                    tap[regulator.trafo] = position
                    left_s[r] -= needed_s
                    so_far_s[r] = 0.0
                    moved = True
            if not moved:
                return so_far_s
        return so_far_s


def _like(room: Out, n_step: int) -> Out:
    """Return room for so many steps of the same results."""
    return type(room)(*(np.zeros((n_step, *part.shape[1:]), part.dtype) for part in room))

"""Power flow of a horizon: powers drawn in, flows out; a step without a solution is flagged and NaN."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from hubsim.arrays import FloatArray
from hubsim.networks.network import Network
from hubsim.networks.taps import Regulator, at_positions
from hubsim.powerflow.balanced import ALL, BalancedSolver, flows_of, room_of
from hubsim.powerflow.devices import Answered, Devices
from hubsim.powerflow.fitting import Fitting, bus_columns, fit
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.over_time import Course, Solver
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.powerflow.phases.grid import PhaseGrid
from hubsim.powerflow.phases.solve import ALL_PHASES, PhaseSolver, phase_flows_of, phase_room_of
from hubsim.powerflow.sensitivity import loading_sensitivity
from hubsim.powerflow.steps import TOLERANCE, confirm, powers_of, refuse_options


def power_flow(
    network: Network,
    p_kw: npt.ArrayLike,
    q_kvar: npt.ArrayLike | None = None,
    *,
    buses: Sequence[str] | None = None,
    devices: Devices | None = None,
    regulators: Sequence[Regulator] = (),
    step_s: float | None = None,
    tolerance: float = TOLERANCE,
    threads: int = 1,
    keep: Collection[str] | None = None,
) -> Flows | PhaseFlows:
    """Solve the AC power flow of every step, balanced or in three phases.

    p_kw, q_kvar : (T, B) drawn active and reactive power; column j belongs to ``network.bus_ids[j]``;
        q_kvar is zero by default. float32 is accepted. With a last axis of three, (T, B, 3), they are drawn
        by phase a, b and c to neutral, and the answer is `PhaseFlows`
    buses : ids of the buses that the columns belong to instead, when only they draw power; one may occur
        more than once
    devices : whose power answers the voltage, beside p_kw and q_kvar: ZIP loads, inverters
    regulators : of transformers that keep their low-voltage busbar within a band, in three phases the mean
    step_s : length of a step [s]; needed where a step depends on the one before: devices that trip, and
        regulators
    tolerance : largest distance of a voltage to the solution [pu]
    threads : results are bit-identical for any number
    keep : which results to keep, of `ALL` or `ALL_PHASES`; the others come back with no columns, and take
        neither time nor memory. With regulators, "vm_pu" is kept in any case

    Method: ``V <- V_0 + Y^-1 conj(S / V)`` with Y factorised once, in three phases once a sequence; devices
    answer inside the iteration, which is accelerated where they overshoot. A step that this does not
    contract goes to Newton by itself; one that Newton does not solve either is flagged in `converged` and
    NaN; one whose devices find no answer, though the network has a solution, also in
    ``response.oscillating``. In three phases nodes that never have power leave the iteration, exactly.

    Raises
    ------
    ValueError
        when the arrays do not have the shape (T, B), or an option makes no sense.
    NetworkError
        when a bus is unknown, or has power and is not supplied; in three phases also when an element has
        no zero-sequence model, or a part of the network is earthed nowhere.
    BrokenInvariant
        when a solved step does not balance: our bug.
    """
    phases = np.ndim(p_kw) == 3
    known = ALL_PHASES if phases else ALL
    kept = known if keep is None else keep
    refuse_options(tolerance, threads, kept, known)
    columns = np.arange(len(network.bus_ids)) if buses is None else bus_columns(network, buses)
    shape = (len(columns), 3) if phases else (len(columns),)
    p, q = powers_of(p_kw, q_kvar, shape, f"{len(columns)} buses" + phases * ", 3 phases")
    study = Study(network, tuple(regulators), step_s, tolerance, threads)
    return study.solve(fit(network, columns, p, q, devices), kept)


@dataclass(frozen=True)
class Study:
    """A network that horizon after horizon is solved on, with the same columns and devices.

    Its factors are made once for every position of its taps.

    regulators, step_s, tolerance, threads : as `power_flow` takes them
    """

    network: Network
    regulators: tuple[Regulator, ...] = ()
    step_s: float | None = None
    tolerance: float = TOLERANCE
    threads: int = 1
    solvers: dict[tuple[int, ...], Solver] = field(default_factory=dict)

    @cached_property
    def loading_sensitivity(self) -> tuple[FloatArray, FloatArray]:
        """Flow through lines, (L, B), and transformers, (K, B), per kW drawn; see `sensitivity`."""
        return loading_sensitivity(Grid.of(self.network))

    def solve(self, fitting: Fitting, keep: Collection[str]) -> Flows | PhaseFlows:
        """Solve the steps of a fitting and return what is to be kept of them, as `power_flow` does."""
        network, phases = self.network, fitting.phases
        lasting = bool(self.regulators) or any(r.trip for r in fitting.fitted.responses)
        if self.step_s is None and lasting:
            raise ValueError("step_s is needed: a step depends on the one before")
        kept = {*keep, "vm_pu"} if self.regulators else keep
        n_step = len(fitting.p_kw)
        out: Any = (phase_room_of if phases else room_of)(network, n_step, kept)
        answered = Answered(*(np.zeros(fitting.device_p_kw.shape) for _ in Answered._fields))
        course = Course(
            solver_at=lambda moved: self._solver(fitting, moved),
            p_kw=fitting.p_kw,
            q_kvar=fitting.q_kvar,
            device_p_kw=fitting.device_p_kw,
            device_q_kvar=fitting.device_q_kvar,
            responses=fitting.fitted.responses,
            regulators=self.regulators,
            tap=network.trafo_tap_pos,
            step_s=1.0 if self.step_s is None else self.step_s,
            out=out,
            answered=answered,
            solvers=self.solvers,
        )
        response = course.run()
        drawn = (fitting.p_kw, fitting.q_kvar, answered.p_kw, answered.q_kvar)
        confirm(drawn, self.tolerance, len(network.node_kv), out.mismatch, out.converged)
        whole = None
        if fitting.answering or self.regulators:
            whole = fitting.whole(response, out.converged)
        return (phase_flows_of if phases else flows_of)(network, out, whole)

    def _solver(self, fitting: Fitting, moved: Mapping[int, int]) -> Solver:
        """Return a solver for other positions of regulated transformers."""
        there = at_positions(self.network, moved) if moved else self.network
        if fitting.phases:
            grid = PhaseGrid.of(there, fitting.columns)
            return PhaseSolver(grid, self.tolerance, self.threads, fitting.fitted)
        return BalancedSolver(Grid.of(there), self.tolerance, self.threads, fitting.fitted)

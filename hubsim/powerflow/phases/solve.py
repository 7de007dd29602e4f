"""Three-phase power flow of a horizon: a step without a solution is flagged and NaN."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from hubsim.arrays import BoolArray, ComplexArray, FloatArray
from hubsim.compiled import compiled
from hubsim.networks.network import Network
from hubsim.powerflow.agreement import agree_where_needed
from hubsim.powerflow.devices import NO_DEVICES, Answered, Fitted, law_work_of, laws_of
from hubsim.powerflow.flows import Response
from hubsim.powerflow.iteration import gather
from hubsim.powerflow.layout import ROW, S_IM, S_RE, WIDTH, Z_IM, Z_RE
from hubsim.powerflow.phases.derivation import derive_phases
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.powerflow.phases.grid import PhaseGrid
from hubsim.powerflow.phases.iteration import find_drops, load_phases, renew_phases
from hubsim.powerflow.phases.kernel import phase_kernel
from hubsim.powerflow.phases.layout import PhaseRows, PhaseStored, PhaseWork
from hubsim.powerflow.phases.newton import newton_phases
from hubsim.powerflow.phases.responding import responding_phase_kernel
from hubsim.powerflow.phases.rows import phase_rows_of, phase_work_of
from hubsim.powerflow.steps import (
    MISMATCH_KW,
    TOLERANCE,
    confirm,
    ordered,
    powers_of,
    refuse_options,
    room,
    solve_parts,
    steps_of,
)

ALL_PHASES = (
    "vm_pu",
    "va_deg",
    "unbalance_pct",
    "line_loading_pct",
    "line_current_a",
    "line_neutral_a",
    "trafo_loading_pct",
)
"""Results that can be left out with `keep`."""

CACHED_BYTES = 8_000_000
"""A block's tables together should be no larger: they are walked over and over."""

NARROW = 32
"""Steps in a block of a network whose tables would be larger."""


def solve_phases(
    grid: PhaseGrid,
    p_kw: npt.ArrayLike,
    q_kvar: npt.ArrayLike | None = None,
    *,
    tolerance: float = TOLERANCE,
    threads: int = 1,
    keep: Collection[str] = ALL_PHASES,
) -> PhaseFlows:
    """Solve as `hubsim.power_flow` does, on a grid that is already factorised.

    p_kw, q_kvar : (T, C, 3) of the grid's columns
    """
    network, n_column = grid.network, len(grid.columns)
    refuse_options(tolerance, threads, keep, ALL_PHASES)
    p, q = powers_of(p_kw, q_kvar, (n_column, 3), f"{n_column} buses, 3 phases")
    p, q = p.reshape(len(p), 3 * n_column), q.reshape(len(q), 3 * n_column)
    out = phase_room_of(network, len(p), keep)
    PhaseSolver(grid, tolerance, threads).fixed(p, q, out)
    confirm((p, q), tolerance, len(network.node_kv), out.mismatch, out.converged)
    return phase_flows_of(network, out)


class PhaseSolver:
    """A grid laid out for the kernel: solves any steps into the room it is given.

    devices : whose column is one of the grid's
    """

    def __init__(
        self, grid: PhaseGrid, tolerance: float, threads: int, devices: Fitted = NO_DEVICES
    ) -> None:
        self._grid, self._tolerance, self._threads = grid, tolerance, threads
        self._devices = devices
        self._rows = phase_rows_of(grid, tolerance, MISMATCH_KW)
        self._width = width_for_phases(self._rows)

    def fixed(self, p: npt.NDArray[Any], q: npt.NDArray[Any], out: PhaseStored) -> None:
        """Solve steps with fixed powers, (T, 3 C), and store them."""
        kernel, rows = phase_kernel(self._width), self._rows

        def solver() -> Callable[[slice], None]:
            work = phase_work_of(rows, self._width)
            return lambda part: kernel(
                ordered(p[part]), ordered(q[part]), work, rows, steps_of(out, part)
            )

        solve_parts(len(p), p.shape[1], self._threads, solver)
        for step in np.flatnonzero(~out.converged):
            one = slice(step, step + 1)
            _rescue(self._grid, rows, p[one], q[one], self._tolerance, steps_of(out, one))

    def solve(
        self,
        p: npt.NDArray[Any],
        q: npt.NDArray[Any],
        device_p: FloatArray,
        device_q: FloatArray,
        out: PhaseStored,
        answered: Answered,
        oscillating: BoolArray,
    ) -> None:
        """Solve steps with devices that answer the voltage, and store them; see `over_time.Solver`."""
        if not len(self._devices.responses):
            self.fixed(p, q, out)
            return
        kernel, rows = responding_phase_kernel(self._width), self._rows
        laws = laws_of(rows.bus_row[3 * self._devices.column], self._devices)

        def solver() -> Callable[[slice], None]:
            work = phase_work_of(rows, self._width)
            space = law_work_of(laws, len(rows.r_re), self._width)
            return lambda part: kernel(
                ordered(p[part]),
                ordered(q[part]),
                ordered(device_p[part]),
                ordered(device_q[part]),
                work,
                space,
                rows,
                laws,
                steps_of(out, part),
                steps_of(answered, part),
            )

        solve_parts(len(p), p.shape[1], self._threads, solver)
        agree_where_needed(
            self, self._devices, (p, q, device_p, device_q), out, answered, oscillating
        )

    def room(self, n_step: int) -> PhaseStored:
        """Return room for the voltages alone of so many steps."""
        return phase_room_of(self._grid.network, n_step, ("vm_pu",))

    def with_devices(self, p: npt.NDArray[Any], device_p: FloatArray) -> npt.NDArray[np.float64]:
        """Return powers of all columns with those of the devices, (n, 3 C)."""
        total = np.array(p, dtype=np.float64)
        for k in range(3):
            np.add.at(
                total.T, 3 * self._devices.column + k, (device_p * self._devices.share[:, k]).T
            )
        return total

    def seen_pu(self, out: PhaseStored) -> FloatArray:
        """Return the voltage that every device's curves see, (n, I)."""
        return self._devices.seen_pu(out.vm_pu[:, self._grid.columns])

    def highest_pu(self, out: PhaseStored) -> FloatArray:
        """Return the highest voltage that every device sees, (n, I)."""
        phases = out.vm_pu[:, self._grid.columns][:, self._devices.column]
        highest: FloatArray = self._devices.scale * np.where(
            self._devices.share > 0.0, phases, 0.0
        ).max(axis=2)
        return highest


def width_for_phases(rows: PhaseRows) -> int:
    """Return the steps of a block; results are the same in any."""
    values = 6 * (len(rows.r_re) + len(rows.noload_re))
    return WIDTH if 8 * WIDTH * values <= CACHED_BYTES else NARROW


def phase_room_of(network: Network, n_steps: int, keep: Collection[str]) -> PhaseStored:
    """Return arrays for the results; one that is not kept has no columns."""
    n_bus, n_line, n_trafo = (
        len(ids) for ids in (network.bus_ids, network.line_ids, network.trafo_ids)
    )
    columns = ((n_bus, 3), (n_bus, 3), (n_bus,), (n_line,), (n_line, 3), (n_line,), (n_trafo,))
    kept = [
        shape if name in keep else (0, *shape[1:])
        for name, shape in zip(ALL_PHASES, columns, strict=True)
    ]
    flags = (np.zeros(n_steps, np.bool_), np.zeros(n_steps, np.int64))
    return PhaseStored._make([*room(n_steps, [*kept, *[(n_trafo,)] * 3, *[()] * 4]), *flags])


def _rescue(
    grid: PhaseGrid,
    rows: PhaseRows,
    p_kw: npt.NDArray[Any],
    q_kvar: npt.NDArray[Any],
    tolerance: float,
    out: PhaseStored,
) -> None:
    """Give a step that the fixed point did not contract to Newton; store what that finds.

    p_kw, q_kvar : (1, 3 C) drawn; out : of this one step
    """
    if not (np.isfinite(p_kw) & np.isfinite(q_kvar)).all():
        return
    drawn = (p_kw[0].astype(np.float64) + 1j * q_kvar[0].astype(np.float64)).reshape(-1, 3)
    power = np.zeros((len(grid.v_noload), 3), dtype=np.complex128)
    np.add.at(power, grid.network.bus_node[grid.columns], drawn / -grid.network.base_kva)
    with np.errstate(all="ignore"):  # a step beyond all bounds is refused by what comes out
        voltage, turns = newton_phases(grid, power, tolerance)
    out.iterations[0] += turns
    if voltage is None:
        return
    work = phase_work_of(rows, WIDTH)
    gather(ordered(p_kw), 0, 1, S_RE, work.table, rows)
    gather(ordered(q_kvar), 0, 1, S_IM, work.table, rows)
    load_phases(work, rows)
    _put_drops(grid, rows, voltage, work)
    renew_all(work, rows)
    find_drops(work, rows)
    out.converged[0] = True
    derive_phases(0, 1, work, rows, out)


def _put_drops(grid: PhaseGrid, rows: PhaseRows, voltage: ComplexArray, work: PhaseWork) -> None:
    """Put the voltages of all nodes, (N, 3) in sequences, into every step of the table."""
    drop = voltage[rows.row_node]
    drop[:, 0] -= grid.v_noload[rows.row_node]
    drop = drop.ravel() / (rows.r_re + 1j * rows.r_im)
    table = work.table[: len(drop) * ROW].reshape(-1, ROW)
    for start, half in ((Z_RE, drop.real), (Z_IM, drop.imag)):
        table[:, start : start + WIDTH] = half[:, None]


@compiled
def renew_all(work: PhaseWork, rows: PhaseRows) -> None:
    """Put the currents of all rows at their drops into the table."""
    for j in range(rows.double.parent.size):
        renew_phases(j, work.table, work.loaded, rows.unit)


def phase_flows_of(
    network: Network, out: PhaseStored, response: Response | None = None
) -> PhaseFlows:
    """Return the results in kW, NaN where there is no solution, read-only."""
    idle_line, idle_trafo = (
        np.flatnonzero(branch < 0) for branch in (network.line_branch, network.trafo_branch)
    )
    for array, idle in (
        (out.line_loading_pct, idle_line),
        (out.line_current_a, idle_line),
        (out.line_neutral_a, idle_line),
        (out.trafo_loading_pct, idle_trafo),
        (out.trafo_p, idle_trafo),
        (out.trafo_q, idle_trafo),
        (out.trafo_loss, idle_trafo),
    ):
        if array.shape[1]:
            array[:, idle] = 0.0
    failed = np.flatnonzero(~out.converged)
    for values in out[:-2]:
        values[failed] = np.nan
    for result in out:
        result.flags.writeable = False
    return PhaseFlows(
        vm_pu=out.vm_pu,
        va_deg=out.va_deg,
        unbalance_pct=out.unbalance_pct,
        line_loading_pct=out.line_loading_pct,
        line_current_a=out.line_current_a,
        line_neutral_a=out.line_neutral_a,
        trafo_loading_pct=out.trafo_loading_pct,
        trafo_p_kw=out.trafo_p,
        trafo_q_kvar=out.trafo_q,
        trafo_loss_kw=out.trafo_loss,
        loss_kw=out.loss,
        slack_p_kw=out.slack_p,
        slack_q_kvar=out.slack_q,
        converged=out.converged,
        iterations=out.iterations,
        mismatch_kw=float(np.max(out.mismatch, where=out.converged, initial=0.0)),
        response=response,
    )

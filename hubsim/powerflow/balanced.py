"""Balanced power flow of a horizon on a grid: a step without a solution is flagged and NaN."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from hubsim.arrays import BoolArray, ComplexArray, FloatArray
from hubsim.networks.network import Network
from hubsim.powerflow.agreement import agree_where_needed
from hubsim.powerflow.derivation import derive
from hubsim.powerflow.devices import NO_DEVICES, Answered, Fitted, law_work_of, laws_of
from hubsim.powerflow.fitting import refuse_power_without_supply
from hubsim.powerflow.flows import Flows, Response
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.iteration import gather, load
from hubsim.powerflow.kernel import solve_steps
from hubsim.powerflow.layout import (
    ROW,
    S_IM,
    S_RE,
    WIDTH,
    Z_IM,
    Z_RE,
    Rows,
    Stored,
    Work,
    places,
    width_for,
)
from hubsim.powerflow.newton import newton_step
from hubsim.powerflow.responding import solve_responding
from hubsim.powerflow.rows import rows_of, work_of
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

ALL = ("vm_pu", "va_deg", "line_loading_pct", "trafo_loading_pct")
"""Results that can be left out with `keep`."""

NO_ANGLES = ("vm_pu", "line_loading_pct", "trafo_loading_pct")
"""What a study of congestion reads."""


def solve_grid(
    grid: Grid,
    p_kw: npt.ArrayLike,
    q_kvar: npt.ArrayLike | None = None,
    *,
    tolerance: float = TOLERANCE,
    threads: int = 1,
    keep: Collection[str] = ALL,
) -> Flows:
    """Solve as `hubsim.power_flow` does, on a grid that is already factorised."""
    network = grid.network
    refuse_options(tolerance, threads, keep, ALL)
    n_bus = len(network.bus_ids)
    p, q = powers_of(p_kw, q_kvar, (n_bus,), f"{n_bus} buses")
    refuse_power_without_supply(network, np.arange(n_bus), p, q)
    out = room_of(network, len(p), keep)
    BalancedSolver(grid, tolerance, threads).fixed(p, q, out)
    confirm((p, q), tolerance, len(network.node_kv), out.mismatch, out.converged)
    return flows_of(network, out)


class BalancedSolver:
    """A grid laid out for the kernel: solves any steps into the room it is given.

    devices : whose column is their bus
    """

    def __init__(
        self, grid: Grid, tolerance: float, threads: int, devices: Fitted = NO_DEVICES
    ) -> None:
        self._grid, self._tolerance, self._threads = grid, tolerance, threads
        self._devices = devices
        self._rows = rows_of(grid, tolerance, MISMATCH_KW)
        self._width = width_for(len(self._rows.size))
        self._places = {} if self._width == WIDTH else places(self._width)

    def fixed(self, p: npt.NDArray[Any], q: npt.NDArray[Any], out: Stored) -> None:
        """Solve steps with fixed powers, (T, B), and store them."""
        kernel = solve_steps.variant(self._places)
        rows = self._rows

        def solver() -> Callable[[slice], None]:
            work = work_of(rows, self._width)
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
        out: Stored,
        answered: Answered,
        oscillating: BoolArray,
    ) -> None:
        """Solve steps with devices that answer the voltage, and store them; see `over_time.Solver`."""
        if not len(self._devices.responses):
            self.fixed(p, q, out)
            return
        kernel = solve_responding.variant(self._places)
        rows = self._rows
        laws = laws_of(rows.bus_row[self._devices.column], self._devices)

        def solver() -> Callable[[slice], None]:
            work = work_of(rows, self._width)
            space = law_work_of(laws, len(rows.size), self._width)
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

    def room(self, n_step: int) -> Stored:
        """Return room for the voltages alone of so many steps."""
        return room_of(self._grid.network, n_step, ("vm_pu",))

    def with_devices(self, p: npt.NDArray[Any], device_p: FloatArray) -> npt.NDArray[np.float64]:
        """Return powers of all columns with those of the devices, (n, B)."""
        total = np.array(p, dtype=np.float64)
        np.add.at(total.T, self._devices.column, device_p.T)
        return total

    def seen_pu(self, out: Stored) -> FloatArray:
        """Return the voltage that every device sees, (n, I)."""
        return self._devices.seen_pu(out.vm_pu[:, :, None])

    highest_pu = seen_pu


def room_of(network: Network, n_steps: int, keep: Collection[str]) -> Stored:
    """Return arrays for the results; one that is not kept has no columns."""
    n_bus, n_line, n_trafo = (
        len(ids) for ids in (network.bus_ids, network.line_ids, network.trafo_ids)
    )
    columns = [
        (n_column if name in keep else 0,)
        for name, n_column in zip(ALL, (n_bus, n_bus, n_line, n_trafo), strict=True)
    ]
    flags = (np.zeros(n_steps, np.bool_), np.zeros(n_steps, np.int64))
    return Stored._make([*room(n_steps, [*columns, *[(n_trafo,)] * 3, *[()] * 4]), *flags])


def _rescue(
    grid: Grid,
    rows: Rows,
    p_kw: npt.NDArray[Any],
    q_kvar: npt.NDArray[Any],
    tolerance: float,
    out: Stored,
) -> None:
    """Give a step that the fixed point did not contract to Newton; store what that finds.

    p_kw, q_kvar : (1, B) drawn; out : of this one step
    """
    if not (np.isfinite(p_kw) & np.isfinite(q_kvar)).all():
        return
    drawn = p_kw[0].astype(np.float64) + 1j * q_kvar[0].astype(np.float64)
    away = np.flatnonzero(grid.bus_place >= 0)
    power = np.zeros(len(grid.free), dtype=np.complex128)
    np.add.at(power, grid.bus_place[away], drawn[away] / -grid.network.base_kva)
    with np.errstate(all="ignore"):  # a step beyond all bounds is refused by what comes out
        voltage, turns = newton_step(grid, power, tolerance)
    out.iterations[0] += turns
    if voltage is None:
        return
    work = work_of(rows)
    gather(ordered(p_kw), 0, 1, S_RE, work.table, rows)
    gather(ordered(q_kvar), 0, 1, S_IM, work.table, rows)
    load(work, rows)
    _put_drops(grid, voltage, work)
    out.converged[0] = True
    derive(0, 1, work, rows, out)


def _put_drops(grid: Grid, voltage: ComplexArray, work: Work) -> None:
    """Put the voltages of the unknown nodes, (n,), into every step of the table."""
    drop = np.zeros(len(grid.v_noload), dtype=np.complex128)
    drop[grid.factors.row] = (voltage - grid.v_noload[grid.free]) / grid.factors.r[grid.factors.row]
    table = work.table[:-1].reshape(-1, ROW)
    for start, half in ((Z_RE, drop.real), (Z_IM, drop.imag)):
        table[:, start : start + WIDTH] = half[:, None]


def flows_of(network: Network, out: Stored, response: Response | None = None) -> Flows:
    """Return the results in kW, NaN where there is no solution, read-only."""
    idle_line, idle_trafo = (
        np.flatnonzero(branch < 0) for branch in (network.line_branch, network.trafo_branch)
    )
    for array, idle in (
        (out.line_loading_pct, idle_line),
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
    return Flows(
        vm_pu=out.vm_pu,
        va_deg=out.va_deg,
        line_loading_pct=out.line_loading_pct,
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

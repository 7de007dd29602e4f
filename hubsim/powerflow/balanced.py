"""Balanced power flow of a horizon on a grid: a step without a solution is flagged and NaN."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from hubsim.arrays import ComplexArray
from hubsim.errors import NetworkError
from hubsim.networks.network import Network
from hubsim.powerflow.derivation import derive
from hubsim.powerflow.flows import Flows
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
    _refuse_power_without_supply(grid, p, q)
    out = _room(network, len(p), keep)
    rows = rows_of(grid, tolerance, MISMATCH_KW)
    width = width_for(len(rows.size))
    kernel = solve_steps.variant({} if width == WIDTH else places(width))

    def solver() -> Callable[[slice], None]:
        work = work_of(rows, width)
        return lambda part: kernel(
            ordered(p[part]), ordered(q[part]), work, rows, steps_of(out, part)
        )

    solve_parts(len(p), n_bus, threads, solver)
    for step in np.flatnonzero(~out.converged):
        one = slice(step, step + 1)
        _rescue(grid, rows, p[one], q[one], tolerance, steps_of(out, one))
    confirm(p, q, tolerance, len(network.node_kv), out.mismatch, out.converged)
    return _flows(network, out)


def _refuse_power_without_supply(grid: Grid, *powers: npt.NDArray[Any]) -> None:
    lost = np.flatnonzero(grid.bus_place == -2)
    for power in powers:
        for bus in lost[np.any(power[:, lost] != 0.0, axis=0)][:1]:
            name = grid.network.bus_ids[int(bus)]
            raise NetworkError("has power but is not supplied", element="bus", element_id=name)


def _room(network: Network, n_steps: int, keep: Collection[str]) -> Stored:
    """Return arrays for the results; one that is not kept has no columns."""
    n_bus, n_line, n_trafo = (
        len(ids) for ids in (network.bus_ids, network.line_ids, network.trafo_ids)
    )
    columns = [
        (n_column if name in keep else 0,)
        for name, n_column in zip(ALL, (n_bus, n_bus, n_line, n_trafo), strict=True)
    ]
    flags = (np.zeros(n_steps, np.bool_), np.zeros(n_steps, np.int64))
    return Stored._make([*room(n_steps, [*columns, (n_trafo,), (n_trafo,), *[()] * 4]), *flags])


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


def _flows(network: Network, out: Stored) -> Flows:
    """Return the results in kW, NaN where there is no solution, read-only."""
    idle_line, idle_trafo = (
        np.flatnonzero(branch < 0) for branch in (network.line_branch, network.trafo_branch)
    )
    for array, idle in (
        (out.line_loading_pct, idle_line),
        (out.trafo_loading_pct, idle_trafo),
        (out.trafo_p, idle_trafo),
        (out.trafo_q, idle_trafo),
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
        loss_kw=out.loss,
        slack_p_kw=out.slack_p,
        slack_q_kvar=out.slack_q,
        converged=out.converged,
        iterations=out.iterations,
        mismatch_kw=float(np.max(out.mismatch, where=out.converged, initial=0.0)),
    )

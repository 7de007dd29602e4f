"""Power flow of a horizon: injections in, flows out; a step without a solution is flagged and NaN."""

from __future__ import annotations

import math
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from hubsim.arrays import FloatArray
from hubsim.errors import BrokenInvariant, NetworkError
from hubsim.networks.network import Network
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.kernel import (
    LANES,
    ROW,
    S_IM,
    S_RE,
    V_IM,
    V_RE,
    WIDTH,
    Rows,
    Stored,
    derive,
    solve_steps,
)
from hubsim.powerflow.newton import newton_step
from hubsim.powerflow.rows import rows_of, rows_of_nodes

TOLERANCE = 1e-8
"""Largest accepted distance of a voltage to the solution [pu]."""

MISMATCH_KW = 1e-6
MISMATCH_SHARE = 1e-7
"""A node's power may be off by so much, and by this share of the largest power of the step; by ten times
the tolerance where that is more, since a voltage off by so much draws so much other power."""

PART = 8 * WIDTH
"""Steps that one call of the kernel solves; other threads take the next ones meanwhile."""

ALL = ("vm_pu", "va_deg", "line_loading_pct", "trafo_loading_pct")
"""Results that can be left out with `keep`."""


def power_flow(
    network: Network,
    p_kw: npt.ArrayLike,
    q_kvar: npt.ArrayLike | None = None,
    *,
    tolerance: float = TOLERANCE,
    threads: int = 1,
    keep: Collection[str] = ALL,
) -> Flows:
    """Solve the AC power flow of every step.

    p_kw, q_kvar : (T, B) drawn active and reactive power; column j belongs to ``network.bus_ids[j]``;
        q_kvar is zero by default. float32 is accepted
    tolerance : largest distance of a voltage to the solution [pu]
    threads : results are bit-identical for any number
    keep : which of `ALL` to keep; the others come back with no columns, and take neither time nor memory

    Method: ``V <- V_0 + Y^-1 conj(S / V)`` with Y factorised once; a step that this does not contract
    goes to Newton by itself; one that Newton does not solve either is flagged in `converged` and NaN.

    Raises
    ------
    ValueError
        when the arrays do not have the shape (T, B), or an option makes no sense.
    NetworkError
        when a bus that is not supplied has power.
    BrokenInvariant
        when a solved step does not balance: our bug.
    """
    return solve_grid(
        Grid.of(network), p_kw, q_kvar, tolerance=tolerance, threads=threads, keep=keep
    )


def solve_grid(
    grid: Grid,
    p_kw: npt.ArrayLike,
    q_kvar: npt.ArrayLike | None = None,
    *,
    tolerance: float = TOLERANCE,
    threads: int = 1,
    keep: Collection[str] = ALL,
) -> Flows:
    """Solve as `power_flow` does, on a grid that is already factorised."""
    network = grid.network
    _refuse_options(tolerance, threads, keep)
    p = _real(p_kw, len(network.bus_ids), "p_kw")
    if q_kvar is None:
        q: npt.NDArray[Any] = np.broadcast_to(0.0, p.shape)
    else:
        q = _real(q_kvar, len(network.bus_ids), "q_kvar")
    if p.shape != q.shape:
        raise ValueError(f"p_kw has {len(p)} steps, q_kvar {len(q)}")
    _refuse_power_without_supply(grid, p, q)
    out = _room(network, len(p), keep)
    rows = rows_of(grid)

    def solve(part: slice) -> None:
        p_in, q_in = _injected(network, p[part]), _injected(network, q[part])
        table, lane = _aligned(len(rows.v0_re) * ROW), _aligned(LANES)
        solve_steps(p_in, q_in, table, lane, tolerance, rows, _steps(out, part))

    parts = [slice(first, first + PART) for first in range(0, len(p), PART)]
    if threads > 1:
        solve(slice(0, 0))  # compiles, once and not in every thread
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(solve, parts))
    else:
        for part in parts:
            solve(part)
    # What is drawn at the external grid itself changes no voltage, only what the grid delivers.
    at_slack = np.flatnonzero(grid.bus_place == -1)
    with np.errstate(invalid="ignore", over="ignore"):
        direct = [power[:, at_slack].sum(axis=1, dtype=np.float64) for power in (p, q)]
        direct_is_finite = np.isfinite(direct[0] + direct[1])
    out.converged[~direct_is_finite] = False
    for step in np.flatnonzero(~out.converged & direct_is_finite):
        _rescue(grid, rows, p[step], q[step], tolerance, _steps(out, slice(step, step + 1)))
    _confirm(p, q, tolerance, out, network.base_kva)
    return _flows(network, out, direct)


def _refuse_options(tolerance: float, threads: int, keep: Collection[str]) -> None:
    unknown = sorted(set(keep) - set(ALL))
    if unknown or isinstance(keep, str):
        raise ValueError(f"keep names {unknown or keep}; it is a collection of {ALL}")
    if not (math.isfinite(tolerance) and tolerance > 0.0):
        raise ValueError(f"tolerance must be above zero, not {tolerance}")
    if threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")


def _real(values: npt.ArrayLike, n_bus: int, name: str) -> npt.NDArray[Any]:
    """Return values of any real type as an array (T, B), without a copy where that is possible."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiu":
        array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != n_bus:
        raise ValueError(f"{name} must have the shape (steps, {n_bus} buses), not {array.shape}")
    return array


def _refuse_power_without_supply(grid: Grid, *powers: npt.NDArray[Any]) -> None:
    lost = np.flatnonzero(grid.bus_place == -2)
    for power in powers:
        for bus in lost[np.any(power[:, lost] != 0.0, axis=0)][:1]:
            name = grid.network.bus_ids[int(bus)]
            raise NetworkError("has power but is not supplied", element="bus", element_id=name)


def _room(network: Network, n_steps: int, keep: Collection[str]) -> Stored:
    """Return arrays for the results; a result that is not kept has no columns."""
    n_bus, n_line, n_trafo = (
        len(ids) for ids in (network.bus_ids, network.line_ids, network.trafo_ids)
    )
    vm_pu, va_deg, line, trafo = (
        np.empty((n_steps, n_column if name in keep else 0))
        for name, n_column in zip(ALL, (n_bus, n_bus, n_line, n_trafo), strict=True)
    )
    trafo_p, trafo_q = (np.empty((n_steps, n_trafo)) for _ in range(2))
    loss, slack_p, slack_q, mismatch = (np.empty(n_steps) for _ in range(4))
    converged, iterations = np.zeros(n_steps, dtype=np.bool_), np.zeros(n_steps, dtype=np.int64)
    return Stored(
        vm_pu, va_deg, line, trafo, trafo_p, trafo_q, loss, slack_p, slack_q, mismatch,
        converged, iterations,
    )  # fmt: skip


def _steps(out: Stored, part: slice) -> Stored:
    """Return the room of some of the steps."""
    return Stored._make(array[part] for array in out)


def _injected(network: Network, drawn: npt.NDArray[Any]) -> FloatArray:
    """Return drawn power [kW] as injected power [pu], in memory as the kernel wants it."""
    injected: FloatArray = np.multiply(drawn, -1.0 / network.base_kva, dtype=np.float64, order="C")
    return injected


def _aligned(size: int) -> FloatArray:
    """Return an array that begins where a vector register's load begins: 64 bytes."""
    room = np.empty(size + 8)
    start = -room.ctypes.data // 8 % 8
    return room[start : start + size]


def _rescue(
    grid: Grid,
    rows: Rows,
    p_kw: npt.NDArray[Any],
    q_kvar: npt.NDArray[Any],
    tolerance: float,
    out: Stored,
) -> None:
    """Give a step that the fixed point did not contract to Newton; store what that finds.

    p_kw, q_kvar : (B,) drawn; out : of this one step
    """
    if not (np.isfinite(p_kw) & np.isfinite(q_kvar)).all():
        return
    injected = _injected(grid.network, p_kw) + 1j * _injected(grid.network, q_kvar)
    away = np.flatnonzero(grid.bus_place >= 0)
    power = np.zeros(len(grid.free), dtype=np.complex128)
    np.add.at(power, grid.bus_place[away], injected[away])
    with np.errstate(all="ignore"):  # a step beyond all bounds is refused by what comes out
        voltage, turns = newton_step(grid, power, tolerance)
    out.iterations[0] += turns
    if voltage is None:
        return
    table = _aligned(len(rows.v0_re) * ROW)
    row = rows_of_nodes(grid)
    for values, real, imaginary in ((voltage, V_RE, V_IM), (power, S_RE, S_IM)):
        at_node = grid.v_noload.copy()  # which the slack keeps
        at_node[grid.free] = values
        for start, half in ((real, at_node.real), (imaginary, at_node.imag)):
            table.reshape(-1, ROW)[row, start : start + WIDTH] = half[:, None]
    derive(0, 1, table, _aligned(LANES), rows, out)
    out.converged[0] = True


def _confirm(
    p_kw: npt.NDArray[Any],
    q_kvar: npt.NDArray[Any],
    tolerance: float,
    out: Stored,
    base_kva: float,
) -> None:
    """Check that power balances at every node of every solved step.

    Raises
    ------
    BrokenInvariant
        when it does not, with the step.
    """
    solved = np.flatnonzero(out.converged)
    mismatch_kw = out.mismatch[solved] * base_kva
    for place in np.flatnonzero(~(mismatch_kw <= MISMATCH_KW)):
        step = solved[place]
        largest_kw = max(float(np.abs(power[step]).sum()) for power in (p_kw, q_kvar))
        allowed_kw = MISMATCH_KW + max(MISMATCH_SHARE, 10.0 * tolerance) * largest_kw
        if not mismatch_kw[place] <= allowed_kw:
            raise BrokenInvariant(
                f"power does not balance at a node in step {step}: {mismatch_kw[place]:.2e} kVA"
            )


def _flows(network: Network, out: Stored, direct_kw: list[FloatArray]) -> Flows:
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
    for power in (out.trafo_p, out.trafo_q, out.loss, out.slack_p, out.slack_q, out.mismatch):
        np.multiply(power, network.base_kva, out=power)
    out.slack_p[out.converged] += direct_kw[0][out.converged]
    out.slack_q[out.converged] += direct_kw[1][out.converged]
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
        mismatch_kw=float(out.mismatch[out.converged].max(initial=0.0)),
    )

"""Power flow of a horizon: injections in, flows out; a step without a solution is flagged and NaN."""

from __future__ import annotations

import math
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from hubsim.arrays import ComplexArray
from hubsim.errors import BrokenInvariant, NetworkError
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

TOLERANCE = 1e-8
"""Largest accepted distance of a voltage to the solution [pu]."""

MISMATCH_KW = 1e-6
MISMATCH_SHARE = 1e-7
"""A node's power may be off by so much, and by this share of the largest power of the step; by ten times
the tolerance where that is more, since a voltage off by so much draws so much other power."""

PART = 8 * WIDTH
"""Steps that one call of the kernel solves at least; other threads take the next ones meanwhile."""

PARTS = 4
"""Calls that a thread makes when the horizon is long enough: the last ones even out the threads."""

PART_VALUES = 4_000_000
"""Powers that one call takes at most, so that copies of them stay small."""

LARGE_PAGE = 1 << 21

ALL = ("vm_pu", "va_deg", "line_loading_pct", "trafo_loading_pct")
"""Results that can be left out with `keep`."""

NO_ANGLES = ("vm_pu", "line_loading_pct", "trafo_loading_pct")
"""What a study of congestion reads."""


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
    p, q = _powers(p_kw, q_kvar, len(network.bus_ids))
    _refuse_power_without_supply(grid, p, q)
    out = _room(network, len(p), keep)
    rows = rows_of(grid, tolerance, MISMATCH_KW)
    pending = iter(_parts(p, threads))

    width = width_for(len(rows.size))
    kernel = solve_steps.variant({} if width == WIDTH else places(width))

    def solve_pending() -> None:
        work = work_of(rows, width)
        for part in pending:
            kernel(_ordered(p[part]), _ordered(q[part]), work, rows, _steps(out, part))

    if threads > 1:
        # Compiles, once and not in every thread.
        none = slice(0, 0)
        kernel(_ordered(p[none]), _ordered(q[none]), work_of(rows, width), rows, _steps(out, none))
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(solve_pending) for _ in range(threads)]:
                done.result()
    else:
        solve_pending()
    for step in np.flatnonzero(~out.converged):
        one = slice(step, step + 1)
        _rescue(grid, rows, p[one], q[one], tolerance, _steps(out, one))
    share = max(MISMATCH_SHARE, 10.0 * tolerance)
    _confirm(p, q, share, len(network.node_kv), out)
    return _flows(network, out)


def _refuse_options(tolerance: float, threads: int, keep: Collection[str]) -> None:
    unknown = sorted(set(keep) - set(ALL))
    if unknown or isinstance(keep, str):
        raise ValueError(f"keep names {unknown or keep}; it is a collection of {ALL}")
    if not (math.isfinite(tolerance) and tolerance > 0.0):
        raise ValueError(f"tolerance must be above zero, not {tolerance}")
    if threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")


def _powers(
    p_kw: npt.ArrayLike, q_kvar: npt.ArrayLike | None, n_bus: int
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return powers as arrays (T, B) of one precision that the kernel knows, without a copy if possible."""
    p = _real(p_kw, n_bus, "p_kw")
    q = (
        np.broadcast_to(p.dtype.type(0.0), p.shape)
        if q_kvar is None
        else _real(q_kvar, n_bus, "q_kvar")
    )
    if p.shape != q.shape:
        raise ValueError(f"p_kw has {len(p)} steps, q_kvar {len(q)}")
    if p.dtype != q.dtype:
        p, q = p.astype(np.float64, copy=False), q.astype(np.float64, copy=False)
    return p, q


def _real(values: npt.ArrayLike, n_bus: int, name: str) -> npt.NDArray[Any]:
    array = np.asarray(values)
    if array.dtype not in (np.float32, np.float64):
        array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != n_bus:
        raise ValueError(f"{name} must have the shape (steps, {n_bus} buses), not {array.shape}")
    return array


def _parts(p: npt.NDArray[Any], threads: int) -> list[slice]:
    """Return the steps of each call, whole blocks, so that no block depends on the threads."""
    n_step, n_bus = p.shape
    wanted = -(-n_step // (threads * PARTS))
    most = PART_VALUES // max(n_bus, 1)
    steps = max(PART, min(wanted, most) // WIDTH * WIDTH)
    return [slice(first, first + steps) for first in range(0, n_step, steps)]


def _ordered(power: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return powers in memory as the kernel wants them: step after step, writeable, native."""
    return np.require(power, power.dtype.newbyteorder("="), ["C", "A", "W"])


def _refuse_power_without_supply(grid: Grid, *powers: npt.NDArray[Any]) -> None:
    lost = np.flatnonzero(grid.bus_place == -2)
    for power in powers:
        for bus in lost[np.any(power[:, lost] != 0.0, axis=0)][:1]:
            name = grid.network.bus_ids[int(bus)]
            raise NetworkError("has power but is not supplied", element="bus", element_id=name)


def _room(network: Network, n_steps: int, keep: Collection[str]) -> Stored:
    """Return arrays for the results, all in one piece; a result that is not kept has no columns."""
    n_bus, n_line, n_trafo = (
        len(ids) for ids in (network.bus_ids, network.line_ids, network.trafo_ids)
    )
    columns = [
        n_column if name in keep else 0
        for name, n_column in zip(ALL, (n_bus, n_bus, n_line, n_trafo), strict=True)
    ]
    shapes = [(n_steps, n) for n in (*columns, n_trafo, n_trafo)] + [(n_steps,)] * 4
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    # One piece from the start of a large page on: small pages cost three times as much to get.
    room = np.empty(int(ends[-1]) * 8 + LARGE_PAGE, dtype=np.uint8)
    start = -room.ctypes.data % LARGE_PAGE
    values = room[start : start + int(ends[-1]) * 8].view(np.float64)
    results = [
        part.reshape(shape) for part, shape in zip(np.split(values, ends[:-1]), shapes, strict=True)
    ]
    flags = (np.zeros(n_steps, np.bool_), np.zeros(n_steps, np.int64))
    return Stored._make((*results, *flags))


def _steps(out: Stored, part: slice) -> Stored:
    """Return the room of some of the steps."""
    return Stored._make(array[part] for array in out)


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
    gather(_ordered(p_kw), 0, 1, S_RE, work.table, rows)
    gather(_ordered(q_kvar), 0, 1, S_IM, work.table, rows)
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


def _confirm(
    p_kw: npt.NDArray[Any], q_kvar: npt.NDArray[Any], share: float, n_node: int, out: Stored
) -> None:
    """Check that power balances in every solved step.

    Raises
    ------
    BrokenInvariant
        when it does not, with the step.
    """
    allowed_kw = MISMATCH_KW * n_node
    suspect = np.flatnonzero(out.converged & ~(out.mismatch <= allowed_kw))
    powers_kw = [np.abs(power[suspect]).sum(axis=1, dtype=np.float64) for power in (p_kw, q_kvar)]
    off = ~(out.mismatch[suspect] <= allowed_kw + share * np.maximum(*powers_kw))
    if off.any():
        step = int(suspect[off][0])
        raise BrokenInvariant(
            f"power does not balance in step {step}: {out.mismatch[step]:.2e} kVA"
        )


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

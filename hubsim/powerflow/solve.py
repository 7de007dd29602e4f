"""Power flow of a horizon: injections in, flows out; a step without a solution is flagged and NaN."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.errors import BrokenInvariant
from hubsim.networks.network import Network
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.kernel import WIDTH, derive, iterate
from hubsim.powerflow.newton import newton_step

TOLERANCE = 1e-8
"""Largest accepted distance of a voltage to the solution [pu]."""

MISMATCH_KW = 1e-6
MISMATCH_SHARE = 1e-7
"""A node's power may be off by so much, and by this share of the largest power of the step."""

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
    keep : which of `ALL` to keep; the others come back with no columns

    Method: ``V <- V_0 + Y^-1 conj(S / V)`` with Y factorised once; a step that this does not contract
    goes to Newton by itself; one that Newton does not solve either is flagged in `converged` and NaN.

    Raises
    ------
    ValueError
        when the arrays do not have the shape (T, B).
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
    n_bus = len(network.bus_ids)
    p = _cast(p_kw, n_bus, "p_kw")
    q = np.zeros_like(p) if q_kvar is None else _cast(q_kvar, n_bus, "q_kvar")
    if p.shape != q.shape:
        raise ValueError(f"p_kw has {len(p)} steps, q_kvar {len(q)}")
    n_steps = len(p)
    out = _Out(network, n_steps, keep)
    s_re = grid.node_power(p) / -network.base_kva
    s_im = grid.node_power(q) / -network.base_kva
    # What is drawn at the external grid itself changes no voltage, only what the grid delivers.
    at_slack = np.flatnonzero(grid.bus_place == -1)
    direct_p, direct_q = (power[:, at_slack].sum(axis=1) for power in (p, q))
    s_re[:, ~np.isfinite(direct_p + direct_q)] = np.nan
    fixed = _Fixed.of(grid)
    blocks = range(0, n_steps, WIDTH)
    shares = np.array_split(np.arange(len(blocks)), max(1, threads))
    work = [(fixed, s_re, s_im, [blocks[b] for b in share], tolerance, out) for share in shares]
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda part: _solve_blocks(*part), work))
    else:
        _solve_blocks(*work[0])
    _rescue(grid, fixed, s_re, s_im, tolerance, out)
    _confirm(s_re, s_im, out, network.base_kva)
    out.slack_p += np.where(out.converged, direct_p, np.nan) / network.base_kva
    out.slack_q += np.where(out.converged, direct_q, np.nan) / network.base_kva
    return out.flows(network.base_kva)


def _cast(values: npt.ArrayLike, n_bus: int, name: str) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != n_bus:
        raise ValueError(f"{name} must have the shape (steps, {n_bus} buses), not {array.shape}")
    return array


class _Out:
    """The arrays that results are stored in, NaN until a step is solved."""

    def __init__(self, network: Network, n_steps: int, keep: Collection[str]) -> None:
        unknown = set(keep) - set(ALL)
        if unknown:
            raise ValueError(f"keep names {sorted(unknown)}; there are {ALL}")
        n_bus, n_line, n_trafo = (
            len(ids) for ids in (network.bus_ids, network.line_ids, network.trafo_ids)
        )
        self.want_angle = "va_deg" in keep
        self.vm = _nan(n_steps, n_bus)
        self.va = _nan(n_steps, n_bus if self.want_angle else 0)
        self.line = _nan(n_steps, n_line)
        self.trafo, self.trafo_p, self.trafo_q = (_nan(n_steps, n_trafo) for _ in range(3))
        self.loss, self.slack_p, self.slack_q, self.mismatch = (
            np.full(n_steps, np.nan) for _ in range(4)
        )
        self.converged = np.zeros(n_steps, dtype=np.bool_)
        self.iterations = np.zeros(n_steps, dtype=np.int64)
        self.keep = keep
        self.idle_lines = np.flatnonzero(network.line_branch < 0)
        self.idle_trafos = np.flatnonzero(network.trafo_branch < 0)

    def flows(self, base_kva: float) -> Flows:
        """Return the flows in kW, with the results that were not asked for left out."""
        for array, idle in ((self.line, self.idle_lines), (self.trafo, self.idle_trafos)):
            array[np.ix_(self.converged, idle)] = 0.0
        for array in (self.trafo_p, self.trafo_q, self.loss, self.slack_p, self.slack_q):
            np.multiply(array, base_kva, out=array)
        solved = self.mismatch[self.converged]
        kept = {
            name: array if name in self.keep else array[:, :0]
            for name, array in zip(ALL, (self.vm, self.va, self.line, self.trafo), strict=True)
        }
        flows = Flows(
            **kept,
            trafo_p_kw=self.trafo_p,
            trafo_q_kvar=self.trafo_q,
            loss_kw=self.loss,
            slack_p_kw=self.slack_p,
            slack_q_kvar=self.slack_q,
            converged=self.converged,
            iterations=self.iterations,
            mismatch_kw=float(solved.max() * base_kva) if solved.size else 0.0,
        )
        for value in vars(flows).values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        return flows


class _Fixed:
    """What the kernel reads of a grid, laid out as it wants it."""

    def __init__(
        self, iterate_args: tuple[Any, ...], derive_args: tuple[Any, ...], sizes: tuple[int, int]
    ) -> None:
        self.iterate_args, self.derive_args = iterate_args, derive_args
        self.n_unknown, self.n_node = sizes

    @classmethod
    def of(cls, grid: Grid) -> _Fixed:
        """Return the arrays of a grid."""
        network, factor = grid.network, grid.factor
        v0 = grid.v_noload[grid.free]
        slack = grid.v_noload[network.slack_node]
        two_port = np.empty((len(network.branch_from), 8))
        parts = (
            network.branch_yff_pu,
            network.branch_yft_pu,
            network.branch_ytf_pu,
            network.branch_ytt_pu,
        )
        for k, part in enumerate(parts):
            two_port[:, 2 * k], two_port[:, 2 * k + 1] = part.real, part.imag
        rated, line_of, trafo_of = _ratings(network)
        return cls(
            (
                *_split(v0),
                factor.enters,
                factor.leaves,
                factor.lower_start,
                factor.lower_row,
                *_split(factor.lower),
                factor.upper_start,
                factor.upper_row,
                *_split(factor.upper),
                *_split(factor.pivot),
            ),
            (
                network.slack_node,
                grid.unknown,
                float(slack.real),
                float(slack.imag),
                *_split(network.node_shunt_pu),
                network.branch_from,
                network.branch_to,
                two_port,
                rated,
                line_of,
                trafo_of,
                network.bus_node,
            ),
            (len(grid.free), len(network.node_kv)),
        )


def _ratings(network: Network) -> tuple[FloatArray, IntArray, IntArray]:
    """Return loading per pu of current at both ends [%], and the line and transformer of a branch."""
    n_branch = len(network.branch_from)
    rated = np.full((n_branch, 2), np.nan)
    line_of, trafo_of = (np.full(n_branch, -1, dtype=np.int64) for _ in range(2))
    amperes = network.base_kva / (np.sqrt(3.0) * network.node_kv)
    lines = np.flatnonzero(network.line_branch >= 0)
    at = network.line_branch[lines]
    line_of[at] = lines
    for end, node in enumerate((network.branch_from, network.branch_to)):
        rated[at, end] = 100.0 * amperes[node[at]] / network.line_limit_a[lines]
    trafos = np.flatnonzero(network.trafo_branch >= 0)
    at = network.trafo_branch[trafos]
    trafo_of[at] = trafos
    windings = (network.trafo_hv_kv, network.trafo_lv_kv)
    for end, node in enumerate((network.branch_from, network.branch_to)):
        winding_a = network.trafo_limit_kva[trafos] / (np.sqrt(3.0) * windings[end][trafos])
        rated[at, end] = 100.0 * amperes[node[at]] / winding_a
    return rated, line_of, trafo_of


def _solve_blocks(
    fixed: _Fixed,
    s_re: FloatArray,
    s_im: FloatArray,
    firsts: list[int],
    tolerance: float,
    out: _Out,
) -> None:
    """Solve blocks of steps, each from the iteration to its stored results."""
    n, n_steps = fixed.n_unknown, s_re.shape[1]
    v_re, v_im, z_re, z_im = (np.empty((n, WIDTH)) for _ in range(4))
    work = tuple(np.empty((fixed.n_node, WIDTH)) for _ in range(4))
    solved = np.zeros(WIDTH, dtype=np.bool_)
    iterations = np.zeros(WIDTH, dtype=np.int64)
    for first in firsts:
        count = min(WIDTH, n_steps - first)
        cast("Any", iterate)(
            first, count, s_re, s_im, *fixed.iterate_args, tolerance,
            v_re, v_im, z_re, z_im, solved, iterations,
        )  # fmt: skip
        _store(fixed, first, count, s_re, s_im, v_re, v_im, solved, work, out)
        out.converged[first : first + count] = solved[:count]
        out.iterations[first : first + count] = iterations[:count]


def _store(
    fixed: _Fixed,
    first: int,
    count: int,
    s_re: FloatArray,
    s_im: FloatArray,
    v_re: FloatArray,
    v_im: FloatArray,
    solved: BoolArray,
    work: tuple[FloatArray, ...],
    out: _Out,
) -> None:
    cast("Any", derive)(
        first, count, s_re, s_im, v_re, v_im, solved, *fixed.derive_args, out.want_angle, *work,
        out.vm, out.va, out.line, out.trafo, out.trafo_p, out.trafo_q,
        out.loss, out.slack_p, out.slack_q, out.mismatch,
    )  # fmt: skip


def _rescue(
    grid: Grid, fixed: _Fixed, s_re: FloatArray, s_im: FloatArray, tolerance: float, out: _Out
) -> None:
    """Give every step that the fixed point did not contract to Newton, one by one."""
    work = tuple(np.empty((fixed.n_node, 1)) for _ in range(4))
    yes = np.ones(1, dtype=np.bool_)
    for step in np.flatnonzero(~out.converged):
        if not (np.isfinite(s_re[:, step]) & np.isfinite(s_im[:, step])).all():
            continue
        voltage, turns = newton_step(grid, s_re[:, step] + 1j * s_im[:, step], tolerance)
        out.iterations[step] += turns
        if voltage is None:
            continue
        v_re, v_im = (part.reshape(-1, 1) for part in _split(voltage))
        _store(fixed, int(step), 1, s_re, s_im, v_re, v_im, yes, work, out)
        out.converged[step] = True


def _confirm(s_re: FloatArray, s_im: FloatArray, out: _Out, base_kva: float) -> None:
    """Check that power balances at every node of every solved step.

    Raises
    ------
    BrokenInvariant
        when it does not, with the worst step.
    """
    solved = np.flatnonzero(out.converged)
    if solved.size == 0:
        return
    mismatch_kw = out.mismatch[solved] * base_kva
    worst = int(np.argmax(mismatch_kw))
    step = int(solved[worst])
    largest = max(np.abs(s_re[:, step]).max(initial=0.0), np.abs(s_im[:, step]).max(initial=0.0))
    if not mismatch_kw[worst] <= MISMATCH_KW + MISMATCH_SHARE * largest * base_kva:
        raise BrokenInvariant(
            f"power does not balance at a node in step {step}: {mismatch_kw[worst]:.2e} kVA"
        )


def _split(values: npt.NDArray[np.complex128]) -> tuple[FloatArray, FloatArray]:
    return np.ascontiguousarray(values.real), np.ascontiguousarray(values.imag)


def _nan(*shape: int) -> FloatArray:
    return np.full(shape, np.nan)

"""What every power flow does with its steps: room for results, parts for threads, the last check."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from hubsim.arrays import BoolArray, FloatArray
from hubsim.errors import BrokenInvariant
from hubsim.powerflow.layout import WIDTH

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


S = TypeVar("S", bound="tuple[Any, ...]")


def refuse_options(
    tolerance: float, threads: int, keep: Collection[str], known: Sequence[str]
) -> None:
    """Raise `ValueError` for options that make no sense."""
    unknown = sorted(set(keep) - set(known))
    if unknown or isinstance(keep, str):
        raise ValueError(f"keep names {unknown or keep}; it is a collection of {known}")
    if not (math.isfinite(tolerance) and tolerance > 0.0):
        raise ValueError(f"tolerance must be above zero, not {tolerance}")
    if threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")


def powers_of(
    p_kw: npt.ArrayLike, q_kvar: npt.ArrayLike | None, columns: tuple[int, ...], axes: str
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return powers as arrays of one precision that the kernel knows, without a copy if possible.

    columns : of their shape, what follows the steps; axes : the same in words
    """
    p = _real(p_kw, columns, "p_kw", axes)
    q = (
        np.broadcast_to(p.dtype.type(0.0), p.shape)
        if q_kvar is None
        else _real(q_kvar, columns, "q_kvar", axes)
    )
    if p.shape != q.shape:
        raise ValueError(f"p_kw has {len(p)} steps, q_kvar {len(q)}")
    if p.dtype != q.dtype:
        p, q = p.astype(np.float64, copy=False), q.astype(np.float64, copy=False)
    return p, q


def _real(
    values: npt.ArrayLike, columns: tuple[int, ...], name: str, axes: str
) -> npt.NDArray[Any]:
    array = np.asarray(values)
    if array.dtype not in (np.float32, np.float64):
        array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 + len(columns) or array.shape[1:] != columns:
        raise ValueError(f"{name} must have the shape (steps, {axes}), not {array.shape}")
    return array


def ordered(power: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return powers in memory as the kernel wants them: step after step, writeable, native."""
    return np.require(power, power.dtype.newbyteorder("="), ["C", "A", "W"])


def room(n_steps: int, columns: Sequence[tuple[int, ...]]) -> Iterator[FloatArray]:
    """Return arrays for results, all in one piece. columns : of their shapes, what follows the steps."""
    shapes = [(n_steps, *rest) for rest in columns]
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    # One piece from the start of a large page on: small pages cost three times as much to get.
    bytes_ = np.empty(int(ends[-1]) * 8 + LARGE_PAGE, dtype=np.uint8)
    start = -bytes_.ctypes.data % LARGE_PAGE
    values = bytes_[start : start + int(ends[-1]) * 8].view(np.float64)
    for part, shape in zip(np.split(values, ends[:-1]), shapes, strict=True):
        yield part.reshape(shape)


def steps_of(out: S, part: slice) -> S:
    """Return the room of some of the steps."""
    return type(out)(*(array[part] for array in out))


def solve_parts(
    n_step: int, n_column: int, threads: int, solver: Callable[[], Callable[[slice], None]]
) -> None:
    """Solve all steps, whole blocks at a time, so that no block depends on the threads.

    n_column : powers a step; solver : gives a function that solves the steps of a slice; one a thread
    """
    wanted = -(-n_step // (threads * PARTS))
    most = PART_VALUES // max(n_column, 1)
    steps = max(PART, min(wanted, most) // WIDTH * WIDTH)
    pending = iter([slice(first, first + steps) for first in range(0, n_step, steps)])

    def solve_pending() -> None:
        solve = solver()
        for part in pending:
            solve(part)

    if threads == 1:
        solve_pending()
        return
    solver()(slice(0, 0))  # compiles, once and not in every thread
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(solve_pending) for _ in range(threads)]:
            done.result()


def confirm(
    powers: Sequence[npt.NDArray[Any]],
    tolerance: float,
    n_node: int,
    mismatch: FloatArray,
    converged: BoolArray,
) -> None:
    """Check that power balances in every solved step.

    powers : (T, columns) each, all that is drawn

    Raises
    ------
    BrokenInvariant
        when it does not, with the step.
    """
    share = max(MISMATCH_SHARE, 10.0 * tolerance)
    allowed_kw = MISMATCH_KW * n_node
    suspect = np.flatnonzero(converged & ~(mismatch <= allowed_kw))
    sums_kw = [np.abs(power[suspect]).sum(axis=1, dtype=np.float64) for power in powers]
    off = ~(mismatch[suspect] <= allowed_kw + share * np.max(sums_kw, axis=0))
    if off.any():
        step = int(suspect[off][0])
        raise BrokenInvariant(f"power does not balance in step {step}: {mismatch[step]:.2e} kVA")

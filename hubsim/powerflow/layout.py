"""Where the kernel keeps what: a block of steps in one table, a row a node.

In each row stand the real and imaginary parts of power, current and voltage drop, each for all steps of
the block, contiguous. One flat array with distances known at compile time is what lets the compiler use
vector registers without first checking whether arrays overlap.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hubsim.arrays import BoolArray, FloatArray, IntArray

WIDTH = 64
"""Steps in a block."""

SMALL, WIDE = 100, 128
"""Up to so many rows a block of more steps stays in cache too."""

LARGE, NARROW = 1_500, 16
"""From so many rows on only a block of fewer steps does."""


def width_for(n_row: int) -> int:
    """Return the steps of a block for a network of so many rows; results are the same in any."""
    return WIDE if n_row <= SMALL else WIDTH if n_row < LARGE else NARROW


def places(width: int) -> dict[str, int]:
    """Return where everything begins in a row and in the lanes, and their lengths, for a width of block."""
    row = ("S_RE", "S_IM", "J_RE", "J_IM", "Z_RE", "Z_IM")
    lanes = (
        *("MOVING", "CHANGE", "BEFORE", "STOP", "LOST", "BALANCE", "SLACK_P", "SLACK_Q"),
        *("A", "B", "C"),
    )
    return {
        "WIDTH": width,
        **{name: k * width for names in (row, lanes) for k, name in enumerate(names)},
        # No power of two, which would put all rows in the same few places of the cache.
        "ROW": len(row) * width + 16,
        "LANES": len(lanes) * width,
    }


_PLACES = places(WIDTH)
S_RE, S_IM = _PLACES["S_RE"], _PLACES["S_IM"]
"""Power of a row, in its table."""
J_RE, J_IM = _PLACES["J_RE"], _PLACES["J_IM"]
"""Current of a row."""
Z_RE, Z_IM = _PLACES["Z_RE"], _PLACES["Z_IM"]
"""Voltage drop of a row."""
ROW = _PLACES["ROW"]
"""Length of a row."""
MOVING, CHANGE, BEFORE, STOP = (_PLACES[n] for n in ("MOVING", "CHANGE", "BEFORE", "STOP"))
LOST, BALANCE, SLACK_P, SLACK_Q = (_PLACES[n] for n in ("LOST", "BALANCE", "SLACK_P", "SLACK_Q"))
A, B, C = (_PLACES[n] for n in "ABC")
"""What is kept once a step, in the lanes."""
LANES = _PLACES["LANES"]
"""Length of the lanes."""


class Tree(NamedTuple):
    """The factors as the kernel walks them, in one precision. n unknown rows, row n the slack.

    parent : (n,) row whose current this row's adds to; n for none
    extra_start : (n + 1,), extra_row : other rows above it that it is coupled to, in meshes
    lower_*, upper_* : what an extra row takes of the current, and gives of its drop
    pivot_* : (n,) drop per current
    w0_* : (N,) voltage without load; first_* : (n,) 1 / conj(w0)
    """

    parent: IntArray
    extra_start: IntArray
    extra_row: IntArray
    lower_re: Any
    lower_im: Any
    upper_re: Any
    upper_im: Any
    pivot_re: Any
    pivot_im: Any
    w0_re: Any
    w0_im: Any
    first_re: Any
    first_im: Any


class Rows(NamedTuple):
    """A grid as the kernel reads it. N rows, B buses, R branches, all in the units of the tree.

    double, single : the tree in both precisions
    unit : (2 n,) of each row its voltage without load, real and imaginary
    tolerance : change that is accepted at all; settled : accepted change times largest power
    bus_row : (B,) row of each bus, -1 when it is not supplied; bus_first : (B,) first bus of its row
    has_bus : (N,) whether any bus is at a row
    inject_* : (N,) power of the row per kW drawn; power_* : (N,) kVA injected per power of the row
    size, angle_deg : (N,) factor to voltage in pu; angle without load [degree]
    shunted : rows with a shunt; shunt_re, shunt_im : (N,)
    branch_from, branch_to : (R,) rows; two_port : (R, 8) real and imaginary yff, yft, ytf, ytt, which give
        currents whose product with the row's voltage is in kVA, as do the shunts
    rated : (R, 2) squared loading in percent per squared current at either end
    line_of, trafo_of : (R,) column of the result, -1 when the branch is no line, no transformer
    """

    double: Tree
    single: Tree
    unit: FloatArray
    tolerance: float
    settled: float
    bus_row: IntArray
    bus_first: BoolArray
    has_bus: BoolArray
    inject_re: FloatArray
    inject_im: FloatArray
    power_re: FloatArray
    power_im: FloatArray
    size: FloatArray
    angle_deg: FloatArray
    shunted: IntArray
    shunt_re: FloatArray
    shunt_im: FloatArray
    branch_from: IntArray
    branch_to: IntArray
    two_port: FloatArray
    rated: FloatArray
    line_of: IntArray
    trafo_of: IntArray


class Work(NamedTuple):
    """Work space of one thread.

    table : (N * ROW + 1,) double, soft : (N * ROW,) single precision
    lane : (LANES,), soft_lane : (WIDTH,)
    loaded : (N,) whether a row has power at any step of the block
    node : (N, 2)
    """

    table: FloatArray
    soft: Any
    lane: FloatArray
    soft_lane: Any
    loaded: BoolArray
    node: FloatArray


class Stored(NamedTuple):
    """Where results go, T steps each, powers in kW; numbers of an unsolved step mean nothing.

    vm_pu, va_deg, line_loading_pct, trafo_loading_pct : passed over when they have no columns
    mismatch : (T,) power that does not balance, of the whole network or of a node
    """

    vm_pu: FloatArray
    va_deg: FloatArray
    line_loading_pct: FloatArray
    trafo_loading_pct: FloatArray
    trafo_p: FloatArray
    trafo_q: FloatArray
    trafo_loss: FloatArray
    loss: FloatArray
    slack_p: FloatArray
    slack_q: FloatArray
    mismatch: FloatArray
    converged: BoolArray
    iterations: IntArray

"""The block fixed point: ``V <- V_0 + Y^-1 conj(S / V)`` on many steps at once, compiled.

A block of `WIDTH` steps lives in one table: a row a node, and in each row the real and imaginary parts of
voltage, power and current, each for all steps of the block, contiguous. One flat array with distances
known at compile time is what lets the compiler use vector registers without first checking whether arrays
overlap: it is three times faster than an array a quantity. The table stays in cache from the injections to
the loadings, and only results leave it.

A step's numbers never depend on the steps beside it: once it has converged it is left alone, so results
are the same in any block, in any order and on any number of threads.

Stop: the last change ``d`` and the bound ``d r / (1 - r)`` on the distance to the fixed point, with the
contraction ``r`` measured over the last two changes, must both be at most the tolerance. Comparisons are
written so that a NaN fails them.

All of it is one file: Numba's cache asks only whether the file of the outermost function has changed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.compiled import compiled

WIDTH = 64
"""Steps in a block: of 16 to 64 the fastest for 15 to 300 nodes."""

MAX_ITERATIONS = 60
"""A step that needs more goes to Newton."""

V_RE, V_IM, S_RE, S_IM, Z_RE, Z_IM = (k * WIDTH for k in range(6))
ROW = 6 * WIDTH
"""Where a row's voltage, injected power and (work space, then) current begin, and its length."""

MOVING, CHANGE, BEFORE, LOST, WORST, LOAD, P, Q = (k * WIDTH for k in range(8))
LANES = 8 * WIDTH
"""Where what is kept once a step begins, and its length."""


class Rows(NamedTuple):
    """A grid as the kernel reads it. N rows: the n unknown nodes as the factors order them, the slack.

    bus_row : (B,) row of each bus, -1 when it is not supplied
    v0_re, v0_im, v0_deg : (N,) voltages without load [pu], [degree]
    enters : (n,) row whose power enters at each place of the lower factor
    lower_*, upper_* : compressed rows of L and of U over its diagonal, both without their unit diagonal
    pivot_re, pivot_im : (n,) reciprocal of U's diagonal
    shunt_re, shunt_im : (N,) shunt admittances [pu]
    branch_from, branch_to : (R,) rows
    two_port : (R, 8) real and imaginary yff, yft, ytf, ytt [pu]
    rated : (R, 2) loading in percent per pu of current at either end
    line_of, trafo_of : (R,) column of the result, -1 when the branch is no line, no transformer
    """

    bus_row: IntArray
    v0_re: FloatArray
    v0_im: FloatArray
    v0_deg: FloatArray
    enters: IntArray
    lower_start: IntArray
    lower_column: IntArray
    lower_re: FloatArray
    lower_im: FloatArray
    upper_start: IntArray
    upper_column: IntArray
    upper_re: FloatArray
    upper_im: FloatArray
    pivot_re: FloatArray
    pivot_im: FloatArray
    shunt_re: FloatArray
    shunt_im: FloatArray
    branch_from: IntArray
    branch_to: IntArray
    two_port: FloatArray
    rated: FloatArray
    line_of: IntArray
    trafo_of: IntArray


class Stored(NamedTuple):
    """Where results go, T steps each, powers per unit; numbers of an unsolved step mean nothing.

    vm_pu, va_deg, line_loading_pct, trafo_loading_pct : passed over when they have no columns
    mismatch : (T,) largest power mismatch of any node
    """

    vm_pu: FloatArray
    va_deg: FloatArray
    line_loading_pct: FloatArray
    trafo_loading_pct: FloatArray
    trafo_p: FloatArray
    trafo_q: FloatArray
    loss: FloatArray
    slack_p: FloatArray
    slack_q: FloatArray
    mismatch: FloatArray
    converged: BoolArray
    iterations: IntArray


@compiled
def solve_steps(
    p: FloatArray,
    q: FloatArray,
    table: FloatArray,
    lane: FloatArray,
    tolerance: float,
    rows: Rows,
    out: Stored,
) -> None:
    """Solve the steps block by block, each from its injections to its stored results.

    p, q : (T, B) power injected at each bus [pu]
    table : (N * ROW,), lane : (LANES,) work space
    """
    for first in range(0, p.shape[0], WIDTH):
        count = min(WIDTH, p.shape[0] - first)
        for i in range(rows.v0_re.size):
            row = table[i * ROW : (i + 1) * ROW]
            x = rows.v0_re[i]
            y = rows.v0_im[i]
            for w in range(WIDTH):
                row[V_RE + w] = x
                row[V_IM + w] = y
                row[S_RE + w] = 0.0
                row[S_IM + w] = 0.0
        for bus in range(rows.bus_row.size):
            i = rows.bus_row[bus]
            if i >= 0:
                row = table[i * ROW : (i + 1) * ROW]
                for w in range(count):
                    row[S_RE + w] += p[first + w, bus]
                    row[S_IM + w] += q[first + w, bus]
        iterate(
            table, lane, tolerance, rows,
            out.converged[first : first + count], out.iterations[first : first + count],
        )  # fmt: skip
        derive(first, count, table, lane, rows, out)


@compiled
def iterate(
    table: FloatArray,
    lane: FloatArray,
    tolerance: float,
    rows: Rows,
    converged: BoolArray,
    iterations: IntArray,
) -> None:
    """Bring the voltages of a block to their fixed point.

    table : rows as the factors order the unknown nodes, the slack last; starts at the voltages v0
    converged, iterations : (count,) out
    """
    count = converged.size
    n = rows.pivot_re.size
    for w in range(WIDTH):
        lane[MOVING + w] = 1.0
        lane[BEFORE + w] = np.inf
    converged[:] = False
    iterations[:] = MAX_ITERATIONS
    left = count
    for turn in range(1, MAX_ITERATIONS + 1):
        for j in range(n):
            row = table[j * ROW : (j + 1) * ROW]
            i = rows.enters[j]
            source = table[i * ROW : (i + 1) * ROW]
            for w in range(WIDTH):
                a = source[V_RE + w]
                b = source[V_IM + w]
                p = source[S_RE + w]
                q = source[S_IM + w]
                size = 1.0 / (a * a + b * b)
                row[Z_RE + w] = (p * a + q * b) * size
                row[Z_IM + w] = (p * b - q * a) * size
            for k in range(rows.lower_start[j], rows.lower_start[j + 1]):
                i = rows.lower_column[k]
                other = table[i * ROW : (i + 1) * ROW]
                x = rows.lower_re[k]
                y = rows.lower_im[k]
                for w in range(WIDTH):
                    a = other[Z_RE + w]
                    b = other[Z_IM + w]
                    row[Z_RE + w] -= x * a - y * b
                    row[Z_IM + w] -= x * b + y * a
        for w in range(WIDTH):
            lane[CHANGE + w] = 0.0
        for j in range(n - 1, -1, -1):
            row = table[j * ROW : (j + 1) * ROW]
            x = rows.pivot_re[j]
            y = rows.pivot_im[j]
            for w in range(WIDTH):
                a = row[Z_RE + w]
                b = row[Z_IM + w]
                row[Z_RE + w] = x * a - y * b
                row[Z_IM + w] = x * b + y * a
            for k in range(rows.upper_start[j], rows.upper_start[j + 1]):
                i = rows.upper_column[k]
                other = table[i * ROW : (i + 1) * ROW]
                x = rows.upper_re[k]
                y = rows.upper_im[k]
                for w in range(WIDTH):
                    a = other[Z_RE + w]
                    b = other[Z_IM + w]
                    row[Z_RE + w] -= x * a - y * b
                    row[Z_IM + w] -= x * b + y * a
            x = rows.v0_re[j]
            y = rows.v0_im[j]
            for w in range(WIDTH):
                a = x + row[Z_RE + w] - row[V_RE + w]
                b = y + row[Z_IM + w] - row[V_IM + w]
                size = a * a + b * b
                # NaN must win: the change is kept unless it is known to be larger.
                kept = lane[CHANGE + w]
                lane[CHANGE + w] = kept if size <= kept else size
                row[V_RE + w] += lane[MOVING + w] * a
                row[V_IM + w] += lane[MOVING + w] * b
        for w in range(count):
            if lane[MOVING + w] == 0.0:
                continue
            size = np.sqrt(lane[CHANGE + w])
            bounded = size * size <= tolerance * (lane[BEFORE + w] - size)
            converged[w] = size <= tolerance and bounded
            if converged[w] or not size < 1e3:
                iterations[w] = turn
                lane[MOVING + w] = 0.0
                left -= 1
            lane[BEFORE + w] = size
        if left == 0:
            break


@compiled
def derive(
    first: int, count: int, table: FloatArray, lane: FloatArray, rows: Rows, out: Stored
) -> None:
    """Derive everything else of a block while it is in cache, and store it; all powers per unit.

    table : with the voltages of a block, which is of `count` steps; stored from step `first` on
    """
    slack = rows.v0_re.size - 1
    for w in range(WIDTH):
        lane[LOST + w] = 0.0
        lane[WORST + w] = 0.0
    for i in range(rows.v0_re.size):
        row = table[i * ROW : (i + 1) * ROW]
        x = rows.shunt_re[i]
        y = rows.shunt_im[i]
        for w in range(WIDTH):
            a = row[V_RE + w]
            b = row[V_IM + w]
            row[Z_RE + w] = x * a - y * b
            row[Z_IM + w] = x * b + y * a
            lane[LOST + w] += x * (a * a + b * b)
    for r in range(rows.branch_from.size):
        i = rows.branch_from[r]
        j = rows.branch_to[r]
        one = table[i * ROW : (i + 1) * ROW]
        two = table[j * ROW : (j + 1) * ROW]
        port = rows.two_port[r]
        ff_re, ff_im, ft_re, ft_im = port[0], port[1], port[2], port[3]
        tf_re, tf_im, tt_re, tt_im = port[4], port[5], port[6], port[7]
        x = rows.rated[r, 0]
        y = rows.rated[r, 1]
        for w in range(WIDTH):
            a = one[V_RE + w]
            b = one[V_IM + w]
            c = two[V_RE + w]
            d = two[V_IM + w]
            f_re = ff_re * a - ff_im * b + ft_re * c - ft_im * d
            f_im = ff_re * b + ff_im * a + ft_re * d + ft_im * c
            t_re = tf_re * a - tf_im * b + tt_re * c - tt_im * d
            t_im = tf_re * b + tf_im * a + tt_re * d + tt_im * c
            one[Z_RE + w] += f_re
            one[Z_IM + w] += f_im
            two[Z_RE + w] += t_re
            two[Z_IM + w] += t_im
            lane[P + w] = a * f_re + b * f_im
            lane[Q + w] = b * f_re - a * f_im
            lane[LOST + w] += lane[P + w] + (c * t_re + d * t_im)
            at_from = x * np.sqrt(f_re * f_re + f_im * f_im)
            at_to = y * np.sqrt(t_re * t_re + t_im * t_im)
            lane[LOAD + w] = at_from if at_to <= at_from else at_to
        column = rows.line_of[r]
        if column >= 0 and out.line_loading_pct.shape[1] > 0:
            for w in range(count):
                out.line_loading_pct[first + w, column] = lane[LOAD + w]
        column = rows.trafo_of[r]
        if column >= 0:
            for w in range(count):
                if out.trafo_loading_pct.shape[1] > 0:
                    out.trafo_loading_pct[first + w, column] = lane[LOAD + w]
                out.trafo_p[first + w, column] = lane[P + w]
                out.trafo_q[first + w, column] = lane[Q + w]
    for i in range(slack):
        row = table[i * ROW : (i + 1) * ROW]
        for w in range(WIDTH):
            a = row[V_RE + w]
            b = row[V_IM + w]
            x = a * row[Z_RE + w] + b * row[Z_IM + w] - row[S_RE + w]
            y = b * row[Z_RE + w] - a * row[Z_IM + w] - row[S_IM + w]
            size = x * x + y * y
            kept = lane[WORST + w]
            lane[WORST + w] = kept if size <= kept else size
    row = table[slack * ROW : (slack + 1) * ROW]
    for w in range(count):
        out.loss[first + w] = lane[LOST + w]
        out.mismatch[first + w] = np.sqrt(lane[WORST + w])
        out.slack_p[first + w] = row[V_RE + w] * row[Z_RE + w] + row[V_IM + w] * row[Z_IM + w]
        out.slack_q[first + w] = row[V_IM + w] * row[Z_RE + w] - row[V_RE + w] * row[Z_IM + w]
    for bus in range(rows.bus_row.size):
        i = rows.bus_row[bus]
        if i < 0:
            out.vm_pu[first : first + count, bus : bus + 1] = np.nan
            out.va_deg[first : first + count, bus : bus + 1] = np.nan
            continue
        row = table[i * ROW : (i + 1) * ROW]
        if out.vm_pu.shape[1] > 0:
            for w in range(WIDTH):
                lane[LOAD + w] = np.sqrt(row[V_RE + w] ** 2 + row[V_IM + w] ** 2)
            for w in range(count):
                out.vm_pu[first + w, bus] = lane[LOAD + w]
        if out.va_deg.shape[1] > 0:
            angle(row, lane, rows.v0_re[i], rows.v0_im[i], rows.v0_deg[i])
            for w in range(count):
                out.va_deg[first + w, bus] = lane[LOAD + w]


@compiled
def angle(row: FloatArray, lane: FloatArray, v0_re: float, v0_im: float, v0_deg: float) -> None:
    """Put the voltage angles of a row in degrees, above -180 and up to 180, at `LOAD` of the lanes.

    The turn since no load is small, where the arc tangent is a ratio of polynomials that needs no branch
    (Cephes Math Library 2.8, atan.c, Moshier 2000; error below 2e-16); a large turn takes the slow way.
    """
    far = 0
    for w in range(WIDTH):
        x = row[V_RE + w] * v0_re + row[V_IM + w] * v0_im
        y = row[V_IM + w] * v0_re - row[V_RE + w] * v0_im
        far += 0 if np.abs(y) <= 0.66 * x else 1
        t = y / x
        z = t * t
        above = -8.750608600031904122785e-1
        above = above * z - 1.615753718733365076637e1
        above = above * z - 7.500855792314704667340e1
        above = above * z - 1.228866684490136173410e2
        above = above * z - 6.485021904942025371773e1
        below = z + 2.485846490142306297962e1
        below = below * z + 1.650270098316988542046e2
        below = below * z + 4.328810604912902668951e2
        below = below * z + 4.853903996359136964868e2
        below = below * z + 1.945506571482613964425e2
        turned = v0_deg + (t + t * (z * above / below)) * (180.0 / np.pi)
        turned = turned - 360.0 if turned > 180.0 else turned
        lane[LOAD + w] = turned + 360.0 if turned <= -180.0 else turned
    if far > 0:
        for w in range(WIDTH):
            x = row[V_RE + w] * v0_re + row[V_IM + w] * v0_im
            y = row[V_IM + w] * v0_re - row[V_RE + w] * v0_im
            if not np.abs(y) <= 0.66 * x:
                lane[LOAD + w] = np.degrees(np.arctan2(row[V_IM + w], row[V_RE + w]))

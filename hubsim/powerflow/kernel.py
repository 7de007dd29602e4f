"""The block fixed point: ``V <- V_0 + Y^-1 conj(S / V)`` on many steps at once, compiled.

The step axis is innermost and contiguous and real and imaginary parts are apart, so the compiler fills
the vector registers; a block of steps stays in cache from the first iteration to the loadings. A step's
numbers never depend on the steps beside it: once it has converged it is left alone, so results are the
same in any block, in any order and on any number of threads.

Stop: the last change ``d`` and the bound ``d r / (1 - r)`` on the distance to the fixed point, with the
contraction ``r`` measured over the last two changes, must both be at most the tolerance. Comparisons are
written so that a NaN fails them.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.compiled import compiled

WIDTH = 32
"""Steps in a block: of 8 to 64, the fastest for 15 to 300 nodes."""

MAX_ITERATIONS = 60
"""A step that needs more goes to Newton."""


@compiled
def iterate(
    first: int,
    count: int,
    s_re: FloatArray,
    s_im: FloatArray,
    v0_re: FloatArray,
    v0_im: FloatArray,
    enters: IntArray,
    leaves: IntArray,
    lower_start: IntArray,
    lower_row: IntArray,
    lower_re: FloatArray,
    lower_im: FloatArray,
    upper_start: IntArray,
    upper_row: IntArray,
    upper_re: FloatArray,
    upper_im: FloatArray,
    pivot_re: FloatArray,
    pivot_im: FloatArray,
    tolerance: float,
    v_re: FloatArray,
    v_im: FloatArray,
    z_re: FloatArray,
    z_im: FloatArray,
    solved: BoolArray,
    iterations: IntArray,
) -> None:
    """Solve `count` steps from step `first` on.

    s_re, s_im : (n, T) power injected at each unknown node [pu]
    v_re, v_im : (n, W) voltages out [pu]; z_re, z_im : (n, W) work space
    solved : (W,) out; iterations : (W,) out
    """
    n = v0_re.size
    width = v_re.shape[1]
    moving = np.ones(width)
    change = np.empty(width)
    before = np.full(width, np.inf)
    solved[:] = False
    iterations[:] = 0
    for i in range(n):
        for w in range(width):
            v_re[i, w] = v0_re[i]
            v_im[i, w] = v0_im[i]
    left = count
    for turn in range(1, MAX_ITERATIONS + 1):
        for i in range(n):
            place = enters[i]
            for w in range(count):
                a = v_re[i, w]
                b = v_im[i, w]
                p = s_re[i, first + w]
                q = s_im[i, first + w]
                size = 1.0 / (a * a + b * b)
                z_re[place, w] = (p * a + q * b) * size
                z_im[place, w] = (p * b - q * a) * size
        for j in range(n):
            for k in range(lower_start[j], lower_start[j + 1]):
                row = lower_row[k]
                x = lower_re[k]
                y = lower_im[k]
                for w in range(count):
                    z_re[row, w] -= x * z_re[j, w] - y * z_im[j, w]
                    z_im[row, w] -= x * z_im[j, w] + y * z_re[j, w]
        for j in range(n - 1, -1, -1):
            x = pivot_re[j]
            y = pivot_im[j]
            for w in range(count):
                a = z_re[j, w]
                b = z_im[j, w]
                z_re[j, w] = x * a - y * b
                z_im[j, w] = x * b + y * a
            for k in range(upper_start[j], upper_start[j + 1]):
                row = upper_row[k]
                x = upper_re[k]
                y = upper_im[k]
                for w in range(count):
                    z_re[row, w] -= x * z_re[j, w] - y * z_im[j, w]
                    z_im[row, w] -= x * z_im[j, w] + y * z_re[j, w]
        change[:] = 0.0
        for i in range(n):
            place = leaves[i]
            for w in range(count):
                a = v0_re[i] + z_re[place, w] - v_re[i, w]
                b = v0_im[i] + z_im[place, w] - v_im[i, w]
                size = a * a + b * b
                # NaN must win: `size` is kept unless it is known to be smaller.
                change[w] = change[w] if size <= change[w] else size
                v_re[i, w] += moving[w] * a
                v_im[i, w] += moving[w] * b
        for w in range(count):
            if moving[w] == 0.0:
                continue
            size = np.sqrt(change[w])
            if size <= tolerance and size * size <= tolerance * (before[w] - size):
                solved[w] = True
                iterations[w] = turn
                moving[w] = 0.0
                left -= 1
            elif not size < 1e3:
                iterations[w] = turn
                moving[w] = 0.0
                left -= 1
            before[w] = size
        if left == 0:
            break
    for w in range(count):
        if moving[w] != 0.0:
            iterations[w] = MAX_ITERATIONS


@compiled
def derive(
    first: int,
    count: int,
    s_re: FloatArray,
    s_im: FloatArray,
    v_re: FloatArray,
    v_im: FloatArray,
    solved: BoolArray,
    slack: int,
    unknown: IntArray,
    slack_re: float,
    slack_im: float,
    shunt_re: FloatArray,
    shunt_im: FloatArray,
    branch_from: IntArray,
    branch_to: IntArray,
    two_port: FloatArray,
    rated: FloatArray,
    line_of: IntArray,
    trafo_of: IntArray,
    bus_node: IntArray,
    want_angle: bool,
    current_re: FloatArray,
    current_im: FloatArray,
    all_re: FloatArray,
    all_im: FloatArray,
    vm_pu: FloatArray,
    va_deg: FloatArray,
    line_loading: FloatArray,
    trafo_loading: FloatArray,
    trafo_p: FloatArray,
    trafo_q: FloatArray,
    loss: FloatArray,
    slack_p: FloatArray,
    slack_q: FloatArray,
    mismatch: FloatArray,
) -> None:
    """Derive everything else of a block while it is in cache, and store it; all powers per unit.

    two_port : (R, 8) real and imaginary yff, yft, ytf, ytt
    rated : (R, 2) loading in percent per pu of current at either end
    line_of, trafo_of : (R,) column of the result, -1 when the branch is no line, no transformer
    current_*, all_* : (N, W) work space
    the rest : (T, ...) out; a step that is not solved is left as it is, NaN
    """
    n_node = unknown.size
    width = v_re.shape[1]
    for node in range(n_node):
        i = unknown[node]
        for w in range(count):
            all_re[node, w] = slack_re if i < 0 else v_re[i, w]
            all_im[node, w] = slack_im if i < 0 else v_im[i, w]
    for node in range(n_node):
        g = shunt_re[node]
        h = shunt_im[node]
        for w in range(count):
            a = all_re[node, w]
            b = all_im[node, w]
            current_re[node, w] = g * a - h * b
            current_im[node, w] = g * b + h * a
    lost = np.zeros(width)
    for node in range(n_node):
        g = shunt_re[node]
        if g != 0.0:
            for w in range(count):
                lost[w] += g * (all_re[node, w] ** 2 + all_im[node, w] ** 2)
    for r in range(branch_from.size):
        f = branch_from[r]
        t = branch_to[r]
        line = line_of[r]
        trafo = trafo_of[r]
        for w in range(count):
            a = all_re[f, w]
            b = all_im[f, w]
            c = all_re[t, w]
            d = all_im[t, w]
            fr = two_port[r, 0] * a - two_port[r, 1] * b + two_port[r, 2] * c - two_port[r, 3] * d
            fi = two_port[r, 0] * b + two_port[r, 1] * a + two_port[r, 2] * d + two_port[r, 3] * c
            tr = two_port[r, 4] * a - two_port[r, 5] * b + two_port[r, 6] * c - two_port[r, 7] * d
            ti = two_port[r, 4] * b + two_port[r, 5] * a + two_port[r, 6] * d + two_port[r, 7] * c
            current_re[f, w] += fr
            current_im[f, w] += fi
            current_re[t, w] += tr
            current_im[t, w] += ti
            power = a * fr + b * fi
            lost[w] += power + c * tr + d * ti
            if not solved[w]:
                continue
            x = rated[r, 0] * np.sqrt(fr * fr + fi * fi)
            y = rated[r, 1] * np.sqrt(tr * tr + ti * ti)
            if line >= 0:
                line_loading[first + w, line] = x if y <= x else y
            elif trafo >= 0:
                trafo_loading[first + w, trafo] = x if y <= x else y
                trafo_p[first + w, trafo] = power
                trafo_q[first + w, trafo] = b * fr - a * fi
    for w in range(count):
        if solved[w]:
            a = current_re[slack, w]
            b = current_im[slack, w]
            slack_p[first + w] = slack_re * a + slack_im * b
            slack_q[first + w] = slack_im * a - slack_re * b
            loss[first + w] = lost[w]
            mismatch[first + w] = 0.0
    for node in range(n_node):
        i = unknown[node]
        if i < 0:
            continue
        for w in range(count):
            a = all_re[node, w]
            b = all_im[node, w]
            p = a * current_re[node, w] + b * current_im[node, w] - s_re[i, first + w]
            q = b * current_re[node, w] - a * current_im[node, w] - s_im[i, first + w]
            size = np.sqrt(p * p + q * q)
            if solved[w]:
                kept = mismatch[first + w]
                mismatch[first + w] = kept if size <= kept else size
    for w in range(count):
        if solved[w]:
            for bus in range(bus_node.size):
                node = bus_node[bus]
                if node >= 0:
                    a = all_re[node, w]
                    b = all_im[node, w]
                    vm_pu[first + w, bus] = np.sqrt(a * a + b * b)
                    if want_angle:
                        va_deg[first + w, bus] = np.degrees(np.arctan2(b, a))

"""The fixed point ``V <- V_0 + Y^-1 conj(S / V)`` of a block of steps, compiled.

Rows are the tree of the factors (`tree.Factors`), a parent before its children, in units in which a
child's current simply adds to its parent's: one turn collects currents towards the root and spreads
voltage drops from it. `PREDICTED` turns run in single precision, half the memory and twice the lanes,
always the same number; then turns in double precision until the step has settled, one for an ordinary day.

A step's numbers never depend on the steps beside it: once it has settled it is left alone, and a row
without power gives the same bits as a row with zero power. So results are the same in any block, in any
order and on any number of threads.

A step has settled when the last change ``d`` is at most the tolerance and so small that no node is off by
more than the mismatch asked for, and the bound ``d r / (1 - r)`` on the distance to the fixed point is at
most half the tolerance, with the contraction ``r`` measured over the last two changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.compiled import compiled
from hubsim.powerflow.layout import (
    BALANCE,
    BEFORE,
    CHANGE,
    J_IM,
    J_RE,
    MOVING,
    ROW,
    S_IM,
    S_RE,
    STOP,
    WIDTH,
    Z_IM,
    Z_RE,
    Rows,
    Tree,
    Work,
)

PREDICTED = 4
"""Turns in single precision: after them the drop of an ordinary day is off by little more than rounding."""

RESOLVED = 1e-7
"""Change that single precision still tells from none."""

MAX_ITERATIONS = 60
"""A step that needs more goes to Newton."""


@compiled
def gather(power: Any, first: int, count: int, part: int, table: FloatArray, rows: Any) -> None:
    """Put the active or reactive powers of a block into the table, in kW, drawn.

    power : (T, B); part : `S_RE` or `S_IM`; rows : balanced or of three phases
    """
    # Once over the block in the order of memory, a read a cache line: the processor fetches ahead.
    touched = 0.0
    for w in range(count):
        for bus in range(0, rows.bus_row.size, 8):
            touched += power[first + w, bus]
    table[rows.size.size * ROW] = touched
    for begin in range(0, WIDTH, 8):
        f = first + begin
        for bus in range(rows.bus_row.size):
            i = rows.bus_row[bus]
            if i < 0:
                continue
            row = table[i * ROW + part + begin : i * ROW + part + begin + 8]
            if begin + 8 <= count and rows.bus_first[bus]:
                # Written out: the compiler would gather element by element, at half the speed.
                a, b, c, d = power[f, bus], power[f + 1, bus], power[f + 2, bus], power[f + 3, bus]
                row[0], row[1], row[2], row[3] = a, b, c, d
                f4 = f + 4
                a, b, c, d = (
                    power[f4, bus],
                    power[f4 + 1, bus],
                    power[f4 + 2, bus],
                    power[f4 + 3, bus],
                )
                row[4], row[5], row[6], row[7] = a, b, c, d
                continue
            for k in range(8):
                a = power[f + k, bus] if begin + k < count else 0.0
                row[k] = a if rows.bus_first[bus] else row[k] + a


@compiled
def load(work: Work, rows: Rows) -> None:
    """Turn powers drawn into powers of the tree, in both precisions, and into first currents.

    What is drawn at the slack changes no voltage and stays as it is.
    Leaves the total drawn at `BALANCE`, and at `STOP` the change that will be accepted.
    """
    lane, most, tree = work.lane, work.soft_lane, rows.single
    n = tree.parent.size
    zero = np.float32(0.0)
    for w in range(WIDTH):
        lane[BALANCE + w] = 0.0
        most[w] = zero
    for i in range(n + 1):
        full = work.table[i * ROW : (i + 1) * ROW]
        row = work.soft[i * ROW : (i + 1) * ROW]
        if not rows.has_bus[i]:
            for w in range(WIDTH):
                full[S_RE + w] = 0.0
                full[S_IM + w] = 0.0
        some = 0
        if i < n:
            for w in range(WIDTH):
                some += 1 if full[S_RE + w] != 0.0 or full[S_IM + w] != 0.0 else 0
        work.loaded[i] = some > 0
        for w in range(WIDTH):
            row[Z_RE + w] = zero
            row[Z_IM + w] = zero
        if some == 0:
            for w in range(WIDTH):
                row[J_RE + w] = zero
                row[J_IM + w] = zero
            continue
        x = rows.inject_re[i]
        y = rows.inject_im[i]
        c = tree.first_re[i]
        d = tree.first_im[i]
        for w in range(WIDTH):
            a = full[S_RE + w]
            b = full[S_IM + w]
            lane[BALANCE + w] += a
            p = x * a - y * b
            q = x * b + y * a
            full[S_RE + w] = p
            full[S_IM + w] = q
            row[S_RE + w] = p
            row[S_IM + w] = q
        for w in range(WIDTH):
            e = row[S_RE + w]
            f = row[S_IM + w]
            row[J_RE + w] = e * c + f * d
            row[J_IM + w] = e * d - f * c
            size = e * e + f * f
            most[w] = most[w] if most[w] > size else size
    for w in range(WIDTH):
        # Largest powers of thousands of kW are met relatively: rounding would keep them moving.
        least = 0.01 * rows.tolerance + rows.settled / np.sqrt(np.float64(most[w]))
        lane[STOP + w] = min(rows.tolerance, least)


@compiled
def collect(table: Any, tree: Tree) -> None:
    """Add every row's current to its parent's, from the leaves to the root."""
    n = tree.parent.size
    for j in range(n - 1, -1, -1):
        row = table[j * ROW : (j + 1) * ROW]
        i = tree.parent[j]
        if i < n:
            above = table[i * ROW : (i + 1) * ROW]
            for w in range(WIDTH):
                above[J_RE + w] += row[J_RE + w]
                above[J_IM + w] += row[J_IM + w]
        for k in range(tree.extra_start[j], tree.extra_start[j + 1]):
            i = tree.extra_row[k]
            above = table[i * ROW : (i + 1) * ROW]
            x = tree.lower_re[k]
            y = tree.lower_im[k]
            for w in range(WIDTH):
                a = row[J_RE + w]
                b = row[J_IM + w]
                above[J_RE + w] -= x * a - y * b
                above[J_IM + w] -= x * b + y * a


@compiled
def couple(j: int, table: Any, tree: Tree) -> None:
    """Take from a row's current what the drops of its extra rows draw."""
    row = table[j * ROW : (j + 1) * ROW]
    for k in range(tree.extra_start[j], tree.extra_start[j + 1]):
        i = tree.extra_row[k]
        above = table[i * ROW : (i + 1) * ROW]
        x = tree.upper_re[k]
        y = tree.upper_im[k]
        for w in range(WIDTH):
            a = above[Z_RE + w]
            b = above[Z_IM + w]
            row[J_RE + w] -= x * a - y * b
            row[J_IM + w] -= x * b + y * a


@compiled
def predict(work: Work, rows: Rows) -> None:
    """Run the turns in single precision; leave drops and their currents in the double table.

    Leaves the last change at `BEFORE` of the lanes.
    """
    tree, table, change = rows.single, work.soft, work.soft_lane
    double, loaded, unit = work.table, work.loaded, rows.unit
    n = tree.parent.size
    zero, one = np.float32(0.0), np.float32(1.0)
    for _ in range(PREDICTED - 1):
        collect(table, tree)
        for j in range(n):
            if tree.extra_start[j] < tree.extra_start[j + 1]:
                couple(j, table, tree)
            row = table[j * ROW : (j + 1) * ROW]
            i = tree.parent[j]
            above = table[i * ROW : (i + 1) * ROW]
            f = tree.pivot_re[j]
            g = tree.pivot_im[j]
            c = tree.w0_re[j]
            d = tree.w0_im[j]
            if loaded[j]:
                for w in range(WIDTH):
                    x = above[Z_RE + w] + (f * row[J_RE + w] - g * row[J_IM + w])
                    y = above[Z_IM + w] + (f * row[J_IM + w] + g * row[J_RE + w])
                    row[Z_RE + w] = x
                    row[Z_IM + w] = y
                    a = c + x
                    b = d + y
                    p = row[S_RE + w]
                    q = row[S_IM + w]
                    size = one / (a * a + b * b)
                    row[J_RE + w] = (p * a + q * b) * size
                    row[J_IM + w] = (p * b - q * a) * size
            else:
                for w in range(WIDTH):
                    x = above[Z_RE + w] + (f * row[J_RE + w] - g * row[J_IM + w])
                    y = above[Z_IM + w] + (f * row[J_IM + w] + g * row[J_RE + w])
                    row[Z_RE + w] = x
                    row[Z_IM + w] = y
                    row[J_RE + w] = zero
                    row[J_IM + w] = zero
    collect(table, tree)
    for w in range(WIDTH):
        change[w] = zero
    for j in range(n):
        if tree.extra_start[j] < tree.extra_start[j + 1]:
            couple(j, table, tree)
        row = table[j * ROW : (j + 1) * ROW]
        i = tree.parent[j]
        above = table[i * ROW : (i + 1) * ROW]
        f = tree.pivot_re[j]
        g = tree.pivot_im[j]
        for w in range(WIDTH):
            x = above[Z_RE + w] + (f * row[J_RE + w] - g * row[J_IM + w])
            y = above[Z_IM + w] + (f * row[J_IM + w] + g * row[J_RE + w])
            a = np.abs(x - row[Z_RE + w])
            b = np.abs(y - row[Z_IM + w])
            size = a if a > b else b
            change[w] = change[w] if change[w] > size else size
            row[Z_RE + w] = x
            row[Z_IM + w] = y
        full = double[j * ROW : (j + 1) * ROW]
        for w in range(WIDTH):
            full[Z_RE + w] = row[Z_RE + w]
            full[Z_IM + w] = row[Z_IM + w]
        renew(j, double, loaded, unit)
    slack = double[n * ROW : (n + 1) * ROW]
    for w in range(WIDTH):
        slack[Z_RE + w] = 0.0
        slack[Z_IM + w] = 0.0
        work.lane[BEFORE + w] = max(np.float64(change[w]), RESOLVED)


@compiled
def renew(j: int, table: FloatArray, loaded: BoolArray, unit: FloatArray) -> None:
    """Put the current that a row's power draws at its new voltage into the double table.

    Takes arrays, not what holds them: to hand over a tuple counts every array in it, row after row.
    """
    row = table[j * ROW : (j + 1) * ROW]
    if not loaded[j]:
        for w in range(WIDTH):
            row[J_RE + w] = 0.0
            row[J_IM + w] = 0.0
        return
    c = unit[2 * j]
    d = unit[2 * j + 1]
    for w in range(WIDTH):
        a = c + row[Z_RE + w]
        b = d + row[Z_IM + w]
        p = row[S_RE + w]
        q = row[S_IM + w]
        size = 1.0 / (a * a + b * b)
        row[J_RE + w] = (p * a + q * b) * size
        row[J_IM + w] = (p * b - q * a) * size


@compiled
def refine(converged: BoolArray, iterations: IntArray, work: Any, rows: Any) -> None:
    """Bring the drops of a block to their fixed point in double precision.

    converged, iterations : (count,) out; work, rows : balanced or of three phases
    """
    begin(converged, iterations, work.lane)
    for turn in range(PREDICTED + 1, MAX_ITERATIONS + 1):
        spread(work, rows)
        if settle(turn, rows.tolerance, converged, iterations, work.lane) == 0:
            break


@compiled
def begin(converged: BoolArray, iterations: IntArray, lane: FloatArray) -> None:
    """Let every step of a block move."""
    for w in range(WIDTH):
        lane[MOVING + w] = 1.0
    converged[:] = False
    iterations[:] = MAX_ITERATIONS


@compiled
def spread(work: Any, rows: Any) -> None:
    """Run a turn in double precision; leave the largest change of every step at `CHANGE` of the lanes."""
    tree, table, lane = rows.double, work.table, work.lane
    loaded, unit = work.loaded, rows.unit
    n = tree.parent.size
    collect(table, tree)
    for w in range(WIDTH):
        lane[CHANGE + w] = 0.0
    for j in range(n):
        if tree.extra_start[j] < tree.extra_start[j + 1]:
            couple(j, table, tree)
        row = table[j * ROW : (j + 1) * ROW]
        i = tree.parent[j]
        above = table[i * ROW : (i + 1) * ROW]
        f = tree.pivot_re[j]
        g = tree.pivot_im[j]
        for w in range(WIDTH):
            was_re = row[Z_RE + w]
            was_im = row[Z_IM + w]
            x = above[Z_RE + w] + (f * row[J_RE + w] - g * row[J_IM + w])
            y = above[Z_IM + w] + (f * row[J_IM + w] + g * row[J_RE + w])
            moving = lane[MOVING + w] > 0.0
            x = x if moving else was_re
            y = y if moving else was_im
            a = np.abs(x - was_re)
            b = np.abs(y - was_im)
            # A NaN may be passed over; the balance of `derive` does not let it through.
            size = a if a > b else b
            kept = lane[CHANGE + w]
            lane[CHANGE + w] = kept if kept > size else size
            row[Z_RE + w] = x
            row[Z_IM + w] = y
        renew(j, table, loaded, unit)


@compiled
def settle(
    turn: int, tolerance: float, converged: BoolArray, iterations: IntArray, lane: FloatArray
) -> int:
    """Stop the steps that have settled, or run away; return how many still move."""
    left = 0
    for w in range(converged.size):
        if lane[MOVING + w] == 0.0:
            continue
        size = lane[CHANGE + w]
        bounded = 2.0 * size * size <= tolerance * (lane[BEFORE + w] - size)
        converged[w] = size <= lane[STOP + w] and bounded
        if converged[w] or not size < 1e3:
            iterations[w] = turn
            lane[MOVING + w] = 0.0
        else:
            left += 1
        lane[BEFORE + w] = size
    return left

"""Voltages, loadings, losses and balance of a block of steps that has been solved, compiled."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.compiled import compiled
from hubsim.powerflow.layout import (
    BALANCE,
    LOST,
    ROW,
    S_IM,
    S_RE,
    SLACK_P,
    SLACK_Q,
    WIDTH,
    Z_IM,
    Z_RE,
    A,
    B,
    C,
    Rows,
    Stored,
    Tree,
    Work,
)


@compiled
def derive(first: int, count: int, work: Work, rows: Rows, out: Stored) -> None:
    """Derive everything else of a block while it is in cache, and store it.

    The table holds the drops of a block of `count` steps; stored from step `first` on
    """
    lane = work.lane
    for w in range(WIDTH):
        lane[LOST + w] = 0.0
        lane[SLACK_P + w] = 0.0
        lane[SLACK_Q + w] = 0.0
    if out.vm_pu.shape[1] > 0:
        magnitudes(first, count, work, rows, out.vm_pu)
    if out.va_deg.shape[1] > 0:
        angles(first, count, work, rows, out.va_deg)
    branches(first, count, work, rows, out)
    shunts(work, rows)
    slack = rows.double.parent.size
    direct = work.table[slack * ROW : (slack + 1) * ROW]
    for w in range(count):
        mismatch = np.abs(lane[SLACK_P + w] - lane[LOST + w] - lane[BALANCE + w])
        known = mismatch + np.abs(direct[S_RE + w]) + np.abs(direct[S_IM + w]) < np.inf
        out.converged[first + w] = out.converged[first + w] and known
        out.mismatch[first + w] = mismatch
        out.loss[first + w] = lane[LOST + w]
        out.slack_p[first + w] = lane[SLACK_P + w] + direct[S_RE + w]
        out.slack_q[first + w] = lane[SLACK_Q + w] + direct[S_IM + w]
    # Every node of one step a block, by complex power at the node: another way to the same balance.
    w = first // WIDTH % count
    if out.converged[first + w]:
        out.mismatch[first + w] = max(out.mismatch[first + w], mismatch_of(w, work, rows))


@compiled
def branches(first: int, count: int, work: Work, rows: Rows, out: Stored) -> None:
    """Store loadings and the power entering transformers; add up losses and what the slack delivers."""
    table, lane, tree = work.table, work.lane, rows.double
    slack = tree.parent.size
    for r in range(rows.branch_from.size):
        i = rows.branch_from[r]
        j = rows.branch_to[r]
        one = table[i * ROW : (i + 1) * ROW]
        two = table[j * ROW : (j + 1) * ROW]
        port = rows.two_port[r]
        ff_re, ff_im, ft_re, ft_im = port[0], port[1], port[2], port[3]
        tf_re, tf_im, tt_re, tt_im = port[4], port[5], port[6], port[7]
        i_re, i_im, j_re, j_im = tree.w0_re[i], tree.w0_im[i], tree.w0_re[j], tree.w0_im[j]
        x = rows.rated[r, 0]
        y = rows.rated[r, 1]
        trafo = rows.trafo_of[r]
        if trafo >= 0:
            for w in range(count):
                out.trafo_loss[first + w, trafo] = -lane[LOST + w]
        for w in range(WIDTH):
            a = i_re + one[Z_RE + w]
            b = i_im + one[Z_IM + w]
            c = j_re + two[Z_RE + w]
            d = j_im + two[Z_IM + w]
            f_re = ff_re * a - ff_im * b + ft_re * c - ft_im * d
            f_im = ff_re * b + ff_im * a + ft_re * d + ft_im * c
            t_re = tf_re * a - tf_im * b + tt_re * c - tt_im * d
            t_im = tf_re * b + tf_im * a + tt_re * d + tt_im * c
            lane[LOST + w] += a * f_re + b * f_im + (c * t_re + d * t_im)
            at_from = x * (f_re * f_re + f_im * f_im)
            at_to = y * (t_re * t_re + t_im * t_im)
            lane[A + w] = np.sqrt(at_from if at_to <= at_from else at_to)
        column = rows.line_of[r]
        if column >= 0 and out.line_loading_pct.shape[1] > 0:
            for w in range(count):
                out.line_loading_pct[first + w, column] = lane[A + w]
        if trafo >= 0 and out.trafo_loading_pct.shape[1] > 0:
            for w in range(count):
                out.trafo_loading_pct[first + w, trafo] = lane[A + w]
        if trafo >= 0 or i == slack:
            entering(i, j, work, tree, ff_re, ff_im, ft_re, ft_im)
        if trafo >= 0:
            for w in range(count):
                out.trafo_p[first + w, trafo] = lane[B + w]
                out.trafo_q[first + w, trafo] = lane[C + w]
                out.trafo_loss[first + w, trafo] += lane[LOST + w]
        if j == slack:
            entering(j, i, work, tree, tt_re, tt_im, tf_re, tf_im)
        if slack in (i, j):
            for w in range(WIDTH):
                lane[SLACK_P + w] += lane[B + w]
                lane[SLACK_Q + w] += lane[C + w]


@compiled
def shunts(work: Work, rows: Rows) -> None:
    """Add what shunts draw to the losses, and what the slack's own draws to what it delivers."""
    lane, tree = work.lane, rows.double
    for k in range(rows.shunted.size):
        i = rows.shunted[k]
        row = work.table[i * ROW : (i + 1) * ROW]
        c = tree.w0_re[i]
        d = tree.w0_im[i]
        x = rows.shunt_re[i]
        y = rows.shunt_im[i]
        for w in range(WIDTH):
            a = c + row[Z_RE + w]
            b = d + row[Z_IM + w]
            size = a * a + b * b
            lane[LOST + w] += x * size
            if i == tree.parent.size:
                lane[SLACK_P + w] += x * size
                lane[SLACK_Q + w] -= y * size


@compiled
def entering(
    i: int,
    j: int,
    work: Work,
    tree: Tree,
    own_re: float,
    own_im: float,
    other_re: float,
    other_im: float,
) -> None:
    """Put the power that enters a branch at row i at `B` and `C` of the lanes."""
    one = work.table[i * ROW : (i + 1) * ROW]
    two = work.table[j * ROW : (j + 1) * ROW]
    i_re, i_im, j_re, j_im = tree.w0_re[i], tree.w0_im[i], tree.w0_re[j], tree.w0_im[j]
    for w in range(WIDTH):
        a = i_re + one[Z_RE + w]
        b = i_im + one[Z_IM + w]
        c = j_re + two[Z_RE + w]
        d = j_im + two[Z_IM + w]
        x = own_re * a - own_im * b + other_re * c - other_im * d
        y = own_re * b + own_im * a + other_re * d + other_im * c
        work.lane[B + w] = a * x + b * y
        work.lane[C + w] = b * x - a * y


@compiled
def mismatch_of(w: int, work: Work, rows: Rows) -> float:
    """Return the largest power that does not balance at a node of one step [kVA]."""
    table, tree, node = work.table, rows.double, work.node
    node[:] = 0.0
    for r in range(rows.branch_from.size):
        i = rows.branch_from[r]
        j = rows.branch_to[r]
        a = tree.w0_re[i] + table[i * ROW + Z_RE + w]
        b = tree.w0_im[i] + table[i * ROW + Z_IM + w]
        c = tree.w0_re[j] + table[j * ROW + Z_RE + w]
        d = tree.w0_im[j] + table[j * ROW + Z_IM + w]
        port = rows.two_port[r]
        x = port[0] * a - port[1] * b + port[2] * c - port[3] * d
        y = port[0] * b + port[1] * a + port[2] * d + port[3] * c
        node[i, 0] += a * x + b * y
        node[i, 1] += b * x - a * y
        x = port[4] * a - port[5] * b + port[6] * c - port[7] * d
        y = port[4] * b + port[5] * a + port[6] * d + port[7] * c
        node[j, 0] += c * x + d * y
        node[j, 1] += d * x - c * y
    worst = 0.0
    for i in range(tree.parent.size):
        a = tree.w0_re[i] + table[i * ROW + Z_RE + w]
        b = tree.w0_im[i] + table[i * ROW + Z_IM + w]
        size = a * a + b * b
        x = node[i, 0] + rows.shunt_re[i] * size
        y = node[i, 1] - rows.shunt_im[i] * size
        if work.loaded[i]:
            p = table[i * ROW + S_RE + w]
            q = table[i * ROW + S_IM + w]
            x -= rows.power_re[i] * p - rows.power_im[i] * q
            y -= rows.power_re[i] * q + rows.power_im[i] * p
        size = np.sqrt(x * x + y * y)
        worst = worst if worst > size else size
    return worst


@compiled
def magnitudes(first: int, count: int, work: Work, rows: Rows, vm_pu: FloatArray) -> None:
    """Store the voltage magnitudes of a block."""
    lane, tree = work.lane, rows.double
    for bus in range(rows.bus_row.size):
        i = rows.bus_row[bus]
        if i < 0:
            vm_pu[first : first + count, bus : bus + 1] = np.nan
            continue
        row = work.table[i * ROW : (i + 1) * ROW]
        c = tree.w0_re[i]
        d = tree.w0_im[i]
        size = rows.size[i]
        for w in range(WIDTH):
            a = c + row[Z_RE + w]
            b = d + row[Z_IM + w]
            lane[A + w] = size * np.sqrt(a * a + b * b)
        for w in range(count):
            vm_pu[first + w, bus] = lane[A + w]


@compiled
def angles(first: int, count: int, work: Work, rows: Rows, va_deg: FloatArray) -> None:
    """Store the voltage angles of a block in degrees, above -180 and up to 180.

    The turn since no load is small, where the series of the arc tangent needs no branch (its next term
    is below 1e-16 of the first); a large turn takes the slow way.
    """
    lane, tree = work.lane, rows.double
    for bus in range(rows.bus_row.size):
        i = rows.bus_row[bus]
        if i < 0:
            va_deg[first : first + count, bus : bus + 1] = np.nan
            continue
        row = work.table[i * ROW : (i + 1) * ROW]
        c = tree.w0_re[i]
        d = tree.w0_im[i]
        noload_deg = rows.angle_deg[i]
        far = 0
        for w in range(WIDTH):
            a = c + row[Z_RE + w]
            b = d + row[Z_IM + w]
            x = a * c + b * d
            y = b * c - a * d
            far += 0 if np.abs(y) <= 0.1 * x else 1
            t = y / x
            z = t * t
            series = -1.0 / 15.0
            series = series * z + 1.0 / 13.0
            series = series * z - 1.0 / 11.0
            series = series * z + 1.0 / 9.0
            series = series * z - 1.0 / 7.0
            series = series * z + 1.0 / 5.0
            series = series * z - 1.0 / 3.0
            turned = noload_deg + (t + t * (z * series)) * (180.0 / np.pi)
            turned = turned - 360.0 if turned > 180.0 else turned
            lane[A + w] = turned + 360.0 if turned <= -180.0 else turned
        if far > 0:
            for w in range(WIDTH):
                a = c + row[Z_RE + w]
                b = d + row[Z_IM + w]
                x = a * c + b * d
                y = b * c - a * d
                if not np.abs(y) <= 0.1 * x:
                    turned = noload_deg + np.degrees(np.arctan2(y, x))
                    turned = turned - 360.0 if turned > 180.0 else turned
                    lane[A + w] = turned + 360.0 if turned <= -180.0 else turned
        for w in range(count):
            va_deg[first + w, bus] = lane[A + w]

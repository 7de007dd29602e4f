"""Everything that follows from the drops of a block of steps, and whether its power balances, compiled."""

from __future__ import annotations

import numpy as np

from hubsim.compiled import compiled
from hubsim.powerflow.layout import (
    BALANCE,
    J_IM,
    J_RE,
    LOST,
    ROW,
    S_IM,
    S_RE,
    SLACK_P,
    SLACK_Q,
    WIDTH,
)
from hubsim.powerflow.phases.currents import branch_currents
from hubsim.powerflow.phases.layout import PhaseRows, PhaseStored, PhaseWork
from hubsim.powerflow.phases.voltages import bus_voltages


@compiled
def derive_phases(
    first: int, count: int, work: PhaseWork, rows: PhaseRows, out: PhaseStored
) -> None:
    """Derive everything else of a block while it is in cache, and store it from step `first` on."""
    lane = work.lane
    for w in range(WIDTH):
        lane[LOST + w] = 0.0
        lane[SLACK_P + w] = 0.0
        lane[SLACK_Q + w] = 0.0
    bus_voltages(first, count, work, rows, out)
    branch_currents(first, count, work, rows, out)
    node_shunts(work, rows)
    for w in range(count):
        p, q = 0.0, 0.0
        if work.loaded[0]:
            for k in range(3):
                p -= rows.base_kva * work.table[k * ROW + S_RE + w]
                q -= rows.base_kva * work.table[k * ROW + S_IM + w]
        mismatch = np.abs(lane[SLACK_P + w] - lane[LOST + w] - lane[BALANCE + w])
        known = mismatch + np.abs(p) + np.abs(q) < np.inf
        out.converged[first + w] = out.converged[first + w] and known
        out.mismatch[first + w] = mismatch
        out.loss[first + w] = lane[LOST + w]
        out.slack_p[first + w] = lane[SLACK_P + w] + p
        out.slack_q[first + w] = lane[SLACK_Q + w] + q
    # Every phase of every bus of one step a block, by its current: another way to the same balance.
    w = first // WIDTH % count
    if out.converged[first + w]:
        out.mismatch[first + w] = max(out.mismatch[first + w], phase_mismatch_of(w, work, rows))


@compiled
def node_shunts(work: PhaseWork, rows: PhaseRows) -> None:
    """Add what shunts draw to the losses, and what the slack's own draws to what it delivers."""
    lane = work.lane
    for at in range(rows.shunted.size):
        i = rows.shunted[at]
        g = rows.base_kva * rows.shunt_re[i]
        b = rows.base_kva * rows.shunt_im[i]
        for k in range(3):
            drop = work.drop[(6 * i + 2 * k) * WIDTH : (6 * i + 2 * k + 2) * WIDTH]
            x = rows.noload_re[i] if k == 0 else 0.0
            y = rows.noload_im[i] if k == 0 else 0.0
            for w in range(WIDTH):
                p = x + drop[w]
                q = y + drop[WIDTH + w]
                size = p * p + q * q
                lane[LOST + w] += g * size
                if i == rows.slack:
                    lane[SLACK_P + w] += g * size
                    lane[SLACK_Q + w] -= b * size


@compiled
def phase_mismatch_of(w: int, work: PhaseWork, rows: PhaseRows) -> float:
    """Return the largest power of a phase that does not balance at a node of one step [kVA]."""
    drop, node = work.drop, work.node
    node[:] = 0.0
    for r in range(rows.branch_from.size):
        i, j = rows.branch_from[r], rows.branch_to[r]
        for k in range(3):
            x = rows.noload_re[i] if k == 0 else 0.0
            y = rows.noload_im[i] if k == 0 else 0.0
            a = x + drop[(6 * i + 2 * k) * WIDTH + w]
            b = y + drop[(6 * i + 2 * k + 1) * WIDTH + w]
            x = rows.noload_re[j] if k == 0 else 0.0
            y = rows.noload_im[j] if k == 0 else 0.0
            c = x + drop[(6 * j + 2 * k) * WIDTH + w]
            d = y + drop[(6 * j + 2 * k + 1) * WIDTH + w]
            port = rows.two_port[r, 8 * k : 8 * k + 8]
            node[3 * i + k, 0] += port[0] * a - port[1] * b + port[2] * c - port[3] * d
            node[3 * i + k, 1] += port[0] * b + port[1] * a + port[2] * d + port[3] * c
            node[3 * j + k, 0] += port[4] * a - port[5] * b + port[6] * c - port[7] * d
            node[3 * j + k, 1] += port[4] * b + port[5] * a + port[6] * d + port[7] * c
    for at in range(rows.shunted.size):
        i = rows.shunted[at]
        x, y = rows.shunt_re[i], rows.shunt_im[i]
        for k in range(3):
            a = drop[(6 * i + 2 * k) * WIDTH + w] + (rows.noload_re[i] if k == 0 else 0.0)
            b = drop[(6 * i + 2 * k + 1) * WIDTH + w] + (rows.noload_im[i] if k == 0 else 0.0)
            node[3 * i + k, 0] += x * a - y * b
            node[3 * i + k, 1] += x * b + y * a
    # What the rows inject, in sequences: less of it there must be nothing left.
    for i in range(rows.row_node.size):
        for k in range(3):
            j = 3 * i + k
            size = rows.s_re[j] * rows.s_re[j] + rows.s_im[j] * rows.s_im[j]
            a = work.table[j * ROW + J_RE + w] / size
            b = work.table[j * ROW + J_IM + w] / size
            at = 3 * rows.row_node[i] + k
            node[at, 0] -= rows.s_re[j] * a + rows.s_im[j] * b
            node[at, 1] -= rows.s_re[j] * b - rows.s_im[j] * a
    left = 0.0
    for i in range(rows.noload_re.size):
        if i == rows.slack:
            continue
        for k in range(3):
            left = max(left, node[3 * i + k, 0] ** 2 + node[3 * i + k, 1] ** 2)
    return rows.base_kva * float(np.sqrt(left))

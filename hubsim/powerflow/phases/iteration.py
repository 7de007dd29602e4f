"""What the fixed point does differently with three phases: power stands in phases, currents in sequences.

With ``a = exp(j 120 deg)``: ``V_b = V_0 + a^2 V_1 + a V_2``, and the current of a sequence is a third of
the sum of the phases' currents turned back. The walks, the turns and what counts as settled are those of
`powerflow.iteration`.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.compiled import compiled
from hubsim.powerflow.layout import (
    BALANCE,
    BEFORE,
    J_IM,
    J_RE,
    ROW,
    S_IM,
    S_RE,
    STOP,
    WIDTH,
    Z_IM,
    Z_RE,
)
from hubsim.powerflow.phases.layout import PhaseRows, PhaseWork

HALF_ROOT = float(np.sqrt(0.75))
"""Imaginary part of a."""


@compiled
def load_phases(work: PhaseWork, rows: PhaseRows) -> None:
    """Turn powers drawn into powers injected in per unit, and into first currents at no load.

    Leaves the total drawn away from the slack at `BALANCE`, at `STOP` the change that will be accepted.
    """
    lane, table, most = work.lane, work.table, work.soft_lane
    n = rows.double.parent.size
    for w in range(WIDTH):
        lane[BALANCE + w] = 0.0
        lane[BEFORE + w] = 1.0
        most[w] = 0.0
    earth = table[n * ROW : (n + 1) * ROW]
    for w in range(WIDTH):
        earth[Z_RE + w] = 0.0
        earth[Z_IM + w] = 0.0
    for j in range(n):
        work.loaded[j] = False
    for at in range(rows.bus_row.size):
        if rows.bus_row[at] >= 0 and rows.bus_first[at]:
            j = rows.bus_row[at]
            row = table[j * ROW : (j + 1) * ROW]
            some = 0
            for w in range(WIDTH):
                some += 1 if row[S_RE + w] != 0.0 or row[S_IM + w] != 0.0 else 0
            if some > 0:
                for k in range(3):
                    work.loaded[j - j % 3 + k] = True
    scale = -1.0 / rows.base_kva
    for j in range(n):
        row = table[j * ROW : (j + 1) * ROW]
        for w in range(WIDTH):
            row[Z_RE + w] = 0.0
            row[Z_IM + w] = 0.0
        if work.loaded[j]:
            away = 1.0 if j >= 3 else 0.0
            for w in range(WIDTH):
                lane[BALANCE + w] += away * row[S_RE + w]
                p = scale * row[S_RE + w]
                q = scale * row[S_IM + w]
                row[S_RE + w] = p
                row[S_IM + w] = q
                size = p * p + q * q
                most[w] = max(size, most[w])
    for j in range(n):
        renew_phases(j, table, work.loaded, rows.unit)
    for w in range(WIDTH):
        # Largest powers of thousands of kW are met relatively: rounding would keep them moving.
        least = 0.01 * rows.tolerance + rows.settled / np.sqrt(9.0 * most[w])
        lane[STOP + w] = min(rows.tolerance, least)


@compiled
def renew_phases(  # noqa: PLR0915 - three phases written out
    j: int, table: FloatArray, loaded: BoolArray, units: FloatArray
) -> None:
    """Put the currents that a bus draws at its new voltages into the table, at the last of its rows."""
    if j % 3 != 2:
        return
    bus = table[(j - 2) * ROW : (j + 1) * ROW]
    if not loaded[j]:
        for w in range(WIDTH):
            bus[J_RE + w] = 0.0
            bus[J_IM + w] = 0.0
            bus[ROW + J_RE + w] = 0.0
            bus[ROW + J_IM + w] = 0.0
            bus[2 * ROW + J_RE + w] = 0.0
            bus[2 * ROW + J_IM + w] = 0.0
        return
    unit = units[14 * (j // 3) : 14 * (j // 3) + 14]
    w0_re, w0_im, r1_re, r1_im = unit[0], unit[1], unit[2], unit[3]
    r2_re, r2_im, r0_re, r0_im = unit[4], unit[5], unit[6], unit[7]
    for w in range(WIDTH):
        x = w0_re + bus[Z_RE + w]
        y = w0_im + bus[Z_IM + w]
        v1_re = r1_re * x - r1_im * y
        v1_im = r1_re * y + r1_im * x
        v2_re = r2_re * bus[ROW + Z_RE + w] - r2_im * bus[ROW + Z_IM + w]
        v2_im = r2_re * bus[ROW + Z_IM + w] + r2_im * bus[ROW + Z_RE + w]
        v0_re = r0_re * bus[2 * ROW + Z_RE + w] - r0_im * bus[2 * ROW + Z_IM + w]
        v0_im = r0_re * bus[2 * ROW + Z_IM + w] + r0_im * bus[2 * ROW + Z_RE + w]
        sum_re = v1_re + v2_re
        sum_im = v1_im + v2_im
        dif_re = HALF_ROOT * (v1_re - v2_re)
        dif_im = HALF_ROOT * (v1_im - v2_im)
        a_re = v0_re + sum_re
        a_im = v0_im + sum_im
        b_re = v0_re - 0.5 * sum_re + dif_im
        b_im = v0_im - 0.5 * sum_im - dif_re
        c_re = v0_re - 0.5 * sum_re - dif_im
        c_im = v0_im - 0.5 * sum_im + dif_re
        p = bus[S_RE + w]
        q = bus[S_IM + w]
        size = 1.0 / (a_re * a_re + a_im * a_im)
        ia_re = (p * a_re + q * a_im) * size
        ia_im = (p * a_im - q * a_re) * size
        p = bus[ROW + S_RE + w]
        q = bus[ROW + S_IM + w]
        size = 1.0 / (b_re * b_re + b_im * b_im)
        ib_re = (p * b_re + q * b_im) * size
        ib_im = (p * b_im - q * b_re) * size
        p = bus[2 * ROW + S_RE + w]
        q = bus[2 * ROW + S_IM + w]
        size = 1.0 / (c_re * c_re + c_im * c_im)
        ic_re = (p * c_re + q * c_im) * size
        ic_im = (p * c_im - q * c_re) * size
        # The third of the sum is in the power already: a phase's share of the base is a third.
        sum_re = ib_re + ic_re
        sum_im = ib_im + ic_im
        dif_re = HALF_ROOT * (ib_re - ic_re)
        dif_im = HALF_ROOT * (ib_im - ic_im)
        bus[J_RE + w] = ia_re - 0.5 * sum_re - dif_im
        bus[J_IM + w] = ia_im - 0.5 * sum_im + dif_re
        bus[ROW + J_RE + w] = ia_re - 0.5 * sum_re + dif_im
        bus[ROW + J_IM + w] = ia_im - 0.5 * sum_im - dif_re
        bus[2 * ROW + J_RE + w] = ia_re + sum_re
        bus[2 * ROW + J_IM + w] = ia_im + sum_im
    for k in range(3):
        s_re, s_im = unit[8 + 2 * k], unit[9 + 2 * k]
        if s_re != 1.0 or s_im != 0.0:
            at = k * ROW
            for w in range(WIDTH):
                x = bus[at + J_RE + w]
                y = bus[at + J_IM + w]
                bus[at + J_RE + w] = s_re * x - s_im * y
                bus[at + J_IM + w] = s_re * y + s_im * x


@compiled
def find_drops(work: PhaseWork, rows: PhaseRows) -> None:
    """Put the drops of all nodes in per unit into their own table: of the rows, and of all idle nodes."""
    table, drop = work.table, work.drop
    for i in range(rows.row_node.size):
        for k in range(3):
            j = 3 * i + k
            row = table[j * ROW : (j + 1) * ROW]
            at = (3 * rows.row_node[i] + k) * 2 * WIDTH
            out = drop[at : at + 2 * WIDTH]
            r_re, r_im = rows.r_re[j], rows.r_im[j]
            for w in range(WIDTH):
                x = row[Z_RE + w]
                y = row[Z_IM + w]
                out[w] = r_re * x - r_im * y
                out[WIDTH + w] = r_re * y + r_im * x
    for e in range(rows.found_node.size):
        for k in range(3):
            at = (3 * rows.found_node[e] + k) * 2 * WIDTH
            out = drop[at : at + 2 * WIDTH]
            for w in range(2 * WIDTH):
                out[w] = 0.0
            for term in range(rows.found_start[3 * e + k], rows.found_start[3 * e + k + 1]):
                at = rows.found_from[term] * 2 * WIDTH
                other = drop[at : at + 2 * WIDTH]
                x = rows.found_re[term]
                y = rows.found_im[term]
                for w in range(WIDTH):
                    a = other[w]
                    b = other[WIDTH + w]
                    out[w] += x * a - y * b
                    out[WIDTH + w] += x * b + y * a

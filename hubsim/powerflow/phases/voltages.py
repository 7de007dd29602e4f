"""Voltages of a block of steps that has been solved, compiled: magnitudes, angles and unbalance."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.compiled import compiled
from hubsim.powerflow.layout import WIDTH, A, B, C
from hubsim.powerflow.phases.iteration import HALF_ROOT
from hubsim.powerflow.phases.layout import PhaseRows, PhaseStored, PhaseWork


@compiled
def bus_voltages(
    first: int, count: int, work: PhaseWork, rows: PhaseRows, out: PhaseStored
) -> None:
    """Store magnitudes and angles of the phases, and the share of the negative sequence."""
    noload = (rows.noload_re, rows.noload_im)
    if out.vm_pu.shape[1] > 0:
        magnitudes(first, count, work.lane, work.drop, noload, rows.bus_node, out.vm_pu)
    if out.va_deg.shape[1] > 0:
        angles(first, count, work.lane, work.drop, noload, rows.bus_node, out.va_deg)
    if out.unbalance_pct.shape[1] > 0:
        unbalances(first, count, work.lane, work.drop, noload, rows.bus_node, out.unbalance_pct)


@compiled
def magnitudes(
    first: int,
    count: int,
    lane: FloatArray,
    all_drops: FloatArray,
    noload: tuple[FloatArray, FloatArray],
    bus_node: IntArray,
    vm_pu: FloatArray,
) -> None:
    """Store the magnitudes of the phase voltages of every bus."""
    for bus in range(bus_node.size):
        i = bus_node[bus]
        if i < 0:
            vm_pu[first : first + count, bus] = np.nan
            continue
        drop = all_drops[6 * i * WIDTH : 6 * (i + 1) * WIDTH]
        x = noload[0][i]
        y = noload[1][i]
        for w in range(WIDTH):
            pos_re = x + drop[w]
            pos_im = y + drop[WIDTH + w]
            neg_re = drop[2 * WIDTH + w]
            neg_im = drop[3 * WIDTH + w]
            zero_re = drop[4 * WIDTH + w]
            zero_im = drop[5 * WIDTH + w]
            sum_re = pos_re + neg_re
            sum_im = pos_im + neg_im
            dif_re = HALF_ROOT * (pos_re - neg_re)
            dif_im = HALF_ROOT * (pos_im - neg_im)
            p = zero_re + sum_re
            q = zero_im + sum_im
            lane[A + w] = np.sqrt(p * p + q * q)
            p = zero_re - 0.5 * sum_re + dif_im
            q = zero_im - 0.5 * sum_im - dif_re
            lane[B + w] = np.sqrt(p * p + q * q)
            p = zero_re - 0.5 * sum_re - dif_im
            q = zero_im - 0.5 * sum_im + dif_re
            lane[C + w] = np.sqrt(p * p + q * q)
        for w in range(count):
            vm_pu[first + w, bus, 0] = lane[A + w]
            vm_pu[first + w, bus, 1] = lane[B + w]
            vm_pu[first + w, bus, 2] = lane[C + w]


@compiled
def angles(
    first: int,
    count: int,
    lane: FloatArray,
    all_drops: FloatArray,
    noload: tuple[FloatArray, FloatArray],
    bus_node: IntArray,
    va_deg: FloatArray,
) -> None:
    """Store the angles of the phase voltages of every bus in degrees, above -180 and up to 180.

    A phase's voltage, turned back to phase a's place, is a small turn away from no load.
    """
    for bus in range(bus_node.size):
        i = bus_node[bus]
        if i < 0:
            va_deg[first : first + count, bus] = np.nan
            continue
        drop = all_drops[6 * i * WIDTH : 6 * (i + 1) * WIDTH]
        c = noload[0][i]
        d = noload[1][i]
        noload_deg = np.degrees(np.arctan2(d, c))
        for k in range(3):
            # a^k and a^2k: what the negative and the zero sequence turn on the way to phase a's place.
            neg_re, neg_im = (1.0, 0.0) if k == 0 else (-0.5, -HALF_ROOT if k == 1 else HALF_ROOT)
            zero_re, zero_im = neg_re, -neg_im
            far = 0
            for w in range(WIDTH):
                n_re = drop[2 * WIDTH + w]
                n_im = drop[3 * WIDTH + w]
                z_re = drop[4 * WIDTH + w]
                z_im = drop[5 * WIDTH + w]
                a = (
                    c
                    + drop[w]
                    + (neg_re * n_re - neg_im * n_im)
                    + (zero_re * z_re - zero_im * z_im)
                )
                b = (
                    d
                    + drop[WIDTH + w]
                    + (neg_re * n_im + neg_im * n_re)
                    + (zero_re * z_im + zero_im * z_re)
                )
                x = a * c + b * d
                y = b * c - a * d
                lane[A + w] = x
                lane[B + w] = y
                far += 0 if np.abs(y) <= 0.1 * x else 1
            for w in range(WIDTH):
                t = lane[B + w] / lane[A + w]
                z = t * t
                series = -1.0 / 15.0
                series = series * z + 1.0 / 13.0
                series = series * z - 1.0 / 11.0
                series = series * z + 1.0 / 9.0
                series = series * z - 1.0 / 7.0
                series = series * z + 1.0 / 5.0
                series = series * z - 1.0 / 3.0
                lane[C + w] = (t + t * (z * series)) * (180.0 / np.pi)
            if far > 0:
                for w in range(WIDTH):
                    if not np.abs(lane[B + w]) <= 0.1 * lane[A + w]:
                        lane[C + w] = np.degrees(np.arctan2(lane[B + w], lane[A + w]))
            start = noload_deg - 120.0 * k
            start = start + 360.0 if start <= -180.0 else start
            for w in range(count):
                turned = start + lane[C + w]
                turned = turned - 360.0 if turned > 180.0 else turned
                va_deg[first + w, bus, k] = turned + 360.0 if turned <= -180.0 else turned


@compiled
def unbalances(
    first: int,
    count: int,
    lane: FloatArray,
    all_drops: FloatArray,
    noload: tuple[FloatArray, FloatArray],
    bus_node: IntArray,
    unbalance_pct: FloatArray,
) -> None:
    """Store negative over positive sequence of every bus."""
    for bus in range(bus_node.size):
        i = bus_node[bus]
        if i < 0:
            unbalance_pct[first : first + count, bus] = np.nan
            continue
        drop = all_drops[6 * i * WIDTH : 6 * (i + 1) * WIDTH]
        x = noload[0][i]
        y = noload[1][i]
        for w in range(WIDTH):
            p = x + drop[w]
            q = y + drop[WIDTH + w]
            a = drop[2 * WIDTH + w]
            b = drop[3 * WIDTH + w]
            lane[A + w] = 100.0 * np.sqrt((a * a + b * b) / (p * p + q * q))
        for w in range(count):
            unbalance_pct[first + w, bus] = lane[A + w]

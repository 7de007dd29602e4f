"""What devices draw at the voltage they see, compiled: ZIP loads and the curves of inverters."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.compiled import compiled
from hubsim.powerflow.devices import COS_PHI, P_U, Q_U, Laws, LawWork
from hubsim.powerflow.layout import MOVING, WIDTH


@compiled
def gather_devices(
    first: int, count: int, p_kw: FloatArray, q_kvar: FloatArray, space: LawWork
) -> None:
    """Put what devices draw at nominal voltage, (T, I), into the work space."""
    for i in range(p_kw.shape[1]):
        for w in range(WIDTH):
            space.p0[i, w] = p_kw[first + w, i] if w < count else 0.0
            space.q0[i, w] = q_kvar[first + w, i] if w < count else 0.0


@compiled
def answer(laws: Laws, space: LawWork, lane: FloatArray) -> None:
    """Put what every device draws at the voltages of the phases, and the highest it sees, beside them.

    A step that has settled keeps the powers that its voltages follow from: they balance exactly.
    """
    lanes = space.lanes
    u, share, top, p, q = lanes[0], lanes[1], lanes[2], lanes[3], lanes[4]
    for i in range(laws.place.size):
        vm = space.vm[laws.place[i]]
        p0, q0, seen = space.p0[i], space.q0[i], space.seen[i]
        a, b, c = laws.share[3 * i], laws.share[3 * i + 1], laws.share[3 * i + 2]
        scale = laws.scale[i]
        z = laws.zip_of[6 * i : 6 * i + 6]
        for w in range(WIDTH):
            x = scale * (a * vm[w] + b * vm[WIDTH + w] + c * vm[2 * WIDTH + w])
            high = vm[w] if a > 0.0 else 0.0
            other = vm[WIDTH + w] if b > 0.0 else 0.0
            high = max(other, high)
            other = vm[2 * WIDTH + w] if c > 0.0 else 0.0
            seen[w] = scale * (max(other, high))
            u[w] = x
            p[w] = p0[w] * (z[0] * x * x + z[1] * x + z[2])
            q[w] = q0[w] * (z[3] * x * x + z[4] * x + z[5])
        curves = laws.curves[i]
        kva, kw = laws.rated_kva[i], laws.rated_kw[i]
        if curves & P_U:
            follow(
                3 * i + 1,
                u,
                share,
                laws.first,
                laws.start,
                laws.ramp_from,
                laws.ramp_to,
                laws.slope,
            )
            for w in range(WIDTH):
                least = -kw * share[w]
                p[w] = least if p[w] < least and p0[w] < 0.0 else p[w]
        for w in range(WIDTH):
            room = kva * kva - p[w] * p[w]
            top[w] = np.sqrt(max(0.0, room))
        if curves & Q_U:
            follow(
                3 * i, u, share, laws.first, laws.start, laws.ramp_from, laws.ramp_to, laws.slope
            )
            for w in range(WIDTH):
                share[w] = -kva * share[w]
        if curves & COS_PHI:
            for w in range(WIDTH):
                u[w] = -p[w] / kw
            follow(
                3 * i + 2,
                u,
                share,
                laws.first,
                laws.start,
                laws.ramp_from,
                laws.ramp_to,
                laws.slope,
            )
            for w in range(WIDTH):
                share[w] = -p[w] * np.sqrt(1.0 / (share[w] * share[w]) - 1.0)
        if curves & (Q_U | COS_PHI):
            for w in range(WIDTH):
                x = min(top[w], share[w])
                x = max(-top[w], x)
                q[w] = x if p0[w] < 0.0 else q[w]
        p_kept, q_kept = space.p[i], space.q[i]
        for w in range(WIDTH):
            moving = lane[MOVING + w] > 0.0
            p_kept[w] = p[w] if moving else p_kept[w]
            q_kept[w] = q[w] if moving else q_kept[w]


@compiled
def follow(
    curve: int,
    at: FloatArray,
    value: FloatArray,
    first: FloatArray,
    start: IntArray,
    ramp_from: FloatArray,
    ramp_to: FloatArray,
    slope: FloatArray,
) -> None:
    """Put the value of a curve at every argument into `value`."""
    for w in range(WIDTH):
        value[w] = first[curve]
    for k in range(start[curve], start[curve + 1]):
        x, y, z = ramp_from[k], ramp_to[k], slope[k]
        for w in range(WIDTH):
            a = min(y, at[w])
            a = max(x, a)
            value[w] += z * (a - x)

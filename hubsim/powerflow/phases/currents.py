"""Currents of a block of steps that has been solved, compiled: loadings, losses and power of every branch.

Of a branch, sequence currents of one end stand in the work space, then the squares of its phase currents,
the larger of both ends: in amperes of a line, in percent of its rating of a transformer.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.compiled import compiled
from hubsim.powerflow.layout import LOST, SLACK_P, SLACK_Q, WIDTH, A, B, C
from hubsim.powerflow.phases.iteration import HALF_ROOT
from hubsim.powerflow.phases.layout import PhaseRows, PhaseStored, PhaseWork


@compiled
def branch_currents(
    first: int, count: int, work: PhaseWork, rows: PhaseRows, out: PhaseStored
) -> None:
    """Store currents, loadings and the power entering transformers; add up losses and the slack's power."""
    # Arrays are handed over, not what holds them: a call counts every array in a tuple.
    lane, drop, current, size = work.lane, work.drop, work.current, work.size
    noload_re, noload_im, base_kva, slack = (
        rows.noload_re,
        rows.noload_im,
        rows.base_kva,
        rows.slack,
    )
    branch_from, branch_to, two_port = rows.branch_from, rows.branch_to, rows.two_port
    line_of, trafo_of, scale = rows.line_of, rows.trafo_of, rows.scale
    for r in range(branch_from.size):
        i, j = branch_from[r], branch_to[r]
        one = drop[6 * i * WIDTH : 6 * (i + 1) * WIDTH]
        two = drop[6 * j * WIDTH : 6 * (j + 1) * WIDTH]
        i_re, i_im, j_re, j_im = noload_re[i], noload_im[i], noload_re[j], noload_im[j]
        port = two_port[r]
        trafo = trafo_of[r]
        if trafo >= 0:
            for w in range(count):
                out.trafo_loss[first + w, trafo] = -lane[LOST + w]
        if rows.series[r]:
            through(i_re - j_re, i_im - j_im, one, two, port, base_kva, current, lane)
            to_phases(scale[r, 0], True, current, size)
            if j == slack:
                power(-base_kva, j_re, j_im, two, current, lane)
                from_slack(lane)
        else:
            entering(6, j_re, j_im, two, i_re, i_im, one, port, current)
            to_phases(scale[r, 1], True, current, size)
            power(base_kva, j_re, j_im, two, current, lane)
            for w in range(WIDTH):
                lane[LOST + w] += lane[A + w]
            if j == slack:
                from_slack(lane)
            entering(0, i_re, i_im, one, j_re, j_im, two, port, current)
            to_phases(scale[r, 0], False, current, size)
            power(base_kva, i_re, i_im, one, current, lane)
            for w in range(WIDTH):
                lane[LOST + w] += lane[A + w]
        if i == slack or trafo >= 0:
            power(base_kva, i_re, i_im, one, current, lane)
            if i == slack:
                from_slack(lane)
            if trafo >= 0:
                for w in range(count):
                    out.trafo_p[first + w, trafo] = lane[A + w]
                    out.trafo_q[first + w, trafo] = lane[B + w]
                    out.trafo_loss[first + w, trafo] += lane[LOST + w]
        if trafo >= 0 and out.trafo_loading_pct.shape[1] > 0:
            loading(trafo, 1.0, first, count, lane, size, out.trafo_loading_pct)
        line = line_of[r]
        if line >= 0 and out.line_loading_pct.shape[1] > 0:
            loading(line, rows.percent[r], first, count, lane, size, out.line_loading_pct)
        if line >= 0 and out.line_current_a.shape[1] > 0:
            phase_currents(line, first, count, lane, size, out.line_current_a)
        if line >= 0 and out.line_neutral_a.shape[1] > 0:
            neutral_current(line, first, count, lane, size, out.line_neutral_a)


@compiled
def through(
    x_re: float,
    x_im: float,
    one: FloatArray,
    two: FloatArray,
    port: FloatArray,
    base_kva: float,
    current: FloatArray,
    lane: FloatArray,
) -> None:
    """Put the sequence currents through a series branch into the work space; add what it loses.

    x_re, x_im : difference of the voltages without load
    """
    for k in range(3):
        at = 2 * k * WIDTH
        g, b = port[8 * k], port[8 * k + 1]
        x = x_re if k == 0 else 0.0
        y = x_im if k == 0 else 0.0
        lost = base_kva * g
        for w in range(WIDTH):
            p = x + one[at + w] - two[at + w]
            q = y + one[at + WIDTH + w] - two[at + WIDTH + w]
            current[at + w] = g * p - b * q
            current[at + WIDTH + w] = g * q + b * p
            lane[LOST + w] += lost * (p * p + q * q)


@compiled
def entering(
    own: int,
    i_re: float,
    i_im: float,
    one: FloatArray,
    j_re: float,
    j_im: float,
    two: FloatArray,
    port: FloatArray,
    current: FloatArray,
) -> None:
    """Put the sequence currents that enter a branch at its end `one` into the work space.

    own : where its own admittance stands in the two-port, 0 or 6; the one to the other end is next to it
    """
    other = 2 if own == 0 else 4
    for k in range(3):
        at = 2 * k * WIDTH
        g, b = port[8 * k + own], port[8 * k + own + 1]
        h, d = port[8 * k + other], port[8 * k + other + 1]
        p_re = i_re if k == 0 else 0.0
        p_im = i_im if k == 0 else 0.0
        x_re = j_re if k == 0 else 0.0
        x_im = j_im if k == 0 else 0.0
        for w in range(WIDTH):
            p = p_re + one[at + w]
            q = p_im + one[at + WIDTH + w]
            x = x_re + two[at + w]
            y = x_im + two[at + WIDTH + w]
            current[at + w] = g * p - b * q + h * x - d * y
            current[at + WIDTH + w] = g * q + b * p + h * y + d * x


@compiled
def power(
    scale: float,
    i_re: float,
    i_im: float,
    one: FloatArray,
    current: FloatArray,
    lane: FloatArray,
) -> None:
    """Put the power of the currents in the work space at a node into lanes `A` and `B` [kW, kvar]."""
    for w in range(WIDTH):
        lane[A + w] = 0.0
        lane[B + w] = 0.0
    for k in range(3):
        at = 2 * k * WIDTH
        x = i_re if k == 0 else 0.0
        y = i_im if k == 0 else 0.0
        for w in range(WIDTH):
            p = x + one[at + w]
            q = y + one[at + WIDTH + w]
            a = scale * current[at + w]
            b = scale * current[at + WIDTH + w]
            lane[A + w] += p * a + q * b
            lane[B + w] += q * a - p * b


@compiled
def from_slack(lane: FloatArray) -> None:
    """Add the power in the lanes to what the slack delivers."""
    for w in range(WIDTH):
        lane[SLACK_P + w] += lane[A + w]
        lane[SLACK_Q + w] += lane[B + w]


@compiled
def to_phases(scale: float, fresh: bool, current: FloatArray, size: FloatArray) -> None:
    """Put the squared phase currents, times a scale, into the work space, and that of the neutral.

    fresh : in place of what stands there; otherwise where they are larger
    """
    for w in range(WIDTH):
        sum_re = current[w] + current[2 * WIDTH + w]
        sum_im = current[WIDTH + w] + current[3 * WIDTH + w]
        dif_re = HALF_ROOT * (current[w] - current[2 * WIDTH + w])
        dif_im = HALF_ROOT * (current[WIDTH + w] - current[3 * WIDTH + w])
        zero_re = current[4 * WIDTH + w]
        zero_im = current[5 * WIDTH + w]
        p = zero_re + sum_re
        q = zero_im + sum_im
        a = scale * (p * p + q * q)
        p = zero_re - 0.5 * sum_re + dif_im
        q = zero_im - 0.5 * sum_im - dif_re
        b = scale * (p * p + q * q)
        p = zero_re - 0.5 * sum_re - dif_im
        q = zero_im - 0.5 * sum_im + dif_re
        c = scale * (p * p + q * q)
        d = 9.0 * scale * (zero_re * zero_re + zero_im * zero_im)
        size[w] = a if fresh or a > size[w] else size[w]
        size[WIDTH + w] = b if fresh or b > size[WIDTH + w] else size[WIDTH + w]
        size[2 * WIDTH + w] = c if fresh or c > size[2 * WIDTH + w] else size[2 * WIDTH + w]
        size[3 * WIDTH + w] = d if fresh or d > size[3 * WIDTH + w] else size[3 * WIDTH + w]


@compiled
def loading(
    column: int,
    percent: float,
    first: int,
    count: int,
    lane: FloatArray,
    size: FloatArray,
    out: FloatArray,
) -> None:
    """Store the loading of the worst phase. percent : squared loading per squared size."""
    for w in range(WIDTH):
        a = max(size[WIDTH + w], size[w])
        lane[C + w] = np.sqrt(percent * (max(size[2 * WIDTH + w], a)))
    for w in range(count):
        out[first + w, column] = lane[C + w]


@compiled
def phase_currents(
    line: int, first: int, count: int, lane: FloatArray, size: FloatArray, out: FloatArray
) -> None:
    """Store the phase currents of a line."""
    for w in range(WIDTH):
        lane[A + w] = np.sqrt(size[w])
        lane[B + w] = np.sqrt(size[WIDTH + w])
        lane[C + w] = np.sqrt(size[2 * WIDTH + w])
    for w in range(count):
        out[first + w, line, 0] = lane[A + w]
        out[first + w, line, 1] = lane[B + w]
        out[first + w, line, 2] = lane[C + w]


@compiled
def neutral_current(
    line: int, first: int, count: int, lane: FloatArray, size: FloatArray, out: FloatArray
) -> None:
    """Store the neutral current of a line."""
    for w in range(WIDTH):
        lane[A + w] = np.sqrt(size[3 * WIDTH + w])
    for w in range(count):
        out[first + w, line] = lane[A + w]

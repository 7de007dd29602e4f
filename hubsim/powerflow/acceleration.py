"""Anderson acceleration of the turns of a block, lane by lane, compiled.

A steep curve of an inverter answers a fall of its voltage with a larger rise: turn after turn the plain
fixed point ``x <- g(x)`` overshoots. The next ``x`` is the combination of the last results whose residuals
``g(x) - x`` cancel best (Anderson 1965, doi:10.1145/321296.321305; Walker and Ni 2011,
doi:10.1137/10078356X): ``x = g_k - sum_i c_i dg_i``, ``c`` the least squares of ``r_k - sum_i c_i dr_i``.
Only rows with power count: all else follows from them.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.compiled import compiled
from hubsim.powerflow.devices import BEFORE_TURN, HISTORY, LAST, LAST_LEFT
from hubsim.powerflow.layout import MOVING, ROW, WIDTH, Z_IM, Z_RE

START = 6
"""Plain turns before: an ordinary step is done by then."""

RIDGE = 1e-14
"""Added to the diagonal of the least squares, relatively: residuals that hardly differ."""


@compiled
def keep_arguments(table: FloatArray, loaded: BoolArray, history: FloatArray) -> None:
    """Take the drops that go into the next turn into the history of `LawWork`."""
    before = history[BEFORE_TURN]
    for j in range(loaded.size):
        if loaded[j]:
            row = table[j * ROW : (j + 1) * ROW]
            at = 2 * WIDTH * j
            for w in range(WIDTH):
                before[at + w] = row[Z_RE + w]
                before[at + WIDTH + w] = row[Z_IM + w]


@compiled
def keep_results(turn: int, table: FloatArray, loaded: BoolArray, history: FloatArray) -> None:
    """Take the changes of results and residuals of this turn into the history."""
    slot = (turn - START - 1) % HISTORY
    change, change_left = history[2 * slot], history[2 * slot + 1]
    last, last_left, before = history[LAST], history[LAST_LEFT], history[BEFORE_TURN]
    for j in range(loaded.size):
        if not loaded[j]:
            continue
        row = table[j * ROW : (j + 1) * ROW]
        for k in range(2):
            part = Z_RE if k == 0 else Z_IM
            begin = 2 * WIDTH * j + k * WIDTH
            for w in range(WIDTH):
                result = row[part + w]
                left = result - before[begin + w]
                if turn > START:
                    change[begin + w] = result - last[begin + w]
                    change_left[begin + w] = left - last_left[begin + w]
                last[begin + w] = result
                last_left[begin + w] = left


@compiled
def mix(
    turn: int,
    table: FloatArray,
    loaded: BoolArray,
    lane: FloatArray,
    history: FloatArray,
    gram: FloatArray,
) -> None:
    """Put the combination of results whose residuals cancel best into the table, where steps still move."""
    n_kept = min(turn - START, HISTORY)
    if n_kept < 1:
        return
    gram[:] = 0.0
    last_left = history[LAST_LEFT]
    for j in range(loaded.size):
        if not loaded[j]:
            continue
        begin, end = 2 * WIDTH * j, 2 * WIDTH * (j + 1)
        for a in range(n_kept):
            one = history[2 * a + 1, begin:end]
            for b in range(a, n_kept):
                two = history[2 * b + 1, begin:end]
                out = gram[a * (HISTORY + 1) + b]
                for w in range(WIDTH):
                    out[w] += one[w] * two[w] + one[WIDTH + w] * two[WIDTH + w]
            two = last_left[begin:end]
            out = gram[a * (HISTORY + 1) + HISTORY]
            for w in range(WIDTH):
                out[w] += one[w] * two[w] + one[WIDTH + w] * two[WIDTH + w]
    for w in range(WIDTH):
        if lane[MOVING + w] > 0.0:
            weigh(w, n_kept, gram)
    for j in range(loaded.size):
        if not loaded[j]:
            continue
        begin, end = 2 * WIDTH * j, 2 * WIDTH * (j + 1)
        row = table[j * ROW : (j + 1) * ROW]
        for a in range(n_kept):
            one = history[2 * a, begin:end]
            weight = gram[a * (HISTORY + 1) + HISTORY]
            for w in range(WIDTH):
                c = weight[w] if lane[MOVING + w] > 0.0 else 0.0
                row[Z_RE + w] -= c * one[w]
                row[Z_IM + w] -= c * one[WIDTH + w]


@compiled
def weigh(w: int, n_kept: int, gram: FloatArray) -> None:
    """Solve the least squares of one lane by Cholesky, the weights in place of the right-hand side."""
    size = HISTORY + 1
    trace = 0.0
    for a in range(n_kept):
        trace += gram[a * size + a, w]
    for a in range(n_kept):
        gram[a * size + a, w] += RIDGE * trace + 1e-300
        for k in range(a):
            gram[a * size + a, w] -= gram[k * size + a, w] ** 2
        pivot = np.sqrt(max(gram[a * size + a, w], RIDGE * trace + 1e-300))
        gram[a * size + a, w] = pivot
        for b in range(a + 1, n_kept):
            for k in range(a):
                gram[a * size + b, w] -= gram[k * size + a, w] * gram[k * size + b, w]
            gram[a * size + b, w] /= pivot
        for k in range(a):
            gram[a * size + HISTORY, w] -= gram[k * size + a, w] * gram[k * size + HISTORY, w]
        gram[a * size + HISTORY, w] /= pivot
    for a in range(n_kept - 1, -1, -1):
        for b in range(a + 1, n_kept):
            gram[a * size + HISTORY, w] -= gram[a * size + b, w] * gram[b * size + HISTORY, w]
        gram[a * size + HISTORY, w] /= gram[a * size + a, w]

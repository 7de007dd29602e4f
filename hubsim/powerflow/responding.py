"""Power flow of many steps with devices that answer the voltage, inside the iteration.

After every turn each device draws what it does at its new voltage. Turns that overshoot, as those of steep
curves do, are accelerated; once the turns no longer move a step, network and devices agree.
"""

from __future__ import annotations

from typing import Any

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.compiled import compiled
from hubsim.powerflow.acceleration import START, keep_arguments, keep_results, mix
from hubsim.powerflow.answer import answer, gather_devices
from hubsim.powerflow.derivation import derive
from hubsim.powerflow.devices import Answered, Laws, LawWork
from hubsim.powerflow.iteration import begin, gather, load, predict, renew, settle, spread
from hubsim.powerflow.layout import (
    BALANCE,
    ROW,
    S_IM,
    S_RE,
    WIDTH,
    Z_IM,
    Z_RE,
    Rows,
    Stored,
    Work,
)

MAX_TURNS = 80
"""A step that needs more is solved by itself."""


@compiled
def solve_responding(
    p_kw: FloatArray,
    q_kvar: FloatArray,
    device_p_kw: FloatArray,
    device_q_kvar: FloatArray,
    work: Work,
    space: LawWork,
    rows: Rows,
    laws: Laws,
    out: Stored,
    answered: Answered,
) -> None:
    """Solve the steps block by block, each from the powers drawn to its stored results.

    p_kw, q_kvar : (T, B) drawn without the devices; device_p_kw, device_q_kvar : (T, I)
    """
    for first in range(0, p_kw.shape[0], WIDTH):
        count = min(WIDTH, p_kw.shape[0] - first)
        gather(p_kw, first, count, S_RE, work.table, rows)
        gather(q_kvar, first, count, S_IM, work.table, rows)
        gather_devices(first, count, device_p_kw, device_q_kvar, space)
        add_nominal(space, work, laws)
        load(work, rows)
        keep_nominal(space, work, laws)
        predict(work, rows)
        converged = out.converged[first : first + count]
        refine_responding(converged, out.iterations[first : first + count], space, work, rows, laws)
        balance(space, work)
        derive(first, count, work, rows, out)
        store_answers(first, count, space, answered)


@compiled
def refine_responding(
    converged: BoolArray, iterations: IntArray, space: LawWork, work: Any, rows: Any, laws: Laws
) -> None:
    """Bring drops and answers of a block to their common fixed point.

    work, rows : balanced or of three phases
    """
    begin(converged, iterations, work.lane)
    respond(space, work, rows, laws)
    n = rows.double.parent.size
    for turn in range(1, MAX_TURNS + 1):
        faster = turn >= START
        if faster:
            keep_arguments(work.table, work.loaded[:n], space.history)
        spread(work, rows)
        left = settle(turn, rows.tolerance, converged, iterations, work.lane)
        if faster and left > 0:
            keep_results(turn, work.table, work.loaded[:n], space.history)
            mix(turn, work.table, work.loaded[:n], work.lane, space.history, space.gram)
            for j in range(n):
                renew(j, work.table, work.loaded, rows.unit)
        respond(space, work, rows, laws)
        if left == 0:
            break
    iterations[:] += 1


@compiled
def add_nominal(space: LawWork, work: Work, laws: Laws) -> None:
    """Add what devices draw at nominal voltage to the powers in the table, in kW."""
    for i in range(laws.place.size):
        j = laws.row[laws.place[i]]
        row = work.table[j * ROW : (j + 1) * ROW]
        p0, q0 = space.p0[i], space.q0[i]
        for w in range(WIDTH):
            row[S_RE + w] += p0[w]
            row[S_IM + w] += q0[w]


@compiled
def keep_nominal(space: LawWork, work: Work, laws: Laws) -> None:
    """Keep the power of every row with devices, all of them as at nominal voltage."""
    for g in range(laws.row.size):
        j = laws.row[g]
        row = work.table[j * ROW : (j + 1) * ROW]
        kept = space.nominal[g]
        for w in range(WIDTH):
            kept[w] = row[S_RE + w]
            kept[WIDTH + w] = row[S_IM + w]


@compiled
def respond(space: LawWork, work: Work, rows: Rows, laws: Laws) -> None:
    """Let every device answer the voltages in the table: its power, and its row's current."""
    table, tree = work.table, rows.double
    for g in range(laws.row.size):
        j = laws.row[g]
        row = table[j * ROW : (j + 1) * ROW]
        c, d, size = tree.w0_re[j], tree.w0_im[j], rows.size[j]
        vm, kept = space.vm[g], space.nominal[g]
        for w in range(WIDTH):
            a = c + row[Z_RE + w]
            b = d + row[Z_IM + w]
            vm[w] = size * (a * a + b * b) ** 0.5
            row[S_RE + w] = kept[w]
            row[S_IM + w] = kept[WIDTH + w]
    answer(laws, space, work.lane)
    for i in range(laws.place.size):
        j = laws.row[laws.place[i]]
        row = table[j * ROW : (j + 1) * ROW]
        x, y = rows.inject_re[j], rows.inject_im[j]
        p, q, p0, q0 = space.p[i], space.q[i], space.p0[i], space.q0[i]
        for w in range(WIDTH):
            a = p[w] - p0[w]
            b = q[w] - q0[w]
            row[S_RE + w] += x * a - y * b
            row[S_IM + w] += x * b + y * a
    for g in range(laws.row.size):
        renew(laws.row[g], table, work.loaded, rows.unit)


@compiled
def balance(space: LawWork, work: Any) -> None:
    """Bring the total that is drawn up to date with the answers."""
    lane = work.lane
    for i in range(space.p.shape[0]):
        p, p0 = space.p[i], space.p0[i]
        for w in range(WIDTH):
            lane[BALANCE + w] += p[w] - p0[w]


@compiled
def store_answers(first: int, count: int, space: LawWork, answered: Answered) -> None:
    """Store what the devices of a block drew, and the voltages that they saw."""
    for i in range(space.p.shape[0]):
        for w in range(count):
            answered.p_kw[first + w, i] = space.p[i, w]
            answered.q_kvar[first + w, i] = space.q[i, w]
            answered.seen_pu[first + w, i] = space.seen[i, w]

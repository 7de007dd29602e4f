"""Three-phase power flow of many steps with devices that answer the voltage of their phases."""

from __future__ import annotations

from typing import Any

from hubsim.arrays import FloatArray
from hubsim.compiled import compiled
from hubsim.powerflow.answer import answer, gather_devices
from hubsim.powerflow.devices import Answered, Laws, LawWork
from hubsim.powerflow.iteration import gather
from hubsim.powerflow.layout import ROW, S_IM, S_RE, WIDTH, Z_IM, Z_RE, places
from hubsim.powerflow.phases.derivation import derive_phases
from hubsim.powerflow.phases.iteration import HALF_ROOT, find_drops, load_phases, renew_phases
from hubsim.powerflow.phases.layout import PhaseRows, PhaseStored, PhaseWork
from hubsim.powerflow.responding import balance, refine_responding, store_answers


@compiled
def solve_responding_phases(
    p_kw: FloatArray,
    q_kvar: FloatArray,
    device_p_kw: FloatArray,
    device_q_kvar: FloatArray,
    work: PhaseWork,
    space: LawWork,
    rows: PhaseRows,
    laws: Laws,
    out: PhaseStored,
    answered: Answered,
) -> None:
    """Solve the steps block by block, each from the powers drawn to its stored results.

    p_kw, q_kvar : (T, 3 C) drawn without the devices; device_p_kw, device_q_kvar : (T, I)
    """
    for first in range(0, p_kw.shape[0], WIDTH):
        count = min(WIDTH, p_kw.shape[0] - first)
        gather(p_kw, first, count, S_RE, work.table, rows)
        gather(q_kvar, first, count, S_IM, work.table, rows)
        gather_devices(first, count, device_p_kw, device_q_kvar, space)
        add_nominal_phases(space, work, laws)
        load_phases(work, rows)
        keep_nominal_phases(space, work, laws)
        converged = out.converged[first : first + count]
        refine_responding(converged, out.iterations[first : first + count], space, work, rows, laws)
        balance(space, work)
        find_drops(work, rows)
        derive_phases(first, count, work, rows, out)
        store_answers(first, count, space, answered)


@compiled
def add_nominal_phases(space: LawWork, work: PhaseWork, laws: Laws) -> None:
    """Add what devices draw at nominal voltage to the powers in the table, in kW."""
    for i in range(laws.place.size):
        p0, q0 = space.p0[i], space.q0[i]
        for k in range(3):
            j = laws.row[laws.place[i]] + k
            row = work.table[j * ROW : (j + 1) * ROW]
            share = laws.share[3 * i + k]
            for w in range(WIDTH):
                row[S_RE + w] += share * p0[w]
                row[S_IM + w] += share * q0[w]


@compiled
def keep_nominal_phases(space: LawWork, work: PhaseWork, laws: Laws) -> None:
    """Keep the power of every bus with devices, all of them as at nominal voltage."""
    for g in range(laws.row.size):
        kept = space.nominal[g]
        for k in range(3):
            j = laws.row[g] + k
            row = work.table[j * ROW : (j + 1) * ROW]
            for w in range(WIDTH):
                kept[2 * k * WIDTH + w] = row[S_RE + w]
                kept[(2 * k + 1) * WIDTH + w] = row[S_IM + w]


@compiled
def respond_phases(space: LawWork, work: PhaseWork, rows: PhaseRows, laws: Laws) -> None:
    """Let every device answer the voltages in the table: its power, and its bus's currents."""
    table = work.table
    for g in range(laws.row.size):
        j = laws.row[g]
        see(table[j * ROW : (j + 3) * ROW], rows.unit[14 * (j // 3) :], space.vm[g])
        kept = space.nominal[g]
        for k in range(3):
            row = table[(j + k) * ROW : (j + k + 1) * ROW]
            for w in range(WIDTH):
                row[S_RE + w] = kept[2 * k * WIDTH + w]
                row[S_IM + w] = kept[(2 * k + 1) * WIDTH + w]
    answer(laws, space, work.lane)
    scale = -1.0 / rows.base_kva
    for i in range(laws.place.size):
        p, q, p0, q0 = space.p[i], space.q[i], space.p0[i], space.q0[i]
        for k in range(3):
            share = scale * laws.share[3 * i + k]
            if share == 0.0:
                continue
            j = laws.row[laws.place[i]] + k
            row = table[j * ROW : (j + 1) * ROW]
            for w in range(WIDTH):
                row[S_RE + w] += share * (p[w] - p0[w])
                row[S_IM + w] += share * (q[w] - q0[w])
    for g in range(laws.row.size):
        renew_phases(laws.row[g] + 2, table, work.loaded, rows.unit)


@compiled
def see(bus: FloatArray, unit: FloatArray, vm: FloatArray) -> None:
    """Put the magnitudes of a bus's phase voltages beside it.

    bus : its three rows; unit : of `PhaseRows`
    """
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
        p = v0_re + sum_re
        q = v0_im + sum_im
        vm[w] = (p * p + q * q) ** 0.5
        p = v0_re - 0.5 * sum_re + dif_im
        q = v0_im - 0.5 * sum_im - dif_re
        vm[WIDTH + w] = (p * p + q * q) ** 0.5
        p = v0_re - 0.5 * sum_re - dif_im
        q = v0_im - 0.5 * sum_im + dif_re
        vm[2 * WIDTH + w] = (p * p + q * q) ** 0.5


def responding_phase_kernel(width: int) -> Any:
    """Return `solve_responding_phases` for blocks of so many steps."""
    return solve_responding_phases.variant(
        {**places(width), "renew": renew_phases, "respond": respond_phases, "PREDICTED": 0}
    )

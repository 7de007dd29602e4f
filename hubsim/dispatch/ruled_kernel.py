"""The rules of a controller, compiled: every asset wishes, and gives way where a limit would break.

A step looks at nothing that lies ahead. Axes: T steps, R ruled assets, E limits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.compiled import compiled

ZERO_KWH, ZERO_KW = 1e-9, 1e-9
"""Smaller differences are rounding: a level so near to alone's is alone's."""

_TURN = 1e9
"""Puts one turn behind another in an order; no store can wait so many steps."""


class Course(NamedTuple):
    """What changes from step to step, (T, R) each: the operation alone, and `Leeway` as arrays.

    alone_level_kwh : (T + 1, R)
    rest_kwh : what alone's level gained beside what was kept of it, its power and its unmet need: minus the
        drain
    """

    alone_kw: FloatArray
    alone_level_kwh: FloatArray
    rest_kwh: FloatArray
    least_kw: FloatArray
    most_kw: FloatArray
    gain_kwh_kw: FloatArray
    least_kwh: FloatArray
    most_kwh: FloatArray
    held_kwh: FloatArray


class Kind(NamedTuple):
    """What does not change, (R,) each, as `Leeway` has it; turn : its number; stores : if it has one."""

    turn: IntArray
    stores: BoolArray
    keep: FloatArray
    idle_kw: FloatArray
    loss_kwh_kw: FloatArray
    reserve_kw: FloatArray
    reserve_kwh_kw: FloatArray


class Limits(NamedTuple):
    """Limits in the order in which they are looked at.

    per_kw : (R, E) flow per kW drawn; touched : limits that each asset moves, `start` (R + 1,) of it
    flow_kw, lower_kw, upper_kw : (T, E) flow of the operation alone, and its bounds
    """

    per_kw: FloatArray
    touched: IntArray
    start: IntArray
    flow_kw: FloatArray
    lower_kw: FloatArray
    upper_kw: FloatArray


class Work(NamedTuple):
    """Of one step: base, lowest, highest, power, key (R,) and flow (E,).

    base_kwh : level at the end of the step at idle power
    """

    base_kwh: FloatArray
    lowest_kw: FloatArray
    highest_kw: FloatArray
    p_kw: FloatArray
    key: FloatArray
    flow_kw: FloatArray


@compiled
def rule(
    course: Course,
    kind: Kind,
    limits: Limits,
    work: Work,
    level_kwh: FloatArray,
    is_alone: BoolArray,
    step_h: float,
    p_kw: FloatArray,
    levels_kwh: FloatArray,
    unmet_kw: FloatArray,
) -> None:
    """Rule some steps. level_kwh, is_alone : (R,) at their begin, left as they are at their end.

    is_alone : whether the level is that of the operation alone; `level_kwh` then says nothing
    p_kw, levels_kwh, unmet_kw : (T, R) as alone, overwritten where it differs
    """
    n_steps, n_assets = course.alone_kw.shape
    n_away = n_assets - is_alone.sum()
    for t in range(n_steps):
        broken = False
        for e in range(limits.flow_kw.shape[1]):
            flow = limits.flow_kw[t, e]
            work.flow_kw[e] = flow
            broken |= flow > limits.upper_kw[t, e] or flow < limits.lower_kw[t, e]
        if n_away == 0 and not broken:
            continue
        wish(t, course, kind, limits, work, level_kwh, is_alone)
        make_room(t, course, kind, limits, work)
        n_away = 0
        for i in range(n_assets):
            p = work.p_kw[i]
            p_kw[t, i] = p
            if not kind.stores[i] or (is_alone[i] and p == course.alone_kw[t, i]):
                continue
            level = work.base_kwh[i] + stored_kwh(p, t, i, course, kind)
            short = course.least_kwh[t, i] - level
            unmet_kw[t, i] = short / step_h if short > ZERO_KWH else 0.0
            level = max(level, course.least_kwh[t, i])
            is_alone[i] = abs(level - levels_kwh[t, i]) <= ZERO_KWH
            if not is_alone[i]:
                levels_kwh[t, i] = level_kwh[i] = level
                n_away += 1


@compiled
def wish(
    t: int,
    course: Course,
    kind: Kind,
    limits: Limits,
    work: Work,
    level_kwh: FloatArray,
    is_alone: BoolArray,
) -> None:
    """Fill the power that brings each asset to its level alone, and between which it may be moved."""
    for i in range(level_kwh.size):
        alone_kw, most_kw = course.alone_kw[t, i], course.most_kw[t, i]
        lowest, highest, p = course.least_kw[t, i], most_kw, alone_kw
        if kind.stores[i]:
            before = course.alone_level_kwh[t, i] if is_alone[i] else level_kwh[i]
            work.base_kwh[i] = kind.keep[i] * before + course.rest_kwh[t, i]
            highest = min(highest, power_to(course.most_kwh[t, i], t, i, course, kind, work))
            highest = max(highest, lowest)
            held = power_to(course.held_kwh[t, i], t, i, course, kind, work)
            needed = power_to(course.least_kwh[t, i], t, i, course, kind, work)
            lowest = min(max(lowest, held), highest)
            lowest = max(lowest, min(needed, most_kw + kind.reserve_kw[i]))
            highest = max(highest, lowest)
            if not is_alone[i]:
                back = power_to(course.alone_level_kwh[t + 1, i], t, i, course, kind, work)
                p = min(max(back, lowest), highest)
        work.lowest_kw[i], work.highest_kw[i] = min(lowest, p), max(highest, p)
        work.p_kw[i] = p
        if p != alone_kw:
            carry(i, p - alone_kw, limits, work)


@compiled
def power_to(aim_kwh: float, t: int, i: int, course: Course, kind: Kind, work: Work) -> float:
    """Return the power that ends the step at a level, be it within the asset's range or not."""
    missing = aim_kwh - work.base_kwh[i]
    idle, gain = kind.idle_kw[i], course.gain_kwh_kw[t, i]
    if missing < 0.0:
        given = missing / kind.loss_kwh_kw[i] if kind.loss_kwh_kw[i] > 0.0 else 0.0
        return float(idle + given)
    beyond = missing - gain * (course.most_kw[t, i] - idle)
    if beyond > 0.0 and kind.reserve_kw[i] > 0.0:
        return float(course.most_kw[t, i] + beyond / kind.reserve_kwh_kw[i])
    return float(idle + missing / gain)


@compiled
def stored_kwh(p_kw: float, t: int, i: int, course: Course, kind: Kind) -> float:
    """Return what a power does to the level in a step."""
    above = p_kw - kind.idle_kw[i]
    if above < 0.0:
        return float(kind.loss_kwh_kw[i] * above)
    beyond = p_kw - course.most_kw[t, i]
    if beyond > 0.0 and kind.reserve_kw[i] > 0.0:
        return float(course.gain_kwh_kw[t, i] * (above - beyond) + kind.reserve_kwh_kw[i] * beyond)
    return float(course.gain_kwh_kw[t, i] * above)


@compiled
def carry(i: int, change_kw: float, limits: Limits, work: Work) -> None:
    """Add a change of an asset's power to the flows."""
    for k in range(limits.start[i], limits.start[i + 1]):
        e = limits.touched[k]
        work.flow_kw[e] += limits.per_kw[i, e] * change_kw


@compiled
def make_room(t: int, course: Course, kind: Kind, limits: Limits, work: Work) -> None:
    """Let assets give way, one limit after the other, until none is broken that they can keep."""
    less = more = np.empty(0, dtype=np.int64)
    for e in range(work.flow_kw.size):
        for sign in (1.0, -1.0):
            bound = limits.upper_kw[t, e] if sign > 0.0 else limits.lower_kw[t, e]
            if sign * (work.flow_kw[e] - bound) <= ZERO_KW:
                continue
            # The order is that of the step's begin, so it serves all of its limits.
            if sign > 0.0:
                if not less.size:
                    less = order_of(t, sign, course, kind, work)
                order = less
            else:
                if not more.size:
                    more = order_of(t, sign, course, kind, work)
                order = more
            for giving_back in (False, True):
                relieve(t, e, sign, giving_back, order, kind, limits, work)


@compiled
def order_of(t: int, sign: float, course: Course, kind: Kind, work: Work) -> IntArray:
    """Return the assets in the order in which they give way; of one turn those that can best.

    sign : above 0 where they draw less, so that those go first that can wait longest, in steps of full
        power; below where they draw more, so that those with most room do
    """
    for i in range(work.key.size):
        spare = 0.0
        full = course.gain_kwh_kw[t, i] * (course.most_kw[t, i] - kind.idle_kw[i])
        if full > 0.0:
            aim = course.held_kwh[t, i] if sign > 0.0 else course.most_kwh[t, i]
            spare = sign * (work.base_kwh[i] - aim) / full
        work.key[i] = _TURN * kind.turn[i] - spare
    return np.argsort(work.key, kind="mergesort")


@compiled
def relieve(
    t: int,
    e: int,
    sign: float,
    giving_back: bool,
    order: IntArray,
    kind: Kind,
    limits: Limits,
    work: Work,
) -> None:
    """Let assets give way for one limit: stores down to idle first; then what gives back, cuts, curtails.

    Stores give way one after the other; those without one in equal shares of what they can.
    """
    bound = limits.upper_kw[t, e] if sign > 0.0 else limits.lower_kw[t, e]
    turn, share = -1, 0.0
    for i in order:
        excess = sign * (work.flow_kw[e] - bound)
        if excess <= ZERO_KW:
            return
        per_kw = limits.per_kw[i, e]
        most = most_change(i, sign * per_kw, giving_back, kind, work)
        if most == 0.0:
            continue
        change = most
        if kind.stores[i]:
            if abs(per_kw * change) > excess:
                change *= excess / abs(per_kw * change)
        else:
            if kind.turn[i] != turn:
                turn, able = kind.turn[i], 0.0
                for j in order:
                    if kind.turn[j] == turn:
                        of_j = limits.per_kw[j, e]
                        able += abs(of_j * most_change(j, sign * of_j, giving_back, kind, work))
                share = min(1.0, excess / able)
            change *= share
        change *= allowed(t, i, change, limits, work)
        work.p_kw[i] += change
        carry(i, change, limits, work)


@compiled
def most_change(i: int, per_kw: float, giving_back: bool, kind: Kind, work: Work) -> float:
    """Return how far an asset can move to relieve a limit that a kW of it moves by `per_kw` [kW]."""
    p = work.p_kw[i]
    if per_kw == 0.0 or (not giving_back and not kind.stores[i]):
        return 0.0
    if per_kw < 0.0:
        return float(work.highest_kw[i] - p)
    lowest = work.lowest_kw[i]
    if not giving_back:
        lowest = max(lowest, min(p, kind.idle_kw[i]))
    return float(lowest - p)


@compiled
def allowed(t: int, i: int, change_kw: float, limits: Limits, work: Work) -> float:
    """Return the share of a change for which no limit breaks, or breaks further."""
    share = 1.0
    for k in range(limits.start[i], limits.start[i + 1]):
        e = limits.touched[k]
        moved = limits.per_kw[i, e] * change_kw
        room = limits.upper_kw[t, e] - work.flow_kw[e]
        if moved < 0.0:
            room = work.flow_kw[e] - limits.lower_kw[t, e]
        if abs(moved) > room:
            share = min(share, max(0.0, room) / abs(moved))
    return share

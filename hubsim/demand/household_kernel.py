"""A year of a household, appliance by appliance: who is at home and awake, what runs, what it draws.

Each person has a day: waking, leaving, coming back, going to bed, by kind of person and day. Appliances
are started when somebody is at home and awake; each start adds its phases to the year to the second, so
that a minute, a quarter-hour and an hour show the same energy.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hubsim.compiled import compiled
from hubsim.demand.appliance_table import USES
from hubsim.demand.calendar import SLOT_MIN, SLOTS
from hubsim.demand.random_numbers import State, normal, poisson, uniform

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WORKER, PART_TIME, PUPIL, AT_HOME = range(4)
"""Kinds of persons."""

CONSTANT, CYCLE, HEATING, EVENT, DINNER, LIGHT = range(len(USES))
"""Codes of the uses of appliances."""

MOST_RUNS = 16
"""Runs in a day that are kept apart, of one machine and of all large ones."""

TRIES = 4
"""How often a start that finds its machine running looks for another moment."""

LATEST_DINNER = 125
"""Slot: who comes home later does not cook."""

LIT_BY = tuple(0.55 + 0.25 * people**0.5 for people in range(7))
"""Lamps that are lit by how many are awake, over the usual for somebody."""

_DAY_S = 86400.0


@compiled
def awake_at_home(state: State, kind: int, is_free: bool, slots: Ints) -> None:
    """Add 1 to every slot of a day in which a person is at home and awake.

    is_free : whether it is a weekend or a holiday
    """
    leave = back = 0.0
    if is_free:
        wake = normal(state, 520.0, 50.0)
        bed = normal(state, 1400.0, 45.0)
        if uniform(state) < 0.65:
            leave = 600.0 + 330.0 * uniform(state)
            back = leave + 80.0 + 220.0 * uniform(state)
    elif kind in (WORKER, PART_TIME):
        wake = normal(state, 415.0, 30.0)
        bed = normal(state, 1375.0, 35.0)
        works_out = uniform(state) < (0.7 if kind == WORKER else 0.5)
        if works_out:
            leave = wake + normal(state, 60.0, 12.0)
            back = normal(state, 1050.0 if kind == WORKER else 960.0, 45.0)
    elif kind == PUPIL:
        wake = normal(state, 430.0, 15.0)
        bed = normal(state, 1290.0, 50.0)
        leave = wake + normal(state, 55.0, 8.0)
        back = normal(state, 925.0, 50.0)
    else:
        wake = normal(state, 465.0, 40.0)
        bed = normal(state, 1385.0, 45.0)
        if uniform(state) < 0.7:
            leave = 580.0 + 250.0 * uniform(state)
            back = leave + 60.0 + 150.0 * uniform(state)
    goes_out = uniform(state) < (0.3 if is_free else 0.18)
    out_from = 1150.0 + 30.0 * uniform(state)
    out_to = out_from + 110.0 + 90.0 * uniform(state)
    for slot in range(SLOTS):
        minute = (slot + 0.5) * SLOT_MIN
        at_home = minute < leave or minute >= back
        if goes_out and out_from <= minute < out_to:
            at_home = False
        # Who goes to bed after midnight is awake in the first slots of the day.
        if at_home and (wake <= minute < bed or minute < bed - 1440.0):
            slots[slot] += 1


@compiled
def add_power(out: Floats, step_s: float, start_s: float, length_s: float, watt: float) -> None:
    """Add the energy of a stretch of constant power to the steps that it overlaps [Wh].

    What reaches beyond the last step goes on at the first: the year is a circle.
    """
    n_steps = len(out)
    year_s = n_steps * step_s
    if start_s < 0.0 or start_s >= year_s:
        start_s = start_s % year_s
    step = int(start_s / step_s)
    end = (step + 1) * step_s
    if start_s + length_s <= end:
        out[step] += watt * length_s / 3600.0
        return
    left = length_s
    at = start_s
    while left > 0.0:
        part = min(left, end - at)
        out[step] += watt * part / 3600.0
        left -= part
        at = end
        end += step_s
        step += 1
        if step == n_steps:
            step = 0
            at = 0.0
            end = step_s


@compiled
def add_phases(
    out: Floats, step_s: float, start_s: float, factor: float, phases: Floats, first: int, last: int
) -> float:
    """Add the phases first to last of an appliance one after the other; return when they end [s]."""
    for phase in range(first, last):
        length_s = phases[phase, 0] * 60.0
        add_power(out, step_s, start_s, length_s, factor * phases[phase, 1])
        start_s += length_s
    return start_s


@compiled
def free_from(taken: Floats, n_taken: int, start_s: float, length_s: float) -> float:
    """Return when a stretch can begin that overlaps none of the first n_taken rows (begin, end) [s]."""
    moved = True
    while moved:
        moved = False
        for other in range(n_taken):
            if start_s < taken[other, 1] and start_s + length_s > taken[other, 0]:
                start_s = taken[other, 1]
                moved = True
    return start_s


@compiled
def steady_year(
    seed: int,
    step_s: float,
    is_heating: npt.NDArray[np.bool_],
    use: Ints,
    watt: Floats,
    phases: Floats,
    phase_from: Ints,
    out: Floats,
) -> None:
    """Add what runs by itself in a year [Wh]: stand-by, and what goes on and off.

    is_heating : (D,) heating season; use, watt, phases (P, 2), phase_from (A + 1,) : the appliances, watt
        being a factor on their phases; out : (D * 86400 / step_s,)
    """
    state = np.empty(1, dtype=np.uint64)
    state[0] = np.uint64(seed)
    year_s = len(is_heating) * _DAY_S
    for a in range(len(use)):
        if use[a] == CONSTANT:
            out += watt[a] * step_s / 3600.0
        if use[a] != CYCLE and use[a] != HEATING:
            continue
        at = -3600.0 * uniform(state)
        while at < year_s:
            stretch = 0.8 + 0.4 * uniform(state)
            runs = at >= 0.0 and (use[a] == CYCLE or is_heating[int(at // _DAY_S)])
            for phase in range(phase_from[a], phase_from[a + 1]):
                length_s = phases[phase, 0] * 60.0 * stretch
                if runs:
                    add_power(out, step_s, at, length_s, watt[a] * phases[phase, 1])
                at += length_s


@compiled
def awake_year(
    seed: int,
    persons: Ints,
    is_free: npt.NDArray[np.bool_],
    is_away: npt.NDArray[np.bool_],
    awake: Ints,
) -> None:
    """Count who is at home and awake in every slot of a year, (D, 144).

    persons : kinds; is_free, is_away : (D,) day without work, nobody at home
    """
    state = np.empty(1, dtype=np.uint64)
    state[0] = np.uint64(seed)
    for day in range(len(is_free)):
        if not is_away[day]:
            for person in persons:
                awake_at_home(state, person, is_free[day], awake[day])


@compiled
def lit_year(
    seed: int, step_s: float, watt: float, awake: Ints, dark: Floats, eager: Floats, out: Floats
) -> None:
    """Add what lamps draw in a year [Wh]: where somebody is awake, by how dark it is.

    awake, dark : (D, 144); eager : (D,)
    """
    state = np.empty(1, dtype=np.uint64)
    state[0] = np.uint64(seed)
    level = 1.0
    for day in range(len(awake)):
        for slot in range(SLOTS):
            if slot % 3 == 0:
                level = 0.5 + uniform(state)
            if awake[day, slot] > 0 and dark[day, slot] > 0.0:
                lit = eager[day] * dark[day, slot] * level * LIT_BY[min(awake[day, slot], 6)]
                start_s = day * _DAY_S + slot * SLOT_MIN * 60.0
                add_power(out, step_s, start_s, SLOT_MIN * 60.0, watt * lit)


@compiled
def started_year(
    seed: int,
    step_s: float,
    rate: float,
    awake: Ints,
    eager: Floats,
    dinner_min: float,
    use: Ints,
    is_large: npt.NDArray[np.bool_],
    uses: Floats,
    watt_factor: Floats,
    when: Floats,
    phases: Floats,
    phase_from: Ints,
    out: Floats,
) -> None:
    """Add what people start in a year [Wh].

    rate : factor on how often; awake : (D, 144); eager : (D,) how much more than usual that day
    dinner_min : usual minute of dinner
    use, is_large, uses, watt_factor, when (A, 144), phases (P, 2), phase_from (A + 1,) : the appliances; a
        household runs its large machines one after the other
    """
    state = np.empty(1, dtype=np.uint64)
    state[0] = np.uint64(seed)
    running = np.zeros(SLOTS)
    busy_until = np.zeros(len(use))
    length = np.zeros(len(use))
    for a in range(len(use)):
        for phase in range(phase_from[a], phase_from[a + 1]):
            length[a] += phases[phase, 0] * 60.0
    taken, own = np.zeros((MOST_RUNS, 2)), np.zeros((MOST_RUNS, 2))
    for day in range(len(awake)):
        slots = awake[day]
        dinner = normal(state, dinner_min, 20.0)
        dinner_slot = min(max(int(dinner // SLOT_MIN), 0), SLOTS - 1)
        while dinner_slot < LATEST_DINNER and slots[dinner_slot] == 0:
            dinner_slot += 1
        eats = slots[dinner_slot] > 0
        begin_s = day * _DAY_S
        n_taken = 0
        for a in range(len(use)):
            first, last = phase_from[a], phase_from[a + 1]
            if use[a] == EVENT:
                n_starts = poisson(state, uses[a] * rate * eager[day])
                if n_starts == 0:
                    continue
                total = 0.0
                for slot in range(SLOTS):
                    total += when[a, slot] if slots[slot] > 0 else 0.0
                    running[slot] = total
                if total <= 0.0:
                    continue
                own[0, 0], own[0, 1] = 0.0, busy_until[a]
                n_own = 1
                for _ in range(n_starts):
                    # The same machine does not run twice at once: another time of the day is tried.
                    for _ in range(TRIES):
                        slot = int(np.searchsorted(running, uniform(state) * total, side="right"))
                        start_s = begin_s + (slot + uniform(state)) * SLOT_MIN * 60.0
                        if is_large[a]:
                            start_s = free_from(taken, n_taken, start_s, length[a])
                        is_idle = free_from(own, n_own, start_s, length[a]) == start_s
                        if n_own == MOST_RUNS or not is_idle:
                            continue
                        add_phases(out, step_s, start_s, watt_factor[a], phases, first, last)
                        own[n_own, 0], own[n_own, 1] = start_s, start_s + length[a]
                        busy_until[a] = max(busy_until[a], start_s + length[a])
                        n_own += 1
                        if is_large[a] and n_taken < MOST_RUNS:
                            taken[n_taken, 0], taken[n_taken, 1] = start_s, start_s + length[a]
                            n_taken += 1
                        break
            elif use[a] == DINNER:
                cooks = uniform(state) < uses[a] * min(rate, 1.25) * eager[day]
                late = 15.0 * uniform(state)
                stretch = watt_factor[a] * (0.8 + 0.4 * uniform(state))
                start_s = begin_s + (dinner_slot * SLOT_MIN - 20.0 + late) * 60.0
                is_free_now = free_from(taken, n_taken, start_s, length[a]) == start_s
                if cooks and eats and (is_free_now or not is_large[a]):
                    add_phases(out, step_s, start_s, stretch, phases, first, last)
                    if is_large[a] and n_taken < MOST_RUNS:
                        taken[n_taken, 0], taken[n_taken, 1] = start_s, start_s + length[a]
                        n_taken += 1

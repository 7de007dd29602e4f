"""What relieved each event: the contribution of every asset, and what the network itself does.

Every step of an event goes the way from the powers alone to those together (`path`). An asset's
contribution to an event is the sum over its steps, so contributions add up to the event's relief, events to
their element's, and elements to that of the run. What no asset explains stands as the network's: taps that
stand differently together, and the error of the sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.attribution.events import UNITS, Event, events
from hubsim.attribution.path import Powers, Watched, Ways
from hubsim.attribution.table import NETWORK, NOT_SPLIT, Attribution, EventRow, Share
from hubsim.dispatch.dispatch import Dispatch, gathered, gathered_by_phase
from hubsim.kpis.kpi import Outcome
from hubsim.networks.taps import at_positions
from hubsim.scenario.plan import Plan

_AT_ONCE, _AT_MOST = 2000, 20_000
"""Steps of events that are worked out at once, and in all: the largest events first."""


def attribute(alone: Outcome, together: Outcome) -> Attribution:
    """Return the events of a run and who relieved them.

    Raises
    ------
    NetworkError
        as the network's power flow does.
    """
    found = events(alone, together)
    split = _Split(alone, together)
    rows = [_row(number, event, alone.plan) for number, event in enumerate(found)]
    order = sorted(range(len(rows)), key=lambda number: -abs(rows[number].relief))
    reach = np.cumsum([found[number].n_steps + 1 for number in order])
    within = [number for number, size in zip(order, reach, strict=True) if size <= _AT_MOST]
    shares = [
        Share(row.event, NOT_SPLIT, NOT_SPLIT, NOT_SPLIT, row.relief, row.relief_at_peak)
        for row in (rows[number] for number in sorted({*order} - {*within}))
    ]
    for block in _blocks(found, sorted(within)):
        part = split.of([found[number] for number in block])
        for number, contributions in zip(block, part, strict=True):
            shares += _shares(rows[number], contributions, alone.plan)
    return Attribution(tuple(rows), tuple(shares))


def _blocks(found: Sequence[Event], numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of events, so many at once that their steps are about `_AT_ONCE`."""
    block: list[int] = []
    size = 0
    for number in numbers:
        block.append(number)
        size += found[number].n_steps + 1
        if size >= _AT_ONCE:
            yield block
            block, size = [], 0
    if block:
        yield block


@dataclass
class _Split:
    """Splits the relief of events among assets.

    ways : made so far, by the positions of the taps
    """

    alone: Outcome
    together: Outcome
    columns: IntArray = field(init=False)
    column: IntArray = field(init=False)
    ways: dict[tuple[float, ...], Ways] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plan = self.alone.plan
        self.columns, column = np.unique(plan.member_bus, return_inverse=True)
        self.column = column.ravel()[plan.asset_member]

    @property
    def by_phase(self) -> bool:
        """Whether the study is one in three phases."""
        return self.alone.plan.scenario.network.model == "three-phase"

    def of(self, found: Sequence[Event]) -> FloatArray:
        """Return (n, 2, A) of each event and asset what it took off the sum, and off the peak."""
        steps = np.concatenate(
            [[*range(one.first, one.first + one.n_steps), one.peak] for one in found]
        )
        event = np.repeat(np.arange(len(found)), [one.n_steps + 1 for one in found])
        is_peak = np.append(event[1:] != event[:-1], True)
        limit = np.concatenate(
            [
                [*one.watch.limit[one.first : one.first + one.n_steps, one.column], np.inf]
                for one in found
            ]
        )
        weight = np.array([one.watch.weight[one.column] for one in found])[event]
        weight[is_peak] = 1.0
        which, at = np.unique(steps, return_inverse=True)
        watched = Watched(
            [found[e].watch.sort for e in event.tolist()],
            np.array([one.watch.places[one.column] for one in found])[event],
            at,
            limit,
        )
        taken = np.zeros((len(found), 2, len(self.alone.plan.assets)))
        powers, change_kw, change_kvar = self._powers(which)
        for taps in np.unique(self._taps(which), axis=0):
            same = np.flatnonzero((self._taps(steps) == taps).all(axis=1))
            kw, kvar = self._ways(taps).shares(powers, watched.part(same))
            part = self._asset(kw) * change_kw[at[same]] + self._asset(kvar) * change_kvar[at[same]]
            np.add.at(taken, (event[same], is_peak[same].astype(int)), -weight[same, None] * part)
        return taken

    def _powers(self, steps: IntArray) -> tuple[Powers, FloatArray, FloatArray]:
        """Return the ways of steps, and how each asset changes, (U, A) [kW] and [kvar]."""
        one, other = self.alone.dispatch, self.together.dispatch
        start = self._at_buses(one, steps)
        end = self._at_buses(other, steps)
        return (
            Powers(*start, end[0] - start[0], end[1] - start[1]),
            other.p_kw[steps] - one.p_kw[steps],
            other.q_kvar[steps] - one.q_kvar[steps],
        )

    def _at_buses(self, did: Dispatch, steps: IntArray) -> tuple[FloatArray, FloatArray]:
        powers, n = (did.p_kw[steps], did.q_kvar[steps]), len(self.columns)
        if self.by_phase:
            share = self.alone.plan.asset_phase
            p, q = (gathered_by_phase(power, self.column, share, n) for power in powers)
            return p, q
        p, q = (gathered(power, self.column, n)[:, :, None] for power in powers)
        return p, q

    def _asset(self, per_bus: FloatArray) -> FloatArray:
        """Return (n, A) of each asset what (n, C, F) says of its bus and phases."""
        if not self.by_phase:
            return per_bus[:, self.column, 0]
        share = self.alone.plan.asset_phase
        return np.asarray(np.einsum("naf,af->na", per_bus[:, self.column], share))

    def _taps(self, steps: IntArray) -> FloatArray:
        """Return the positions of the taps alone, (n, K); nothing to tell apart where none moves."""
        answer = self.alone.flows.response
        if answer is None or not self.alone.plan.scenario.network.regulators:
            return np.zeros((len(steps), 0))
        return np.nan_to_num(answer.tap[steps])

    def _ways(self, taps: FloatArray) -> Ways:
        key = tuple(taps.tolist())
        if key not in self.ways:
            network = self.alone.plan.network
            moved = {
                k: tap
                for k, tap in enumerate(key)
                if np.isfinite(network.trafo_tap_pos[k]) and tap != network.trafo_tap_pos[k]
            }
            there = at_positions(network, moved) if moved else network
            self.ways[key] = Ways.of(there, self.columns, by_phase=self.by_phase)
        return self.ways[key]


def _row(number: int, event: Event, plan: Plan) -> EventRow:
    watch, horizon = event.watch, plan.horizon
    excess = {name: event.excess(name) for name in ("alone", "together")}
    at_peak = {name: float(watch.value[name][event.peak, event.column]) for name in excess}
    return EventRow(
        event=number,
        sort=watch.sort,
        element=event.element_id,
        operation=event.of,
        step=event.first,
        start=str(horizon.local_times[event.first]).replace("T", " ")[:16],
        duration_h=event.n_steps * horizon.step_h,
        limit=float(watch.limit[event.peak, event.column]),
        peak_start=str(horizon.local_times[event.peak]).replace("T", " ")[:16],
        unit=UNITS[watch.sort][1],
        alone=float(excess["alone"].sum()),
        together=float(excess["together"].sum()),
        alone_worst=event.worst("alone"),
        together_worst=event.worst("together"),
        alone_at_peak=at_peak["alone"],
        together_at_peak=at_peak["together"],
        together_h=float(np.count_nonzero(excess["together"]) * horizon.step_h),
    )


def _shares(row: EventRow, taken: FloatArray, plan: Plan) -> Iterator[Share]:
    """Yield the contributions that are not nothing, the network's last. taken : (2, A)."""
    for a in np.flatnonzero((taken != 0.0).any(axis=0)).tolist():
        member = plan.member_ids[plan.asset_member[a]]
        kind = plan.assets[a].kind
        yield Share(row.event, plan.asset_ids[a], member, kind, *taken[:, a].tolist())
    rest = row.relief - float(taken[0].sum()), row.relief_at_peak - float(taken[1].sum())
    yield Share(row.event, NETWORK, NETWORK, NETWORK, *rest)

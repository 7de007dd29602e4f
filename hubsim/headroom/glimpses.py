"""Where to look next: the days in which it bound before, simulated by themselves.

What binds at one siting mostly binds on the same evening at another. So that evening and the days before it
are simulated for as many numbers as it takes, at a hundredth of the cost of a probe. The days begin as
alone and others may bind: it only decides in which order numbers are simulated. Where by rules those that
fit are no interval, that can decide which end of one is found, so the guess keeps away from gaps below it.
"""

from __future__ import annotations

from functools import cache

from hubsim.headroom.probe import Operation, Prober
from hubsim.headroom.search import largest
from hubsim.headroom.siting import Siting
from hubsim.headroom.violation import Binding

_BEFORE_H, _AFTER_H = 48.0, 12.0
"""What is simulated around a step that bound: most that gave way two days before is back by then."""

_MOST = 16
"""Such times that are looked at."""

_BELOW = 4
"""By rules a number may fit where a smaller one does not: as many below a guess have to fit too."""


class Glimpses:
    """Times at which it bound before, of one operation."""

    def __init__(self, prober: Prober, operation: Operation) -> None:
        self._prober, self._operation = prober, operation
        self._windows: list[slice] = []  # the one that bound last comes first
        horizon = prober.enlarged.base.horizon
        self._n_steps = horizon.n_steps
        self._before, self._after = (round(h / horizon.step_h) for h in (_BEFORE_H, _AFTER_H))
        # With hours at risk the steps that count are many; and a plan of a few days is another plan.
        mode = prober.enlarged.base.scenario.control.mode
        self._tell = prober.allowed_h < horizon.step_h and (operation, mode) != (
            "together",
            "optimise",
        )

    def learn(self, binds: Binding | None) -> bool:
        """Take in what bound; return whether that is a time not looked at yet."""
        if binds is None or binds.cause == "need" or not self._tell:
            return False
        known = [
            window
            for window in self._windows
            if window.start <= binds.step - self._before // 2 and binds.step < window.stop
        ]
        begin = max(0, binds.step - self._before)
        window = (*known, slice(begin, min(binds.step + self._after, self._n_steps)))[0]
        others = [one for one in self._windows if one != window]
        self._windows = [window, *others[: _MOST - 1]]
        return not known

    def guess(self, siting: Siting, most: int, before: int) -> int:
        """Return the number up to `most` that fits at the known times; `before` where none is known."""
        if not self._windows:
            return before
        prober, operation = self._prober, self._operation

        @cache
        def glimpse(n_units: int, place: int) -> bool:
            return prober.glimpse(operation, n_units, siting, self._windows[place])

        def fits(n_units: int) -> bool:
            below = range(max(1, n_units - _BELOW), n_units) if operation == "together" else ()
            return n_units == 0 or (
                all(glimpse(n_units, place) for place in range(len(self._windows)))
                and all(glimpse(n, 0) for n in below)
            )

        return largest(fits, most, guess=before)

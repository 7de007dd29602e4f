"""Where to look next: the days in which it bound before, simulated by themselves.

What binds at one siting mostly binds on the same evening at another. So that evening and the days before it
are simulated for as many numbers as it takes, at a hundredth of the cost of a probe. The days begin as
alone and others may bind: it only decides in which order numbers are simulated, never what is found.
"""

from __future__ import annotations

from hubsim.headroom.probe import Operation, Prober
from hubsim.headroom.search import largest
from hubsim.headroom.siting import Siting
from hubsim.headroom.violation import Binding

_BEFORE_H, _AFTER_H = 60.0, 12.0
"""What is simulated around a step that bound: stores that gave way days before are back by then."""

_MOST = 16
"""Such times that are looked at."""


class Glimpses:
    """Times at which it bound before, of one operation. windows : steps of each, and where it bound."""

    def __init__(self, prober: Prober, operation: Operation) -> None:
        self._prober, self._operation = prober, operation
        self._windows: list[slice] = []
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
        if len(self._windows) == _MOST or any(
            window.start <= binds.step - self._before // 2 and binds.step < window.stop
            for window in self._windows
        ):
            return False
        begin = max(0, binds.step - self._before)
        self._windows.insert(0, slice(begin, min(binds.step + self._after, self._n_steps)))
        return True

    def guess(self, siting: Siting, most: int, before: int) -> int:
        """Return the number up to `most` that fits at the known times; `before` where none is known."""
        if not self._windows:
            return before

        def fits(n_units: int) -> bool:
            return all(
                self._prober.glimpse(self._operation, n_units, siting, window)
                for window in self._windows
            )

        return largest(fits, most, guess=before)

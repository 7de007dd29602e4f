"""The headroom of a siting, alone and together, with what binds at one unit more."""

from __future__ import annotations

from dataclasses import dataclass

from hubsim.headroom.glimpses import Glimpses
from hubsim.headroom.probe import Operation, Prober
from hubsim.headroom.screen import Screen
from hubsim.headroom.search import NONE_FITS, largest
from hubsim.headroom.siting import Siting
from hubsim.headroom.violation import Binding


@dataclass(frozen=True)
class Found:
    """How many units fit.

    units : number that fits, 0 where not even none does
    over_already : whether the limits are exceeded without any
    binds : what is beyond its limit with one more; None where `most` units fit
    """

    units: int
    over_already: bool
    binds: Binding | None


class Finder:
    """Finds the headroom of sitings, one after the other, each with the help of those before."""

    def __init__(self, prober: Prober) -> None:
        self._prober = prober
        is_balanced = prober.enlarged.model.kind == "balanced"
        self._screens: dict[Operation, Screen] = (
            {"alone": Screen(prober.enlarged), "together": Screen(prober.enlarged)}
            if is_balanced
            else {}
        )
        self._glimpses: dict[Operation, Glimpses] = {
            "alone": Glimpses(prober, "alone"),
            "together": Glimpses(prober, "together"),
        }
        self._last: dict[Operation, int] = {"alone": 0, "together": 0}

    def __call__(self, operation: Operation, siting: Siting) -> Found:
        """Return the headroom of a siting."""
        prober, screen = self._prober, self._screens.get(operation)
        guess = self._last[operation]
        if screen is not None:
            guess = screen.guess(siting, guess)
        rules, glimpses = prober.rules, self._glimpses[operation]

        def nearer(high: int) -> int | None:
            if glimpses.learn(prober(operation, high, siting).binds):
                return glimpses.guess(siting, high - 1, guess)
            return None

        number = largest(
            lambda n: prober(operation, n, siting).fits,
            rules.most,
            guess=guess if rules.every else glimpses.guess(siting, rules.most, guess),
            every=rules.every,
            nearer=nearer,
        )
        binds = None
        if number < rules.most:
            binds = prober(operation, number + 1, siting).binds
            if screen is not None and number != NONE_FITS:
                screen.learn(number + 1, siting, binds)
        self._last[operation] = max(number, 0)
        return Found(max(number, 0), number == NONE_FITS, binds)

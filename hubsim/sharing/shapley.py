"""Shapley value: everyone gains what it adds to the hub, averaged over all orders of joining.

    phi_m = sum over coalitions S without m of  |S|! (n - |S| - 1)! / n!  (v(S + m) - v(S))

with v of `coalitions.py`, in every month. Shapley: A value for n-person games, Contributions to the
Theory of Games II (1953). Up to twelve members all coalitions are counted. Above, orders are drawn,
each with its reverse, and the settlement says how far the sample may be off. Members then exchange
what takes each from its own gain to its value.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.sharing.coalitions import EXACT, Game
from hubsim.sharing.exchange import Exchange, Note, Settlement, parts_of
from hubsim.sharing.proportional import proportional
from hubsim.sharing.rule import SharingRule
from hubsim.streams import stream


class Shapley(SharingRule):
    """Gains divided by the Shapley value."""

    kind: Literal["shapley"]
    """Energy in proportion; gains by what each member adds to the hub."""

    orders: Annotated[int, Field(strict=True, ge=16, le=100_000)] = 256
    """Orders of joining that are drawn, for more than twelve members."""

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
        return proportional(bought_kw, sold_kw)

    def settle(self, exchange: Exchange) -> Settlement:
        """Return what each pays to the others so that each gains its Shapley value of the month."""
        game, players = Game.of(exchange), exchange.sharing
        notes: list[Note] = []
        if len(players) <= EXACT:
            value = shapley_exact(game.values())
        else:
            value, error = shapley_sampled(game, self.orders)
            said = {"error_eur": float(error.max()), "gain_pct": 100.0 * _relative(error, value)}
            notes.append({"says": "shapley_sampled", "orders": self.orders, **said})
        return settled_by(exchange, value, notes)


def settled_by(exchange: Exchange, value: FloatArray, notes: Sequence[Note]) -> Settlement:
    """Return the payments that give each member its value of every period.

    value : (P, N) gain due to the members that are not common. What is left of a period's gain is what the
        common members gain by themselves.
    """
    own = exchange.per_period(exchange.own_gain_eur())
    due = own.copy()
    due[:, exchange.sharing] -= value
    common = np.flatnonzero(exchange.common)
    if common.size:
        left = own.sum(axis=1) - value.sum(axis=1)
        due[:, common] -= left[:, None] / common.size
    wide = np.zeros_like(own)
    wide[:, exchange.sharing] = np.maximum(value, 0.0)
    paid = exchange.spread(due)
    return Settlement(frozen(paid), parts_of(wide, exchange.common), notes)


def shapley_exact(values: FloatArray) -> FloatArray:
    """Return (P, N) the Shapley values of games whose coalitions' values are (P, 2 ** N)."""
    n_sets = values.shape[1]
    n_players = n_sets.bit_length() - 1
    sets = np.arange(n_sets)
    size = np.array([int(one).bit_count() for one in sets])
    found = np.zeros((len(values), n_players))
    for n in range(n_players):
        without = sets[(sets >> n) & 1 == 0]
        chance = np.array([1.0 / (n_players * comb(n_players - 1, k)) for k in size[without]])
        found[:, n] = (values[:, without | (1 << n)] - values[:, without]) @ chance
    return found


def shapley_sampled(game: Game, n_orders: int) -> tuple[FloatArray, FloatArray]:
    """Return (P, N) values from drawn orders, which sum to the gain exactly, and their standard errors.

    An order and its reverse are one draw: what joins late in one joins early in the other.
    """
    n_players = game.bought_kw.shape[1]
    random = stream(0, "shapley", str(n_players))
    forth = np.array([random.permutation(n_players) for _ in range(n_orders // 2)])
    orders = np.empty((2 * len(forth), n_players), dtype=np.int64)
    orders[0::2], orders[1::2] = forth, forth[:, ::-1]
    mean, square = game.marginals(orders)
    spread = np.maximum(square - mean**2, 0.0)
    return mean, np.sqrt(spread / max(1, len(forth) - 1))


def _relative(error: FloatArray, value: FloatArray) -> float:
    """Return the largest error over the gain of its period."""
    gain = np.abs(value.sum(axis=1))
    ratio = np.divide(error.max(axis=1), gain, out=np.zeros_like(gain), where=gain > 0.0)
    return float(ratio.max())

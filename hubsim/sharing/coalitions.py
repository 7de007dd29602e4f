"""What every group of members would gain by sharing among themselves: the game that gains are divided by.

A coalition S that shares in proportion gains in an interval, with its bought and sold power b and s,

    v_t(S) = dt * min(b, s) * (mean purchase of its buyers - fee - mean sale of its sellers)

and in a period the sum over its intervals. What is common to the hub, such as its battery, belongs to
every coalition; what it would gain by itself is taken off. One step of all members lies in the
processor's cache while every coalition is looked at, so a year costs its steps and not its memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray, IntArray, frozen
from hubsim.compiled import compiled
from hubsim.sharing.exchange import Exchange

EXACT = 12
"""Members up to which all coalitions are looked at: 4,096 of them."""


@dataclass(frozen=True)
class Game:
    """The steps of an exchange, as coalitions see them.

    bought_kw, sold_kw : (T, N) of the players, the members that are not common
    buy_eur_kwh, sell_eur_kwh : (T, N)
    base : (T, 4) of the common members: bought, bought * purchase, sold, sold * sale
    """

    bought_kw: FloatArray
    sold_kw: FloatArray
    buy_eur_kwh: FloatArray
    sell_eur_kwh: FloatArray
    base: FloatArray
    fee_eur_kwh: float
    step_h: float
    period: IntArray

    @classmethod
    def of(cls, exchange: Exchange) -> Game:
        """Return the game of an exchange."""
        players, common = exchange.sharing, exchange.common
        bought, sold = exchange.bought_kw[:, common], exchange.sold_kw[:, common]
        buy, sell = exchange.buy_eur_kwh[:, common], exchange.sell_eur_kwh[:, common]
        base = (bought, bought * buy, sold, sold * sell)
        return cls(
            frozen(exchange.bought_kw[:, players]),
            frozen(exchange.sold_kw[:, players]),
            frozen(exchange.buy_eur_kwh[:, players]),
            frozen(exchange.sell_eur_kwh[:, players]),
            frozen(np.column_stack([part.sum(axis=1) for part in base])),
            exchange.fee_eur_kwh,
            exchange.step_h,
            np.ascontiguousarray(exchange.period),
        )

    def values(self) -> FloatArray:
        """Return (P, 2 ** N) the gain of every coalition; bit n of its number says that n is in it."""
        n_players = self.bought_kw.shape[1]
        total = np.zeros((int(self.period[-1]) + 1, 2**n_players))
        _add_values(
            self.bought_kw,
            self.sold_kw,
            self.buy_eur_kwh,
            self.sell_eur_kwh,
            self.base,
            self.fee_eur_kwh,
            self.period,
            total,
        )
        total *= self.step_h
        return total - total[:, :1]

    def marginals(self, orders: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and mean of squares, (P, N) each, of what a player adds when it joins.

        orders : (K, N) orders in which the players join; a row and the one after it are one draw
        """
        n_periods, n_players = int(self.period[-1]) + 1, self.bought_kw.shape[1]
        mean, square = np.zeros((n_periods, n_players)), np.zeros((n_periods, n_players))
        _add_marginals(
            self.bought_kw,
            self.sold_kw,
            self.buy_eur_kwh,
            self.sell_eur_kwh,
            self.base,
            self.fee_eur_kwh,
            self.period,
            orders,
            mean,
            square,
        )
        draws = len(orders) // 2
        return self.step_h * mean / draws, self.step_h**2 * square / draws


@compiled
def _gain(bought: float, paid: float, sold: float, brought: float, fee: float) -> float:
    """Return what sharing gains at one step, per hour."""
    if bought <= 0.0 or sold <= 0.0:
        return 0.0
    return min(bought, sold) * (paid / bought - fee - brought / sold)


@compiled
def _add_values(
    bought: FloatArray,
    sold: FloatArray,
    buy: FloatArray,
    sell: FloatArray,
    base: FloatArray,
    fee: float,
    period: IntArray,
    total: FloatArray,
) -> None:
    """Add the gain of every coalition at every step to its period; a coalition extends a smaller one."""
    n_steps, n_players = bought.shape
    n_sets = total.shape[1]
    b, p = np.empty(n_sets), np.empty(n_sets)
    s, r = np.empty(n_sets), np.empty(n_sets)
    for t in range(n_steps):
        b[0], p[0], s[0], r[0] = base[t, 0], base[t, 1], base[t, 2], base[t, 3]
        size = 1
        for n in range(n_players):
            for below in range(size):
                one = size + below
                b[one] = b[below] + bought[t, n]
                p[one] = p[below] + bought[t, n] * buy[t, n]
                s[one] = s[below] + sold[t, n]
                r[one] = r[below] + sold[t, n] * sell[t, n]
            size *= 2
        if s[n_sets - 1] <= 0.0 or b[n_sets - 1] <= 0.0:
            continue
        row = total[period[t]]
        for one in range(n_sets):
            row[one] += _gain(b[one], p[one], s[one], r[one], fee)


@compiled
def _add_marginals(
    bought: FloatArray,
    sold: FloatArray,
    buy: FloatArray,
    sell: FloatArray,
    base: FloatArray,
    fee: float,
    period: IntArray,
    orders: IntArray,
    mean: FloatArray,
    square: FloatArray,
) -> None:
    """Add what each player adds in each order; a draw is the mean of two orders that follow."""
    n_steps, n_players = bought.shape
    added = np.zeros(orders.shape)
    for t in range(n_steps):
        for k in range(len(orders)):
            b, p, s, r = base[t, 0], base[t, 1], base[t, 2], base[t, 3]
            before = _gain(b, p, s, r, fee)
            for n in orders[k]:
                if bought[t, n] > 0.0:
                    b += bought[t, n]
                    p += bought[t, n] * buy[t, n]
                elif sold[t, n] > 0.0:
                    s += sold[t, n]
                    r += sold[t, n] * sell[t, n]
                else:
                    continue
                after = _gain(b, p, s, r, fee)
                added[k, n] += after - before
                before = after
        if t + 1 == n_steps or period[t + 1] != period[t]:
            for k in range(0, len(orders), 2):
                for n in range(n_players):
                    draw = 0.5 * (added[k, n] + added[k + 1, n])
                    mean[period[t], n] += draw
                    square[period[t], n] += draw * draw
            added[:] = 0.0

"""Rows of the network's limits, written where a plan broke them, and kept while they bind.

    lower_et <= S_e net_t - sum_i over_i + sum_i under_i <= upper_et

Most limits never bind, and their rows would be most of the programme. So a window is solved without, every
limit of every step is looked at, and the worst broken one of each feeder and step is written, at other
steps too where it is nearly reached: what leaves a step goes to its neighbours. Then again. A row stands
for a limit and a step of the window: the evening of the next day finds those of today.

What cannot be met is a shortfall with a price. Its first tenth of the limit's size costs the price, the
second twice, the rest four times as much, so that what cannot be avoided is spread and not piled up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.dispatch.together.network_limits import Band, NetworkLimits

BROKEN_KW = 1e-5
"""A linear number beyond its bound by less is the solver's rounding."""

WIDTHS, TIMES = (0.1, 0.1, np.inf), (1.0, 2.0, 4.0)
"""Widths of the parts of a shortfall, as shares of a limit's size, and how often the price they cost."""

_PARTS = len(WIDTHS)
_NEARLY = 0.5
"""Limits broken by so much of the worst one on their feeder are written with it."""

_NEAR = 0.1
"""A limit that is written is written in every step in which less than such a share of its size is left."""

_PATIENCE = 3
"""Windows for which a row stays that does nothing."""


@dataclass
class Cuts:
    """Rows of the limits in a window's programme. W steps, n columns a step, E limits, C cuts.

    limits : of the network
    net, reactive : (M, n) sparse power, and chosen reactive power, of each member by the columns of a step
    price_eur_kw : (W,) of a shortfall in each step
    limit, step : (C,) which limit a row stands for, and which step of the window
    idle : (C,) windows for which it did nothing
    power : (C, n) sparse, what the columns of a step are in the rows
    rows : (C, W n + 2 P C) the rows, P parts of a shortfall either way
    known : limits that were ever written
    """

    limits: NetworkLimits
    net: Any
    reactive: Any
    price_eur_kw: FloatArray
    limit: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    step: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    idle: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    power: Any = None
    rows: Any = None
    known: set[int] = field(default_factory=set)

    @property
    def n_steps(self) -> int:
        """Steps of the window."""
        return len(self.price_eur_kw)

    @property
    def has_passing(self) -> bool:
        """Whether there are rows that do not stay for good, as those of stations do."""
        return bool((self.limit >= self.limits.n_stations).any())

    def numbers(self, x: FloatArray, band: Band) -> FloatArray:
        """Return (W, E) the linear numbers of a plan. x : (W, n)."""
        moved: FloatArray = (self.net @ x.T).T @ self.limits.sensitivity.T + band.rest_kw
        if self.reactive.nnz:
            moved += (self.reactive @ x.T).T @ self.limits.per_kvar.T
        return moved

    def broken(self, number_kw: FloatArray, band: Band) -> tuple[IntArray, IntArray]:
        """Return limit and step of rows to write, none where no limit is broken that has no row yet.

        These are the worst broken limit of each feeder and step, and the same ones where they nearly break.
        """
        beyond = np.maximum(number_kw - band.upper_kw, band.lower_kw - number_kw)
        beyond[self.step, self.limit] = -np.inf
        step, limit = np.nonzero(beyond > BROKEN_KW)
        size = beyond[step, limit] / np.maximum(self.limits.scale_kw[limit], 1e-9)
        is_voltage = limit >= self.limits.n_loadings
        place = np.stack([step, self.limits.feeder[limit], is_voltage])
        group = np.unique(place, axis=1, return_inverse=True)[1].ravel()
        worst = np.zeros(len(limit))
        np.maximum.at(worst, group, size)
        chosen = size >= _NEARLY * worst[group]
        limit = np.unique(limit[chosen])
        step, place = np.nonzero(beyond[:, limit] > -_NEAR * self.limits.scale_kw[limit])
        return limit[place], step

    def write(self, limit: IntArray, step: IntArray) -> tuple[int, Any]:
        """Take on rows; return how many columns they bring and the rows over all columns."""
        from scipy import sparse

        self.limit = np.concatenate([self.limit, limit])
        self.step = np.concatenate([self.step, step])
        self.idle = np.concatenate([self.idle, np.zeros(len(limit), dtype=np.int64)])
        self.known.update(limit.tolist())
        power = self._power(limit)
        self.power = power if self.power is None else sparse.vstack([self.power, power], "csr")
        self.rows = self._rows()
        return 2 * _PARTS * len(limit), self.rows[-len(limit) :]

    def _power(self, limit: IntArray) -> Any:
        from scipy import sparse

        power = sparse.csr_array(self.limits.sensitivity[limit]) @ self.net
        return power + sparse.csr_array(self.limits.per_kvar[limit]) @ self.reactive

    def _rows(self) -> Any:
        from scipy import sparse

        n, power = self.net.shape[1], self.power.tocoo()
        count, width = len(self.limit), self.n_steps * n
        each = np.arange(count).repeat(2 * _PARTS)
        sign = np.tile(np.repeat([-1.0, 1.0], _PARTS), count)
        return sparse.csr_array(
            (
                np.concatenate([power.data, sign]),
                (
                    np.concatenate([power.row, each]),
                    np.concatenate(
                        [self.step[power.row] * n + power.col, width + np.arange(len(each))]
                    ),
                ),
            ),
            shape=(count, width + len(each)),
        )

    def bounds(self, band: Band) -> tuple[FloatArray, FloatArray]:
        """Return (C,) lower and upper bound of the rows."""
        place = self.step, self.limit
        return (
            band.lower_kw[place] - band.rest_kw[place],
            band.upper_kw[place] - band.rest_kw[place],
        )

    def shortfalls(self) -> tuple[FloatArray, FloatArray]:
        """Return upper bound and cost of the columns of shortfalls, (2 P C,) each."""
        scale = np.maximum(self.limits.scale_kw[self.limit], 1e-3)[:, None]
        upper = np.tile(np.multiply(WIDTHS, scale), 2).ravel()
        cost = np.outer(self.price_eur_kw[self.step], np.tile(TIMES, 2)).ravel()
        return upper, cost

    def given_up(self, columns: FloatArray) -> np.ndarray:
        """Return (W, E) where a plan reports a shortfall. columns : (2 P C,) of the shortfalls."""
        found = np.zeros((self.n_steps, len(self.limits.ids)), dtype=np.bool_)
        beyond = columns.reshape(len(self.limit), 2 * _PARTS).sum(axis=1)
        found[self.step, self.limit] = beyond > BROKEN_KW
        return found

    def forget(
        self, row_is_idle: np.ndarray, column_is_idle: np.ndarray
    ) -> tuple[IntArray, IntArray]:
        """Drop rows that did nothing for some windows; return which rows and columns.

        row_is_idle, column_is_idle : (C,), (2 P C,) what the last basis does without
        """
        columns = column_is_idle.reshape(len(self.limit), 2 * _PARTS)
        idle = row_is_idle & columns.all(axis=1)
        self.idle = np.where(idle, self.idle + 1, 0)
        gone = np.flatnonzero((self.idle >= _PATIENCE) & (self.limit >= self.limits.n_stations))
        left = np.setdiff1d(np.arange(len(self.limit)), gone)
        self.limit, self.step, self.idle = self.limit[left], self.step[left], self.idle[left]
        if len(gone):
            self.power = self.power[left]
            self.rows = self._rows()
        return gone, (gone[:, None] * 2 * _PARTS + np.arange(2 * _PARTS)).ravel()

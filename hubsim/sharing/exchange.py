"""What a sharing rule settles: who bought, sold, received and gave, at which prices, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Parties:
    """The members of a hub, as a rule that names them needs to know them.

    member_ids : (M,) single members; groups : (M,) the scenario's member that each is one of
    common : (M,) whether it holds what is everyone's, such as a battery of the hub
    """

    member_ids: tuple[str, ...]
    groups: tuple[str, ...]
    common: tuple[bool, ...]

    @property
    def n_sharing(self) -> int:
        """Number of members that are not common: those who gain and lose."""
        return len(self.common) - sum(self.common)


@dataclass(frozen=True)
class Exchange:
    """An operation as it is settled. Axes: T steps, M members, P periods of settlement.

    bought_kw, sold_kw : (T, M) power through each connection, at most one of both above 0
    shared_kw : (T, M) received (positive) or given (negative); rows sum to zero
    buy_eur_kwh, sell_eur_kwh : (T, M) what a kWh costs at, and brings from, each member's supplier
    fee_eur_kwh : tax and fees due on a shared kWh, which who receives it pays
    step_h : length of a step [h]
    period : (T,) number of each step's settlement period, from 0, never falling
    common : (M,) members whose result belongs to the others
    """

    bought_kw: FloatArray
    sold_kw: FloatArray
    shared_kw: FloatArray
    buy_eur_kwh: FloatArray
    sell_eur_kwh: FloatArray
    fee_eur_kwh: float
    step_h: float
    period: IntArray
    common: BoolArray

    @cached_property
    def starts(self) -> IntArray:
        """(P,) first step of every period."""
        change = np.flatnonzero(np.diff(self.period)) + 1
        return np.concatenate([[0], change]).astype(np.int64)

    @property
    def sharing(self) -> IntArray:
        """Indices of the members that are not common."""
        return np.flatnonzero(~self.common)

    def per_period(self, values: FloatArray) -> FloatArray:
        """Return the sums (P, ...) over the steps of each period of (T, ...)."""
        total: FloatArray = np.add.reduceat(values, self.starts, axis=0)
        return total

    def own_gain_eur(self) -> FloatArray:
        """Return (T, M) what sharing saves or costs each member while members pay each other nothing.

        dt * (received * (buy - fee) - given * sell): who gives forgoes its sale.
        """
        received = np.maximum(self.shared_kw, 0.0)
        given = received - self.shared_kw
        gain: FloatArray = self.step_h * (
            received * (self.buy_eur_kwh - self.fee_eur_kwh) - given * self.sell_eur_kwh
        )
        return gain

    def exchanged_kwh(self) -> FloatArray:
        """Return (P, M) energy that each member received and gave in each period."""
        return self.per_period(self.step_h * np.abs(self.shared_kw))

    def spread(self, due_eur: FloatArray) -> FloatArray:
        """Return (T, M) amounts due in each period over its steps, by the energy shared in them.

        due_eur : (P, M); a period in which nothing is shared is spread evenly
        """
        shared = np.maximum(self.shared_kw, 0.0).sum(axis=1)
        total = self.per_period(shared)
        length = np.diff(np.append(self.starts, len(self.period)))
        part = np.where(
            total[self.period] > 0.0,
            np.divide(
                shared,
                total[self.period],
                out=np.zeros_like(shared),
                where=total[self.period] > 0.0,
            ),
            1.0 / length[self.period],
        )
        spread: FloatArray = part[:, None] * due_eur[self.period]
        return spread


Note: TypeAlias = str | Mapping[str, object]
"""``says``, a key of the texts without its ``note_``, and the values that it holds; or a sentence."""


@dataclass(frozen=True)
class Settlement:
    """What a rule decides about money.

    paid_eur : (T, M) what each member pays to the others, negative when it is paid; rows sum to zero
    weight : (P, M) part of each member in what is everyone's; rows sum to 1, 0 for common members
    notes : what a reader must know, for example the error of a sample
    """

    paid_eur: FloatArray
    weight: FloatArray
    notes: Sequence[Note] = ()


def parts_of(amount: FloatArray, common: BoolArray) -> FloatArray:
    """Return (P, M) parts in proportion to amounts of at least 0, equal ones where there are none.

    common : (M,) members that get no part; rows sum to 1
    """
    own = np.where(common, 0.0, amount)
    total = own.sum(axis=1, keepdims=True)
    equal = np.where(common, 0.0, 1.0 / max(1, int(np.count_nonzero(~common))))
    parts: FloatArray = np.divide(
        own, total, out=np.broadcast_to(equal, own.shape).copy(), where=total > 0.0
    )
    return parts

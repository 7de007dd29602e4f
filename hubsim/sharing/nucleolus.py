"""Nucleolus: the division of the gain that leaves the least content coalition as content as can be.

Of all divisions x of the gain v(N), the one whose smallest surplus x(S) - v(S) over the coalitions S is
largest, then whose second smallest is, and so on; where nobody has a reason to leave (the core), it lies
there. Schmeidler: The nucleolus of a characteristic function game, SIAM Journal on Applied Mathematics
17 (1969). With v of `coalitions.py`, in every month.

A sequence of linear programmes, each with the rows that matter alone: solve, look at all coalitions,
add the worst, again. The rows with a positive dual keep their surplus from then on. Everything is
looked at, so the answer is exact; that limits it to twelve members.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.errors import NotProven
from hubsim.sharing.coalitions import EXACT, Game
from hubsim.sharing.exchange import Exchange, Parties, Settlement
from hubsim.sharing.proportional import proportional
from hubsim.sharing.rule import SharingRule
from hubsim.sharing.shapley import settled_by

ADDED = 8
"""Violated rows that are added at once."""

TOLERANCE = 1e-9
"""Of a surplus, relative to the largest value of a coalition."""


class Nucleolus(SharingRule):
    """Gains divided by the nucleolus."""

    kind: Literal["nucleolus"]
    """Energy in proportion; gains so that no group of members has a reason to leave; to 12 members."""

    def problems_among(self, parties: Parties) -> list[tuple[str, str]]:
        """Return more members than can be looked at."""
        if parties.n_sharing <= EXACT:
            return []
        message = (
            f"the nucleolus looks at every group of members: {parties.n_sharing} are too many, at most"
            f" {EXACT} (shapley has no such limit)"
        )
        return [("kind", message)]

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
        return proportional(bought_kw, sold_kw)

    def settle(self, exchange: Exchange) -> Settlement:
        """Return what each pays to the others so that each gains its part of the nucleolus."""
        value = np.stack([nucleolus(row) for row in Game.of(exchange).values()])
        return settled_by(exchange, value, [])


def nucleolus(values: FloatArray) -> FloatArray:
    """Return (N,) the nucleolus of the game whose coalitions' values are (2 ** N,).

    Raises
    ------
    NotProven
        when a linear programme has no certified optimum.
    """
    n_players = len(values).bit_length() - 1
    scale = float(np.abs(values).max())
    if scale == 0.0 or n_players == 1:
        return np.full(n_players, values[-1] / n_players)
    sets = np.arange(len(values))
    member = ((sets[:, None] >> np.arange(n_players)) & 1).astype(np.float64)
    worth = values / scale
    kept, kept_value = member[-1:], worth[-1:]
    free = np.ones(len(sets), dtype=np.bool_)
    free[[0, -1]] = False
    while True:
        x, least, tight = _least_content(member, worth, kept, kept_value, free)
        kept = np.vstack([kept, member[tight]])
        kept_value = np.concatenate([kept_value, worth[tight] + least])
        if np.linalg.matrix_rank(kept) == n_players:
            solved, *_ = np.linalg.lstsq(kept, kept_value)
            if np.abs(solved - x).max() > 1e-6:
                raise NotProven("the rows of the nucleolus contradict each other")
            return np.asarray(solved * scale)
        free &= ~_spanned(member, kept)


def _least_content(
    member: FloatArray, worth: FloatArray, kept: FloatArray, kept_value: FloatArray, free: BoolArray
) -> tuple[FloatArray, float, FloatArray]:
    """Return a division, its smallest surplus at its largest, and the coalitions that hold it there."""
    from scipy.optimize import linprog

    n_players = member.shape[1]
    single = 1 << np.arange(n_players)
    rows = np.flatnonzero(
        free & np.isin(np.arange(len(free)), [*single, *(len(free) - 1 - single)])
    )
    if not rows.size:
        rows = np.flatnonzero(free)[:1]
    while True:
        answer = linprog(
            np.append(np.zeros(n_players), -1.0),
            A_ub=np.column_stack([-member[rows], np.ones(len(rows))]),
            b_ub=-worth[rows],
            A_eq=np.column_stack([kept, np.zeros(len(kept))]),
            b_eq=kept_value,
            bounds=[(None, None)] * (n_players + 1),
            method="highs-ds",
        )
        if answer.status != 0:
            raise NotProven(f"a programme of the nucleolus has no optimum: {answer.message}")
        x, least = answer.x[:-1], float(answer.x[-1])
        surplus = np.where(free, member @ x - worth, np.inf)
        worst = np.argsort(surplus, kind="stable")[:ADDED]
        new = worst[surplus[worst] < least - TOLERANCE]
        if not new.size:
            return x, least, rows[answer.ineqlin.marginals < -TOLERANCE]
        rows = np.concatenate([rows, new])


def _spanned(member: FloatArray, kept: FloatArray) -> BoolArray:
    """Return which coalitions' surplus follows from those that are kept."""
    basis = np.linalg.svd(kept, full_matrices=False)
    rows = basis.Vh[basis.S / basis.S[0] > 1e-9]
    rest = member - (member @ rows.T) @ rows
    return np.asarray(np.abs(rest).max(axis=1) < 1e-7)

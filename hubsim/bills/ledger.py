"""A ledger of double entry: what members pay and what others are paid are worked out apart, and must agree.

Members are posted one by one; a party is posted from what all members together used. At every step the
sum of all accounts must be zero within a millionth of a euro: checked here, in production.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.bills.lines import LINES, PARTIES, Party
from hubsim.bills.months import Months
from hubsim.errors import BrokenInvariant
from hubsim.horizon import Horizon

CLOSED_EUR = 1e-6
"""Sum of all accounts that is rounding, at any step [EUR]."""


class Ledger:
    """Accounts of M members and the parties over T steps and P months.

    member_eur : line -> (P, M) paid by each member; quantity : line -> (P, M)
    party_eur : line -> (P,) paid to its party; 0 for what members pay each other
    step_eur : account -> (T,), ``members`` for all of them together; what is paid is positive
    common_eur : (T, C) paid by each common member, of which there are C
    """

    def __init__(self, horizon: Horizon, months: Months, common: BoolArray) -> None:
        self.horizon, self.months, self.common = horizon, months, common
        n_months, n_members = len(months.names), len(common)
        self.member_eur = {line: np.zeros((n_months, n_members)) for line in LINES}
        self.quantity = {line: np.zeros((n_months, n_members)) for line in LINES}
        self.party_eur = {line: np.zeros(n_months) for line in LINES}
        accounts: tuple[Party, ...] = ("members", *PARTIES)
        self.step_eur: dict[Party, FloatArray] = {
            account: np.zeros(horizon.n_steps) for account in accounts
        }
        self.common_eur = np.zeros((horizon.n_steps, int(np.count_nonzero(common))))

    def post(
        self, line: str, eur: FloatArray, to_party: FloatArray, quantity: FloatArray | None = None
    ) -> None:
        """Post what each member pays at every step, (T, M), and what the party is paid for it, (T,).

        quantity : (P, M) that stands beside it
        """
        party = LINES[line].party
        self.member_eur[line] += self.months.sums(eur)
        self.step_eur["members"] += eur.sum(axis=1)
        self.common_eur += eur[:, self.common]
        if party == "members":
            if np.abs(to_party).max(initial=0.0) > 0.0:
                raise BrokenInvariant(f"{line} is paid among members, and to nobody else")
        else:
            self.step_eur[party] -= to_party
            self.party_eur[line] += self.months.sums(to_party)
        if quantity is not None:
            self.quantity[line] = quantity

    def post_months(
        self, line: str, eur: FloatArray, to_party: FloatArray, quantity: FloatArray | None = None
    ) -> None:
        """Post what is due for a month, (P, M) and (P,), in equal parts at each of its steps."""
        party = LINES[line].party
        month, length = self.months.of_step, self.months.n_steps
        self.member_eur[line] += eur
        self.step_eur["members"] += (eur.sum(axis=1) / length)[month]
        self.common_eur += (eur[:, self.common] / length[:, None])[month]
        self.step_eur[party] -= (to_party / length)[month]
        self.party_eur[line] += to_party
        if quantity is not None:
            self.quantity[line] = quantity

    def residual_eur(self) -> FloatArray:
        """Return the sum of all accounts at every step, (T,): zero but for rounding."""
        total: FloatArray = np.sum(list(self.step_eur.values()), axis=0)
        return total

    def close(self) -> float:
        """Check that the accounts close and return the largest sum of any step [EUR].

        Raises
        ------
        BrokenInvariant
            naming the step, the line or the month that does not close.
        """
        residual = np.abs(self.residual_eur())
        worst = int(np.argmax(np.where(np.isnan(residual), np.inf, residual)))
        if not residual[worst] <= CLOSED_EUR:
            raise BrokenInvariant(
                f"the accounts do not close on {self.horizon.label(worst)}: {residual[worst]:.3g} EUR"
            )
        for line, eur in self.member_eur.items():
            gap = np.abs(eur.sum(axis=1) - self.party_eur[line])
            size = np.abs(eur).sum(axis=1) + 1.0
            place = int(np.argmax(gap / size))
            if not gap[place] <= CLOSED_EUR * size[place]:
                raise BrokenInvariant(
                    f"{line} does not close in {self.months.names[place]}: {gap[place]:.3g} EUR"
                )
        return float(residual[worst])

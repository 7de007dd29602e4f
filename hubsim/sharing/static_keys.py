"""Static keys: agreed parts of every interval's shared energy.

A key belongs to a member of the scenario; a group divides its own among its members equally. What a
member cannot use passes to the others in proportion to their keys, so that the energy shared is the
smaller of what is bought and sold, as far as members with a key can use it. It is given in
proportion to what each sold.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, PrivateAttr

from hubsim.arrays import FloatArray, frozen
from hubsim.errors import BrokenInvariant
from hubsim.sharing.exchange import Exchange, Parties, parts_of
from hubsim.sharing.filling import filled, in_proportion, shared_kw
from hubsim.sharing.rule import PricedRule
from hubsim.units import Quantity, text_of

SUM_TOLERANCE = 1e-9
"""By which keys may miss 100 %: three times 33.333333333 % will do, three times 33 % will not."""


class StaticKeys(PricedRule):
    """Shared by fixed keys."""

    kind: Literal["static-keys"]
    """By agreed keys, the same in every interval."""

    keys: Annotated[
        dict[str, Annotated[float, Quantity("share", least=0.0, most=1.0)]], Field(min_length=1)
    ]
    """Key of each member or group of members; they sum to 100 %."""

    _weight: tuple[float, ...] | None = PrivateAttr(default=None)

    def problems(self) -> list[tuple[str, str]]:
        """Return keys that do not sum to one."""
        total = math.fsum(self.keys.values())
        problems = super().problems()
        if abs(total - 1.0) > SUM_TOLERANCE:
            problems.append(("keys", f"sum to {text_of(round(total, 9), 'share')}, not to 100 %"))
        return problems

    def member_names(self) -> list[tuple[str, str]]:
        """Return (field, name) of every member with a key."""
        return [(f"keys.{name}", name) for name in self.keys]

    def among(self, parties: Parties) -> Self:
        """Return the rule with a key for every single member."""
        size = Counter(parties.groups)
        known = self.model_copy()
        known._weight = tuple(  # noqa: SLF001 - its own class
            self.keys.get(group, 0.0) / size[group] for group in parties.groups
        )
        return known

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
        received = filled(bought_kw, self._known(), shared_kw(bought_kw, sold_kw))
        return frozen(received - in_proportion(sold_kw, received.sum(axis=1)))

    def weight(self, exchange: Exchange) -> FloatArray:
        """Return (P, M) the keys; those of common members go to the others."""
        keys = np.tile(self._known(), (len(exchange.starts), 1))
        return parts_of(keys, exchange.common)

    def _known(self) -> FloatArray:
        if self._weight is None:
            raise BrokenInvariant("static keys were asked before they knew the members")
        return np.array(self._weight)

"""What the report needs to know of the kinds of assets in a run; a kind says it itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from hubsim.assets.asset import Asset
from hubsim.assets.demand import Demand
from hubsim.kinds import kinds_of
from hubsim.report.texts import kind_name

_STACKED = (
    "heat-pump", "hybrid-heat-pump", "boiler", "heat-network", "cold-store", "process",
    "electrolyser", "curtailable", "ev", "battery", "chp", "wind", "pv",
)  # fmt: skip
"""Order in which kinds that can move are stacked on the demand; others come after."""


def kind_label(kind: str) -> str:
    """Return the name of an asset kind as a reader knows it; its own where it is not known."""
    known = _kinds().get(kind)
    return kind_name(kind) or (kind if known is None else known.title)


def is_demand(kind: str) -> bool:
    """Return whether assets of a kind are demand that nobody moves."""
    known = _kinds().get(kind)
    return kind == "load" or (known is not None and issubclass(known, Demand))


def in_order(kinds: Iterable[str]) -> list[str]:
    """Return kinds in the order they are stacked: demand at the bottom."""
    found = list(dict.fromkeys(kinds))
    demand = [kind for kind in found if is_demand(kind)]
    usual = [kind for kind in _STACKED if kind in found]
    return demand + usual + [kind for kind in found if kind not in {*demand, *usual}]


@cache
def _kinds() -> dict[str, type[Asset]]:
    return {name: kind for name, kind in kinds_of(Asset).items() if issubclass(kind, Asset)}

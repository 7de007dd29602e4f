"""Which phases a member and its assets are connected to, and their share of each.

A connection of ``auto`` has one phase. The members of a group take turns as a distribution operator
would connect them: every three in a row get a, b and c, in an order drawn from a stream of these
three alone. So phases differ by at most one member, and one more member changes no other. An asset
has the phases of its member; on a connection of three phases it may have one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Phases

if TYPE_CHECKING:
    from hubsim.scenario.schema import Member

Connected: TypeAlias = Literal["a", "b", "c", "abc"]
"""Phases that something is connected to, once drawn."""

Streams: TypeAlias = Callable[..., np.random.Generator]
"""Further names -> the random generator of whatever is being connected, of its own for each."""

SINGLE: tuple[Connected, ...] = ("a", "b", "c")


def phases_of_members(asked: Phases, n_members: int, streams: Streams) -> list[Connected]:
    """Return the phases of the members of a group, or of a single one, in their order."""
    if asked != "auto":
        return [asked] * n_members
    n_blocks = -(-n_members // len(SINGLE))
    turns = [SINGLE[p] for n in range(n_blocks) for p in streams(str(n)).permutation(len(SINGLE))]
    return turns[:n_members]


def phases_of_asset(asked: Phases | None, of_member: Connected, streams: Streams) -> Connected:
    """Return the phases of an asset that `phase_problems` has nothing against."""
    if of_member != "abc" or asked is None:
        return of_member
    return SINGLE[streams().integers(len(SINGLE))] if asked == "auto" else asked


def phase_problems(member: Member) -> list[tuple[str, str]]:
    """Return (field, message) for each asset with phases that its member may not have."""
    if member.phases == "abc":
        return []
    if member.phases == "auto":
        place = "one phase, drawn,"
        allowed = "allowed: auto; a, b, c or abc where the member says phases: abc"
    else:
        place = f"phase {member.phases} alone,"
        allowed = f"allowed: {member.phases}, auto; any where the member says phases: abc"
    assets = {f"devices.{name}": device for name, device in member.devices.items()}
    if member.load is not None:
        assets["load"] = member.load
    return [
        (f"{path}.phases", f"its member is connected to {place} not to {asset.phases} ({allowed})")
        for path, asset in assets.items()
        if asset.phases not in {None, "auto", member.phases}
    ]


def phase_shares(connected: Iterable[Connected]) -> FloatArray:
    """Return the share of the power on phases a, b and c, (N, 3), frozen; each row sums to 1."""
    row = {phase: np.eye(3)[n] for n, phase in enumerate(SINGLE)} | {"abc": np.full(3, 1 / 3)}
    return frozen(np.array([row[one] for one in connected], dtype=np.float64).reshape(-1, 3))

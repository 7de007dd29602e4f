"""Sizes of connections: what the fuses of a member let through, in all and on each phase.

``3x25 A`` is three phases of 25 A: 230 V * 25 A = 5.75 kVA on each, 17.25 kVA together. ``1x35 A`` is one
phase of 35 A. Dutch small connections end at 3x80 A.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

PHASE_KV = 0.23
"""Nominal voltage from phase to neutral at low voltage [kV]."""

_SIZE = re.compile(r"\s*([13])\s*x\s*(\d{1,4})\s*A\s*")
_PATTERN = r"^\s*[13]\s*x\s*\d{1,4}\s*A\s*$"


@dataclass(frozen=True)
class Size:
    """A connection of some phases, each with a fuse [A]."""

    n_phases: int
    fuse_a: float

    @property
    def phase_kva(self) -> float:
        """What a phase can carry [kVA]."""
        return PHASE_KV * self.fuse_a

    @property
    def total_kva(self) -> float:
        """What all phases together can carry [kVA]."""
        return self.n_phases * self.phase_kva


def size_of_connection(text: str) -> Size:
    """Return the size that a text says.

    Raises
    ------
    ValueError
        when it says none; the message tells what is allowed.

    Examples
    --------
    >>> size_of_connection("3x25 A").total_kva
    17.25
    """
    match = _SIZE.fullmatch(text)
    if match is None or int(match[2]) == 0:
        raise ValueError(
            f"{text[:40]!r} is no size of a connection: write phases x fuse, '3x25 A' or '1x35 A'"
        )
    return Size(int(match[1]), float(match[2]))


def _checked(text: str) -> str:
    try:
        size_of_connection(text)
    except ValueError as error:
        raise PydanticCustomError("size", "{reason}", {"reason": str(error)}) from None
    return text


ConnectionSize: TypeAlias = Annotated[
    str,
    Strict(),
    AfterValidator(_checked),
    WithJsonSchema({"type": "string", "pattern": _PATTERN, "examples": ["3x25 A", "3x80 A"]}),
]
"""A size as a scenario writes it."""

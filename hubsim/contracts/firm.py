"""Firm right: the contracted power is there at all times."""

from __future__ import annotations

from typing import Literal

from hubsim.contracts.capacity import Capacity


class Firm(Capacity):
    """The same power at all times."""

    kind: Literal["firm"]
    """The contracted power is there at all times."""

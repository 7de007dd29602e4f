"""What a scenario says about the business case of a layout: what it costs, and what it may defer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hubsim.kinds import Record
from hubsim.units import Quantity


class Item(Record):
    """Something that is bought for the hub."""

    investment: Annotated[float, Quantity("money", least=0.0)]
    """What it costs to buy and install."""

    lifetime: Annotated[float, Quantity("duration", above=0.0)]
    """How long it lasts: 15 years."""

    yearly: Annotated[float, Quantity("yearly money", least=0.0)] = Field(
        default="0 EUR/year", validate_default=True
    )
    """What it costs each year: upkeep, insurance, a service."""


class Business(Record):
    """The business case of the layout."""

    rate: Annotated[float, Quantity("share", least=0.0, most=0.5)]
    """Interest that the investments have to earn."""

    growth: Annotated[float, Quantity("share", least=0.0, most=0.5)]
    """Yearly growth of the load, for how long the network will do."""

    reinforcement: Annotated[float, Quantity("money", least=0.0)] | None = None
    """What reinforcing the network would cost; then the worth of doing it later is told."""

    items: Annotated[dict[str, Item], Field(min_length=1)]
    """What is bought, by name."""

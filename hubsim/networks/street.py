"""A generated street: one station with its feeders, laid out from a few lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from hubsim.networks.elements import Bus, Source
from hubsim.networks.from_elements import net_of
from hubsim.networks.lay_street import MV_KV, lay_street
from hubsim.networks.source import NetworkSource
from hubsim.networks.street_plan import StreetPlan
from hubsim.units import Quantity


class Street(StreetPlan, NetworkSource):
    """A street behind one station, generated."""

    scheme: ClassVar = "street", "archetype"

    kind: Literal["street"]
    """A street that hubsim lays out."""

    voltage: Annotated[float, Quantity("voltage", least=0.9, most=1.1)] = Field(
        default="1.05 pu", validate_default=True
    )
    """Voltage of the medium-voltage grid, on 10 kV; transformers are rated 10.75 kV."""

    @property
    def title(self) -> str:
        """Name of the network: its archetype."""
        return self.archetype or "street"

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for what the plan contradicts, besides those of every source."""
        return [*super().problems(), *self.plan_problems()]

    def net(self, folder: Path) -> Any:  # noqa: ARG002 - nothing is read
        """Return the net of the street."""
        laid = lay_street(self, mv_bus="MV")
        laid.buses.insert(0, Bus("MV", MV_KV, laid.buses[0].x, laid.buses[0].y + 15.0))
        laid.sources.append(Source("grid", "MV", self.voltage))
        return net_of(laid)

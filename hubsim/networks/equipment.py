"""What a network file says is behind a connection, for sources that know more than the network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Device:
    """A device; what the file does not give is NaN.

    power_kw : peak of panels, of a charger, of a battery, of the heat of a heat pump
    energy_kwh : of a battery; heat_kwh : what a heat pump gives in a year
    """

    kind: Literal["pv", "battery", "ev", "heat-pump"]
    id: str
    power_kw: float = NAN
    energy_kwh: float = NAN
    heat_kwh: float = NAN
    cop: float = NAN
    round_trip: float = NAN


@dataclass(frozen=True, slots=True)
class Equipment:
    """All there is behind a connection; ignored : what hubsim has no device for, named.

    annual_kwh : demand in a year without that of the devices
    """

    connection: str
    annual_kwh: float = NAN
    devices: list[Device] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

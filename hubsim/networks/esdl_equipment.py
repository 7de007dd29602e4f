"""ESDL's demand, panels, batteries, chargers and heat pumps as equipment behind connections."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import isnan

from hubsim.networks.equipment import Device, Equipment
from hubsim.networks.esdl_data import NAN, Asset

_NETWORK = (
    "AbstractConductor", "EnergyNetwork", "AbstractTransformer", "AbstractSwitch", "AbstractConnection",
    "Import", "Export",
)  # fmt: skip

_HOURS = 1650.0
"""Hours at full power in a year of a heat pump that says nothing of its heat."""


def is_equipment(asset: Asset) -> bool:
    """Return whether an asset is something behind a connection, not a part of a network."""
    return not any(kind in asset.kinds for kind in _NETWORK)


def equipment_of(connection: str, assets: Iterable[Asset]) -> Equipment:
    """Return what assets behind a connection amount to."""
    found = Equipment(connection)
    annual = heat = NAN
    pumps: list[Asset] = []
    for asset in assets:
        if "ElectricityDemand" in asset.kinds:
            annual = _sum(annual, _annual_kwh(asset))
        elif "HeatingDemand" in asset.kinds:
            heat = _sum(heat, _annual_kwh(asset))
        elif "HeatPump" in asset.kinds:
            pumps.append(asset)
        elif is_equipment(asset):
            _add(found, asset, _device(asset))
    for pump in pumps:
        _add(found, pump, _heat_pump(pump, heat / len(pumps)))
    if not isnan(heat) and not pumps:
        found.ignored.append("HeatingDemand")
    return Equipment(connection, annual, found.devices, found.ignored)


def _add(found: Equipment, asset: Asset, device: Device | None) -> None:
    if device is None:
        found.ignored.append(asset.kind)
    else:
        found.devices.append(device)


def _device(asset: Asset) -> Device | None:
    number = asset.numbers
    power_kw = number.get("power", 0.0) / 1e3
    if "PVPanel" in asset.kinds and power_kw > 0.0:
        return Device("pv", _id(asset), power_kw)
    if "EVChargingStation" in asset.kinds and power_kw > 0.0:
        return Device("ev", _id(asset), power_kw)
    if "Battery" in asset.kinds and number.get("capacity", 0.0) > 0.0:
        rate = max(number.get("maxChargeRate", 0.0), number.get("maxDischargeRate", 0.0)) / 1e3
        ways = number.get("chargeEfficiency", 0.0) * number.get("dischargeEfficiency", 0.0)
        return Device(
            "battery",
            _id(asset),
            rate or NAN,
            number["capacity"] / 3.6e6,
            round_trip=ways if 0.0 < ways <= 1.0 else NAN,
        )
    return None


def _heat_pump(asset: Asset, heat_kwh: float) -> Device | None:
    """Return the heat pump; the power that ESDL gives is that of its heat."""
    thermal_kw = asset.numbers.get("power", 0.0) / 1e3
    cop = asset.numbers.get("COP", 0.0)
    if thermal_kw <= 0.0:
        return None
    cop = cop if 1.0 < cop <= 10.0 else NAN
    hours = asset.numbers.get("fullLoadHours", 0.0) or _HOURS
    heat_kwh = heat_kwh if heat_kwh > 0.0 else thermal_kw * hours
    return Device("heat-pump", _id(asset), thermal_kw, heat_kwh=heat_kwh, cop=cop)


def _annual_kwh(asset: Asset) -> float:
    """Return the energy of a demand in a year: of its profile, else full-load hours times power."""
    for port in asset.ports:
        if not isnan(port.annual_kwh):
            return port.annual_kwh
    hours = asset.numbers.get("fullLoadHours", 0.0)
    return asset.numbers.get("power", 0.0) / 1e3 * hours if hours else NAN


def _sum(one: float, other: float) -> float:
    if isnan(one):
        return other
    return one if isnan(other) else one + other


def _id(asset: Asset) -> str:
    """Return a name that a scenario takes: letters, digits, hyphens and underscores."""
    return re.sub(r"\W+", "_", asset.name, flags=re.ASCII).strip("_").lower()

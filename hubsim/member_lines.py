"""Members of a new scenario, as lines of its file."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, count
from math import isnan

from hubsim.networks.equipment import Device, Equipment

_ASSUMED = {
    "load": "demand as in the template",
    "battery": "charging and discharging in two hours",
    "ev": "2500 kWh a year, charged at home",
    "heat-pump": "a third of its heat as electric power, a COP that follows the weather",
    "pv": "panels at 35 deg to the south",
}
"""Kind of a device or load -> what is assumed of it where the file does not say, in words."""


HOMES = "members:\n  homes: {template: home, connections: free}\n"
"""Homes on all free connections."""


def members_with(equipment: Iterable[Equipment]) -> str:
    """Return a member for each connection, with what a network file says is behind it.

    What had to be assumed, and what hubsim has no device for, is said in comments above.
    """
    equipment = list(equipment)
    assumed: Counter[str] = Counter()
    names = _names([one.connection for one in equipment])
    lines = [_member(name, one, assumed) for name, one in zip(names, equipment, strict=True)]
    ignored = Counter(kind for one in equipment for kind in one.ignored)
    comments = [f"# assumed, {many} x {what}: {_ASSUMED[what]}" for what, many in assumed.items()]
    if ignored:
        shown = ", ".join(f"{many} {kind}" for kind, many in ignored.items())
        comments.append(f"# in the file and not simulated: {shown}")
    return "\n".join(["members:", *(f"  {one}" for one in comments), *lines]) + "\n"


def _member(name: str, one: Equipment, assumed: Counter[str]) -> str:
    parts = [
        "template: home",
        f"connection: {json.dumps(one.connection, ensure_ascii=False)}",
    ]
    if isnan(one.annual_kwh) and [device.kind for device in one.devices] == ["ev"]:
        parts.append("load: null")
    elif isnan(one.annual_kwh):
        assumed["load"] += 1
    else:
        parts.append(f"load: {{annual: {one.annual_kwh:.6g} kWh}}")
    if one.devices:
        ids = _names([device.id or device.kind for device in one.devices])
        shown = [
            f"{id_}: {_device(device, assumed)}"
            for id_, device in zip(ids, one.devices, strict=True)
        ]
        parts.append(f"devices: {{{', '.join(shown)}}}")
    return f"  {name}: {{{', '.join(parts)}}}"


def _device(device: Device, assumed: Counter[str]) -> str:
    fields = {"kind": str(device.kind), **_FIELDS[device.kind](device, assumed)}
    return "{" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"


def _pv(device: Device, assumed: Counter[str]) -> Mapping[str, str]:
    assumed["pv"] += 1
    return {"rating": f"{device.power_kw:.6g} kWp"}


def _battery(device: Device, assumed: Counter[str]) -> Mapping[str, str]:
    power = device.power_kw
    if isnan(power):
        assumed["battery"] += 1
        power = device.energy_kwh / 2.0
    fields = {"energy": f"{device.energy_kwh:.6g} kWh", "power": f"{power:.6g} kW"}
    if not isnan(device.round_trip):
        fields["round_trip"] = f"{device.round_trip * 100.0:.6g} %"
    return fields


def _ev(device: Device, assumed: Counter[str]) -> Mapping[str, str]:
    assumed["ev"] += 1
    return {
        "charger": f"{device.power_kw:.6g} kW",
        "pattern": "home",
        "annual": "2500 kWh",
    }


def _heat_pump(device: Device, assumed: Counter[str]) -> Mapping[str, str]:
    heat = {"heat": f"{device.heat_kwh:.6g} kWh"}
    if isnan(device.cop):
        assumed["heat-pump"] += 1
        return {**heat, "power": f"{device.power_kw / 3.0:.6g} kW"}
    power = f"{device.power_kw / device.cop:.6g} kW"
    return {**heat, "power": power, "cop": f"{device.cop:.6g}"}


_FIELDS: dict[str, Callable[[Device, Counter[str]], Mapping[str, str]]] = {
    "pv": _pv,
    "battery": _battery,
    "ev": _ev,
    "heat-pump": _heat_pump,
}


def _names(texts: Iterable[str]) -> Iterator[str]:
    """Yield names that a scenario takes, each once."""
    taken: set[str] = set()
    for text in texts:
        plain = re.sub(r"[^A-Za-z0-9_-]+", "_", text).strip("_-")[:56].lower() or "member"
        name = next(
            name
            for name in chain([plain], (f"{plain}_{number}" for number in count(2)))
            if name not in taken
        )
        taken.add(name)
        yield name

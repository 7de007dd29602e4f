"""A made-up street: 44 buses in a tree, loads, cars, heat pumps, panels and a battery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from hubsim.bills.book import Bills, Book
from hubsim.bills.lines import LINES
from hubsim.horizon import Horizon
from hubsim.report.view import RunView
from hubsim.results import Series

UNITS = {
    "trafo_loading_max_pct": ("%", "lower"),
    "line_loading_max_pct": ("%", "lower"),
    "trafo_overload_h": ("h", "lower"),
    "line_overload_h": ("h", "lower"),
    "overload_h": ("h", "lower"),
    "within_limits_pct": ("%", "higher"),
    "net_zero_pct": ("%", "higher"),
    "overload_kvah": ("kVAh", "lower"),
    "overload_events": ("events", "lower"),
    "longest_overload_h": ("h", "lower"),
    "vm_min_pu": ("pu", "higher"),
    "vm_max_pu": ("pu", "lower"),
    "voltage_outside_h": ("h", "lower"),
    "loss_kwh": ("kWh", "lower"),
    "peak_import_kw": ("kW", "lower"),
    "peak_export_kw": ("kW", "lower"),
    "reverse_flow_h": ("h", "lower"),
    "self_consumption_pct": ("%", "higher"),
    "self_sufficiency_pct": ("%", "higher"),
    "shared_kwh": ("kWh", "higher"),
    "energy_cost_eur": ("EUR", "lower"),
    "co2_kg": ("kg", "lower"),
    "curtailed_kwh": ("kWh", "lower"),
    "unmet_kwh": ("kWh", "lower"),
}
RATING_KVA = 250.0


def tree(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return parent, x and y of 44 buses: a high-voltage bus, a busbar, four feeders."""
    parent, x, y = [-1, 0], [11.395, 11.395], [53.641, 53.641]
    for feeder in range(4):
        last, angle = 1, feeder * np.pi / 2 + 0.4
        for hop in range(10 if feeder < 2 else 11):
            branch = hop == 6
            parent.append(last)
            turn = angle + (1.1 if branch else 0.0) + random.normal(0.0, 0.25)
            x.append(x[last] + 0.00045 * np.cos(turn) * 1.6)
            y.append(y[last] + 0.00028 * np.sin(turn))
            last = last if branch else len(parent) - 1
    return np.array(parent), np.array(x), np.array(y)


def flows_of(p_bus: np.ndarray, parent: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return line loading, transformer loading, voltage of a lossless tree."""
    through = p_bus.copy()
    for bus in range(len(parent) - 1, 1, -1):
        through[:, parent[bus]] += through[:, bus]
    vm = np.ones_like(p_bus)
    vm[:, 0] = 1.02
    vm[:, 1] = 1.02 - 0.00006 * through[:, 1]
    for bus in range(2, len(parent)):
        vm[:, bus] = vm[:, parent[bus]] - 0.00011 * through[:, bus]
    return np.abs(through[:, 2:]) / 92.0 * 100.0, np.abs(through[:, 1:2]) / RATING_KVA * 100.0, vm


def street(days: int = 7, layout: str = "both", hostile: str = "", hub: float = 1.0) -> RunView:
    """Return a view of a made-up run; `hostile` is put into every user-given name."""
    return RunView.of(stored_street(days, layout, hostile, hub))


def stored_street(
    days: int = 7, layout: str = "both", hostile: str = "", hub: float = 1.0
) -> StoredRun:
    """Return a made-up run."""
    from datetime import date, timedelta

    random = np.random.default_rng(7)
    first = date(2016, 1, 11)
    horizon = Horizon.of_local_days(
        first, first + timedelta(days=days - 1), 900, "Europe/Amsterdam"
    )
    parent, x, y = tree(random)
    hour, T = horizon.hour_of_day, horizon.n_steps
    members = np.arange(3, 44)
    season = 1.0 + 0.25 * np.cos(2 * np.pi * np.arange(T) / max(T, 96 * 365))
    base = (
        0.35
        + 0.9 * np.exp(-(((hour - 18.6) / 2.2) ** 2))
        + 0.4 * np.exp(-(((hour - 8) / 1.5) ** 2))
    )
    sun = np.maximum(0.0, np.sin((hour - 8.2) / 8.3 * np.pi)) * (hour > 8.2) * (hour < 16.5)
    cloud = np.repeat(random.uniform(0.2, 1.0, T // 96 + 2), 96)[:T]
    evening = np.exp(-(((hour - 18.8) / 1.6) ** 2))
    night = np.exp(-((((hour + 12) % 24 - 14.6) / 2.4) ** 2))
    kinds, owner, alone, together, level = [], [], [], [], []
    for index, _ in enumerate(members):
        noise = random.gamma(3.0, 1 / 3.0, T)
        series = [("load", (2.6 * base * noise * season,) * 2)]
        if index % 3 == 0:
            series.append(("pv", (-4.0 * sun * cloud,) * 2))
        if index % 2 == 0:
            shift = hub * night + (1 - hub) * evening
            series.append(("ev", (5.2 * evening * random.uniform(0.6, 1.2), 4.2 * shift)))
        if index % 4 == 0:
            heat = 2.1 * season * (0.8 + 0.3 * np.cos((hour - 6) / 24 * 2 * np.pi))
            series.append(("heat-pump", (heat, heat * (1 - 0.25 * hub * evening))))
        for kind, (a, t) in series:
            kinds.append(kind)
            owner.append(index)
            alone.append(a)
            together.append(t)
            level.append(np.full(T + 1, np.nan))
    charge = 45.0 * night + 20.0 * sun - 62.0 * evening
    kinds.append("battery")
    owner.append(0)
    alone.append(np.zeros(T))
    together.append(hub * charge)
    stored = 100.0 + np.cumsum(np.concatenate(([0.0], hub * (charge - charge.mean())))) / 4.0
    level.append(np.clip(stored, 0.0, 400.0))
    place = np.zeros((len(kinds), 44))
    place[np.arange(len(kinds)), members[np.array(owner)]] = 1.0
    arrays: dict[str, dict[str, np.ndarray]] = {}
    for name, power in (("alone", np.array(alone).T), ("together", np.array(together).T)):
        line, trafo, vm = flows_of(power @ place, parent)
        member_kw = power @ np.eye(len(members))[np.array(owner)]
        arrays[name] = {
            "trafo_loading_pct": trafo,
            "line_loading_pct": line,
            "bus_vm_pu": vm,
            "asset_p_kw": power,
            "asset_level_kwh": np.array(level).T,
            "member_bought_kw": np.maximum(member_kw, 0.0),
            "member_sold_kw": np.maximum(-member_kw, 0.0),
        }
    for name, on in (("alone", 0.0), ("together", hub)):
        nothing = np.zeros((T, len(kinds)))
        unmet, curtailed = nothing.copy(), nothing.copy()
        unmet[5, kinds.index("ev")] = 3.2 * on / 0.25
        curtailed[7, kinds.index("pv")] = 11.0 * on / 0.25
        arrays[name] |= {"asset_unmet_kw": unmet, "asset_curtailed_kw": curtailed}
    contract = [[i * 48, 250.0 if i % 2 == 0 else 220.0] for i in range(T // 48)]
    manifest: dict[str, Any] = {
        "geometry": {
            "buses": [[f"{hostile}Bus {bus}", x[bus], y[bus], bus] for bus in range(44)],
            "lines": [[f"{hostile}Line {bus - 1}", int(parent[bus]), bus] for bus in range(2, 44)],
            "trafos": [[f"{hostile}MV1.101-LV4.101-Trafo 1", 0, 1, RATING_KVA]],
            "members": [[f"{hostile}home-{i:02d}", int(bus)] for i, bus in enumerate(members, 1)],
            "assets": [
                [name, kind, own]
                for name, kind, own in zip(names_of(kinds), kinds, owner, strict=True)
            ],
        },
        "report": {
            "title": f"{hostile}A street of 41 connections with a school and a shop",
            "limits": {"loading_pct": 100.0, "vm_min_pu": 0.95, "vm_max_pu": 1.05},
            "contract": {"import_kw": contract, "export_kw": [[0, 200.0]]},
            "coordinated": ["battery", "ev", "heat-pump"] if hub else [],
        },
        "data_labels": {
            f"{hostile}day_ahead": "synthetic",
            f"{hostile}simbench": "measured-derived",
        },
        "hubsim": "0.1.0",
        "seed": 2026,
        "created": "2026-01-05T10:00:00Z",
        "folder_hash": "9f2c4e1ab77d0c35e8a1f0b6d2c4937755aa01c3e9b8d7f6a5b4c3d2e1f00918",
        "packages": {"highspy": "1.16.0", "numpy": "2.4.6"},
    }
    return StoredRun(
        "results/street/x",
        f"{hostile}street",
        f"{hostile}{layout}",
        horizon,
        figures_of(arrays, 0.25, hub),
        manifest,
        arrays,
    )


@dataclass
class StoredRun:
    """As much of a stored run as the view reads."""

    folder: str
    scenario_name: str
    layout: str
    horizon: Horizon
    kpis: Any
    manifest: dict[str, Any]
    arrays: dict[str, dict[str, np.ndarray]]
    balanced: dict[str, Any] = field(default_factory=dict)
    blocks: dict[str, Any] = field(default_factory=dict)

    def array(self, operation: str, quantity: str) -> np.ndarray:
        return self.arrays[operation][quantity]

    def series(self, operation: str, quantity: str) -> Series:
        axis = "members" if quantity.startswith("member_") else "assets"
        ids = tuple(one[0] for one in self.manifest["geometry"][axis])
        values = self.arrays[operation][quantity]
        return Series(ids, np.zeros(len(values)), values)

    def file(self, _name: str) -> bytes | None:
        return None


def names_of(kinds: list[str]) -> list[str]:
    return [f"home-{place}.{kind}" for place, kind in enumerate(kinds)]


def figures_of(arrays: dict[str, dict[str, np.ndarray]], step_h: float, hub: float) -> Any:
    """Return key figures, those of the network computed, the rest made up."""
    kpis: dict[str, dict[str, Any]] = {}
    for name, found in arrays.items():
        trafo, line, vm = found["trafo_loading_pct"], found["line_loading_pct"], found["bus_vm_pu"]
        net = (found["member_bought_kw"] - found["member_sold_kw"]).sum(axis=1)
        on = hub if name == "together" else 0.0
        over = (np.hstack([trafo, line]) > 100).any(axis=1)
        values = {
            "trafo_loading_max_pct": trafo.max(),
            "line_loading_max_pct": line.max(),
            "trafo_overload_h": (trafo > 100).any(axis=1).sum() * step_h,
            "line_overload_h": (line > 100).any(axis=1).sum() * step_h,
            "overload_h": over.sum() * step_h,
            "within_limits_pct": 100.0 * (1.0 - (over | (vm[:, 1:] < 0.95).any(axis=1)).mean()),
            "net_zero_pct": 40.0,
            "overload_kvah": np.maximum(trafo - 100, 0).sum() * step_h * RATING_KVA / 100,
            "overload_events": float(np.sum(np.diff((trafo > 100).any(axis=1).astype(int)) == 1)),
            "longest_overload_h": 2.5 - on,
            "vm_min_pu": vm.min(),
            "vm_max_pu": vm.max(),
            "voltage_outside_h": (vm[:, 1:] < 0.95).any(axis=1).sum() * step_h,
            "loss_kwh": 210.4 - 30 * on,
            "peak_import_kw": net.max(),
            "peak_export_kw": max(0.0, -net.min()),
            "reverse_flow_h": (net < 0).sum() * step_h,
            "self_consumption_pct": 61.2 + 20 * on,
            "self_sufficiency_pct": 12.1 + 2 * on,
            "shared_kwh": 140.0 * on,
            "energy_cost_eur": 4211.5 - 305.0 * on,
            "co2_kg": net.sum() * step_h * 0.27,
            "curtailed_kwh": 11.0 * on,
            "unmet_kwh": 3.2 * on,
        }
        kpis[name] = {
            key: SimpleNamespace(value=float(value), unit=UNITS[key][0], better=UNITS[key][1])
            for key, value in values.items()
        }
    kpis["relief"] = {
        key: SimpleNamespace(
            value=kpi.value - kpis["together"][key].value, unit=kpi.unit, better=""
        )
        for key, kpi in kpis["alone"].items()
    }
    return kpis


@pytest.fixture(scope="session")
def make_street() -> Callable[..., RunView]:
    """Return the maker of made-up runs."""
    return street


def book_of(names: list[str], alone_eur: list[float], together_eur: list[float]) -> Book:
    """Return the bills of a January: what each member pays for energy, the first half households."""
    n_lines = len(LINES)
    bills = {}
    for name, paid in (("alone", alone_eur), ("together", together_eur)):
        eur = np.zeros((1, len(names), n_lines))
        eur[0, :, list(LINES).index("energy")] = paid
        cents = np.round(100 * eur).astype(np.int64)
        bills[name] = Bills(cents, eur, np.zeros_like(eur), cents.sum(axis=1))
    members = [
        {
            "name": name, "group": "street", "tariff": "fixed" if m % 2 else "dynamic", "common": False,
            "home": m < len(names) // 2, "income_eur": None, "income_group": ("low", "high")[m % 2],
            "label": None,
        }
        for m, name in enumerate(names)
    ]  # fmt: skip
    rules = {"rates": "nl-2026", "netting": "nl-2027", "sharing": "none"}
    return Book(
        ("2016-01",), (1.0,), tuple(members), bills, {"alone": 0.0, "together": 0.0}, rules, ()
    )


@pytest.fixture(scope="session")
def make_book() -> Callable[..., Book]:
    """Return the maker of made-up bills."""
    return book_of


@pytest.fixture(scope="session")
def week() -> RunView:
    """Return a week of the made-up street."""
    return street()


@pytest.fixture(scope="session")
def make_run() -> Callable[..., StoredRun]:
    """Return the maker of made-up runs as they are stored."""
    return stored_street

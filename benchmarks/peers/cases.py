"""The cases of the comparison: a network without loads and a year of power at its buses."""

from __future__ import annotations

import json
import random
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from peers.protocol import Case, FloatArray

SIMBENCH = {
    "rural1": "1-LV-rural1--0-sw",
    "urban6": "1-LV-urban6--0-sw",
    "rural3": "1-LV-rural3--0-sw",
}
CASES = (*SIMBENCH, "kerber")
PROFILES = Path(__file__).parents[2] / "profiles" / "simbench-2016.parquet"
KERBER_STEPS = 35_040
STEPS_A_DAY = 96
REACTIVE_SHARE = 0.2
SEED = 2016
CARRIES_POWER = ("load", "sgen", "storage")


@dataclass(frozen=True)
class Powers:
    """Drawn power of every bus, (T, B), buses in the order of their number."""

    p_kw: FloatArray
    q_kvar: FloatArray


def make_case(name: str, folder: Path, steps: int | None) -> tuple[Case, Powers]:
    """Make a case and write it to ``NAME.json`` and ``NAME.npz`` of a folder.

    steps : only so many steps of the year; None for all

    Raises
    ------
    ModuleNotFoundError
        when the case needs a package that is not installed.
    """
    import pandapower as pp

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net, powers = _simbench(SIMBENCH[name]) if name in SIMBENCH else _kerber()
        powers = Powers(powers.p_kw[:steps].copy(), powers.q_kvar[:steps].copy())
        for element in CARRIES_POWER:
            net[element] = net[element].iloc[:0]
        # Every switch of these networks is closed, so none says anything; not every tool reads them.
        if not net.switch.closed.all():
            raise ValueError(f"{name} has open switches")
        net.switch = net.switch.iloc[:0]
        pp.toolbox.create_continuous_bus_index(net, start=0)
        net.bus["name"] = [f"bus {bus}" for bus in net.bus.index]
        net.profiles = {}
        file = folder / f"{name}.json"
        pp.to_json(net, str(file))
    loaded = np.flatnonzero(powers.p_kw.any(axis=0) | powers.q_kvar.any(axis=0))
    np.savez(folder / f"{name}.npz", p_kw=powers.p_kw, q_kvar=powers.q_kvar, loaded=loaded)
    return Case(name, net, file, loaded), powers


def read_case(name: str, folder: Path) -> tuple[Case, Powers]:
    """Return a case that `make_case` wrote."""
    import pandapower as pp

    file = folder / f"{name}.json"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = pp.from_json(str(file))
    with np.load(folder / f"{name}.npz") as stored:
        powers = Powers(stored["p_kw"], stored["q_kvar"])
        return Case(name, net, file, stored["loaded"]), powers


def _simbench(code: str) -> tuple[Any, Powers]:
    """Return a SimBench network and its own absolute profiles, summed per bus; generation is negative."""
    import simbench

    net = simbench.get_simbench_net(code)
    profiles = simbench.get_absolute_values(net, profiles_instead_of_study_cases=True)
    place = {bus: number for number, bus in enumerate(sorted(net.bus.index))}
    n_step = len(profiles["load", "p_mw"])
    sums = {column: np.zeros((n_step, len(place))) for column in ("p_mw", "q_mvar")}
    for (element, column), table in profiles.items():
        if element not in CARRIES_POWER or column not in sums:
            continue
        sign = -1.0 if element == "sgen" else 1.0
        for label in table.columns:
            bus = place[net[element].bus.at[label]]
            sums[column][:, bus] += sign * 1e3 * table[label].to_numpy()
    return net, Powers(sums["p_mw"], sums["q_mvar"])


def _kerber() -> tuple[Any, Powers]:
    """Return Kerber's suburb with one to three households at each load, from the shipped profiles.

    A household is one of the shipped columns, with its own annual energy, begun on another day.
    """
    from pandapower import networks

    before = random.getstate()
    random.seed(SEED)  # it draws its cables from Python's own generator
    net = networks.create_kerber_vorstadtnetz_kabel_1()
    random.setstate(before)
    households = _households()
    rng = np.random.default_rng(SEED)
    place = {bus: number for number, bus in enumerate(sorted(net.bus.index))}
    p_kw = np.zeros((KERBER_STEPS, len(place)))
    for bus in net.load.bus:
        for _ in range(rng.integers(1, 4)):
            shape = households[:, rng.integers(households.shape[1])]
            begin = rng.integers(365) * STEPS_A_DAY
            annual_kwh = rng.uniform(1500.0, 4500.0)
            p_kw[:, place[bus]] += annual_kwh * np.roll(shape, begin)[:KERBER_STEPS]
    return net, Powers(p_kw, REACTIVE_SHARE * p_kw)


def _households() -> FloatArray:
    """Return the shipped household columns, (T, n) [kW per kWh a year]."""
    from pyarrow import parquet

    sidecar = json.loads(PROFILES.with_suffix(".json").read_text(encoding="utf-8"))
    scales = {
        column["name"]: column["scale"]
        for column in sidecar["columns"]
        if column["name"].startswith("H0")
    }
    table = parquet.read_table(PROFILES, columns=list(scales))
    return np.column_stack([table[name].to_numpy() * scale for name, scale in scales.items()])

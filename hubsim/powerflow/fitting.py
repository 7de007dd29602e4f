"""Powers and devices of a study laid out in the columns that a solver takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.errors import NetworkError
from hubsim.networks.network import Network
from hubsim.powerflow.devices import NO_DEVICES, Devices, Fitted
from hubsim.powerflow.flows import Response
from hubsim.voltage_response import VoltageResponse, power_at


@dataclass(frozen=True)
class Fitting:
    """What is drawn, as a solver takes it: T steps, C columns, I devices of the study, J solved for.

    phases : whether powers are by phase; answering : whether there are any devices
    columns : (C,) bus of each column; p_kw, q_kvar : (T, C) or (T, 3 C) drawn without the devices
    fitted : the devices that are solved for; device_p_kw, device_q_kvar : (T, J) drawn at nominal voltage
    place : (J,) which devices of the study they are
    held_p_kw, held_q_kvar, held_on : (T, I) what devices at the external grid's own node draw, where no
        power changes the voltage, and whether they are connected; in p_kw and q_kvar already
    """

    phases: bool
    answering: bool
    columns: IntArray
    p_kw: npt.NDArray[Any]
    q_kvar: npt.NDArray[Any]
    fitted: Fitted
    device_p_kw: FloatArray
    device_q_kvar: FloatArray
    place: IntArray
    held_p_kw: FloatArray
    held_q_kvar: FloatArray
    held_on: BoolArray

    def whole(self, response: Response, converged: BoolArray) -> Response:
        """Return the response of all devices of the study, NaN where a step has no solution."""
        p_kw, q_kvar, on = self.held_p_kw.copy(), self.held_q_kvar.copy(), self.held_on.copy()
        p_kw[:, self.place] = response.p_kw
        q_kvar[:, self.place] = response.q_kvar
        on[:, self.place] = response.connected
        p_kw[~converged] = np.nan
        q_kvar[~converged] = np.nan
        return replace(response, p_kw=p_kw, q_kvar=q_kvar, connected=on)


def bus_columns(network: Network, buses: Any) -> IntArray:
    """Return the index of each bus.

    Raises
    ------
    NetworkError
        when a bus is unknown, with the nearest name.
    """
    index = {bus: at for at, bus in enumerate(network.bus_ids)}
    for bus in buses:
        if bus not in index:
            near = get_close_matches(str(bus), index, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise NetworkError(f"is not in the network{hint}", element="bus", element_id=str(bus))
    return np.array([index[bus] for bus in buses], dtype=np.int64)


def fit(
    network: Network,
    columns: IntArray,
    p_kw: npt.NDArray[Any],
    q_kvar: npt.NDArray[Any],
    devices: Devices | None,
    *,
    every: bool = False,
) -> Fitting:
    """Return powers and devices in the columns that a solver takes.

    columns : (C,) bus of each; p_kw, q_kvar : (T, C), or (T, C, 3): then only columns with any power or
        device are taken on, or `every` one; in a balanced study all buses are

    Raises
    ------
    ValueError
        when arrays of devices do not fit together.
    NetworkError
        when a bus is unknown, or has power and is not supplied.
    """
    n_step, phases = len(p_kw), p_kw.ndim == 3
    n_phase = 3 if phases else 1
    _refuse_shapes(devices, n_step)
    bus = bus_columns(network, devices.bus_ids if devices else ())
    if not phases:
        p, q = (_spread(power, columns, len(network.bus_ids)) for power in (p_kw, q_kvar))
        columns = np.arange(len(network.bus_ids))
    else:
        used = np.any(p_kw != 0.0, axis=(0, 2)) | np.any(q_kvar != 0.0, axis=(0, 2))
        extra = np.setdiff1d(bus, columns)
        used |= np.isin(columns, bus) | every
        p, q = (
            np.concatenate([power[:, used], np.zeros((n_step, len(extra), 3))], axis=1)
            if len(extra) or not used.all()
            else power
            for power in (p_kw, q_kvar)
        )
        columns = np.concatenate([columns[used], extra])
    p, q = (power.reshape(n_step, n_phase * len(columns)) for power in (p, q))
    refuse_power_without_supply(network, columns, p, q)
    none = np.zeros((n_step, 0))
    if devices is None:
        on = np.ones((n_step, 0), dtype=np.bool_)
        place = np.zeros(0, np.int64)
        return Fitting(phases, False, columns, p, q, NO_DEVICES, none, none, place, none, none, on)
    _refuse_unsupplied(network, bus)
    sorter = np.argsort(columns, kind="stable")
    column = sorter[np.searchsorted(columns, bus, sorter=sorter)]
    share = devices.phase_share if phases else np.tile([1.0, 0.0, 0.0], (len(bus), 1))
    nominal_kv = network.bus_kv[bus] if devices.nominal_kv is None else devices.nominal_kv
    scale = network.bus_kv[bus] / nominal_kv
    held = network.bus_node[bus] == network.slack_node
    held_p, held_q = (np.array(power, dtype=np.float64) for power in (devices.p_kw, devices.q_kvar))
    on = np.ones(held_p.shape, dtype=np.bool_)
    for i in np.flatnonzero(held):
        answer, seen = devices.responses[i], np.full(n_step, network.slack_vm_pu * scale[i])
        on[:, i] = answer.trip is None or seen[0] <= answer.trip.above_pu
        drawn = power_at(answer, seen, held_p[:, i] * on[:, i], held_q[:, i] * on[:, i])
        held_p[:, i], held_q[:, i] = drawn
        p, q = np.array(p, dtype=np.float64), np.array(q, dtype=np.float64)
        for k in range(n_phase):
            p[:, n_phase * column[i] + k] += share[i, k] * held_p[:, i]
            q[:, n_phase * column[i] + k] += share[i, k] * held_q[:, i]
    place = np.flatnonzero(~held)
    chosen: tuple[VoltageResponse, ...] = tuple(devices.responses[i] for i in place)
    fitted = Fitted(column[place], share[place], scale[place], chosen)
    return Fitting(
        phases,
        True,
        columns,
        p,
        q,
        fitted,
        held_p[:, place],
        held_q[:, place],
        place,
        held_p,
        held_q,
        on,
    )


def _refuse_shapes(devices: Devices | None, n_step: int) -> None:
    if devices is None:
        return
    n = len(devices.bus_ids)
    for name, array, shape in (
        ("p_kw", devices.p_kw, (n_step, n)),
        ("q_kvar", devices.q_kvar, (n_step, n)),
        ("phase_share", devices.phase_share, (n, 3)),
        ("responses", devices.responses, (n,)),
    ):
        found = (len(array),) if isinstance(array, tuple) else array.shape
        if found != shape:
            raise ValueError(f"{name} of the devices must have the shape {shape}, not {found}")


def _spread(power: npt.NDArray[Any], columns: IntArray, n_bus: int) -> npt.NDArray[Any]:
    """Return powers of some buses as powers of all, (T, B)."""
    if np.array_equal(columns, np.arange(n_bus)):
        return power
    full = np.zeros((n_bus, len(power)))
    np.add.at(full, columns, power.T)
    return full.T


def _refuse_unsupplied(network: Network, buses: IntArray) -> None:
    for bus in buses[network.bus_node[buses] < 0][:1]:
        raise NetworkError(
            "has power but is not supplied", element="bus", element_id=network.bus_ids[int(bus)]
        )


def refuse_power_without_supply(
    network: Network, columns: IntArray, *powers: npt.NDArray[Any]
) -> None:
    """Raise when a bus that is not supplied has power.

    powers : (T, C) or (T, 3 C)
    """
    lost = np.flatnonzero(network.bus_node[columns] < 0)
    n_phase = powers[0].shape[1] // max(len(columns), 1)
    for power in powers:
        by_column = power.reshape(len(power), len(columns), n_phase)[:, lost]
        _refuse_unsupplied(network, columns[lost[np.any(by_column != 0.0, axis=(0, 2))]])

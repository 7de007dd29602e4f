"""Devices whose power answers the voltage: what a study gives, and how the kernel reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.voltage_response import Curve, VoltageResponse

Q_U, P_U, COS_PHI = 1, 2, 4
"""Which curves a device has."""

HISTORY = 10
"""Earlier turns that an accelerated one looks back on."""

LAST, LAST_LEFT, BEFORE_TURN = 2 * HISTORY, 2 * HISTORY + 1, 2 * HISTORY + 2
MEMORY = 2 * HISTORY + 3
"""Vectors that are kept of them: changes of result and of residual in pairs, a ring; then the last result
and residual, and what went into this turn."""


@dataclass(frozen=True)
class Devices:
    """I devices whose power answers the voltage. What they draw is not among the powers of the buses.

    bus_ids : (I,)
    phase_share : (I, 3) what of its power a device has on phases a, b and c; not used in a balanced study
    p_kw, q_kvar : (T, I) drawn at nominal voltage; negative is fed in
    responses : (I,)
    nominal_kv : (I,) line-to-line voltage that is 1 pu to the device; None for that of its bus
    """

    bus_ids: tuple[str, ...]
    phase_share: FloatArray
    p_kw: FloatArray
    q_kvar: FloatArray
    responses: tuple[VoltageResponse, ...]
    nominal_kv: FloatArray | None = None


@dataclass(frozen=True)
class Fitted:
    """Devices as a solver knows them, I in all. None of them at the external grid's own node.

    column : (I,) column of the powers, a bus, that each belongs to
    share : (I, 3) of its power on each phase; all on the first where there are no phases
    scale : (I,) pu of the device per pu of its bus
    responses : (I,)
    """

    column: IntArray
    share: FloatArray
    scale: FloatArray
    responses: tuple[VoltageResponse, ...]

    def seen_pu(self, vm_pu: FloatArray) -> FloatArray:
        """Return what the curves see, (n, I), of voltages (n, columns, phases) [pu of the bus]."""
        phases = vm_pu[:, self.column]
        seen: FloatArray = self.scale * (phases * self.share[:, : phases.shape[2]]).sum(axis=2)
        return seen


NO_DEVICES = Fitted(np.zeros(0, np.int64), np.zeros((0, 3)), np.zeros(0), ())


class Laws(NamedTuple):
    """Devices as the kernel reads them. I devices at G buses.

    row : (G,) row of the bus, in three phases the first of its three; place : (I,) bus of each device
    share : (3 I,); scale : (I,) pu of the device per pu of its bus
    zip_of : (6 I,) shares of impedance, current and power of active and then reactive power
    rated_kva, rated_kw : (I,); curves : (I,) of `Q_U`, `P_U`, `COS_PHI`
    first : (3 I,) value of each curve below its first ramp; start : (3 I + 1,) ramps of each curve
    ramp_from, ramp_to, slope : ramps, one after the other
    """

    row: IntArray
    place: IntArray
    share: FloatArray
    scale: FloatArray
    zip_of: FloatArray
    rated_kva: FloatArray
    rated_kw: FloatArray
    curves: IntArray
    first: FloatArray
    start: IntArray
    ramp_from: FloatArray
    ramp_to: FloatArray
    slope: FloatArray


class LawWork(NamedTuple):
    """Work space of one thread for devices.

    vm : (G, 3 W) voltage of each phase [pu]; nominal : (G, 6 W) power of its rows with all devices as at
        nominal voltage
    p0, q0, p, q, seen : (I, W) drawn at nominal voltage, drawn, and the highest voltage it sees
    lanes : (5, W)
    history : (MEMORY, 2 W rows) of the accelerated turns; gram : (HISTORY, HISTORY + 1, W)
    """

    vm: FloatArray
    nominal: FloatArray
    p0: FloatArray
    q0: FloatArray
    p: FloatArray
    q: FloatArray
    seen: FloatArray
    lanes: FloatArray
    history: FloatArray
    gram: FloatArray


class Answered(NamedTuple):
    """Where the answers of devices go, (T, I) each: power drawn, and highest voltage seen [device's pu]."""

    p_kw: FloatArray
    q_kvar: FloatArray
    seen_pu: FloatArray


def laws_of(bus_row: IntArray, devices: Fitted) -> Laws:
    """Return devices as the kernel reads them.

    bus_row : (I,) row of each device's bus
    """
    share, scale, responses = devices.share, devices.scale, devices.responses
    row, place = np.unique(bus_row, return_inverse=True)
    curves = np.zeros(len(responses), dtype=np.int64)
    first: list[float] = []
    start = [0]
    ramps: list[tuple[float, float, float]] = []
    for i, answer in enumerate(responses):
        for flag, curve in (
            (Q_U, answer.q_u),
            (P_U, answer.p_u),
            (COS_PHI, answer.cos_phi_p),
        ):
            if curve is not None:
                curves[i] += flag
            first.append(0.0 if curve is None else curve.value[0])
            ramps += [] if curve is None else _ramps(curve)
            start.append(len(ramps))
    at = np.array(ramps, dtype=np.float64).reshape(-1, 3)
    zips = [(*answer.p_zip, *answer.q_zip) for answer in responses]
    return Laws(
        row=row.astype(np.int64),
        place=place.astype(np.int64).ravel(),
        share=np.ascontiguousarray(share, dtype=np.float64).ravel().copy(),
        scale=np.array(scale, dtype=np.float64),
        zip_of=np.array(zips, dtype=np.float64).ravel(),
        rated_kva=np.array([answer.rated_kva for answer in responses], dtype=np.float64),
        rated_kw=np.array([answer.rated_kw for answer in responses], dtype=np.float64),
        curves=curves,
        first=np.array(first, dtype=np.float64),
        start=np.array(start, dtype=np.int64),
        ramp_from=at[:, 0].copy(),
        ramp_to=at[:, 1].copy(),
        slope=at[:, 2].copy(),
    )


def law_work_of(laws: Laws, n_row: int, width: int) -> LawWork:
    """Return work space for one thread."""
    n_bus, n_device = len(laws.row), len(laws.place)

    def table(rows: int, values: int) -> FloatArray:
        return np.zeros((rows, values))

    return LawWork(
        vm=table(n_bus, 3 * width),
        nominal=table(n_bus, 6 * width),
        p0=table(n_device, width),
        q0=table(n_device, width),
        p=table(n_device, width),
        q=table(n_device, width),
        seen=table(n_device, width),
        lanes=table(5, width),
        history=table(MEMORY, n_row * 2 * width),
        gram=table(HISTORY * (HISTORY + 1), width),
    )


def _ramps(curve: Curve) -> list[tuple[float, float, float]]:
    """Return (from, to, slope) of each ramp of a curve that is not flat; a jump is a steep ramp."""
    ramps = []
    for k in range(1, len(curve.at)):
        begin, end = curve.at[k - 1], curve.at[k]
        rise = curve.value[k] - curve.value[k - 1]
        if rise != 0.0:
            ramps.append((begin, end, rise / (end - begin)))
    return ramps

"""How a device's power answers the voltage at its connection: the types, which say nothing of a network.

A device draws ``p`` and ``q`` at nominal voltage, and at a voltage ``u`` [pu of nominal]

    p(u) = p (p_z u^2 + p_i u + p_p),    q(u) = q (q_z u^2 + q_i u + q_p)          (ZIP load)
    -p(u) <= rated_kw p_u(u),    q(u) = -rated_kva q_u(u),    |q| = p tan(arccos(cos_phi(p)))   (inverter)

A device on one phase sees the voltage of that phase to neutral; curves of a three-phase device see the mean
of its phases, its trip the highest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray


@dataclass(frozen=True)
class Curve:
    """A piecewise-linear function, constant beyond its ends.

    at : ascending arguments; value : at each of them
    """

    at: tuple[float, ...]
    value: tuple[float, ...]


@dataclass(frozen=True)
class Trip:
    """Disconnects above a voltage and returns once it has been low for a while.

    above_pu : disconnects in a step whose mean voltage is higher
    return_pu : may return at or below it, seen while disconnected
    return_s : time that it stays away at least
    """

    above_pu: float
    return_pu: float
    return_s: float


@dataclass(frozen=True)
class VoltageResponse:
    """What a device does with the voltage; as it stands here, nothing.

    rated_kva : apparent power, share one of `q_u`
    rated_kw : active power, share one of `p_u` and `cos_phi_p`
    p_zip, q_zip : shares of constant impedance, current and power of what it draws; they sum to 1
    q_u : voltage [pu] -> reactive power injected, share of `rated_kva`; negative draws it
    p_u : voltage [pu] -> most active power injected, share of `rated_kw`
    cos_phi_p : active power injected, share of `rated_kw` -> cos phi, drawing reactive power where it is
        below 1; one of `q_u` and `cos_phi_p` at most
    trip : none where it stays connected at any voltage

    Curves act only while the device injects active power. Reactive power is held within
    ``rated_kva^2 - p^2``.
    """

    rated_kva: float = 0.0
    rated_kw: float = 0.0
    p_zip: tuple[float, float, float] = (0.0, 0.0, 1.0)
    q_zip: tuple[float, float, float] = (0.0, 0.0, 1.0)
    q_u: Curve | None = None
    p_u: Curve | None = None
    cos_phi_p: Curve | None = None
    trip: Trip | None = None


def power_at(
    response: VoltageResponse, u_pu: FloatArray, p_kw: FloatArray, q_kvar: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return what a connected device draws at a voltage, active [kW] and reactive [kvar].

    u_pu : voltage that its curves see; p_kw, q_kvar : drawn at nominal voltage, of the same shape
    """
    z, i, c = response.p_zip
    p = p_kw * (z * u_pu**2 + i * u_pu + c)
    z, i, c = response.q_zip
    q = q_kvar * (z * u_pu**2 + i * u_pu + c)
    feeding = p_kw < 0.0
    if response.p_u is not None:
        most = response.rated_kw * np.interp(u_pu, response.p_u.at, response.p_u.value)
        p = np.where(feeding, np.maximum(p, -most), p)
    curve = None
    if response.q_u is not None:
        curve = -response.rated_kva * np.interp(u_pu, response.q_u.at, response.q_u.value)
    if response.cos_phi_p is not None:
        cos_phi = np.interp(-p / response.rated_kw, response.cos_phi_p.at, response.cos_phi_p.value)
        curve = -p * np.sqrt(1.0 / cos_phi**2 - 1.0)
    if curve is not None:
        room = np.sqrt(np.maximum(response.rated_kva**2 - p**2, 0.0))
        q = np.where(feeding, np.clip(curve, -room, room), q)
    return p, q

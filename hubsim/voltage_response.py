"""How a device's power answers the voltage at its connection: the types, which say nothing of a network.

A device draws ``p`` and ``q`` at nominal voltage, and at a voltage ``u`` [pu of nominal]

    p(u) = p (p_z u^2 + p_i u + p_p),    q(u) = q (q_z u^2 + q_i u + q_p)          (ZIP load)
    -p(u) <= rated_kw p_u(u),    q(u) = -rated_kva q_u(u),    |q| = p tan(arccos(cos_phi(p)))   (inverter)

A device on one phase sees the voltage of that phase to neutral; curves of a three-phase device see the mean
of its phases, its trip the highest.
"""

from __future__ import annotations

from dataclasses import dataclass


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

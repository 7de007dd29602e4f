"""The mass of a dwelling as a store of heat: the two masses of `building` brought down to one.

Rooms heated by q more than they need are warmer by x_i (air) and x_m (walls), whatever the weather does:

    C_i dx_i/dt = q + H_im (x_m - x_i) - H_v x_i,    C_m dx_m/dt = H_im (x_i - x_m) - H_e x_m

With v = (1, g) a mode of it, K v = l C v, of loss l and capacity c = C_i + g^2 C_m, the heat of that mode
is z = C_i x_i + g C_m x_m, with dz/dt = q - l z. The slow mode is the store: it loses a few percent an
hour. The fast one, air and walls drawing level, fades in half an hour. Assumed: it is followed at once, so
that the air is warmer by z / c and, while q flows, by r q more, with r = 1 / (l_fast c_fast).

Air lags behind that a little. Held to

    -z <= s q <= c band - z,    s = (1 + c / c_fast) / (l_fast - l)

it never is colder than it would be without q, nor warmer by more than the band. By induction over steps of
backward Euler of any length h, f being the part of x_i beyond z / c and b = 1 / (1 + l_fast h):

    f_t = b f_(t-1) + (1 - b) r q_t >= -b z_(t-1) / c - (1 - b) (c r / s) z_t / c >= -z_t / c

for z_(t-1) <= (1 + l h + h / s) z_t and c r l_fast = c / c_fast; and the same for band - x_i.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.demand.building import Building

_J_KWH = 3.6e6
_S_H = 3600.0


@dataclass(frozen=True)
class WarmMass:
    """A dwelling's mass as one store of heat.

    kwh_k : heat that it holds when the rooms are one kelvin warmer
    loss : share of it lost in an hour, continuously: level_after = (level_before + h q) / (1 + loss h)
    exchange_h : s above: a level of z takes q from -z / s on, and up to (full - z) / s
    most_kw : heat that the radiators give at most
    """

    kwh_k: float
    loss: float
    exchange_h: float
    most_kw: float


def warm_mass(home: Building) -> WarmMass:
    """Return the store that a dwelling's mass is."""
    coupling = home.coupling_w_k
    capacity = np.array([home.air_j_k, home.mass_j_k])
    conductance = np.array(
        [[coupling + home.air_w_k, -coupling], [-coupling, coupling + home.loss_w_k]]
    )
    # The symmetric form of K v = l C v.
    root = np.sqrt(capacity)
    rates, modes = np.linalg.eigh(conductance / np.outer(root, root))
    walls = (modes[1] / root[1]) / (modes[0] / root[0])
    held = capacity[0] + walls**2 * capacity[1]
    slow, fast = rates
    exchange = (1.0 + held[0] / held[1]) / (fast - slow)
    return WarmMass(
        kwh_k=float(held[0]) / _J_KWH,
        loss=float(slow) * _S_H,
        exchange_h=float(exchange) / _S_H,
        most_kw=home.most_w / 1e3,
    )

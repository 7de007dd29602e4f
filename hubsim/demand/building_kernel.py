"""The thermostat's year: backward Euler of two masses, step by step."""

from __future__ import annotations

from hubsim.arrays import FloatArray
from hubsim.compiled import compiled


@compiled
def heated(
    setting_degc: FloatArray,
    outside_degc: FloatArray,
    sun_w: FloatArray,
    gains_w: float,
    loss_w_k: float,
    air_w_k: float,
    coupling_w_k: float,
    air_j_k: float,
    mass_j_k: float,
    most_w: float,
    step_s: float,
    heat_w: FloatArray,
) -> None:
    """Fill the heat of every step, (T,) [W]; starts at the first setting, the mass in balance."""
    air = setting_degc[0]
    mass = (coupling_w_k * air + loss_w_k * outside_degc[0]) / (coupling_w_k + loss_w_k)
    a11 = air_j_k / step_s + coupling_w_k + air_w_k
    a22 = mass_j_k / step_s + coupling_w_k + loss_w_k
    determinant = a11 * a22 - coupling_w_k * coupling_w_k
    for t in range(heat_w.size):
        b1 = air_j_k / step_s * air + air_w_k * outside_degc[t] + 0.5 * gains_w
        b2 = mass_j_k / step_s * mass + loss_w_k * outside_degc[t] + 0.5 * gains_w + sun_w[t]
        # The air without heat is (a22 b1 + k b2) / det; a watt adds a22 / det.
        free = (a22 * b1 + coupling_w_k * b2) / determinant
        wanted = (setting_degc[t] - free) * determinant / a22
        heat = min(max(wanted, 0.0), most_w)
        air = free + a22 / determinant * heat
        mass = (b2 + coupling_w_k * air) / a22
        heat_w[t] = heat

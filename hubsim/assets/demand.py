"""What demands that nobody shifts have in common: reactive power, and how they follow the voltage.

    q_t = p_t tan(arccos(power factor))

That is the demand at nominal voltage; with `zip`, at a voltage u [pu] it is

    p(u) = p (impedance u^2 + current u + power)

and q alike.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Asset, Behaviour, Inputs
from hubsim.kinds import Record
from hubsim.voltage_response import VoltageResponse

_HIGHEST_PU = 2.0
"""No network is simulated at a higher voltage."""


class Zip(Record):
    """Shares of a demand by how they follow the voltage; they sum to 1."""

    impedance: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    """Share of constant impedance: power with the square of the voltage."""

    current: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    """Share of constant current: power with the voltage."""

    power: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    """Share of constant power."""

    def shares(self) -> tuple[float, float, float]:
        """Return the shares of impedance, current and power."""
        return self.impedance, self.current, self.power


class Demand(Asset):
    """Demand that nobody shifts, however it is made; its input series is ``p_kw``."""

    power_factor: Annotated[float, Field(gt=0.0, le=1.0)] = 0.97
    """Cosine phi, inductive."""

    zip: Zip | None = None
    """How the demand follows the voltage; constant power by default."""

    def problems(self) -> list[tuple[str, str]]:
        """Return shares that do not sum to 1."""
        total = 1.0 if self.zip is None else sum(self.zip.shares())
        if math.isclose(total, 1.0, abs_tol=1e-6):
            return []
        return [("zip", f"impedance, current and power sum to {total:.6g}, not to 1")]

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Return the demand as it is."""
        p_kw = inputs["p_kw"]
        tangent = math.tan(math.acos(self.power_factor))
        return Behaviour(p_kw=p_kw, q_kvar=np.abs(p_kw) * tangent)

    def response(self) -> VoltageResponse | None:
        """Return how the demand follows the voltage."""
        if self.zip is None:
            return None
        return VoltageResponse(p_zip=self.zip.shares(), q_zip=self.zip.shares())

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the demand was not served as it is, or as some voltage makes it."""
        p_kw = inputs["p_kw"]
        if self.zip is None:
            residual: FloatArray = step_h * (did.p_kw - p_kw)
            return residual
        ends = p_kw * self.zip.power, p_kw * _factor(self.zip, _HIGHEST_PU)
        outside = did.p_kw - np.clip(did.p_kw, np.minimum(*ends), np.maximum(*ends))
        return np.asarray(step_h * outside, dtype=np.float64)


def _factor(shares: Zip, u_pu: float) -> float:
    """Return the power at a voltage over that at nominal voltage."""
    return (shares.impedance * u_pu + shares.current) * u_pu + shares.power

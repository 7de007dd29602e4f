"""What generation from sun and wind has in common: fed in or, together, curtailed.

0 <= output_t <= available_t,    p_t = -output_t

With an inverter, its rating bounds the output too, and its curves and trip may take more of it once the
voltage is known: that is curtailed as well.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.assets.inverter import COS_PHI, InverterField, inverter_problems
from hubsim.assets.leeway import Leeway
from hubsim.voltage_response import VoltageResponse

USED_EUR_KWH = 2e-5
"""What using sun and wind is worth where nothing else decides: twice the most that a rule for ties adds."""


_TAN_PHI = math.tan(math.acos(COS_PHI))

_REACTIVE_EUR_KVARH = 1e-4
"""What reactive power costs a plan: little, so that it is used where a limit needs it, and nowhere else."""


class Generation(Asset):
    """Generation that the weather decides, at unity power factor unless `inverter` says otherwise."""

    flexible: ClassVar[bool] = True

    inverter: InverterField | None = None
    """What it does with the voltage, nothing by default: a grid code such as nl, or a map."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions within the inverter."""
        return inverter_problems(self.inverter)

    @property
    def gives_reactive(self) -> bool:
        """Whether the hub chooses its reactive power."""
        return self.inverter is not None and self.inverter.reactive == "hub"

    @property
    @abstractmethod
    def rated_kw(self) -> float:
        """Installed power [kW]."""

    @abstractmethod
    def available_kw(self, setting: Setting) -> FloatArray:
        """Return what sun or wind allow, (T,) [kW]."""

    def inputs(self, setting: Setting) -> Inputs:
        """Return what sun or wind and the inverter allow, ``available_kw``."""
        available_kw = self.available_kw(setting)
        if self.inverter is not None and self.inverter.rating is not None:
            available_kw = np.minimum(available_kw, self.inverter.rating)
        return {"available_kw": frozen(available_kw)}

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Feed everything in."""
        return _fed_in(inputs["available_kw"], inputs)

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: an output that may stay below what is available."""
        import pyomo.environ as pyo

        block.output_kw = pyo.Var(bounds=(0.0, None))
        block.p_kw = pyo.Expression(expr=-block.output_kw)
        cost = -USED_EUR_KWH * block.output_kw
        if self.gives_reactive:
            # Drawn and given apart, at a price that stands for losses and lets it rest.
            block.q_in_kvar = pyo.Var(bounds=(0.0, None))
            block.q_out_kvar = pyo.Var(bounds=(0.0, None))
            block.q_kvar = pyo.Expression(expr=block.q_in_kvar - block.q_out_kvar)
            block.power_factor = pyo.Constraint(
                expr=block.q_in_kvar + block.q_out_kvar <= _TAN_PHI * block.output_kw
            )
            cost += _REACTIVE_EUR_KVARH * (block.q_in_kvar + block.q_out_kvar)
        block.cost_eur = pyo.Expression(expr=step_h * cost)

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:  # noqa: ARG002
        """Return the bound of the output."""
        available = inputs["available_kw"]
        return {"output_kw": (np.zeros_like(available), available)}

    def behaviour(
        self,
        inputs: Inputs,
        value: Callable[[str], FloatArray],
        level_kwh: FloatArray,  # noqa: ARG002
    ) -> Behaviour:
        """Return what the solved block did."""
        did = _fed_in(np.clip(value("output_kw"), 0.0, inputs["available_kw"]), inputs)
        if not self.gives_reactive:
            return did
        return replace(did, q_kvar=value("q_in_kvar") - value("q_out_kvar"))

    def uncertain(self) -> tuple[str, ...]:
        """Return what sun or wind will allow."""
        return ("available_kw",)

    def meant_kw(self, p_kw: FloatArray, seen: Inputs, inputs: Inputs) -> FloatArray:
        """Return all that there is, but where the plan curtailed it."""
        curtailed = seen["available_kw"] + p_kw > 1e-6
        meant: FloatArray = np.where(curtailed, p_kw, -inputs["available_kw"])
        return np.maximum(meant, -inputs["available_kw"])

    def response(self) -> VoltageResponse | None:
        """Return what its inverter does with the voltage."""
        return None if self.inverter is None else self.inverter.response(self.rated_kw)

    def settled(
        self,
        inputs: Inputs,  # noqa: ARG002
        did: Behaviour,
        p_kw: FloatArray,
        q_kvar: FloatArray,
    ) -> Behaviour:
        """Return the behaviour with what the voltage took added to what was curtailed."""
        before = 0.0 if did.curtailed_kw is None else did.curtailed_kw
        return replace(did, p_kw=p_kw, q_kvar=q_kvar, curtailed_kw=before + (p_kw - did.p_kw))

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much fed in and curtailed energy are not what is available."""
        curtailed = 0.0 if did.curtailed_kw is None else did.curtailed_kw
        residual: FloatArray = step_h * (inputs["available_kw"] + did.p_kw - curtailed)
        return residual

    def leeway(self, inputs: Inputs, step_h: float) -> Leeway:  # noqa: ARG002
        """Return that it may be curtailed."""
        return Leeway(turn="generation", least_kw=-inputs["available_kw"], most_kw=0.0)

    def power_range_kw(self, inputs: Inputs) -> Range:
        """Return from all that is available to nothing."""
        return -inputs["available_kw"], 0.0


def _fed_in(output_kw: FloatArray, inputs: Inputs) -> Behaviour:
    return Behaviour(
        p_kw=-output_kw,
        q_kvar=np.zeros_like(output_kw),
        curtailed_kw=inputs["available_kw"] - output_kw,
    )

"""Solar panels: what the sun allows, fed in or, together, curtailed.

0 <= output_t <= rating * available_t,    p_t = -output_t

What the sun allows comes from the weather of the scenario and the plane of the panels, or from a profile.

With an inverter, its rating bounds the output too, and its curves and trip may take more of it once the
voltage is known: that is curtailed as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.assets.inverter import InverterField, inverter_problems
from hubsim.errors import ProfileError
from hubsim.units import Quantity
from hubsim.voltage_response import VoltageResponse
from hubsim.weather.panels import share_of_rating

_MOST = 1.2
"""Cold panels at the edge of a cloud exceed their rating by so much; a column with more is not per kWp."""


class Pv(Asset):
    """Panels with an inverter, at unity power factor unless `inverter` says otherwise."""

    title: ClassVar[str] = "Solar panels"
    flexible: ClassVar[bool] = True

    kind: Literal["pv"]
    """Solar panels."""

    rating: Annotated[float, Quantity("peak power", above=0.0)]
    """Installed peak power."""

    tilt: Annotated[float, Quantity("angle", least=0.0, most=90.0)] | None = None
    """Angle of the panels with the ground; 35 deg by default."""

    azimuth: Annotated[float, Quantity("angle", least=0.0, most=360.0)] | None = None
    """Where they face: 90 deg is east, 180 deg, the default, south, 270 deg west."""

    losses: Annotated[float, Quantity("share", least=0.0, most=0.9)] | None = None
    """What dirt, shade, mismatch, cables and inverter take; 14 % by default, as in PVGIS."""

    profile: Annotated[str, Field(min_length=1)] | None = None
    """Output per installed kW, 0 to 1: NAME/COLUMN of the scenario's profiles, in place of the weather."""

    inverter: InverterField | None = None
    """What it does with the voltage, nothing by default: a grid code such as nl, or a map."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions within the inverter, and of a profile with a plane of panels."""
        problems = inverter_problems(self.inverter)
        if self.profile is not None:
            problems += [
                (field, "stands beside profile, which already holds what the panels give")
                for field in ("tilt", "azimuth", "losses")
                if getattr(self, field) is not None
            ]
        return problems

    def profile_names(self) -> list[tuple[str, str]]:
        """Return the profile of the sun, if it is read."""
        return [] if self.profile is None else [("profile", self.profile)]

    def follows_weather(self) -> bool:
        """Return whether it has no profile of the sun."""
        return self.profile is None

    def inputs(self, setting: Setting) -> Inputs:
        """Return what the sun allows, ``available_kw``.

        Raises
        ------
        ProfileError
            when the column is not per installed kW.
        """
        available_kw = self.rating * self._share(setting)
        if self.inverter is not None and self.inverter.rating is not None:
            available_kw = np.minimum(available_kw, self.inverter.rating)
        return {"available_kw": frozen(available_kw)}

    def _share(self, setting: Setting) -> FloatArray:
        """Return what the sun allows per installed kW, (T,)."""
        if self.profile is None:
            default = {"tilt": 35.0, "azimuth": 180.0, "losses": 0.14}
            said = {name: getattr(self, name) for name in default}
            plane = default | {name: value for name, value in said.items() if value is not None}
            return np.minimum(share_of_rating(setting.weather, **plane), _MOST)
        share = np.maximum(setting.profiles.series(self.profile), 0.0)
        if share.max() > _MOST:
            entry, _, column = self.profile.partition("/")
            raise ProfileError(
                f"{share.max():.3g} on {setting.horizon.label(int(share.argmax()))} is more than "
                "panels give: the column must be output per installed kW, 0 to 1",
                file=entry,
                column=column,
            )
        return share

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Feed everything in."""
        return _fed_in(inputs["available_kw"], inputs)

    def block(self, block: Any, step_h: float) -> None:  # noqa: ARG002
        """Write the step: an output that may stay below what the sun allows."""
        import pyomo.environ as pyo

        block.output_kw = pyo.Var(bounds=(0.0, _MOST * self.rating))
        block.p_kw = pyo.Expression(expr=-block.output_kw)
        block.cost_eur = pyo.Expression(expr=0.0)

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
        return _fed_in(np.clip(value("output_kw"), 0.0, inputs["available_kw"]), inputs)

    def response(self) -> VoltageResponse | None:
        """Return what its inverter does with the voltage."""
        return None if self.inverter is None else self.inverter.response(self.rating)

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
        """Return by how much fed in and curtailed energy are not what the sun allows."""
        curtailed = 0.0 if did.curtailed_kw is None else did.curtailed_kw
        residual: FloatArray = step_h * (inputs["available_kw"] + did.p_kw - curtailed)
        return residual

    def power_range_kw(self, inputs: Inputs) -> Range:
        """Return from all that the sun allows to nothing."""
        return -inputs["available_kw"], 0.0


def _fed_in(output_kw: FloatArray, inputs: Inputs) -> Behaviour:
    return Behaviour(
        p_kw=-output_kw,
        q_kvar=np.zeros_like(output_kw),
        curtailed_kw=inputs["available_kw"] - output_kw,
    )

"""The family of assets: what every device or load of a member gives to the engine."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.assets.leeway import Leeway
from hubsim.horizon import Horizon
from hubsim.kinds import Kind
from hubsim.voltage_response import VoltageResponse
from hubsim.weather.weather import Weather

if TYPE_CHECKING:
    from hubsim.profiles.library import Library

Inputs: TypeAlias = Mapping[str, FloatArray]
"""Series an asset needs over the horizon, (T,) each, by name."""

Phases: TypeAlias = Literal["auto", "a", "b", "c", "abc"]
"""Phases of a connection as a scenario says them; auto is one phase, drawn."""


@dataclass(frozen=True)
class Setting:
    """What an asset may look at when it makes its input series.

    horizon : the time axis
    profiles : named series of the scenario, on the horizon's clock
    weather : of the scenario, on the horizon's clock
    random : generator of this asset's own stream; no other asset draws from it
    buy_eur_kwh, sell_eur_kwh : (T,) prices of its member, for those that look at them
    """

    horizon: Horizon
    profiles: Library
    weather: Weather
    random: np.random.Generator
    buy_eur_kwh: FloatArray = field(default_factory=lambda: np.zeros(0))
    sell_eur_kwh: FloatArray = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class Behaviour:
    """What an asset did over the horizon. Every array is (T,) but `level_kwh`.

    p_kw : drawn active power [kW], negative when it feeds in
    q_kvar : drawn reactive power [kvar]
    level_kwh : (T + 1,) stored energy at the step boundaries [kWh], (T + 1, S) of several stores; empty
        for an asset without store
    unmet_kw : need that was not served, mean over the step [kW]
    curtailed_kw : available generation that was not used [kW]
    gas_kw : gas burnt, upper heating value [kW]
    """

    p_kw: FloatArray
    q_kvar: FloatArray
    level_kwh: FloatArray = field(default_factory=lambda: np.zeros(0))
    unmet_kw: FloatArray | None = None
    curtailed_kw: FloatArray | None = None
    gas_kw: FloatArray | None = None


Bounds: TypeAlias = Mapping[str, tuple[FloatArray, FloatArray]]
"""Variable of the block, or ``tank.heat_kw`` of one within, -> its bounds over the horizon, (T,) each."""

Level: TypeAlias = FloatArray | float
"""Of an asset's store a number, of several stores (S,)."""

Range: TypeAlias = tuple[FloatArray | float, FloatArray | float]
"""Lowest and highest value, each over time or one number for all of it."""


class Asset(Kind):
    """A device or load behind a member's connection.

    Behaviour alone is simulated over the whole horizon. Together, the asset is a Pyomo block of ONE
    step; whatever changes over time is a bound on one of its variables.
    """

    title: ClassVar[str]
    """What a legend calls assets of this kind, in the plural."""

    flexible: ClassVar[bool] = False
    """Whether the hub can operate it; if not, it behaves together as it does alone."""

    follows_net: ClassVar[bool] = False
    """Whether its behaviour alone looks at its member's net power, and so is simulated last."""

    has_store: ClassVar[bool] = False
    """Whether it carries energy from step to step: `level_before` and `level_after` in its block."""

    def stores(self) -> tuple[str, ...]:
        """Return the names of its stores: none, or one without a name, unless a kind has several.

        With several, what is said of a level below is (S,), one of each in this order, and each name is
        that of a block within the asset's, which has `level_before` and `level_after` of its own.
        """
        return ("",) if self.has_store else ()

    phases: Phases | None = None
    """Phases it is connected to, those of its member by default. On a member of abc: a, b, c, abc, or
    auto for a drawn one. On any other member its phase is the member's: auto, or the letter that the
    member itself names. Not looked at in a balanced power flow."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields, e.g. minimum above maximum."""
        return []

    def profile_names(self) -> list[tuple[str, str]]:
        """Return (field, profile name) of every profile the asset reads."""
        return []

    def is_generated(self) -> bool:
        """Return whether hubsim makes its need itself, rather than reading it: a report says so."""
        return False

    def follows_weather(self) -> bool:
        """Return whether its inputs look at the weather of the scenario."""
        return False

    def follows_prices(self) -> bool:
        """Return whether its inputs look at the prices of its member."""
        return False

    @abstractmethod
    def inputs(self, setting: Setting) -> Inputs:
        """Return the series the asset needs, made once and used alone and together alike."""

    @abstractmethod
    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:
        """Return what the asset does for its own member, without coordination.

        net_kw : (T,) what the member's other assets draw; zeros unless `follows_net`
        """

    # What the voltage at its connection makes of it.

    def response(self) -> VoltageResponse | None:
        """Return how its power answers the voltage, None where it does not."""
        return None

    def settled(
        self,
        inputs: Inputs,  # noqa: ARG002
        did: Behaviour,
        p_kw: FloatArray,
        q_kvar: FloatArray,
    ) -> Behaviour:
        """Return the behaviour with the power that it had at its voltage, in place of the planned one.

        p_kw, q_kvar : (T,) drawn [kW, kvar]
        """
        return replace(did, p_kw=p_kw, q_kvar=q_kvar)

    def fuel_eur_kwh(self) -> float:
        """Return what a kWh of the gas that it burns costs [EUR/kWh]."""
        return 0.0

    def heat_sold(self) -> tuple[float, float]:
        """Return the heat sold outside the hub for each kWh drawn [kWh], and what a kWh of it earns [EUR].

        Its `cost_eur` counts the same; (0, 0) is an asset that sells none.
        """
        return 0.0, 0.0

    # What every operation is held to in production, whoever made it.

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the asset's energy does not close at every step, (T,) or (T, n) [kWh].

        A store compares its level with its power, a need with what was served. Zero where there is
        nothing to compare; an asset with a store must say.
        """
        del inputs, step_h
        if self.has_store:
            raise NotImplementedError
        return np.zeros_like(did.p_kw)

    def power_range_kw(self, inputs: Inputs) -> Range:
        """Return what the asset can draw, numbers or (T,) [kW]; a flexible asset must say."""
        del inputs
        if self.flexible:
            raise NotImplementedError
        return -np.inf, np.inf

    def level_range_kwh(self, inputs: Inputs) -> Range:
        """Return what the store can hold at the step boundaries, numbers or (T + 1,) [kWh].

        Of several stores (S,) or (T + 1, S).
        """
        raise NotImplementedError

    # The rest is for flexible assets only.

    def leeway(self, inputs: Inputs, step_h: float) -> Leeway | None:
        """Return what a controller by simple rules may do with it; None leaves it as it is alone."""
        del inputs, step_h
        return None

    def start_kwh(self) -> Level:
        """Return the energy stored at the start of the horizon [kWh]."""
        raise NotImplementedError

    def block(self, block: Any, step_h: float) -> None:
        """Write the asset's one-step model into a Pyomo block.

        Sets `block.p_kw` (a Var or linear Expression of drawn power) and `block.cost_eur` (linear, of
        the step: wear, fuel, less heat sold; nothing that a tariff pays); may set `block.unmet_kw` and
        `block.curtailed_kw`; where reactive power is a choice, `block.q_kvar`, drawn, as the difference of
        the Vars `q_in_kvar` and `q_out_kvar`. An asset with a store declares the Vars `level_before` and
        `level_after`, equal in their static bounds.
        """
        raise NotImplementedError

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:
        """Return the bounds that change over time, for variables of the block by name."""
        raise NotImplementedError

    def coarser(self, inputs: Inputs, ratio: int) -> Inputs:
        """Return its inputs in steps that are `ratio` of theirs: energies as sums, all else as means.

        A last part that fills no such step is left out.
        """
        return {
            name: sum_of(series, ratio) if name.endswith("_kwh") else mean_of(series, ratio)
            for name, series in inputs.items()
        }

    def least_kw(self) -> Mapping[str, float]:
        """Return variables of the block that are zero or at least so much, though the block is linear."""
        return {}

    def uncertain(self) -> tuple[str, ...]:
        """Return the inputs that a hub does not know ahead, but foresees [kW]."""
        return ()

    def meant_kw(self, p_kw: FloatArray, seen: Inputs, inputs: Inputs) -> FloatArray:
        """Return the power that a plan means, now that it is known what came.

        p_kw : (T,) as planned on what was `seen`
        """
        del seen, inputs
        return p_kw

    def factors(self, inputs: Inputs) -> Mapping[str, FloatArray]:
        """Return what multiplies variables of the block and changes over time, (T,) each.

        Each is a mutable Param of the block by that name, with the value 1. It may multiply this step's
        variables in constraints, not `level_before` and not the cost.
        """
        del inputs
        return {}

    def behaviour(
        self, inputs: Inputs, value: Callable[[str], FloatArray], level_kwh: FloatArray
    ) -> Behaviour:
        """Return what the solved block did; `value(name)` is (T,) of a block variable."""
        raise NotImplementedError

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> Level:
        """Return what a kWh left in the store at the end of a window is worth [EUR/kWh].

        buy_eur_kwh : what a kWh costs the member on average
        """
        del inputs, buy_eur_kwh
        return 0.0

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: Any, step_h: float) -> Level:
        """Return the highest level that can stand at the end of the steps, from `level_kwh` on."""
        raise NotImplementedError


def mean_of(series: FloatArray, ratio: int) -> FloatArray:
    """Return (T // ratio,) the means of so many steps."""
    return sum_of(series, ratio) / ratio


def last_of(series: FloatArray, ratio: int) -> FloatArray:
    """Return (T // ratio,) the values of the last of so many steps."""
    return series[ratio - 1 :: ratio][: len(series) // ratio]


def sum_of(series: FloatArray, ratio: int) -> FloatArray:
    """Return (T // ratio,) the sums of so many steps."""
    n_steps = len(series) // ratio
    total: FloatArray = series[: n_steps * ratio].reshape(n_steps, ratio).sum(axis=1)
    return total

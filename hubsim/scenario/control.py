"""How the hub operates together: what it operates, what it aims at, how far it sees."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema

from hubsim.kinds import Record
from hubsim.scenario import check
from hubsim.scenario.names import nearest
from hubsim.units import Quantity

Wish: TypeAlias = Literal["comfort", "network", "contract"]
Aim: TypeAlias = Literal["cost", "peak", "carbon", "self-consumption", "congestion"]


class Objective(Record):
    """What a plan makes small: the sum of costs, each with its price."""

    cost: Annotated[float, Field(ge=0.0, le=1000.0)] = 1.0
    """Weight of what members pay for energy, fuel and wear."""

    peak: Annotated[float, Quantity("capacity price", least=0.0)] = Field(
        default="0 EUR/kW", validate_default=True
    )
    """Price of the highest power that all members draw together in a calendar month."""

    carbon: Annotated[float, Quantity("carbon price", least=0.0)] = Field(
        default="0 EUR/kg", validate_default=True
    )
    """Price of the emission of the power drawn from the grid; what is fed in takes as much away."""

    self_consumption: Annotated[float, Quantity("price", least=0.0)] = Field(
        default="0 EUR/kWh", validate_default=True, alias="self-consumption"
    )
    """Price of a kWh that is fed in, and not shared, in place of used where it is generated."""

    congestion: Annotated[float, Quantity("capacity price", least=0.0)] = Field(
        default="0 EUR/kW", validate_default=True
    )
    """Price of the highest power through each transformer in a calendar month, either way."""


_ALONE: dict[str, dict[str, Any]] = {
    "cost": {},
    "peak": {"peak": "100 EUR/kW"},
    "carbon": {"carbon": "10 EUR/kg"},
    "self-consumption": {"self-consumption": "2 EUR/kWh"},
    "congestion": {"congestion": "100 EUR/kW"},
}
"""Short form -> prices so high that cost only tells equal plans apart."""


_FORECASTS = ("perfect", "persistence", "noisy")


class Forecast(Record):
    """What the hub knows of demand, sun, wind and heat when it plans."""

    kind: Literal["perfect", "persistence", "noisy"] = "perfect"
    """All of it; that the last day known repeats itself; or the truth with an error of its own."""

    error: Annotated[float, Quantity("share", least=0.0, most=2.0)] = Field(
        default="20 %", validate_default=True
    )
    """Standard deviation of a noisy forecast a day ahead; it grows with the square root of the time."""

    keeps: Annotated[float, Quantity("duration", above=0.0, most=72.0)] = Field(
        default="6 h", validate_default=True
    )
    """Time over which the error of a noisy forecast stays much the same."""


def _of_one_aim(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value not in _ALONE:
        hint = nearest(value, _ALONE, all_of_them="objectives")
        raise check.wrong(f"no objective {value[:40]!r}", hint)
    return _ALONE[value]


def _of_one_kind(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value not in _FORECASTS:
        hint = nearest(value, _FORECASTS, all_of_them="forecasts")
        raise check.wrong(f"no forecast {value[:40]!r}", hint)
    return {"kind": value}


class _Short:
    """Tells an editor that a word may stand for the map."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe both forms, the map first."""
        return {"anyOf": [handler(schema), {"enum": list(self.words)}]}


class Control(Record):
    """How the hub operates together."""

    mode: Literal["optimise", "rules", "none"] = "optimise"
    """By an optimiser that knows its window; by simple rules without foresight, of which only coordinate,
    limits and contract matter; or not at all, as if coordinate were empty."""

    coordinate: list[Annotated[str, AfterValidator(check.flexible_kind)]] = Field(default=[])
    """Kinds of assets that the hub operates; none means that there is no hub."""

    objective: Annotated[Objective, BeforeValidator(_of_one_aim), _Short(*_ALONE)] = Field(
        default={}, validate_default=True
    )
    """What its plans make small: cost, peak, carbon, self-consumption, congestion, or a map of prices."""

    forecast: Annotated[Forecast, BeforeValidator(_of_one_kind), _Short(*_FORECASTS)] = Field(
        default={}, validate_default=True
    )
    """What it knows when it plans: perfect, persistence, noisy, or a map."""

    window: Annotated[float, Quantity("duration", above=0.0, most=24.0 * 31)] = Field(
        default="24 h", validate_default=True
    )
    """How long a plan is carried out before the next one is made."""

    lookahead: Annotated[float, Quantity("duration", least=0.0, most=24.0 * 14)] = Field(
        default="12 h", validate_default=True
    )
    """How far beyond its window a plan looks."""

    lookahead_step: Annotated[float, Quantity("duration", above=0.0, most=24.0)] | None = None
    """Length of the steps beyond the window, a multiple of time.step, which it is without; 1 h is fast."""

    unmet: Annotated[float, Quantity("price", least=0.0)] = Field(
        default="100 EUR/kWh", validate_default=True
    )
    """Penalty of a need that is not served; above that of an overload, which counts once for
    every element in a row."""

    overload: Annotated[float, Quantity("price", least=0.0)] = Field(
        default="5 EUR/kWh", validate_default=True
    )
    """Penalty of energy beyond a limit of the network, its first tenth; the second costs twice as much, the
    rest four times."""

    ranking: Annotated[list[Wish], Field(min_length=3, max_length=3)] | None = None
    """Which wish goes before which where not all can be kept: comfort, network, contract, the first one
    first. Without it the prices decide; with it the highest of the three prices goes to the first."""

    def problems(self) -> list[tuple[str, str]]:
        """Return a wish that is ranked twice."""
        if self.ranking is not None and len(set(self.ranking)) < len(self.ranking):
            return [("ranking", "names a wish twice: each of comfort, network, contract once")]
        return []

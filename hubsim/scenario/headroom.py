"""What a scenario says about headroom: what is added, where, at which risk, and what copper costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, get_args

from pydantic import AfterValidator, Field, Strict, StringConstraints

from hubsim.assets.asset import Asset
from hubsim.kinds import Record, union
from hubsim.scenario import check
from hubsim.units import Quantity

Addition: TypeAlias = Literal["home", "heat-pump", "charger", "pv"]
"""What can be added."""

ADDITIONS: tuple[Addition, ...] = get_args(Addition)

WAYS = WORST, RANDOM, SPREAD = ("worst", "random", "spread")
"""Ways of siting; any other word is a bus."""

if TYPE_CHECKING:
    _Unit: TypeAlias = Asset
else:
    _Unit = Annotated[
        union(Asset), AfterValidator(check.consistent), AfterValidator(check.profiles)
    ]


class CopperPrices(Record):
    """What reinforcing costs, in place of the figures of hubsim's own table."""

    cable: Annotated[float, Quantity("money per length", above=0.0)] | None = None
    """A metre of low-voltage cable, laid."""

    mv_cable: Annotated[float, Quantity("money per length", above=0.0)] | None = None
    """A metre of medium-voltage cable, laid."""

    transformer: Annotated[float, Quantity("money per power", above=0.0)] | None = None
    """A distribution transformer, for each kVA of its rating."""

    lifetime: Annotated[float, Quantity("duration", above=0.0)] | None = None
    """Over which it is paid off."""

    rate: Annotated[float, Quantity("share", least=0.0, most=0.5)] | None = None
    """Interest; that of `business` where there is one."""


class HeadroomRules(Record):
    """How much more fits before the first violation, alone and together."""

    add: Annotated[list[Addition], Field(min_length=1)] = Field(default=["home"])
    """What is added, one after the other: home, heat-pump, charger, pv."""

    units: dict[Addition, _Unit] = Field(default={})
    """What one of them is, as a load or device of a member; by default as docs/headroom.md says."""

    where: Annotated[str, Strict(), StringConstraints(min_length=1, max_length=200)] = RANDOM
    """Where they are added: random over the connections, spread over them, all at the worst bus, or the
    id of a bus."""

    sitings: Annotated[int, Strict(), Field(ge=1, le=1000)] = 20
    """Number of random sitings."""

    risk: Annotated[float, Quantity("duration", least=0.0, most=8784.0)] = Field(
        default="0 h", validate_default=True
    )
    """Hours a year in which some limit may be exceeded, alone and together alike."""

    unserved: Annotated[float, Quantity("share", least=0.0, most=1.0)] = Field(
        default="1 %", validate_default=True
    )
    """Energy that the hub may leave unmet or curtail more than without additions, of what is added."""

    operation: Literal["rules", "optimise"] | None = None
    """How the hub operates with the additions; as control.mode says by default."""

    phase: Literal["abc", "least", "most"] = "abc"
    """Of a three-phase study: on all phases, or on the one that the street loads least or most."""

    most: Annotated[int, Strict(), Field(ge=1, le=5000)] = 200
    """Largest number of units that is looked for."""

    every: bool = False
    """Whether every number is simulated, from none on, in place of a search."""

    map: bool = True
    """Whether the headroom of every bus is found too."""

    growth: Annotated[float, Quantity("share", least=0.0, most=0.5)] | None = None
    """Yearly growth of the demand, for how long the network will do; that of `business` by default."""

    copper: CopperPrices = Field(default={}, validate_default=True)
    """Prices of reinforcement."""

    def problems(self) -> list[tuple[str, str]]:
        """Return what is added twice, or described and not added."""
        problems = []
        if len(set(self.add)) < len(self.add):
            problems.append(("add", "names something twice"))
        problems += [
            (f"units.{name}", "is not among what is added (add)")
            for name in self.units
            if name not in self.add
        ]
        if "pv" in self.units and self.units["pv"].kind != "pv":
            problems.append(("units.pv", "is no pv"))
        if "charger" in self.units and self.units["charger"].kind != "ev":
            problems.append(("units.charger", "is no ev"))
        problems += [
            (f"units.{name}", "follows the rest of its member, and has none")
            for name, unit in self.units.items()
            if unit.follows_net
        ]
        return problems

"""The model of a resolved scenario file: what may stand where, in which unit, and what is meant.

Resolved means that templates and layouts are worked in. Families of kinds (assets, prices,
contracts, sharing rules, network sources) come from their folders: a new kind needs no edit here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    Strict,
    StringConstraints,
)

from hubsim.assets.asset import Asset, Phases
from hubsim.assets.demand import Demand
from hubsim.contracts.connection import ConnectionSize
from hubsim.contracts.contract import Contract
from hubsim.errors import Issue
from hubsim.horizon import Horizon
from hubsim.kinds import Record, union
from hubsim.networks.source import NetworkSource
from hubsim.profiles.file import ProfileFile
from hubsim.scenario import check
from hubsim.scenario.clock import Time
from hubsim.scenario.control import Control
from hubsim.scenario.headroom import HeadroomRules
from hubsim.scenario.limits import LimitsOfNetwork
from hubsim.scenario.names import NAME
from hubsim.scenario.softener import Softener
from hubsim.scenario.sweep import Sweep
from hubsim.scenario.thermal import Thermal
from hubsim.scenario.words import WordsByLanguage
from hubsim.sharing.rule import SharingRule
from hubsim.tariffs.billing import BillRules, MemberBill
from hubsim.tariffs.business import Business
from hubsim.tariffs.price import Price
from hubsim.units import Quantity
from hubsim.weather.weather import WeatherSource

if TYPE_CHECKING:
    from hubsim.scenario.node import Node

FORMAT = 1
"""Version of the file format that this hubsim reads."""

DAY_AHEAD = "prices.day_ahead"
"""Name of the day-ahead price among `Scenario.profile_files`; no profile can be called so."""

Name: TypeAlias = Annotated[str, StringConstraints(pattern=NAME, max_length=64)]
Text: TypeAlias = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=200)]
Whole: TypeAlias = Annotated[int, Strict()]

if TYPE_CHECKING:
    # For the type checker a family is its abstract class: only that is called.
    AnyNetwork: TypeAlias = NetworkSource
    _Price: TypeAlias = Price
    _Contract: TypeAlias = Contract
    _Sharing: TypeAlias = SharingRule
    _Weather: TypeAlias = WeatherSource
    _Device: TypeAlias = Asset
    _Load: TypeAlias = Asset
else:
    AnyNetwork = Annotated[union(NetworkSource), AfterValidator(check.consistent)]
    _Price = Annotated[union(Price), AfterValidator(check.consistent)]
    _Contract = Annotated[union(Contract), AfterValidator(check.consistent)]
    _Sharing = Annotated[union(SharingRule), AfterValidator(check.consistent)]
    _Weather = Annotated[union(WeatherSource), AfterValidator(check.consistent)]
    _CHECKS = AfterValidator(check.consistent), AfterValidator(check.profiles)
    _Device = Annotated[union(Asset), *_CHECKS]
    _Load = Annotated[union(Asset, Demand), *_CHECKS]

_File: TypeAlias = Annotated[ProfileFile, AfterValidator(check.consistent)]


class SyntheticPrice(Record):
    """A day-ahead price by the hour that hubsim makes from the weather."""

    mean: Annotated[float, Quantity("price", above=0.0, most=1.0)] = Field(
        default="80 EUR/MWh", validate_default=True
    )
    """Mean of a calendar year."""

    negative: Annotated[float, Quantity("share", least=0.0, most=0.3)] = Field(
        default="8 %", validate_default=True
    )
    """Share of its hours with a price below zero; in the Netherlands it was 8 % of 2024."""


class Prices(Record):
    """Prices that hold for everyone."""

    day_ahead: _File | None = None
    """Day-ahead price, needed by dynamic tariffs: hubsim's Parquet, a CSV or an ENTSO-E export."""

    synthetic: SyntheticPrice | None = None
    """A day-ahead price made from the weather of the scenario, in place of a file."""

    def problems(self) -> list[tuple[str, str]]:
        """Return a made price beside one from a file."""
        if self.day_ahead is None or self.synthetic is None:
            return []
        return [("synthetic", "stands beside day_ahead: give one of the two")]


class Tariff(Record):
    """What a member's supplier charges and pays."""

    buy: _Price
    """Price of a kWh bought."""

    sell: _Price
    """Price of a kWh sold; negative when the member has to pay."""


class Member(Record):
    """A connection, or a group of like ones."""

    bus: Text | None = None
    """Bus of the network it connects to."""

    buses: Annotated[list[Text], Field(min_length=1)] | None = None
    """Buses of a group, a member at each; the list is gone through again when count is larger.
    ``A .. B`` are all from A to B in the order of the network."""

    connection: Text | None = None
    """Connection of the network that it has, in place of a bus."""

    connections: Annotated[list[Text], Field(min_length=1)] | Text | None = None
    """Connections of a group, a member at each: names and ranges A .. B, or free for all that are left."""

    count: Annotated[int, Strict(), Field(ge=1, le=100_000)] | None = None
    """Number of members of a group; by default one at each bus or connection that is named."""

    spread: Literal["even", "random", "near", "far"] = "even"
    """Which connections a group takes where there are more than members: at equal distances in the order
    of the network, at random, or the nearest to or farthest from the source."""

    phases: Phases = "auto"
    """Phases it is connected to: abc for all three, a, b or c for one, auto for a drawn one, in which
    the members of a group take turns. Not looked at in a balanced power flow."""

    tariff: Annotated[str, Strict(), AfterValidator(check.known_tariff)]
    """Name of its tariff."""

    connection_size: ConnectionSize | None = None
    """Phases and fuse of its connection, 3x25 A: the most it can draw or feed in; no limit by default."""

    bill: Annotated[MemberBill, AfterValidator(check.consistent)] = Field(
        default={}, validate_default=True
    )
    """How it is billed, beside its tariff."""

    load: _Load | None = None
    """What it uses, apart from its devices."""

    devices: dict[Name, _Device] = Field(default={})
    """Its devices by name."""

    vary: dict[str, Annotated[float, Quantity("share", least=0.0, most=1.0)]] = Field(default={})
    """Differences inside a group: load.annual 20 % is a spread, devices.car 60 % who has it."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        return check.member_problems(self)


@dataclass(frozen=True)
class Origin:
    """Where a scenario was read from; takes no part in equality."""

    file: str = field(default="", compare=False)
    folder: Path = field(default=Path(), compare=False)
    layout: str | None = field(default=None, compare=False)
    layouts: dict[str, dict[str, Any]] = field(default_factory=dict, compare=False)
    tree: Node | None = field(default=None, compare=False, repr=False)
    sweep: Sweep | None = field(default=None, compare=False, repr=False)


class Scenario(Record):
    """A neighbourhood, its network and contracts, and how it is operated."""

    model_config = ConfigDict(title="hubsim scenario")

    hubsim: Annotated[Literal[1], BeforeValidator(check.format_version)]
    """Version of the file format."""

    name: Name
    """Short name, used for folders."""

    title: Text | None = None
    """What reports are headed with; the name by default."""

    words: WordsByLanguage = Field(default={}, validate_default=True)
    """What pages in a language call the scenario and its layouts."""

    seed: Annotated[int, Strict(), Field(ge=0, lt=2**63)] = 0
    """Seed of everything random."""

    time: Annotated[Time, AfterValidator(check.consistent)]
    """Which days are simulated."""

    network: AnyNetwork
    """Where the network comes from."""

    limits: Annotated[LimitsOfNetwork, AfterValidator(check.consistent)] = Field(
        default={}, validate_default=True
    )
    """What counts as congestion."""

    thermal: Thermal = Field(default={}, validate_default=True)
    """What the temperatures of transformers and cables are worked out with."""

    profiles: dict[Name, _File] = Field(default={})
    """Files of series by name; a column is named NAME/COLUMN."""

    weather: _Weather = Field(default={"kind": "dutch-year"}, validate_default=True)
    """The weather, one for everything that depends on it."""

    prices: Annotated[Prices, AfterValidator(check.consistent)] = Field(
        default={}, validate_default=True
    )
    """Prices that hold for everyone."""

    carbon: Annotated[float, Quantity("carbon", least=0.0)] = Field(
        default="270 g/kWh", validate_default=True
    )
    """Emission of a kWh drawn from the grid."""

    carbon_by_hour: Text | None = None
    """How the emission changes from hour to hour: NAME/COLUMN of the profiles, in place of carbon, or
    synthetic, which spreads it over the hours by sun and wind; constant by default."""

    tariffs: Annotated[dict[Name, Tariff], Field(min_length=1)]
    """Tariffs by name."""

    contract: _Contract = Field(default={"kind": "none"}, validate_default=True)
    """What the members agreed with the grid operator as a group."""

    sharing: _Sharing = Field(default={"kind": "none"}, validate_default=True)
    """How energy is shared among members."""

    bills: Annotated[BillRules, AfterValidator(check.consistent)] | None = None
    """Which rates and rules the bills of the members follow; none are made by default."""

    business: Business | None = None
    """What the hub costs, for the business case of the layout; it needs bills."""

    softener: Annotated[Softener, AfterValidator(check.consistent)] | None = None
    """Windows in which the hub should lower the peak; whether it does is checked and told."""

    headroom: Annotated[HeadroomRules, AfterValidator(check.consistent)] | None = None
    """What is added to see how much more fits; nothing by default."""

    control: Annotated[Control, AfterValidator(check.consistent)] = Field(
        default={}, validate_default=True
    )
    """How the hub operates together."""

    members: Annotated[
        dict[Name, Annotated[Member, AfterValidator(check.consistent)]], Field(min_length=1)
    ]
    """Connections by name."""

    sweep: Annotated[Sweep, AfterValidator(check.consistent)] | None = None
    """What `hubsim sweep` varies over many runs; no part of a single one."""

    _origin: Origin = PrivateAttr(default=Origin())

    @property
    def file(self) -> str:
        """Name of the file it was read from."""
        return self._origin.file

    @property
    def folder(self) -> Path:
        """Folder where relative paths start."""
        return self._origin.folder

    @property
    def layout(self) -> str | None:
        """Name of the layout that is worked in, None for the base."""
        return self._origin.layout

    @property
    def layouts(self) -> dict[str, dict[str, Any]]:
        """Layouts of the file: name -> path -> value, as written."""
        return self._origin.layouts

    @property
    def sweep_of_file(self) -> Sweep | None:
        """The file's section ``sweep``; a resolved scenario, which is one run, has none of its own."""
        return self._origin.sweep

    def title_in(self, language: str) -> str:
        """Return what pages in a language are headed with."""
        words = self.words.said().get(language)
        return (words and words.title) or self.title or self.name

    def name_of_layout(self, layout: str, language: str) -> str:
        """Return what pages in a language call a layout."""
        words = self.words.said().get(language)
        return layout if words is None else words.layouts.get(layout, layout)

    def horizon(self) -> Horizon:
        """Return the time axis."""
        return self.time.horizon()

    def profile_files(self) -> dict[str, ProfileFile]:
        """Return every file of series by name: the profiles and, as `DAY_AHEAD`, the price."""
        files = dict(self.profiles)
        if self.prices.day_ahead is not None:
            files[DAY_AHEAD] = self.prices.day_ahead
        return files

    def issue(self, path: str, message: str, hint: str = "") -> Issue:
        """Return the issue at a path of the file, or as near to it as something is written."""
        if self._origin.tree is None:
            return Issue(self.file, 1, 1, path, message, hint)
        place = self._origin.tree.find(path)
        return place.issue(message, hint, at_key=isinstance(place.value, dict))

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between sections."""
        return check.scenario_problems(self)

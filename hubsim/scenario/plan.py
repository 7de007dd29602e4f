"""A plan: the scenario as arrays, everything an operation needs and nothing it must look up."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from hubsim.arrays import FloatArray, IntArray, frozen
from hubsim.assets.asset import Asset, Inputs, Setting
from hubsim.caching import Kept
from hubsim.contracts.contract import Limits
from hubsim.errors import ScenarioError
from hubsim.horizon import Horizon
from hubsim.market.from_weather import carbon_kg_kwh, day_ahead_eur_kwh
from hubsim.networks.network import Network
from hubsim.networks.taps import equipped
from hubsim.profiles.library import Library, Provenance
from hubsim.profiles.table import SYNTHETIC
from hubsim.scenario.bills import limits_of_members, with_parties
from hubsim.scenario.deep import check_deep
from hubsim.scenario.limits import LoadingLimits
from hubsim.scenario.members import expand
from hubsim.scenario.phases import phase_shares, phases_of_asset
from hubsim.scenario.schema import DAY_AHEAD, Scenario
from hubsim.streams import stream
from hubsim.weather.weather import Weather

_KEPT = Kept(256 * 2**20)
"""Generated series of this process: layouts of a scenario have most of their homes in common."""


def drop_unused_series() -> None:
    """Drop generated series that no plan asked for since this was called last."""
    _KEPT.drop_unused()


@dataclass(frozen=True)
class Plan:
    """One layout of a scenario, ready to be operated. Axes: T steps, A assets, M members, B buses.

    loading_limits : of every transformer and line at every step
    asset_ids : (A,) ``member.asset``, in the order of the members; the load of a member is ``member.load``
    asset_member : (A,) index of each asset's member
    asset_phase : (A, 3) share of each asset's power on phases a, b and c; a row sums to 1
    inputs : (A,) series of each asset
    coordinated : (A,) indices of the assets that the hub operates in ``together``
    member_ids : (M,); member_bus : (M,) index into ``network.bus_ids``; member_tariff : (M,) its name
    member_phase : (M, 3) which phases each member is connected to, as equal shares; a row sums to 1
    member_group : (M,) the scenario's member that each is, or is one of
    member_limit_kw : (M,) what each connection can carry in all; infinite where no size is given
    day_ahead_eur_kwh : (T,) wholesale price; NaN where the scenario has none
    buy_eur_kwh, sell_eur_kwh : (T, M) price of a kWh bought from and sold to the supplier
    shared_fee_eur_kwh : tax and fees due on a shared kWh
    carbon_kg_kwh : (T,) emission of a kWh drawn from the grid
    data_labels : series, kind of generated need or ``weather`` -> one of `profiles.table.LABELS`
    weather : of the scenario on the horizon
    sources : a row of every file read: file, sha256, bytes, licence, label
    """

    scenario: Scenario
    horizon: Horizon
    network: Network
    loading_limits: LoadingLimits
    assets: tuple[Asset, ...]
    asset_ids: tuple[str, ...]
    asset_member: IntArray
    asset_phase: FloatArray
    inputs: tuple[Inputs, ...]
    coordinated: tuple[int, ...]
    member_ids: tuple[str, ...]
    member_bus: IntArray
    member_tariff: tuple[str, ...]
    member_phase: FloatArray
    member_group: tuple[str, ...]
    member_limit_kw: FloatArray
    day_ahead_eur_kwh: FloatArray
    buy_eur_kwh: FloatArray
    sell_eur_kwh: FloatArray
    shared_fee_eur_kwh: float
    contract: Limits
    carbon_kg_kwh: FloatArray
    data_labels: dict[str, str]
    weather: Weather
    sources: tuple[dict[str, object], ...]

    @cached_property
    def stores(self) -> tuple[tuple[int, str], ...]:
        """(S,) asset and name of every store: the axis of levels. Most have no name."""
        return tuple((a, name) for a, asset in enumerate(self.assets) for name in asset.stores())

    @cached_property
    def store_ids(self) -> tuple[str, ...]:
        """(S,) ``member.asset``, with the store's name behind it where it has one."""
        return tuple(".".join(filter(None, (self.asset_ids[a], name))) for a, name in self.stores)

    @cached_property
    def stores_of(self) -> tuple[tuple[int, ...], ...]:
        """(A,) the stores of each asset, in its order."""
        place = iter(range(len(self.stores)))
        return tuple(tuple(next(place) for _ in asset.stores()) for asset in self.assets)

    @cached_property
    def start_kwh(self) -> FloatArray:
        """(S,) energy in every store at the start of the horizon [kWh]."""
        starts = [
            np.atleast_1d(self.assets[a].start_kwh())
            for a, places in enumerate(self.stores_of)
            if places
        ]
        return frozen(np.concatenate([np.zeros(0), *starts]))


def make_plan(scenario: Scenario) -> Plan:
    """Return the plan of a resolved scenario: network and profiles opened, checked and laid out.

    Raises
    ------
    ScenarioError
        when the scenario names what network or profiles do not have, with every such place.
    ProfileError, NetworkError, MissingError
        when a file cannot be used.
    """
    horizon = scenario.horizon()
    network = scenario.network.load(scenario.folder)
    library = Library(scenario.profile_files(), scenario.folder, horizon)
    weather = Weather(scenario.weather, scenario.folder, horizon)
    places = check_deep(scenario, network, library, weather)
    network = equipped(network, scenario.network)

    members = expand(scenario, places)
    scenario = with_parties(scenario, members)
    bus_of = {bus: b for b, bus in enumerate(network.bus_ids)}
    assets = [
        (m, name, asset)
        for m, member in enumerate(members)
        for name, asset in member.assets().items()
    ]
    day_ahead = _day_ahead(scenario, library, weather)
    buy, sell = _prices(scenario, [member.tariff for member in members], horizon, day_ahead)
    known: dict[Hashable, FloatArray] = {}
    inputs = tuple(
        _once(_inputs(scenario, asset, name, library, weather, (buy[:, m], sell[:, m])), known)
        for m, name, asset in assets
    )
    asset_phases = [
        phases_of_asset(
            asset.phases, members[m].phases, partial(stream, scenario.seed, name, "phases")
        )
        for m, name, asset in assets
    ]
    coordinated = tuple(
        a
        for a, (_, _, asset) in enumerate(assets)
        if asset.flexible
        and asset.kind in scenario.control.coordinate
        and scenario.control.mode != "none"
    )
    rows = library.provenance()
    is_followed = (
        any(asset.follows_weather() for _, _, asset in assets)
        or scenario.prices.synthetic is not None
        or scenario.carbon_by_hour == SYNTHETIC
        # The hot-spot of transformers follows the air around them.
        or (scenario.thermal.ambient is None and bool(network.trafo_ids))
    )
    return Plan(
        scenario=scenario,
        horizon=horizon,
        network=network,
        loading_limits=LoadingLimits.of(scenario.limits, network, horizon),
        assets=tuple(asset for _, _, asset in assets),
        asset_ids=tuple(name for _, name, _ in assets),
        asset_member=np.array([m for m, _, _ in assets], dtype=np.int64),
        asset_phase=phase_shares(asset_phases),
        inputs=inputs,
        coordinated=coordinated,
        member_ids=tuple(member.name for member in members),
        member_tariff=tuple(member.tariff for member in members),
        member_bus=np.array([bus_of[member.bus] for member in members], dtype=np.int64),
        member_phase=phase_shares(member.phases for member in members),
        member_group=tuple(member.group for member in members),
        member_limit_kw=limits_of_members(scenario, members),
        day_ahead_eur_kwh=day_ahead,
        buy_eur_kwh=buy,
        sell_eur_kwh=sell,
        shared_fee_eur_kwh=scenario.sharing.fee,
        contract=scenario.contract.limits(horizon),
        carbon_kg_kwh=_carbon(scenario, library, weather),
        data_labels={row.name: row.label for row in rows}
        | {asset.kind: SYNTHETIC for _, _, asset in assets if asset.is_generated()}
        | _labels_of(scenario, weather, is_followed=is_followed),
        weather=weather,
        sources=_sources(scenario, rows, weather if is_followed else None),
    )


def _inputs(
    scenario: Scenario,
    asset: Asset,
    name: str,
    library: Library,
    weather: Weather,
    prices: tuple[FloatArray, FloatArray],
) -> Inputs:
    """Return the series of an asset; those that hubsim makes are kept for the next layout."""

    def make() -> Inputs:
        random = stream(scenario.seed, name, "inputs")
        return asset.inputs(Setting(weather.horizon, library, weather, random, *prices))

    if not asset.is_generated() or asset.profile_names() or asset.follows_prices():
        return make()
    key = (name, scenario.seed, asset.model_dump_json(), weather.horizon, weather.identity)
    return _KEPT.get(key, make)


def _once(inputs: Inputs, known: dict[Hashable, FloatArray]) -> Inputs:
    """Return the series, those that another asset has too as that one's: equal panels have equal sun.

    known : series by their shape, type and digest; these are added
    """
    found = {}
    for name, series in inputs.items():
        digest = hashlib.sha256(np.ascontiguousarray(series).data).digest()
        found[name] = known.setdefault((series.shape, series.dtype.char, digest), series)
    return found


def _labels_of(scenario: Scenario, weather: Weather, *, is_followed: bool) -> dict[str, str]:
    """Return the label of the weather, if anything follows it, and of what is made from it."""
    labels = {"weather": weather.readings.label} if is_followed else {}
    if scenario.prices.synthetic is not None:
        labels["day-ahead price"] = SYNTHETIC
    if scenario.carbon_by_hour == SYNTHETIC:
        labels["carbon"] = SYNTHETIC
    return labels


def _carbon(scenario: Scenario, library: Library, weather: Weather) -> FloatArray:
    """Return the emission of a kWh from the grid, (T,) [kg/kWh]."""
    if scenario.carbon_by_hour is None:
        return frozen(np.full(weather.horizon.n_steps, scenario.carbon))
    if scenario.carbon_by_hour == SYNTHETIC:
        return carbon_kg_kwh(weather, scenario.carbon)
    return library.series(scenario.carbon_by_hour)


def _sources(
    scenario: Scenario, rows: list[Provenance], weather: Weather | None
) -> tuple[dict[str, object], ...]:
    """Return a row of every file that the plan was made from, for the record of a run."""
    series: list[dict[str, object]] = [
        {
            "file": Path(row.file).name,
            "sha256": row.sha256,
            "label": row.label,
            "licence": row.licence,
            "columns": list(row.columns),
        }
        for row in rows
    ]
    networks: list[dict[str, object]] = [
        {"file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        for file in scenario.network.files(scenario.folder)
    ]
    return (*series, *(weather.source_rows() if weather is not None else []), *networks)


def _day_ahead(scenario: Scenario, library: Library, weather: Weather) -> FloatArray:
    """Return the wholesale price, (T,) [EUR/kWh]; NaN where the scenario has none."""
    synthetic = scenario.prices.synthetic
    if scenario.prices.day_ahead is not None:
        return library.series(DAY_AHEAD)
    if synthetic is not None:
        return day_ahead_eur_kwh(weather, synthetic.mean, synthetic.negative)
    return frozen(np.full(weather.horizon.n_steps, np.nan))


def _prices(
    scenario: Scenario, tariffs: list[str], horizon: Horizon, day_ahead: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return buy and sell price of every member, (T, M) each [EUR/kWh].

    Raises
    ------
    ScenarioError
        when a tariff pays more for a kWh than it asks: importing and exporting at once would then
        earn money, which a meter does not allow and a linear optimiser would use.
    """
    price: dict[str, tuple[FloatArray, FloatArray]] = {}
    issues = []
    for name in sorted(set(tariffs)):
        tariff = scenario.tariffs[name]
        buy, sell = (part.series(horizon, day_ahead) for part in (tariff.buy, tariff.sell))
        price[name] = buy, sell
        dear = np.flatnonzero(sell > buy)
        if dear.size:
            issues.append(
                scenario.issue(
                    f"tariffs.{name}.sell",
                    f"pays more than buying costs in {dear.size} steps, "
                    f"first on {horizon.label(int(dear[0]))}",
                    "a sale may bring at most what a purchase costs at that moment",
                )
            )
    if issues:
        raise ScenarioError(issues)
    buy, sell = (_columns([price[name][side] for name in tariffs]) for side in (0, 1))
    return buy, sell


def _columns(series: list[FloatArray]) -> FloatArray:
    """Return (T, n) series side by side, read-only; of one and the same series there is one copy."""
    if all(one is series[0] for one in series):
        return np.broadcast_to(frozen(series[0])[:, None], (len(series[0]), len(series)))
    return frozen(np.stack(series, axis=1))

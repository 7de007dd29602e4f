"""A plan: the scenario as arrays, everything an operation needs and nothing it must look up."""

from __future__ import annotations

from dataclasses import dataclass

from hubsim.arrays import FloatArray, IntArray
from hubsim.assets.asset import Asset, Inputs
from hubsim.contracts.contract import Limits
from hubsim.horizon import Horizon
from hubsim.networks.network import Network
from hubsim.scenario.schema import Scenario


@dataclass(frozen=True)
class Plan:
    """One layout of a scenario, ready to be operated. Axes: T steps, A assets, M members, B buses.

    asset_ids : (A,) ``member.asset``, in the order of the members; the load of a member is ``member.load``
    asset_member : (A,) index of each asset's member
    inputs : (A,) series of each asset
    coordinated : (A,) indices of the assets that the hub operates in ``together``
    member_ids : (M,); member_bus : (M,) index into ``network.bus_ids``
    buy_eur_kwh, sell_eur_kwh : (T, M) price of a kWh bought from and sold to the supplier
    shared_fee_eur_kwh : tax and fees due on a shared kWh
    carbon_kg_kwh : (T,) emission of a kWh drawn from the grid
    data_labels : series name -> ``measured``, ``measured-derived`` or ``synthetic``
    """

    scenario: Scenario
    horizon: Horizon
    network: Network
    assets: tuple[Asset, ...]
    asset_ids: tuple[str, ...]
    asset_member: IntArray
    inputs: tuple[Inputs, ...]
    coordinated: tuple[int, ...]
    member_ids: tuple[str, ...]
    member_bus: IntArray
    buy_eur_kwh: FloatArray
    sell_eur_kwh: FloatArray
    shared_fee_eur_kwh: float
    contract: Limits
    carbon_kg_kwh: FloatArray
    data_labels: dict[str, str]

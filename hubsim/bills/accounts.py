"""From an operation to its ledger: every line of every member's bill.

At every step, with b bought and s sold through a member's connection, r received and g given in the hub:

    energy       (b - r) * price without taxes           feed-in   -(s - g) * sale
    tax, vat     (b - r) * rates                         shared    r * fee, and what members pay each other
    netting      a part n of (s - g) is paid as a purchase of that moment, tax and VAT included,
                 n = min(1, sum (b - r) / sum (s - g)) of the calendar year, where the rule nets

Grid fees are due by month (`hubsim.contracts.grid_fees`). The result of common members is divided among the
others by the sharing rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.bills.ledger import Ledger
from hubsim.bills.lines import LINES
from hubsim.bills.months import Months
from hubsim.bills.rates import Rates, years_of_steps
from hubsim.contracts.contract import Contract
from hubsim.contracts.grid_fees import COMPONENTS, GridUse, own_fees
from hubsim.dispatch.dispatch import Dispatch, gathered
from hubsim.scenario.plan import Plan
from hubsim.sharing.exchange import Exchange, Settlement
from hubsim.weekdays import in_window

DAY_HOURS = range(5), 7.0, 23.0
"""Monday to Friday from 07:00 to 23:00: the Dutch day tariff of low-voltage grid fees."""


@dataclass(frozen=True)
class Case:
    """What bills are made from.

    common : (M,) members whose result is the others'; pays_vat, is_home : (M,)
    kinds : tariff and whether value added tax is paid, of every kind of member that there is
    kind_of : (M,) number of each member's kind
    """

    plan: Plan
    months: Months
    rates: Rates
    common: BoolArray
    pays_vat: BoolArray
    is_home: BoolArray
    kinds: tuple[tuple[str, bool], ...]
    kind_of: IntArray

    @classmethod
    def of(cls, plan: Plan) -> Case:
        """Return the case of a plan whose scenario has bills."""
        rules = plan.scenario.bills
        assert rules is not None
        months = Months.of(plan.horizon)
        told = [plan.scenario.members[group].bill for group in plan.member_group]
        each = list(zip(plan.member_tariff, (bill.vat for bill in told), strict=True))
        kinds = tuple(dict.fromkeys(each))
        return cls(
            plan,
            months,
            Rates.of(rules, plan.horizon, months),
            np.array([bill.common for bill in told]),
            np.array([bill.vat for bill in told]),
            np.array([bill.home for bill in told]),
            kinds,
            np.array([kinds.index(one) for one in each], dtype=np.int64),
        )

    def exchange(self, did: Dispatch) -> Exchange:
        """Return an operation as the sharing rule settles it."""
        plan = self.plan
        return Exchange(
            did.bought_kw,
            did.sold_kw,
            did.shared_kw,
            plan.buy_eur_kwh,
            plan.sell_eur_kwh,
            plan.shared_fee_eur_kwh,
            plan.horizon.step_h,
            self.months.of_step,
            self.common,
        )


def ledger_of(
    case: Case, did: Dispatch, settlement: Settlement, contract: Contract | None
) -> Ledger:
    """Return the closed ledger of an operation.

    settlement : what members pay each other, and their parts in what is common
    contract : of the group; None where each member has its own
    """
    plan = case.plan
    ledger = Ledger(plan.horizon, case.months, case.common)
    received = np.maximum(did.shared_kw, 0.0)
    _supply(case, ledger, did, received)
    _shared(case, ledger, settlement, did, received)
    _gas(case, ledger, did)
    fees = _grid(case, ledger, did, contract)
    _credit_and_vat(case, ledger, fees)
    if case.common.any():
        weight = settlement.weight[case.months.of_step]
        due = weight * ledger.common_eur.sum(axis=1, keepdims=True)
        due[:, case.common] -= ledger.common_eur
        ledger.post("common", due, np.zeros(plan.horizon.n_steps))
    return ledger


def _supply(case: Case, ledger: Ledger, did: Dispatch, received: FloatArray) -> None:
    """Post what is bought from and sold to suppliers, with the taxes in the price, and netting."""
    plan, step_h, months = case.plan, case.plan.horizon.step_h, case.months
    bought = step_h * (did.bought_kw - received)
    sold = step_h * (did.sold_kw - (received - did.shared_kw))
    netted = sold * _netted_part(case, bought, sold)
    parts = [_parts(case, *kind) for kind in case.kinds]
    energy, tax, vat = (np.stack([part[i] for part in parts], axis=1) for i in range(3))
    first = [int(np.flatnonzero(case.kind_of == n)[0]) for n in range(len(parts))]
    sell = plan.sell_eur_kwh[:, first]
    lines = (
        (bought, 1.0, {"energy": energy, "tax": tax, "vat": vat}),
        (sold, -1.0, {"feed-in": sell}),
        (netted, -1.0, {"netting": energy - sell, "netting-tax": tax + vat}),
    )
    for energy_kwh, sign, prices in lines:
        if not energy_kwh.any():
            continue
        # What a party is paid is worked out from the energy of all members of a kind together.
        together, kwh = gathered(energy_kwh, case.kind_of, len(parts)), months.sums(energy_kwh)
        for line, price in prices.items():
            ledger.post(
                line,
                sign * energy_kwh * price[:, case.kind_of],
                sign * np.einsum("tn,tn->t", together, price),
                kwh if LINES[line].unit else None,
            )


def _parts(case: Case, tariff: str, pays_vat: bool) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return energy, tax and VAT in the purchase price of a kind of member, (T,) each."""
    plan, rates = case.plan, case.rates
    vat = rates.vat if pays_vat else np.zeros_like(rates.vat)
    buy = plan.scenario.tariffs[tariff].buy
    return buy.parts(plan.horizon, plan.day_ahead_eur_kwh, rates.tax_eur_kwh, vat)


def _netted_part(case: Case, bought: FloatArray, sold: FloatArray) -> FloatArray:
    """Return (T, M) the part of what is sold that is netted, by calendar year."""
    if not case.rates.netted.any():
        return np.zeros((len(bought), 1))
    _, first, place = np.unique(
        years_of_steps(case.plan.horizon), return_index=True, return_inverse=True
    )
    used, fed = (np.add.reduceat(energy, first, axis=0) for energy in (bought, sold))
    part = np.minimum(np.divide(used, fed, out=np.zeros_like(fed), where=fed > 0.0), 1.0)
    netted: FloatArray = part[place.ravel()] * case.rates.netted[:, None]
    return netted


def _shared(
    case: Case, ledger: Ledger, settlement: Settlement, did: Dispatch, received: FloatArray
) -> None:
    """Post what members pay each other, and what is due on shared energy."""
    if not received.any() and not settlement.paid_eur.any():
        return
    rule, step_h, months = case.plan.scenario.sharing, case.plan.horizon.step_h, case.months
    energy, total = step_h * received, step_h * received.sum(axis=1)
    kwh = months.sums(energy)
    nobody = np.zeros(case.plan.horizon.n_steps)
    ledger.post("sharing", settlement.paid_eur, nobody, months.sums(step_h * did.shared_kw))
    tax = rule.fee - rule.hub_fee
    ledger.post("shared-tax", tax * energy, tax * total, kwh)
    ledger.post("hub-fee", rule.hub_fee * energy, rule.hub_fee * total, kwh)


def _gas(case: Case, ledger: Ledger, did: Dispatch) -> None:
    """Post the gas that is burnt, at each asset's own price."""
    if did.gas_kw is None:
        return
    plan, step_h = case.plan, case.plan.horizon.step_h
    price = np.array([asset.fuel_eur_kwh() for asset in plan.assets])
    n_members = len(plan.member_ids)
    energy = gathered(step_h * did.gas_kw, plan.asset_member, n_members)
    eur = gathered(step_h * did.gas_kw * price, plan.asset_member, n_members)
    ledger.post("gas", eur, step_h * (did.gas_kw @ price), case.months.sums(energy))


def _grid(
    case: Case, ledger: Ledger, did: Dispatch, contract: Contract | None
) -> dict[str, FloatArray]:
    """Post grid fees and return them, component -> (P, M), for the tax on them."""
    uses = [grid_use(case, did, place) for place in range(len(case.months.names))]
    by_month = [own_fees(use) if contract is None else contract.grid_fees(use) for use in uses]
    fees = {name: np.stack([dict(fee)[name] for fee in by_month]) for name in COMPONENTS}
    quantity = {
        "kw-contract": np.stack([use.contracted_kw for use in uses]),
        "kw-max": np.stack([use.peak_kw for use in uses]),
        "kwh": np.stack([use.day_kwh + use.night_kwh for use in uses]),
    }
    for name, eur in fees.items():
        ledger.post_months(name, eur, eur.sum(axis=1), quantity.get(name))
    if contract is not None:
        _breach(case, ledger, did)
        _reward(case, ledger, contract, uses)
    return fees


def _breach(case: Case, ledger: Ledger, did: Dispatch) -> None:
    """Post energy beyond the contract, divided by what each drew, or fed in, at that moment."""
    step_h, limits = case.plan.horizon.step_h, case.plan.contract
    net = did.bought_kw.sum(axis=1) - did.sold_kw.sum(axis=1)
    over = np.maximum(net - limits.import_kw, 0.0)
    under = np.maximum(-net - limits.export_kw, 0.0)
    beyond = step_h * (over + under)
    if not beyond.any() or limits.breach_eur_kwh == 0.0:
        return
    cause = np.where((over > 0.0)[:, None], did.bought_kw, did.sold_kw)
    total = cause.sum(axis=1, keepdims=True)
    part = np.divide(cause, total, out=np.zeros_like(cause), where=total > 0.0)
    energy = part * beyond[:, None]
    price = limits.breach_eur_kwh
    ledger.post("breach", price * energy, price * beyond, case.months.sums(energy))


def _reward(case: Case, ledger: Ledger, contract: Contract, uses: list[GridUse]) -> None:
    """Post what the grid operator pays for room given up, divided by contracted power."""
    reward = contract.reward_eur(case.plan.horizon)
    if not reward.any():
        return
    size = uses[0].contracted_kw
    part = size / size.sum() if size.sum() > 0.0 else np.full(len(size), 1.0 / len(size))
    ledger.post("reward", -reward[:, None] * part, -reward)


def grid_use(case: Case, did: Dispatch, place: int) -> GridUse:
    """Return what the members used of the grid in a month, by its number."""
    plan, months = case.plan, case.months
    steps = slice(int(months.starts[place]), int(months.starts[place] + months.n_steps[place]))
    told = [plan.scenario.members[group].bill for group in plan.member_group]
    tariffs = case.rates.grid[place]
    tariff = tuple(None if bill.grid is None else tariffs[bill.grid] for bill in told)
    step_h = plan.horizon.step_h
    day = in_window(plan.horizon, *DAY_HOURS)[steps]
    bought, sold = did.bought_kw[steps], did.sold_kw[steps]
    joint = np.array([one is not None and one.level != "household" for one in tariff])
    net_kw = bought[:, joint].sum(axis=1) - sold[:, joint].sum(axis=1)
    net, quarter = np.maximum(net_kw, 0.0), partial(quarter_hours, step_s=plan.horizon.step_s)
    return GridUse(
        tariff,
        np.array([bill.contracted or 0.0 for bill in told]),
        np.maximum(quarter(bought - sold).max(axis=0), 0.0),
        step_h * bought[day].sum(axis=0),
        step_h * bought[~day].sum(axis=0),
        float(quarter(net_kw).max(initial=0.0)),
        step_h * float(net[day].sum()),
        step_h * float(net[~day].sum()),
        float(months.part[place]),
        tariffs,
    )


def quarter_hours(power_kw: FloatArray, step_s: int) -> FloatArray:
    """Return means of whole quarter-hours, which peaks are billed on.

    power_kw : (T, ...); steps that are no whole part of a quarter-hour stay as they are

    Examples
    --------
    >>> quarter_hours(np.array([3.0, 6.0, 9.0, 1.0, 1.0, 1.0]), 300).tolist()
    [6.0, 1.0]
    """
    steps, rest = divmod(900, step_s)
    if steps <= 1 or rest:
        return power_kw
    means: FloatArray = power_kw.reshape(-1, steps, *power_kw.shape[1:]).mean(axis=1)
    return means


def _credit_and_vat(case: Case, ledger: Ledger, fees: dict[str, FloatArray]) -> None:
    """Post the credit on the energy tax, and value added tax on it and on grid fees."""
    credit, months = case.rates.credit_eur, case.months
    n_homes = int(np.count_nonzero(case.is_home))
    if n_homes:
        ledger.post("credit", -credit[:, None] * case.is_home, -credit * n_homes)
    rate = case.rates.vat[months.starts][:, None]
    base = sum(fees.values(), np.zeros_like(ledger.member_eur["vat"]))
    base = base - months.sums(credit)[:, None] * case.is_home
    vat = rate * base * case.pays_vat
    ledger.post_months("vat", vat, vat.sum(axis=1))

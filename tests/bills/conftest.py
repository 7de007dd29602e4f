"""A plan of a few members that a bill can be worked out for by hand, and a way to change it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from pydantic import TypeAdapter

from hubsim.contracts.contract import Contract
from hubsim.horizon import Horizon
from hubsim.kinds import union
from hubsim.sharing.exchange import Parties
from hubsim.sharing.rule import SharingRule
from hubsim.tariffs.billing import BillRules, MemberBill
from hubsim.tariffs.price import Price

READ_PRICE = TypeAdapter(union(Price))
READ_CONTRACT = TypeAdapter(union(Contract))
READ_RULE = TypeAdapter(union(SharingRule))

HOME = {
    "buy": {"kind": "fixed", "price": "0.30 EUR/kWh"},
    "sell": {"kind": "fixed", "price": "0.05 EUR/kWh"},
}
FIRM = {"buy": {"kind": "dynamic", "markup": "0.02 EUR/kWh", "tax": "0.04 EUR/kWh"}, "sell": {"kind": "dynamic", "markup": "-0.01 EUR/kWh"}}  # fmt: skip


def make_plan(
    bills: dict[str, dict[str, object]],
    *,
    first: date = date(2026, 3, 1),
    last: date = date(2026, 3, 1),
    step_s: int = 3600,
    tariffs: dict[str, str] | None = None,
    rules: dict[str, object] | None = None,
    sharing: dict[str, object] | None = None,
    contract: dict[str, object] | None = None,
    day_ahead: np.ndarray | float = 0.10,
) -> SimpleNamespace:
    """A plan whose members have these `bill` sections, and nothing but what bills look at."""
    horizon = Horizon.of_local_days(first, last, step_s, "Europe/Amsterdam")
    names = tuple(bills)
    tariff = tuple((tariffs or {}).get(name, "home") for name in names)
    prices = {
        name: SimpleNamespace(
            **{side: READ_PRICE.validate_python(text) for side, text in form.items()}
        )
        for name, form in (("home", HOME), ("firm", FIRM))
    }
    told = {name: MemberBill.model_validate(bill) for name, bill in bills.items()}
    wholesale = np.broadcast_to(np.asarray(day_ahead, dtype=float), horizon.n_steps).copy()
    common = tuple(told[name].common for name in names)
    rule = READ_RULE.validate_python(sharing or {"kind": "none"})
    form = READ_CONTRACT.validate_python(contract or {"kind": "none"})
    scenario = SimpleNamespace(
        bills=BillRules.model_validate(rules or {"rates": "nl-2026", "netting": "nl-2027"}),
        members={name: SimpleNamespace(bill=bill) for name, bill in told.items()},
        sharing=rule.among(Parties(names, names, common)),
        tariffs=prices,
        contract=form,
    )
    buy, sell = (
        np.stack([getattr(prices[one], side).series(horizon, wholesale) for one in tariff], axis=1)
        for side in ("buy", "sell")
    )
    return SimpleNamespace(
        scenario=scenario,
        horizon=horizon,
        member_ids=names,
        member_group=names,
        member_tariff=tariff,
        day_ahead_eur_kwh=wholesale,
        buy_eur_kwh=buy,
        sell_eur_kwh=sell,
        shared_fee_eur_kwh=scenario.sharing.fee,
        contract=form.limits(horizon),
        assets=(),
        asset_member=np.zeros(0, dtype=np.int64),
    )


def operated(plan: SimpleNamespace, net_kw: np.ndarray, *, shares: bool = True) -> SimpleNamespace:
    """An operation in which members draw this, (T, M), shared by the plan's rule or not at all."""
    net_kw = np.broadcast_to(net_kw, (plan.horizon.n_steps, len(plan.member_ids)))
    bought, sold = np.maximum(net_kw, 0.0), np.maximum(-net_kw, 0.0)
    shared = plan.scenario.sharing.share(bought, sold) if shares else np.zeros(net_kw.shape)
    return SimpleNamespace(bought_kw=bought, sold_kw=sold, shared_kw=shared, gas_kw=None)


@pytest.fixture(scope="session")
def plan_of():
    return make_plan


@pytest.fixture(scope="session")
def operate():
    return operated

"""Time of settlement and bills: 200 members over a year of quarter-hours, rule by rule, warm.

Run: python benchmarks/settlement.py [MEMBERS]
"""

from __future__ import annotations

import sys
import time
from datetime import date
from types import SimpleNamespace

import numpy as np
from pydantic import TypeAdapter

from hubsim.bills.accounts import Case
from hubsim.bills.book import make_book
from hubsim.contracts.contract import Contract
from hubsim.horizon import Horizon
from hubsim.kinds import kinds_of, union
from hubsim.sharing.exchange import Parties
from hubsim.sharing.rule import SharingRule
from hubsim.tariffs.billing import BillRules, MemberBill
from hubsim.tariffs.fixed import FixedPrice

MEMBERS = 200
FEW = 12
"""Members of the rules that look at every coalition."""


def plan_of(kind: str, n_members: int) -> SimpleNamespace:
    """Return as much of a plan as bills look at: half homes, half firms, some with a common battery."""
    horizon = Horizon.of_local_days(date(2026, 1, 1), date(2026, 12, 31), 900, "Europe/Amsterdam")
    names = tuple(f"m{m:03d}" for m in range(n_members))
    common = tuple(m == 0 for m in range(n_members))
    bills = {
        name: MemberBill.model_validate(
            {"grid": "household", "home": True}
            if m % 2
            else {"grid": "stedin.mv", "contracted": "60 kW", "common": m == 0}
        )
        for m, name in enumerate(names)
    }
    fields = (
        {"keys": dict.fromkeys(names, f"{100.0 / n_members!r} %")} if kind == "static-keys" else {}
    )
    rule = TypeAdapter(union(SharingRule)).validate_python(
        {"kind": kind, "fee": "0.13 EUR/kWh", "hub_fee": "0.01 EUR/kWh", **fields}
    )
    contract = TypeAdapter(union(Contract)).validate_python(
        {"kind": "group-transport", "import": "400 kW", "export": "400 kW"}
    )
    shape = horizon.n_steps, n_members
    prices = [FixedPrice(kind="fixed", price=text) for text in ("0.28 EUR/kWh", "0.05 EUR/kWh")]  # type: ignore[arg-type]
    scenario = SimpleNamespace(
        bills=BillRules.model_validate({"rates": "nl-2026", "netting": "nl-2027"}),
        members={name: SimpleNamespace(bill=bill) for name, bill in bills.items()},
        sharing=rule.among(Parties(names, names, common)),
        tariffs={"home": SimpleNamespace(buy=prices[0], sell=prices[1])},
        contract=contract,
    )
    return SimpleNamespace(
        scenario=scenario,
        horizon=horizon,
        member_ids=names,
        member_group=names,
        member_tariff=("home",) * n_members,
        day_ahead_eur_kwh=np.full(horizon.n_steps, np.nan),
        buy_eur_kwh=np.full(shape, 0.28),
        sell_eur_kwh=np.full(shape, 0.05),
        shared_fee_eur_kwh=rule.fee,
        contract=contract.limits(horizon),
        assets=(),
        asset_member=np.zeros(0, dtype=np.int64),
    )


def operations(plan: SimpleNamespace) -> tuple[SimpleNamespace, SimpleNamespace]:
    """Return a made-up year alone and together: noise with a sun in it, shared by the rule."""
    n_steps, n_members = plan.horizon.n_steps, len(plan.member_ids)
    sun = np.maximum(0.0, -np.cos(2 * np.pi * plan.horizon.hour_of_day / 24.0))
    noise = np.random.default_rng(1).exponential(0.6, (n_steps, n_members))
    net = noise - 1.5 * sun[:, None] * (np.arange(n_members) % 3 == 0)
    bought, sold = np.maximum(net, 0.0), np.maximum(-net, 0.0)
    alone = SimpleNamespace(
        bought_kw=bought, sold_kw=sold, shared_kw=np.zeros_like(net), gas_kw=None
    )
    shared = plan.scenario.sharing.share(bought, sold)
    return alone, SimpleNamespace(bought_kw=bought, sold_kw=sold, shared_kw=shared, gas_kw=None)


def main() -> None:
    """Print seconds to share, to settle and to bill, and what does not close."""
    n_members = int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS
    print(f"{'rule':22s} {'members':>7s} {'share':>7s} {'settle':>7s} {'all':>7s} s  closes within")
    for kind in kinds_of(SharingRule):
        sizes = [n_members] if kind != "nucleolus" else []
        if kind in {"shapley", "nucleolus"}:
            sizes.append(FEW)
        for size in sizes:
            plan = plan_of(kind, size)
            for _ in range(2):  # the first compiles
                begin = time.perf_counter()
                alone, together = operations(plan)
                shared = time.perf_counter()
                plan.scenario.sharing.settle(Case.of(plan).exchange(together))  # type: ignore[arg-type]
                settled = time.perf_counter()
                book = make_book(plan, alone, together)  # type: ignore[arg-type]
                done = time.perf_counter()
            worst = max(book.residual_eur.values())
            print(
                f"{kind:22s} {size:7d} {shared - begin:7.2f} {settled - shared:7.2f}"
                f" {done - settled:7.2f}   {worst:.0e} EUR; {', '.join(book.notes)}"
            )


if __name__ == "__main__":
    main()

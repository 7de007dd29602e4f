"""Each balance of an operation, broken one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from hubsim.arrays import FloatArray
from hubsim.dispatch.balance import balance_check
from hubsim.errors import BrokenInvariant

STEP = 30
WHEN = "Tue 7 Jun 2016 06:00"


def added(place: str, amount: float) -> Callable[[Any, dict[str, FloatArray]], None]:
    """Return the change of one asset's or member's number of a field at the step."""
    field, name = place.split(" ")

    def change(plan: Any, did: dict[str, FloatArray]) -> None:
        names = plan.asset_ids if "." in name else plan.member_ids
        names = plan.store_ids if field == "level_kwh" else names
        did[field][STEP, names.index(name)] += amount

    return change


BROKEN = [
    ("the assets of car", added("p_kw car.load", 1e-3)),
    ("the assets of car", added("p_kw car.load", np.nan)),
    ("the assets of shop", added("bought_kw shop", 1.0)),
    ("buying and selling at once of flat", added("sold_kw flat", 1e-9)),
    ("energy shared by the hub", added("shared_kw flat", 0.1)),
    ("energy shared by the hub", added("shared_kw flat", np.nan)),
    ("negative unmet need of pump.heat_pump", added("unmet_kw pump.heat_pump", -1e-3)),
    ("negative unmet need of car.car", added("unmet_kw car.car", np.nan)),
    ("negative curtailment of corner.pv", added("curtailed_kw corner.pv", -1e-3)),
    ("the store of hub.battery", added("level_kwh hub.battery", 1e-3)),
    ("the store of pump.heat_pump", added("level_kwh pump.heat_pump", np.nan)),
    ("the store of car.car", added("unmet_kw car.car", 1.0)),
]


def mutable(did: Any) -> dict[str, FloatArray]:
    arrays = {field.name: getattr(did, field.name) for field in fields(did)}
    return {name: array.copy() for name, array in arrays.items() if array is not None}


@pytest.mark.parametrize(("what", "change"), BROKEN)
def test_what_does_not_close_is_named_with_its_moment(village, what, change) -> None:
    street = village()
    numbers = mutable(street.alone)
    change(street.plan, numbers)
    if what.startswith("buying"):
        # The net stays right: only that both happen at once is wrong.
        added("bought_kw flat", 1e-9)(street.plan, numbers)
    with pytest.raises(BrokenInvariant, match=what) as caught:
        balance_check(street.plan, replace(street.alone, **numbers))
    # A level stands between two steps: the balance before it breaks as well.
    moments = (WHEN, "Tue 7 Jun 2016 05:00") if "store" in what else (WHEN,)
    assert any(f" on {moment}: " in str(caught.value) for moment in moments)


def test_nobody_receives_more_than_it_buys_or_gives_more_than_it_sells(village) -> None:
    street = village()
    bought = street.alone.bought_kw[STEP]
    shop, flat = (street.plan.member_ids.index(name) for name in ("shop", "flat"))
    assert bought[shop] > 1.0 > bought[flat] > 0.1
    for receiver, giver, what in (
        (flat, shop, "more received than bought by flat"),
        (shop, flat, "more given than sold by flat"),
    ):
        numbers = mutable(street.alone)
        numbers["shared_kw"][STEP, [receiver, giver]] = [1.0, -1.0]
        with pytest.raises(BrokenInvariant, match=f"{what} .* on {WHEN}"):
            balance_check(street.plan, replace(street.alone, **numbers))


def test_a_store_that_closes_but_holds_more_than_it_can_is_seen(village) -> None:
    street = village()
    numbers = mutable(street.alone)
    store = street.plan.store_ids.index("hub.battery")
    numbers["level_kwh"][:, store] += 50.0
    with pytest.raises(BrokenInvariant, match=r"level out of range of hub.battery .*: 5$"):
        balance_check(street.plan, replace(street.alone, **numbers))


def test_a_battery_that_closes_but_gives_more_than_its_power_is_seen(village) -> None:
    street = village()
    numbers = mutable(street.alone)
    battery, hub = street.asset("hub.battery"), street.plan.member_ids.index("hub")
    # The hub's own battery rests alone: 60 kW for an hour is 10 kW more than it has.
    assert not numbers["p_kw"][:, battery].any()
    numbers["p_kw"][STEP, battery] = -60.0
    store = street.plan.store_ids.index("hub.battery")
    numbers["level_kwh"][STEP + 1 :, store] -= 60.0 / np.sqrt(0.9)
    numbers["sold_kw"][STEP, hub] = 60.0
    with pytest.raises(
        BrokenInvariant, match=rf"power out of range of hub.battery .* {WHEN}: -10$"
    ):
        balance_check(street.plan, replace(street.alone, **numbers))


def test_generation_that_is_neither_fed_in_nor_curtailed_is_seen(village) -> None:
    street = village()
    numbers = mutable(street.alone)
    added("curtailed_kw corner.pv", 1.0)(street.plan, numbers)
    with pytest.raises(BrokenInvariant, match=f"balance of the energy of corner.pv .* {WHEN}: -1$"):
        balance_check(street.plan, replace(street.alone, **numbers))


def test_a_load_that_is_not_served_is_seen(village) -> None:
    street = village()
    numbers = mutable(street.alone)
    added("p_kw shop.load", -1.0)(street.plan, numbers)
    added("bought_kw shop", -1.0)(street.plan, numbers)
    with pytest.raises(BrokenInvariant, match=f"balance of the energy of shop.load .* {WHEN}: -1$"):
        balance_check(street.plan, replace(street.alone, **numbers))


def test_every_balance_closes_together(village) -> None:
    balance_check(village().plan, village().together)


def test_rounding_is_no_broken_balance(village) -> None:
    street = village()
    numbers = mutable(street.alone)
    for place in ("p_kw hub.battery", "level_kwh hub.battery", "bought_kw shop"):
        added(place, 1e-7)(street.plan, numbers)
    balance_check(street.plan, replace(street.alone, **numbers))

"""Every rule: what it promises, for any powers; and each by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import TypeAdapter, ValidationError

from hubsim.kinds import kinds_of, union
from hubsim.sharing.coalitions import Game
from hubsim.sharing.exchange import Exchange, Parties
from hubsim.sharing.nucleolus import nucleolus
from hubsim.sharing.rule import SharingRule
from hubsim.sharing.shapley import shapley_exact, shapley_sampled

READ = TypeAdapter(union(SharingRule))
NAMES = ("a", "b", "c", "d")
FIELDS = {"static-keys": {"keys": {"a": "40 %", "b": "30 %", "c": "20 %", "d": "10 %"}}}
KINDS = sorted(kinds_of(SharingRule))
SHARES_ALL = [kind for kind in KINDS if kind not in {"none", "optimised-keys"}]
ANONYMOUS = [kind for kind in KINDS if kind != "static-keys"]


def rule_of(kind: str, names: tuple[str, ...] = NAMES, **fields: object) -> SharingRule:
    rule = READ.validate_python({"kind": kind, **FIELDS.get(kind, {}), **fields})
    assert rule.problems() == []
    return rule.among(Parties(names, names, (False,) * len(names)))


def exchange_of(
    rule: SharingRule, net_kw: np.ndarray, *, buy=0.25, sell=0.05, period=None, common=None
) -> Exchange:
    """An hour a step, the same prices for all unless said."""
    bought, sold = np.maximum(net_kw, 0.0), np.maximum(-net_kw, 0.0)
    n_steps, n_members = net_kw.shape
    return Exchange(
        bought,
        sold,
        rule.share(bought, sold),
        np.broadcast_to(np.asarray(buy, dtype=float), net_kw.shape),
        np.broadcast_to(np.asarray(sell, dtype=float), net_kw.shape),
        rule.fee,
        1.0,
        np.zeros(n_steps, dtype=np.int64) if period is None else np.array(period),
        np.zeros(n_members, dtype=bool) if common is None else np.array(common),
    )


def gain_of(rule: SharingRule, exchange: Exchange) -> np.ndarray:
    """What each member is better off than alone, over the horizon [EUR]."""
    return (exchange.own_gain_eur() - rule.settle(exchange).paid_eur).sum(axis=0)


POWERS = arrays(
    np.float64,
    (6, 4),
    elements=st.floats(-50, 50, allow_nan=False).map(lambda p_kw: round(p_kw, 3)),
)
PERIOD = [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(net_kw=POWERS)
def test_energy_sums_to_zero_and_nobody_gets_or_gives_more_than_its_own(kind, net_kw) -> None:
    exchange = exchange_of(rule_of(kind), net_kw)
    shared = exchange.shared_kw
    assert np.abs(shared.sum(axis=1)).max() <= 1e-9
    assert (shared <= exchange.bought_kw).all()
    assert (-shared <= exchange.sold_kw).all()


@pytest.mark.parametrize("kind", SHARES_ALL)
@settings(max_examples=40, deadline=None)
@given(net_kw=POWERS)
def test_what_is_shared_is_the_smaller_of_what_is_bought_and_sold(kind, net_kw) -> None:
    exchange = exchange_of(rule_of(kind), net_kw)
    whole = np.minimum(exchange.bought_kw.sum(axis=1), exchange.sold_kw.sum(axis=1))
    assert np.maximum(exchange.shared_kw, 0.0).sum(axis=1) == pytest.approx(whole, abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(net_kw=POWERS, buy=arrays(np.float64, (6, 4), elements=st.floats(0.1, 0.5)))
def test_money_sums_to_zero_at_every_step_and_parts_to_one(kind, net_kw, buy) -> None:
    rule = rule_of(kind, fee="0.02 EUR/kWh")
    exchange = exchange_of(rule, net_kw, buy=buy, period=PERIOD)
    settled = rule.settle(exchange)
    assert np.abs(settled.paid_eur.sum(axis=1)).max() <= 1e-9
    assert settled.weight.shape == (2, 4)
    assert settled.weight.sum(axis=1) == pytest.approx(1.0)
    assert (settled.weight >= 0.0).all()


@pytest.mark.parametrize("kind", [k for k in KINDS if kinds_of(SharingRule)[k].never_worse])
@settings(max_examples=40, deadline=None)
@given(
    net_kw=POWERS,
    buy=arrays(np.float64, (6, 1), elements=st.floats(0.2, 0.5)),
    sell=arrays(np.float64, (6, 1), elements=st.floats(-0.1, 0.1)),
)
def test_nobody_is_worse_off_than_alone_where_the_rule_claims_it(kind, net_kw, buy, sell) -> None:
    rule = rule_of(kind, fee="0.1 EUR/kWh")
    exchange = exchange_of(rule, net_kw, buy=buy, sell=sell, period=PERIOD)
    assert gain_of(rule, exchange).min() >= -1e-7
    assert gain_of(rule, exchange).sum() == pytest.approx(exchange.own_gain_eur().sum(), abs=1e-7)


@pytest.mark.parametrize(
    "kind", ["equal", "mid-market-rate", "optimised-keys", "static-keys", "supply-demand-ratio"]
)
@settings(max_examples=25, deadline=None)
@given(
    net_kw=POWERS,
    buy=arrays(np.float64, (6, 4), elements=st.floats(0.2, 0.5)),
    sell=arrays(np.float64, (6, 4), elements=st.floats(-0.1, 0.1)),
)
def test_a_price_leaves_nobody_worse_off_whatever_each_supplier_asks(
    kind, net_kw, buy, sell
) -> None:
    rule = rule_of(kind, fee="0.1 EUR/kWh")
    exchange = exchange_of(rule, net_kw, buy=buy, sell=sell)
    assert gain_of(rule, exchange).min() >= -1e-9


@pytest.mark.parametrize("kind", ANONYMOUS)
@settings(max_examples=25, deadline=None)
@given(net_kw=POWERS, order=st.permutations(range(4)))
def test_permuting_members_changes_only_the_order(kind, net_kw, order) -> None:
    rule = rule_of(kind)
    here, there = exchange_of(rule, net_kw), exchange_of(rule, net_kw[:, order])
    assert there.shared_kw == pytest.approx(here.shared_kw[:, order], abs=1e-7)
    moved = rule.settle(there).paid_eur
    assert moved == pytest.approx(rule.settle(here).paid_eur[:, order], abs=1e-6)


def test_permuting_members_and_their_keys_changes_only_the_order() -> None:
    net = np.array([[3.0, 2.0, 4.0, -5.0], [-1.0, 4.0, -2.0, 0.5]])
    here = rule_of("static-keys")
    there = rule_of("static-keys", names=("d", "c", "b", "a"))
    assert exchange_of(there, net[:, ::-1]).shared_kw == pytest.approx(
        exchange_of(here, net).shared_kw[:, ::-1]
    )


@pytest.mark.parametrize("kind", ANONYMOUS)
@settings(max_examples=25, deadline=None)
@given(net_kw=POWERS)
def test_equal_members_are_treated_equally(kind, net_kw) -> None:
    net_kw = net_kw.copy()
    net_kw[:, 1] = net_kw[:, 0]
    rule = rule_of(kind)
    exchange = exchange_of(rule, net_kw)
    assert exchange.shared_kw[:, 0] == pytest.approx(exchange.shared_kw[:, 1], abs=1e-9)
    gain = gain_of(rule, exchange)
    assert gain[0] == pytest.approx(gain[1], abs=1e-6)


# By hand: a sells 6 kW; b, c and d buy 1, 4 and 7 kW. One hour; a purchase costs 0.25, a sale brings 0.05.
SUN = np.array([[-6.0, 1.0, 4.0, 7.0]])


@pytest.mark.parametrize(
    ("kind", "fields", "received"),
    [
        # 6 of 12: half of what each bought.
        ("proportional", {}, [0.5, 2.0, 3.5]),
        # 2 each; b can use 1 only, so c and d get 2.5.
        ("equal", {}, [1.0, 2.5, 2.5]),
        # Keys 50, 30, 20 %: b can use 1 only; 5 kW are left for 30 : 20.
        ("static-keys", {"keys": {"b": "50 %", "c": "30 %", "d": "20 %"}}, [1.0, 3.0, 2.0]),
        # d alone has a key: what it cannot use (nothing here) would not pass to others.
        ("static-keys", {"keys": {"d": "100 %"}}, [0.0, 0.0, 6.0]),
        ("none", {}, [0.0, 0.0, 0.0]),
    ],
)
def test_who_receives_by_hand(kind, fields, received) -> None:
    shared = exchange_of(rule_of(kind, **fields), SUN).shared_kw[0]
    assert shared[1:] == pytest.approx(received, abs=1e-12)
    assert shared[0] == pytest.approx(-sum(received))


def test_plenty_is_given_in_equal_parts_and_who_has_little_gives_all() -> None:
    # 9 kW are bought; a, b and c sell 1, 5 and 8: 1, then 4 each.
    shared = exchange_of(rule_of("equal"), np.array([[-1.0, -5.0, -8.0, 9.0]])).shared_kw
    assert shared[0] == pytest.approx([-1.0, -4.0, -4.0, 9.0])


def test_optimised_keys_by_hand() -> None:
    # Offers of 10 and 4 kW; b buys 4 and 4, c buys 5 and 0. A key of b up to 0.4 adds 14 a unit and up to
    # 1 the 4 of the second hour; one of c up to 0.5 adds 10. So c gets 0.5, b 0.4, and the rest, 0.1, to b.
    net = np.array([[-10.0, 4.0, 5.0, 0.0], [-4.0, 4.0, 0.0, 0.0]])
    from hubsim.sharing.optimised_keys import best_keys

    bought = np.maximum(net, 0.0)
    assert best_keys(bought, np.array([10.0, 4.0])) == pytest.approx([0.0, 0.5, 0.5, 0.0])


@settings(max_examples=40, deadline=None)
@given(net_kw=POWERS, draw=arrays(np.float64, 4, elements=st.floats(0.01, 1.0)))
def test_no_other_keys_would_have_used_more(net_kw, draw) -> None:
    from hubsim.sharing.optimised_keys import best_keys

    bought, offered = np.maximum(net_kw, 0.0), np.maximum(-net_kw, 0.0).sum(axis=1)

    def used(keys):
        return np.minimum(bought, keys * offered[:, None]).sum()

    assert used(best_keys(bought, offered)) >= used(draw / draw.sum()) - 1e-9


@pytest.mark.parametrize(
    ("kind", "fields", "price"),
    [
        # (0.25 - 0.03 + 0.05) / 2
        ("proportional", {}, 0.135),
        ("equal", {}, 0.135),
        ("mid-market-rate", {}, 0.135),
        ("proportional", {"price": "0.11 EUR/kWh"}, 0.11),
        # Ratio 6 / 12, w = 0.22: 0.05 * 0.22 / (0.17 * 0.5 + 0.05)
        ("supply-demand-ratio", {}, 0.011 / 0.135),
    ],
)
def test_the_price_of_a_shared_kwh_by_hand(kind, fields, price) -> None:
    rule = rule_of(kind, fee="0.03 EUR/kWh", **fields)
    exchange = exchange_of(rule, SUN)
    assert rule.price_eur_kwh(exchange) == pytest.approx([price])
    paid = rule.settle(exchange).paid_eur[0]
    assert paid == pytest.approx(price * exchange.shared_kw[0])


def test_the_price_lies_between_the_lowest_purchase_and_the_highest_sale_of_who_shares() -> None:
    rule = rule_of("mid-market-rate")
    # d neither buys nor sells: its prices do not count. (0.21 + 0.07) / 2
    exchange = exchange_of(
        rule,
        np.array([[-3.0, -1.0, 2.0, 0.0]]),
        buy=[[0.30, 0.30, 0.21, 0.01]],
        sell=[[0.05, 0.07, 0.01, 0.90]],
    )
    assert rule.price_eur_kwh(exchange) == pytest.approx([0.14])


@pytest.mark.parametrize(("sold", "price"), [(0.001, 0.25), (12.0, 0.05), (30.0, 0.05)])
def test_scarce_energy_costs_a_purchase_and_plenty_a_sale(sold, price) -> None:
    rule = rule_of("supply-demand-ratio")
    exchange = exchange_of(rule, np.array([[-sold, 1.0, 4.0, 7.0]]))
    assert rule.price_eur_kwh(exchange)[0] == pytest.approx(price, abs=1e-3)


def test_a_sale_that_costs_money_has_a_price_on_a_straight_line() -> None:
    rule = rule_of("supply-demand-ratio")
    exchange = exchange_of(rule, SUN, sell=-0.05)  # 0.25 - 0.30 * 0.5
    assert rule.price_eur_kwh(exchange) == pytest.approx([0.10])


def test_bill_sharing_by_hand() -> None:
    # Hour 1 as SUN: 6 kWh are bought from suppliers at 0.25. Hour 2: all sell, 2 kWh each at 0.05.
    # Bill of purchases 1.50 EUR over 12 kWh: b 0.125, c 0.50, d 0.875. Sales 0.40 over 14 kWh: a 8/14 of it.
    rule = rule_of("bill-sharing")
    net = np.vstack([SUN, [[-2.0] * 4]])
    exchange = exchange_of(rule, net)
    suppliers = 0.25 * (exchange.bought_kw - np.maximum(exchange.shared_kw, 0.0)) - 0.05 * (
        exchange.sold_kw - np.maximum(-exchange.shared_kw, 0.0)
    )
    bill = (suppliers + rule.settle(exchange).paid_eur).sum(axis=0)
    sold = 0.40 / 14
    assert bill == pytest.approx([-8 * sold, 0.125 - 2 * sold, 0.50 - 2 * sold, 0.875 - 2 * sold])


def test_shapley_of_one_seller_and_two_buyers_by_hand() -> None:
    # a sells 1 kWh, b and c would each buy it: v = 0.20 for every coalition with a and one of them. A buyer adds
    # 0.20 only when it joins right after a alone: 1 of 6 orders. b and c get 0.20 / 6, a the rest.
    rule = rule_of("shapley")
    exchange = exchange_of(rule, np.array([[-1.0, 1.0, 1.0, 0.0]]))
    assert gain_of(rule, exchange) == pytest.approx([0.4 / 3, 0.1 / 3, 0.1 / 3, 0.0])


def test_the_nucleolus_gives_the_scarce_side_everything() -> None:
    # The same game: either buyer can be replaced, so the only division nobody can leave gives a all of it.
    rule = rule_of("nucleolus")
    exchange = exchange_of(rule, np.array([[-1.0, 1.0, 1.0, 0.0]]))
    assert gain_of(rule, exchange) == pytest.approx([0.2, 0.0, 0.0, 0.0], abs=1e-9)


def test_the_nucleolus_of_a_known_game() -> None:
    # The Talmud's estate of 200 with claims of 100, 200 and 300 (Aumann and Maschler 1985): 50, 75, 75.
    claims, estate = np.array([100.0, 200.0, 300.0]), 200.0
    values = np.array(
        [
            max(0.0, estate - sum(c for n, c in enumerate(claims) if not one >> n & 1))
            for one in range(8)
        ]
    )
    assert nucleolus(values) == pytest.approx([50.0, 75.0, 75.0], abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(net_kw=POWERS)
def test_the_nucleolus_leaves_no_coalition_a_reason_to_leave(net_kw) -> None:
    # A market with one price has a core, and the nucleolus lies in it.
    rule = rule_of("nucleolus")
    exchange = exchange_of(rule, net_kw)
    (values,) = Game.of(exchange).values()
    gain = gain_of(rule, exchange)
    for one in range(16):
        assert sum(gain[n] for n in range(4) if one >> n & 1) >= values[one] - 1e-6


@settings(max_examples=25, deadline=None)
@given(net_kw=POWERS, buy=arrays(np.float64, (6, 4), elements=st.floats(0.1, 0.5)))
def test_coalitions_are_worth_what_they_gain_by_sharing_alone(net_kw, buy) -> None:
    rule = rule_of("proportional", fee="0.02 EUR/kWh")
    exchange = exchange_of(rule, net_kw, buy=buy, period=PERIOD)
    values = Game.of(exchange).values()
    for one in range(1, 16):
        inside = np.array([bool(one >> n & 1) for n in range(4)])
        own = exchange_of(rule, np.where(inside, net_kw, 0.0), buy=buy)
        gain = own.own_gain_eur().sum(axis=1)
        assert values[:, one] == pytest.approx([gain[:3].sum(), gain[3:].sum()], abs=1e-9)


def test_the_exact_shapley_value_is_the_mean_over_all_orders() -> None:
    values = np.random.default_rng(3).normal(size=(1, 16))
    values[:, 0] = 0.0
    mean = np.zeros(4)
    for order in permutations(range(4)):
        inside = 0
        for n in order:
            mean[n] += (values[0, inside | 1 << n] - values[0, inside]) / 24
            inside |= 1 << n
    assert shapley_exact(values)[0] == pytest.approx(mean)


def test_a_sample_of_orders_is_as_near_as_it_says() -> None:
    net = np.random.default_rng(5).normal(size=(40, 8)).round(2)
    rule = rule_of("shapley", names=tuple("abcdefgh"))
    game = Game.of(exchange_of(rule, net))
    exact = shapley_exact(game.values())
    value, error = shapley_sampled(game, 4000)
    assert (np.abs(value - exact) <= 4.0 * error + 1e-12).all()
    assert error.max() < 0.02 * exact.sum()
    assert value.sum() == pytest.approx(exact.sum())


def test_thirteen_members_are_sampled_with_a_stated_error() -> None:
    names = tuple("abcdefghijklm")
    net = np.random.default_rng(7).normal(size=(20, 13)).round(2)
    rule = rule_of("shapley", names=names)
    settled = rule.settle(exchange_of(rule, net))
    (note,) = settled.notes
    assert (note["says"], note["orders"]) == ("shapley_sampled", rule.orders)
    assert 0.0 < note["gain_pct"] < 100.0
    assert note["error_eur"] > 0.0
    assert rule_of("shapley").settle(exchange_of(rule_of("shapley"), net[:, :4])).notes == []


@pytest.mark.parametrize("kind", ["shapley", "nucleolus", "proportional", "equal"])
def test_what_is_common_gets_no_part_and_the_others_all_of_it(kind) -> None:
    rule = rule_of(kind)
    common = [False, False, False, True]
    exchange = exchange_of(rule, np.array([[-6.0, 1.0, 4.0, 7.0]]), common=common)
    settled = rule.settle(exchange)
    assert settled.weight[0, 3] == 0.0
    assert settled.weight.sum() == pytest.approx(1.0)
    assert settled.paid_eur.sum() == pytest.approx(0.0, abs=1e-12)


def test_the_nucleolus_refuses_thirteen_members() -> None:
    names = tuple("abcdefghijklm")
    ((field, message),) = READ.validate_python({"kind": "nucleolus"}).problems_among(
        Parties(names, names, (False,) * 13)
    )
    assert field == "kind"
    assert "13 are too many, at most 12" in message


def test_a_group_divides_its_key_equally() -> None:
    rule = READ.validate_python(
        {"kind": "static-keys", "keys": {"homes": "60 %", "school": "40 %"}}
    )
    known = rule.among(Parties(("h1", "h2", "school"), ("homes", "homes", "school"), (False,) * 3))
    shared = known.share(np.array([[9.0, 9.0, 9.0, 0.0]])[:, :3], np.array([[0.0, 0.0, 0.0]]))
    assert not shared.any()
    shared = known.share(np.array([[9.0, 0.0, 9.0]]), np.array([[0.0, 7.0, 0.0]]))
    assert shared[0] == pytest.approx([3.0, -7.0, 4.0])  # 30 : 40 of the two that buy


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ({"kind": "static-keys", "keys": {"a": "60 %", "b": "35 %"}}, "keys", "sum to 95 %"),
        ({"kind": "equal", "fee": "0.1 EUR/kWh", "hub_fee": "0.2 EUR/kWh"}, "hub_fee", "more than"),
    ],
)
def test_rules_that_contradict_themselves_are_named(text, field, words) -> None:
    ((named, message),) = READ.validate_python(text).problems()
    assert named == field
    assert words in message


def test_a_negative_key_is_refused() -> None:
    with pytest.raises(ValidationError):
        READ.validate_python({"kind": "static-keys", "keys": {"a": "-10 %", "b": "110 %"}})

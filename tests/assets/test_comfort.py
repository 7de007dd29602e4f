"""A home's comfort band by hand: what the hub may store in the mass of a building, and what alone does not."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.assets.asset import Asset, Behaviour
from hubsim.demand.building import building
from hubsim.demand.warm_mass import warm_mass

MASS = warm_mass(building("terraced", "moderate"))


def home(read, **fields) -> Asset:
    given = {"kind": "heat-pump", "power": "3 kW", "cop": 3, "comfort": "1 K", "loss": "0 %"}
    return read(**{**given, "buffer": "1 Wh", "start": "0 %", **fields})


def needs(rooms, water=0.0):
    rooms = np.asarray(rooms, float)
    return {"heat_kw": rooms + water, "cop": np.full_like(rooms, 3.0), "rooms_kw": rooms}


def test_the_mass_is_a_store_beside_the_buffer(read) -> None:
    asset = home(read, comfort="1.5 K", buffer="8 kWh", start="50 %")
    assert asset.stores() == ("buffer", "comfort")
    assert asset.start_kwh().tolist() == [4.0, 0.0]
    assert asset.level_range_kwh({})[1] == pytest.approx([8.0, 1.5 * MASS.kwh_k])
    assert home(read, comfort="0 K").stores() == ("",)
    tanked = home(read, tank="6 kWh", hot_water="1 MWh")
    assert tanked.stores() == ("buffer", "comfort", "tank")


def test_alone_rooms_are_as_warm_as_they_are_set(read, local_days, inputs_of) -> None:
    week = local_days("2026-01-12", "2026-01-18")
    plain, banded = (
        read(kind="heat-pump", power="3 kW", hot_water="1.7 MWh", comfort=band)
        for band in ("0 K", "1 K")
    )
    did = [one.alone(inputs_of(one, week), np.zeros(week.n_steps), 0.25) for one in (plain, banded)]
    assert (did[1].p_kw == did[0].p_kw).all()
    assert (did[1].level_kwh[:, 0] == did[0].level_kwh).all()
    assert not did[1].level_kwh[:, 1].any()


def test_a_cheap_hour_warms_the_rooms_for_the_dear_ones_by_hand(read, optimum_of) -> None:
    # One cheap hour, then eleven dear ones, 2 kW each. In the first the rooms take q with z + s q = full and
    # z (1 + l) = q; then in every hour -z' / s with z' (1 + l) = z - z' / s.
    price = np.array([0.01, *[1.0] * 11])
    cost, x = optimum_of(home(read), needs(np.full(12, 2.0)), price, 1.0)
    kept, s = 1.0 + MASS.loss, MASS.exchange_h
    q = MASS.kwh_k / (1.0 / kept + s)
    level, extra = q / kept, [q]
    for _ in range(11):
        level /= kept + 1.0 / s
        extra.append(-level / s)
    assert x["comfort.extra_kw"] == pytest.approx(np.array(extra), abs=1e-7)
    drawn = (2.0 + np.array(extra)) / 3.0
    drawn[:2] += np.array([1e-3, -1e-3]) / 3.0  # the buffer's watt-hour is bought in the cheap hour
    assert cost == pytest.approx(float(price @ drawn), abs=1e-6)
    # Of 1.14 kW put in, 79 % is back within eleven hours.
    assert q == pytest.approx(1.13, abs=0.01)
    assert -sum(extra[1:]) / q == pytest.approx(0.79, abs=0.01)


def test_rooms_that_need_no_heat_take_none_and_give_none(read, optimum_of) -> None:
    # The second hour is free, but the sun has warmed the rooms; the last costs, with a need of 0.1 kW.
    _, x = optimum_of(home(read), needs([2.0, 0.0, 0.1]), np.array([0.01, 0.0, 1.0]), 1.0)
    assert x["comfort.extra_kw"][1] == pytest.approx(0.0, abs=1e-9)
    assert x["comfort.extra_kw"][2] == pytest.approx(
        -0.1, abs=1.1e-3
    )  # the buffer gives its watt-hour
    assert x["pump_kw"][2] == pytest.approx(0.0, abs=1e-9)


def test_hot_water_is_not_made_of_the_mass(read) -> None:
    bounds = home(read).bounds(needs([0.5, 0.0], water=3.0), 1.0)
    least, most = bounds["comfort.extra_kw"]
    assert least.tolist() == [-0.5, 0.0]
    assert most == pytest.approx([MASS.most_kw - 0.5, 0.0])
    assert bounds["buffer.heat_kw"][0].tolist() == [3.5, 3.0]


def test_heat_that_rooms_can_not_take_or_give_is_seen(read) -> None:
    asset, inputs = home(read), needs([2.0, 2.0, 2.0, 2.0])

    def with_mass(*level):
        # The machine makes what the mass takes beyond the need; the buffer stays empty.
        levels = np.stack([np.zeros(5), level], axis=1)
        extra = np.array(level[1:]) * (1.0 + MASS.loss) - np.array(level[:-1])
        return Behaviour((2.0 + extra) / 3.0, np.zeros(4), levels, np.zeros(4))

    usual = with_mass(0.0, 0.5, 0.4, 0.32, 0.26)
    assert np.abs(asset.residual_kwh(inputs, usual, 1.0)).max() < 1e-9
    sudden = asset.residual_kwh(inputs, with_mass(0.0, 0.5, 0.0, 0.0, 0.0), 1.0)
    assert np.abs(sudden[:, 0]).max() < 1e-9
    assert sudden[:, 1] == pytest.approx([0.0, -0.5, 0.0, 0.0])  # an empty store gives nothing
    fast = asset.residual_kwh(inputs, with_mass(0.0, 3.0, 2.8, 2.6, 2.4), 1.0)
    felt = (MASS.kwh_k - 3.0) / MASS.exchange_h
    assert fast[0, 1] == pytest.approx(3.0 * (1.0 + MASS.loss) - felt)


def test_levels_reached_and_worth_by_hand(read) -> None:
    asset, inputs = home(read, buffer="8 kWh"), needs([2.0, 2.0])
    reached = asset.reachable_kwh(inputs, slice(0, 2), np.array([0.0, 3.0]), 1.0)
    assert reached == pytest.approx([8.0, 3.0 / (1.0 + MASS.loss) ** 2])
    share = 1.0 / (1.0 + MASS.loss * MASS.exchange_h)
    assert asset.worth_eur_kwh(inputs, 0.30) == pytest.approx([0.10, 0.10 * share])


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "boiler", "fuel": "electricity", "power": "24 kW"},
        {"kind": "hybrid-heat-pump", "power": "1 kW", "boiler": "20 kW"},
        {"kind": "chp", "power": "2 kW", "boiler": "20 kW"},
    ],
)
def test_every_heating_of_a_home_has_it(read, local_days, inputs_of, optimum_of, fields) -> None:
    day = local_days("2026-01-12")
    price = np.where(np.arange(96) < 48, 0.10, 0.60)
    plain, banded = (
        read(**fields, comfort=band, insulation="good", buffer="2 kWh") for band in ("0 K", "1 K")
    )
    without, _ = optimum_of(plain, inputs_of(plain, day, prices=(price, price)), price, 0.25)
    cost, x = optimum_of(banded, inputs_of(banded, day, prices=(price, price)), price, 0.25)
    assert cost < without - 0.01
    full = warm_mass(building("terraced", "good")).kwh_k
    assert 0.5 < x["comfort.level_after"].max() <= full
    assert (x["comfort.felt_kwh"] >= -1e-9).all()
    assert (x["comfort.felt_kwh"] <= full + 1e-9).all()

"""What the search finds is what trying every number finds, with each number written into the scenario."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.headroom.find import Finder
from hubsim.headroom.search import NONE_FITS, largest
from hubsim.headroom.siting import candidate_buses, sitings_of

NETWORKS = ("simbench", "kerber", "street")


@pytest.mark.parametrize("operation", ["alone", "together"])
@pytest.mark.parametrize("add", ["home", "charger"])
@pytest.mark.parametrize("network", NETWORKS)
def test_equal_to_brute_force_on_three_networks(case_of, network, add, operation) -> None:
    case = case_of(network)
    prober = case.prober(add, sitings=1)
    (siting,) = sitings_of(prober.enlarged.base, prober.rules)
    found = Finder(prober)(operation, siting)
    # From none on, each number simulated by itself, up to the first that violates.
    first = next(n for n in range(41) if case.violates(add, n, siting, operation))
    assert found.units == first - 1 > 0
    assert found.binds is not None
    assert not found.over_already


@pytest.mark.parametrize("network", NETWORKS)
def test_days_that_bound_before_lead_to_the_number_that_every_number_gives(
    case_of, network
) -> None:
    case = case_of(network)
    prober, every = (case.prober("charger", sitings=6, every=one) for one in (False, True))
    find, try_all = Finder(prober), Finder(every)
    for siting in sitings_of(prober.enlarged.base, prober.rules):
        assert find("together", siting).units == try_all("together", siting).units > 0
    # What is found and one more at each siting, and few beside them.
    assert prober.n_probes <= 2 * 6 + 8 < every.n_probes


@pytest.mark.parametrize("operation", ["alone", "together"])
def test_a_glimpse_of_all_steps_is_a_probe(case_of, operation) -> None:
    prober = case_of("street").prober("charger", sitings=1)
    (siting,) = sitings_of(prober.enlarged.base, prober.rules)
    whole = slice(0, prober.enlarged.base.horizon.n_steps)
    told = [prober.glimpse(operation, n, siting, whole) for n in range(1, 10)]
    assert told == [prober(operation, n, siting).fits for n in range(1, 10)]
    assert True in told
    assert False in told


@pytest.mark.parametrize("network", NETWORKS)
def test_panels_that_first_relieve_and_then_violate(case_of, network) -> None:
    case = case_of(network)
    prober = case.prober("pv", where="spread")
    (siting,) = sitings_of(prober.enlarged.base, prober.rules)
    found = Finder(prober)("alone", siting)
    first = next(n for n in range(41) if case.violates("pv", n, siting, "alone"))
    assert found.units == first - 1


def test_the_hub_makes_room_where_it_has_a_battery(case_of) -> None:
    prober = case_of("kerber").prober("charger", sitings=3)
    find = Finder(prober)
    sitings = sitings_of(prober.enlarged.base, prober.rules)
    alone, together = (
        [find(operation, siting).units for siting in sitings] for operation in ("alone", "together")
    )
    assert min(np.subtract(together, alone)) > 0


def test_hours_at_risk_are_counted_alike_for_both(case_of) -> None:
    case = case_of("street")
    strict, loose = (case.prober("home", risk=risk) for risk in ("0 h", "800 h"))
    siting = sitings_of(strict.enlarged.base, strict.rules)[0]
    assert loose.allowed_h == pytest.approx(800.0 * 48.0 / 8766.0)
    for operation in ("alone", "together"):
        less, more = (Finder(one)(operation, siting) for one in (strict, loose))
        assert more.units > less.units
        assert loose(operation, more.units, siting).beyond_h <= loose.allowed_h
        assert loose(operation, more.units + 1, siting).beyond_h > loose.allowed_h


def test_nothing_fits_where_the_limit_is_exceeded_already(case_of) -> None:
    prober = case_of("kerber", "limits.loading=2 %").prober("home")
    siting = sitings_of(prober.enlarged.base, prober.rules)[0]
    found = Finder(prober)("alone", siting)
    assert (found.units, found.over_already) == (0, True)
    assert found.binds is not None
    assert found.binds.value > found.binds.limit == 2.0


@pytest.mark.parametrize("guess", [0, 1, 7, 30, 99])
@pytest.mark.parametrize("limit", [-1, 0, 1, 2, 13, 31, 98, 99, 150])
def test_any_guess_leads_to_the_same_number(limit, guess) -> None:
    asked = []

    def fits(n: int) -> bool:
        asked.append(n)
        return n <= limit

    found = largest(fits, 99, guess=guess)
    assert found == min(limit, 99) if limit >= 0 else found == NONE_FITS
    assert all(0 <= n <= 99 for n in asked)
    # Both ends were simulated.
    assert found in asked or found == NONE_FITS
    assert found + 1 in asked or found == 99


@pytest.mark.parametrize("better", [lambda high: high - 1, lambda high: 0, lambda high: high // 3])
@pytest.mark.parametrize("limit", [0, 1, 13, 31, 98])
def test_any_better_guess_leads_to_the_same_number(limit, better) -> None:
    asked = []

    def fits(n: int) -> bool:
        asked.append(n)
        return n <= limit

    assert largest(fits, 99, guess=50, nearer=better) == limit
    assert limit + 1 in asked


def test_a_better_guess_is_where_is_looked_next() -> None:
    asked = []

    def fits(n: int) -> bool:
        asked.append(n)
        return n <= 61

    assert largest(fits, 99, guess=90, nearer=lambda high: 61) == 61
    assert asked == [0, 90, 61, 62]


def test_every_number_is_tried_where_that_is_asked() -> None:
    assert largest(lambda n: n in {0, 1, 2, 5, 6}, 9, guess=6, every=True) == 2


def test_sitings_are_the_same_alone_and_together_and_nobody_is_second_before_all_are(
    case_of,
) -> None:
    prober = case_of("simbench").prober("home", sitings=5)
    plan = prober.enlarged.base
    once, again = (sitings_of(plan, prober.rules) for _ in range(2))
    places = candidate_buses(plan)
    assert len(places) == len(plan.member_ids)
    for one, other in zip(once, again, strict=True):
        assert one.buses.tolist() == other.buses.tolist()
        assert sorted(one.buses[: len(places)]) == sorted(places)
    assert len({tuple(one.buses) for one in once}) == 5

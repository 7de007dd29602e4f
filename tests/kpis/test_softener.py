"""Does a hub soften congestion: windows, days, reductions and the exact bound, by hand."""

import numpy as np
import pytest
from scipy.stats import binom

from hubsim.errors import ScenarioError
from hubsim.horizon import Horizon
from hubsim.kpis import softener
from hubsim.kpis.softener import check_softener, sure_share
from hubsim.scenario.load import load_scenario
from hubsim.scenario.softener import Softener
from hubsim.weekdays import months_text, parse_months

EVENING = {"from": "16:00", "to": "20:00"}


def days_of(outcome, hourly_kw, trafo_kw=None, first="2016-01-11", **section):
    """An outcome of whole local days in hours: all drawn by the first member."""
    from datetime import date, timedelta

    kw = np.asarray(hourly_kw, dtype=float)
    start = date.fromisoformat(first)
    horizon = Horizon.of_local_days(
        start, start + timedelta(days=len(kw) - 1), 3600, "Europe/Amsterdam"
    )
    assert horizon.n_steps == kw.size
    net = np.stack([kw.ravel(), np.zeros(kw.size)], axis=1)
    done = outcome(
        horizon.n_steps,
        3600,
        bought_kw=np.maximum(net, 0.0),
        sold_kw=np.maximum(-net, 0.0),
        trafo_p_kw=np.asarray(kw if trafo_kw is None else trafo_kw, dtype=float).reshape(-1, 1),
    )
    done.plan.horizon = horizon
    done.plan.scenario.softener = Softener.model_validate(section) if section else None
    return done


def flat(n_days, **peaks):
    """10 kW all day, and at an hour (h17=...) a value a day."""
    kw = np.full((n_days, 24), 10.0)
    for hour, values in peaks.items():
        kw[:, int(hour[1:])] = values
    return kw


def test_reductions_of_four_days_by_hand(outcome):
    section = {"windows": {"evening": EVENING}, "least": "20 kW", "confidence": "90 %"}
    alone = days_of(outcome, flat(4, h17=[100, 90, 80, 70], h21=[50, 50, 50, 50]), **section)
    together = days_of(outcome, flat(4, h17=[60, 70, 70, 75], h21=[50, 95, 60, 50]), **section)
    found = check_softener(alone, together)
    assert found.days == ("2016-01-11", "2016-01-12", "2016-01-13", "2016-01-14")
    assert found.hub_kw.tolist() == [[100, 60], [90, 70], [80, 70], [70, 75]]
    # Reductions 40, 20, 10, -5 kW: three days lower, two by 20 kW or more.
    hub = found.hub
    assert (hub.peak_alone_kw, hub.peak_together_kw) == (100.0, 75.0)
    assert (hub.lower_days, hub.reached_days, hub.reached_share) == (0.75, 2, 0.5)
    assert hub.least_kw == -5.0
    assert hub.p50_kw == 15.0
    assert hub.p5_kw == pytest.approx(-5.0 + 0.15 * 15.0)
    assert hub.p95_kw == pytest.approx(20.0 + 0.85 * 20.0)
    # With probability p of such a day, 2 or more of 4 occur with 10 %: that p is the bound.
    assert binom.sf(1, 4, hub.sure_share) == pytest.approx(0.10, abs=1e-9)
    # Outside 10 or 50 kW alone; raised on the second and third day, above 90 kW of it on the second.
    assert (found.raised_days, found.new_peak_days) == (0.5, 0.25)
    summary = found.summary()
    assert summary["outside"] == {
        "peak_alone_kw": 50.0,
        "peak_together_kw": 95.0,
        "raised_days": 0.5,
        "new_peak_days": 0.25,
    }
    assert summary["transformer"]["id"] == "T1"
    lines = found.to_csv().decode().splitlines()
    assert lines[2].startswith("2016-01-12,90.000000,70.000000,90.000000,70.000000,50.0")
    assert softener.softener_peak_kw(together) == 75.0
    assert softener.softener_mean_peak_kw(together) == pytest.approx((60 + 70 + 70 + 75) / 4)
    assert softener.softener_trafo_peak_kw(alone) == 100.0
    assert softener.softener_outside_peak_kw(together) == 95.0


def test_windows_keep_to_their_days_and_months(outcome):
    # 29 and 30 October 2016 are a weekend, and on the 30th the clock goes back: 25 hours.
    kw = np.full(5 * 24 + 1, 10.0)
    section = {"windows": {"evening": {**EVENING, "days": "mon-fri", "months": "nov-feb"}}}
    done = days_of_hours(outcome, kw, "2016-10-29", 5, section)
    found = check_softener(done, done)
    assert found.days == ("2016-11-01", "2016-11-02")  # a Tuesday and a Wednesday


def days_of_hours(outcome, kw, first, n_days, section):
    from datetime import date, timedelta

    start = date.fromisoformat(first)
    horizon = Horizon.of_local_days(
        start, start + timedelta(days=n_days - 1), 3600, "Europe/Amsterdam"
    )
    assert horizon.n_steps == len(kw)
    net = np.stack([kw, np.zeros(len(kw))], axis=1)
    done = outcome(horizon.n_steps, 3600, bought_kw=net, trafo_p_kw=kw[:, None])
    done.plan.horizon = horizon
    done.plan.scenario.softener = Softener.model_validate(section)
    return done


def test_a_window_over_midnight_belongs_to_the_day_it_starts_on_and_is_whole(outcome):
    kw = flat(3, h23=[20, 30, 40], h1=[50, 60, 70])
    section = {"windows": {"night": {"from": "22:00", "to": "02:00"}}}
    done = days_of(outcome, kw, **section)
    found = check_softener(done, done)
    # The night to the first day began before, that from the third ends after the horizon.
    assert found.days == ("2016-01-11", "2016-01-12")
    assert found.hub_kw[:, 0].tolist() == [60.0, 70.0]


def test_without_a_section_or_a_day_there_is_no_answer(outcome):
    assert check_softener(*2 * (days_of(outcome, flat(1)),)) is None
    section = {"windows": {"summer": {**EVENING, "months": "jul"}}}
    july = days_of(outcome, flat(1), **section)
    assert check_softener(july, july) is None
    assert np.isnan(softener.softener_peak_kw(july))
    assert np.isnan(softener.softener_mean_peak_kw(july))


@pytest.mark.parametrize(("reached", "days"), [(1, 1), (7, 7), (3, 10), (80, 90)])
def test_the_bound_is_that_of_clopper_and_pearson(reached, days):
    bound = sure_share(reached, days, 0.95)
    assert binom.sf(reached - 1, days, bound) == pytest.approx(0.05, abs=1e-9)
    assert bound < reached / days


def test_never_reached_is_never_sure():
    assert sure_share(0, 30, 0.95) == 0.0


def test_months_are_read_and_written():
    assert parse_months("nov-feb,jul") == {11, 12, 1, 2, 7}
    assert months_text(parse_months("nov-feb")) == "jan,feb,nov,dec"
    assert months_text(parse_months("all year")) == "all year"
    with pytest.raises(ValueError, match="'november' is not a month: write 'all year'"):
        parse_months("november")


def test_overlapping_windows_are_refused_where_they_share_a_month(street):
    text = "softener={windows: {a: {from: '16:00', to: '20:00', months: %s}, b: {from: '19:00', to: '21:00', months: jul-dec}}}"
    load_scenario(street, overrides=[text % "jan-jun"])
    with pytest.raises(ScenarioError, match="window 'b' overlaps window 'a'"):
        load_scenario(street, overrides=[text % "jan-jul"])


def test_the_figures_are_asked_for_with_the_section_only(outcome):
    from hubsim.kpis.measure import measure

    plain = days_of(outcome, flat(1))
    asked = days_of(outcome, flat(1), windows={"evening": EVENING})
    names = set(measure(asked)) - set(measure(plain))
    assert names == {
        "softener_peak_kw",
        "softener_mean_peak_kw",
        "softener_trafo_peak_kw",
        "softener_outside_peak_kw",
    }

"""Which capacity to ask for: by hand, and for any powers; the command on a stored run."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from typer.testing import CliRunner

from hubsim.bills.capacity import ask, curve, leaving, smallest_limit_kw
from hubsim.cli import app
from hubsim.errors import UsageError
from hubsim.horizon import Horizon
from hubsim.results import Run

# A hundred hours from 28 January: the last days lie in February.
HORIZON = Horizon(Horizon.of_local_days(date(2026, 1, 28), date(2026, 1, 28), 3600, "Europe/Amsterdam").start, 3600, 100, "Europe/Amsterdam")  # fmt: skip
POWER = np.arange(1.0, 101.0)


def test_one_percent_of_a_hundred_hours_is_one_hour() -> None:
    found = ask(POWER, 0.01, HORIZON)
    assert (found.limit_kw, found.steps, found.energy_kwh, found.most_kw, found.months) == (
        99.0,
        1,
        1.0,
        1.0,
        1,
    )
    # 10 hours beyond 90: 1 + 2 + ... + 10 kWh, the last four of them in February.
    found = ask(POWER, 0.10, HORIZON)
    assert (found.limit_kw, found.steps, found.energy_kwh, found.months) == (90.0, 10, 55.0, 2)
    assert ask(POWER[::-1].copy(), 0.10, HORIZON).months == 1


def test_no_risk_asks_for_the_peak_and_a_group_that_never_feeds_in_for_nothing() -> None:
    assert smallest_limit_kw(POWER, 0.0) == 100.0
    assert smallest_limit_kw(-POWER, 0.0) == 0.0


@given(
    arrays(np.float64, 60, elements=st.floats(-100, 100)),
    st.floats(0.0, 0.99),
)
def test_it_is_kept_and_nothing_smaller_would_be(power, risk) -> None:
    limit = smallest_limit_kw(power, risk)
    allowed = np.floor(risk * 60 + 1e-9)
    assert np.count_nonzero(power > limit) <= allowed
    if limit > 0.0:
        assert np.count_nonzero(power > np.nextafter(limit, 0.0)) > allowed


def test_the_curve_falls_with_risk_and_holds_the_wanted_one() -> None:
    found = curve(POWER, HORIZON, 0.03)
    assert 0.03 in [one.risk for one in found]
    limits = [one.limit_kw for one in found]
    assert limits == sorted(limits, reverse=True)


def test_without_a_member_by_hand() -> None:
    # b peaks when a does not: the group's peak is 11; without a 6, without b 10, without c 12.
    net = np.array([[10.0, 2.0, -1.0], [4.0, 6.0, 1.0]])
    found = {one.member: one.import_kw for one in leaving(net, ("a", "b", "c"), 0.0)}
    assert found == {"a": 7.0, "b": 9.0, "c": 12.0}
    assert [one.member for one in leaving(net, ("a", "b", "c"), 0.0)] == ["a", "b", "c"]


def test_the_command_answers_from_a_stored_run(street_run: Run, tmp_path: Path) -> None:
    file = tmp_path / "curve.csv"
    words = ["capacity", str(street_run.folder), "--risk", "2%", "--csv", str(file)]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0
    net = street_run.array("together", "member_bought_kw").sum(axis=1) - street_run.array(
        "together", "member_sold_kw"
    ).sum(axis=1)
    limit = smallest_limit_kw(net, 0.02)
    assert f"together {limit:,.1f} kW" in done.output
    for name in street_run.series("together", "member_bought_kw").ids:
        assert any(line.startswith(name) for line in done.output.splitlines()), name
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    mine = [
        r
        for r in rows
        if (r["operation"], r["direction"], r["risk_pct"]) == ("together", "import", "2")
    ]
    assert float(mine[0]["limit_kw"]) == pytest.approx(limit, abs=1e-3)


@pytest.mark.parametrize("risk", ["1", "one", "100%", "-1%", "5 kW"])
def test_what_is_no_risk_is_refused(risk: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--risk"):
        CliRunner().invoke(
            app, ["capacity", str(tmp_path), f"--risk={risk}"], catch_exceptions=False
        )

"""What the cases count, and that it repeats."""

from __future__ import annotations

import gc
from dataclasses import dataclass

import numpy as np
import pytest

from hubsim.bench.calibration import BLOCK, PLACES, _arrays
from hubsim.bench.case import Case, Work, all_cases, chosen_cases
from hubsim.bench.cases.hub import _counts_of_run
from hubsim.bench.counting import peak_memory_mib, python_calls
from hubsim.bench.measure import measure
from hubsim.errors import UsageError


@pytest.mark.parametrize("name", ["start", "validate"])
def test_counts_are_the_same_in_two_runs(name):
    (case,) = chosen_cases([name])
    work = case.prepare()
    first, second = (work.count(work.run()) for _ in range(2))
    assert first == second
    assert any(first.values())
    assert all(type(count) is int and count >= 0 for count in first.values())


def test_two_runs_of_the_week_count_the_same(street_run):
    (week,) = chosen_cases(["week"])
    work = week.prepare()
    counts = work.count(work.run())
    assert counts == _counts_of_run(street_run.manifest)
    kib = (street_run.folder / "report.html").stat().st_size / 1024
    assert counts["report_kib"] == round(kib)
    assert counts["series_bytes"] == sum(
        file.stat().st_size for file in street_run.folder.rglob("*.parquet")
    )


def test_a_year_on_the_small_network_is_counted_right():
    (case,) = chosen_cases(["power-flow-small"])
    work = case.prepare()
    flows = work.run()
    counts = work.count(flows)
    assert counts == work.count(work.run())
    assert len(flows.iterations) == 366 * 96
    assert counts["iterations"] == int(np.sum(flows.iterations))
    assert counts["unsolved_steps"] == 0
    # Radial: two triangles without fill and one diagonal over 43 buses below the slack.
    assert counts["factor_nonzeros"] == 43 + 2 * 42


@dataclass
class Empty:
    pass


@dataclass
class AlsoEmpty:
    pass


def test_python_calls_are_counted_one_by_one():
    def inner() -> None:
        len("x")

    def outer() -> None:
        for _ in range(7):
            inner()
        Empty()
        AlsoEmpty()

    assert python_calls(outer) == 1 + 7 + 2
    assert gc.isenabled()


def test_peak_memory_is_the_peak_and_not_the_end():
    assert peak_memory_mib(lambda: np.zeros(5 * 2**17).sum()) == 5


def test_the_calibration_loop_visits_every_place():
    following, first, second, block = _arrays()
    assert np.array_equal(np.sort(following), np.arange(PLACES))
    place, length = following[0], 1
    while place != 0:
        place, length = following[place], length + 1
    assert length == PLACES
    assert len(block) == BLOCK
    # Its arithmetic keeps every value at 1: no drift into infinities, which would be slower.
    assert np.all(first == 1.0)
    assert np.all(second == 1.0)
    assert np.all(block == 1.0)


def test_a_case_is_timed_as_often_as_asked_and_counted_once(monkeypatch):
    monkeypatch.setattr("hubsim.bench.measure.MOST", 1)
    calls = []

    def prepare():
        return Work(lambda: calls.append(1), lambda _: {"things": 3})

    found = measure(Case("own", "", prepare), 2)
    assert found.counts == {"things": 3}
    assert found.runs == 2
    assert len(calls) == 1 + 2
    assert found.time_loops == pytest.approx(found.best_s / found.loop_s)


def test_the_cases_of_the_issue_are_there_and_say_what_they_do():
    cases = all_cases()
    assert {"validate", "power-flow-small", "power-flow-large", "window", "week"} <= set(cases)
    assert all(case.line.endswith(".") for case in cases.values())


def test_cases_are_chosen_once_each_in_the_order_named():
    assert [case.name for case in chosen_cases(["week", "start", "week"])] == ["week", "start"]
    assert [case.name for case in chosen_cases([])] == list(all_cases())


def test_all_unknown_cases_are_named_at_once_with_the_nearest():
    with pytest.raises(UsageError) as wrong:
        chosen_cases(["weak", "validate", "power-flow-smal"])
    first, second = str(wrong.value).splitlines()
    assert "'weak'" in first
    assert "nearest: week" in first
    assert "'power-flow-smal'" in second
    assert "nearest: power-flow-small" in second

"""Verdicts on values now and then."""

from __future__ import annotations

import pytest

from hubsim.bench.against import TIME, compare, refuse_strangers, share_of, surroundings_changed
from hubsim.bench.command import refuse_worse
from hubsim.errors import BenchmarkWorse, UsageError

from .conftest import measured, record


def verdicts(now, then, **options):
    return {(p.case, p.measure): p.verdict for p in compare(now, then, 0.15, **options)}


@pytest.mark.parametrize(
    ("now", "then", "verdict"),
    [
        (100, 100, "same"),
        (101, 100, "changed"),
        (99, 100, "changed"),
        (115, 100, "changed"),
        (116, 100, "worse"),
        (100, 116, "better"),
        (0, 0, "same"),
        (1, 0, "worse"),
        (0, 1, "better"),
    ],
)
def test_a_count_is_judged(now, then, verdict):
    found = verdicts(record(own=measured(rows=now)), record(own=measured(rows=then)))
    assert found == {("own", TIME): "same", ("own", "rows"): verdict}


@pytest.mark.parametrize(
    ("now", "verdict"),
    [(4.0, "same"), (4.5, "same"), (4.7, "worse"), (3.6, "same"), (3.4, "better")],
)
def test_a_time_is_judged_with_its_tolerance(now, verdict):
    assert verdicts(record(own=measured(now)), record(own=measured(4.0))) == {
        ("own", TIME): verdict
    }


def test_what_is_in_one_record_only_is_named_and_not_worse():
    now = record(both=measured(a=1, b=1), added=measured())
    then = record(both=measured(a=1, c=1), old=measured())
    expected = {
        ("both", TIME): "same",
        ("both", "a"): "same",
        ("both", "b"): "new",
        ("both", "c"): "gone",
        ("added", TIME): "new",
        ("old", TIME): "gone",
    }
    assert verdicts(now, then) == expected
    assert verdicts(now, then, partial=True) == {**expected, ("old", TIME): "not run"}
    refuse_worse(compare(now, then, 0.15), "stored.json", "15%")


def test_a_comparison_of_nothing_does_not_pass():
    with pytest.raises(UsageError, match="nothing to compare"):
        refuse_strangers(["one"], record(other=measured()))
    refuse_strangers(["one", "other"], record(other=measured()))


def test_every_worse_value_is_named():
    now, then = record(own=measured(9.0, a=9, b=5)), record(own=measured(3.0, a=3, b=5))
    with pytest.raises(BenchmarkWorse) as worse:
        refuse_worse(compare(now, then, 0.15), "stored.json", "15%")
    assert str(worse.value).splitlines() == [
        "worse than stored.json by more than 15%:",
        "own: time 9.000 loops, was 3.000 loops",
        "own: a 9, was 3",
    ]


def test_changed_libraries_are_named():
    assert surroundings_changed(record(numpy="2.2.0"), record()) == ["numpy 2.1.0 then, 2.2.0 now"]
    assert not surroundings_changed(record(day=3), record())


@pytest.mark.parametrize("text", ["15", "", "%", "-1%", "nan%", "inf%", "1e9%", "15 kW", "1%1%"])
def test_only_a_percentage_is_a_percentage(text):
    with pytest.raises(UsageError, match="percentage"):
        share_of(text)

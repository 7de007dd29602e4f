"""Two records side by side: every count and every time, now and then, and a verdict on each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hubsim.bench.record import Measured, Record
from hubsim.errors import UsageError

TIME = "time"
"""Name of the calibrated time among the counts of a case."""

Verdict: TypeAlias = Literal["same", "changed", "better", "worse", "new", "gone", "not run"]

_PERCENTAGE = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*%\s*")


@dataclass(frozen=True)
class Pair:
    """One value now and then; None where one of the two records does not have it.

    ratio : now / then; infinite when nothing became something
    """

    case: str
    measure: str
    now: float | None
    then: float | None
    verdict: Verdict

    @property
    def ratio(self) -> float | None:
        """Now over then."""
        return None if self.now is None or self.then is None else _ratio(self.now, self.then)


def share_of(text: str) -> float:
    """Return a percentage as a share.

    Raises
    ------
    UsageError
        when it is not one.

    Examples
    --------
    >>> share_of("15%"), share_of("2.5 %")
    (0.15, 0.025)
    """
    found = _PERCENTAGE.fullmatch(text)
    if found is None:
        raise UsageError(f"--fail-over takes a percentage such as 15%, not {text[:40]!r}")
    return float(found[1]) / 100.0


def values_of(measured: Measured) -> dict[str, float]:
    """Return the calibrated time and the counts of a case by name, the time first."""
    return {TIME: measured.time_loops, **measured.counts}


def refuse_strangers(cases: Iterable[str], then: Record) -> None:
    """Refuse a stored record without any of the cases: a comparison of nothing must not pass.

    Raises
    ------
    UsageError
        naming the cases that the record has.
    """
    if then.cases.keys().isdisjoint(cases):
        known = ", ".join(then.cases) or "none"
        raise UsageError(f"nothing to compare: the cases of the stored record are {known}")


def compare(now: Record, then: Record, fail_over: float, *, partial: bool = False) -> list[Pair]:
    """Return a pair for every value of either record, case by case, those of `now` first.

    fail_over : a value that grew by more than this share is worse
    partial : whether cases were left out on purpose, so that one of `then` alone was not run
    """
    pairs = []
    for case in dict.fromkeys([*now.cases, *then.cases]):
        here, there = (_values(record.cases, case) for record in (now, then))
        absent: Verdict = "not run" if partial and not here else "gone"
        for measure in dict.fromkeys([*here, *there]):
            new, old = here.get(measure), there.get(measure)
            verdict = (
                "new" if old is None else absent if new is None else
                _verdict(measure, new, old, fail_over)
            )  # fmt: skip
            pairs.append(Pair(case, measure, new, old, verdict))
    return pairs


def surroundings_changed(now: Record, then: Record) -> list[str]:
    """Return what else differs between two records, and may have changed counts."""
    here, there = now.surroundings, then.surroundings
    return [
        f"{name} {there.get(name, 'absent')} then, {here.get(name, 'absent')} now"
        for name in dict.fromkeys([*here, *there])
        if here.get(name) != there.get(name)
    ]


def _values(cases: Mapping[str, Measured], case: str) -> dict[str, float]:
    return values_of(cases[case]) if case in cases else {}


def _verdict(measure: str, now: float, then: float, fail_over: float) -> Verdict:
    ratio = _ratio(now, then)
    if ratio > 1.0 + fail_over:
        return "worse"
    if ratio < 1.0 / (1.0 + fail_over):
        return "better"
    # A time is never twice the same; a count that moved is worth a look however little it moved.
    return "same" if measure == TIME or now == then else "changed"


def _ratio(now: float, then: float) -> float:
    if then == 0.0:
        return 1.0 if now == 0.0 else float("inf")
    return now / then

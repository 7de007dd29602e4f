"""A case of the benchmark: one function, known by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubsim.errors import UsageError
from hubsim.kinds import load_family
from hubsim.scenario.names import nearest


@dataclass(frozen=True)
class Work:
    """What a case does, made ready.

    run : the work whose time is taken; it is called many times and does the same each time
    count : what `run` returned -> counts, smaller is better; called once, after the first run
    """

    run: Callable[[], Any]
    count: Callable[[Any], dict[str, int]]


@dataclass(frozen=True)
class Case:
    """One case: its name, one line about it, and what makes it ready."""

    name: str
    line: str
    prepare: Callable[[], Work]


_known: dict[str, Case] = {}


def case(prepare: Callable[[], Work]) -> Callable[[], Work]:
    """Mark a function as a case: its name, with hyphens, and the first line of its text."""
    line = (prepare.__doc__ or "").strip().splitlines()[0]
    name = prepare.__name__.replace("_", "-")
    _known[name] = Case(name, line, prepare)
    return prepare


def all_cases() -> Mapping[str, Case]:
    """Return name -> case, in the order of the names."""
    load_family("hubsim.bench.cases")
    return dict(sorted(_known.items()))


def chosen_cases(names: Sequence[str]) -> list[Case]:
    """Return the cases of the names, each once, all when none is named.

    Raises
    ------
    UsageError
        when there is no such case; names every mistake.
    """
    known = all_cases()
    unknown = [name for name in dict.fromkeys(names) if name not in known]
    if unknown:
        raise UsageError(
            "\n".join(f"no case {name[:40]!r} ({nearest(name, known)})" for name in unknown)
        )
    return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())

"""Every error hubsim raises, and the exit code each one ends a command with.

HubsimError                      exit code
 ├─ UsageError                           2  the command line asks for something that does not exist
 ├─ ScenarioError                        3  the scenario text is wrong; carries every mistake found
 ├─ ProfileError                         3  a series is wrong: file, row, column
 ├─ NetworkError                         3  a network is wrong: element, id
 │   └─ NetworkErrors                       several things in it are; carries each
 ├─ MissingError                         4  a file or an optional package is not there
 ├─ PowerFlowError                       5  the power flow has no trustworthy answer
 ├─ SolveError                           6  the optimiser has no trustworthy answer
 │   ├─ Infeasible                          the requirements contradict each other
 │   ├─ Unbounded                           the cost can fall without end
 │   ├─ NotProven                           stopped by a limit, or the certificate does not hold
 │   └─ NotConverged                        network limits and plan did not come to rest
 ├─ CheckFailed                          7  a check declared by the user failed
 ├─ ResultError                          3  a stored run cannot be trusted
 │   ├─ TornResult                          manifest and content disagree
 │   └─ OtherVersion                        written in a format this version does not read
 ├─ BenchmarkWorse                       8  a count or a time of hubsim's own benchmark grew
 └─ BrokenInvariant                      1  a balance did not close: our bug, never the user's

Exit code 130 is kept for an interrupt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class HubsimError(Exception):
    """Base of all errors that hubsim raises on purpose."""

    exit_code: ClassVar[int] = 1


class UsageError(HubsimError):
    """The command line names a command, layout or option that does not exist."""

    exit_code = 2


@dataclass(frozen=True, order=True)
class Issue:
    """One mistake in a text file, at the place where the reader can mend it."""

    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Return ``file:line:col: path: message (hint)``."""
        place = f"{self.file}:{self.line}:{self.column}: "
        path = f"{self.path}: " if self.path else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{path}{self.message}{hint}"


class ScenarioError(HubsimError):
    """A scenario is wrong. ``issues`` holds every mistake found, in the order of the file."""

    exit_code = 3

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = tuple(sorted(issues))
        super().__init__("\n".join(str(issue) for issue in self.issues))


class ProfileError(HubsimError):
    """A series cannot be used: which file, which row (1 is the first data row), which column."""

    exit_code = 3

    def __init__(
        self, message: str, *, file: str = "", row: int | None = None, column: str = ""
    ) -> None:
        self.file, self.row, self.column = file, row, column
        place = file
        if row is not None:
            place += f": row {row}"
        if column:
            place += f": column {column}"
        super().__init__(f"{place}: {message}" if place else message)


class NetworkError(HubsimError):
    """A network cannot be used: which element table, which id."""

    exit_code = 3

    def __init__(self, message: str, *, element: str = "", element_id: str = "") -> None:
        self.element, self.element_id = element, element_id
        # An element without a name of its own has the id "line 7": do not say line twice.
        named = element_id.startswith(f"{element} ")
        place = element_id if named else " ".join(part for part in (element, element_id) if part)
        super().__init__(f"{place}: {message}" if place else message)


class NetworkErrors(NetworkError):
    """Several things are wrong in a network. ``problems`` holds each of them; the text the first ones."""

    SHOWN: ClassVar[int] = 30

    def __init__(self, problems: list[NetworkError]) -> None:
        self.problems = tuple(problems)
        shown = [str(problem) for problem in problems[: self.SHOWN]]
        if len(problems) > self.SHOWN:
            shown.append(f"... and {len(problems) - self.SHOWN} more")
        super().__init__("\n".join(shown))


class MissingError(HubsimError):
    """A file or an optional package that the work needs is not there."""

    exit_code = 4


class PowerFlowError(HubsimError):
    """The power flow of too many steps has no solution for the result to be of use."""

    exit_code = 5


class SolveError(HubsimError):
    """The optimiser did not return a plan that can be trusted."""

    exit_code = 6


class Infeasible(SolveError):
    """The requirements contradict each other."""


class Unbounded(SolveError):
    """The cost can fall without end: a limit is missing."""


class NotProven(SolveError):
    """The solver stopped early, or its answer fails our own certificate."""


class NotConverged(SolveError):
    """Plan and network limits did not come to rest within the allowed rounds."""


class CheckFailed(HubsimError):
    """A check that the user declared failed."""

    exit_code = 7


class ResultError(HubsimError):
    """A stored run cannot be read or trusted."""

    exit_code = 3


class TornResult(ResultError):
    """The manifest and the files of a stored run disagree."""


class OtherVersion(ResultError):
    """The stored run has a format that this version does not read."""


class BenchmarkWorse(HubsimError):
    """A count or a calibrated time of `hubsim bench` grew by more than what was allowed."""

    exit_code = 8


class BrokenInvariant(HubsimError):
    """A balance did not close. Please report it: this is a bug in hubsim."""

    exit_code = 1

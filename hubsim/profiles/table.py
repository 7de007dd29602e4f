"""What every reader gives: columns of numbers on a clock of equal steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from hubsim.arrays import FloatArray
from hubsim.errors import ProfileError
from hubsim.profiles.clock import Steps

USER = "user"
"""Label of data whose origin hubsim does not know."""

SYNTHETIC = "synthetic"
"""Label of data that a computer made."""

LABELS = (SYNTHETIC, USER, "measured-derived", "measured")
"""Labels of data, the most cautious first."""


@dataclass(frozen=True)
class Problem:
    """Why a column cannot be used: row (1 is the first data row) and message."""

    row: int
    message: str


class Table(Protocol):
    """An opened file of series."""

    @property
    def steps(self) -> Steps:
        """The clock of all columns."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of numbers, in the file's order."""

    def read(self, column: str) -> FloatArray:
        """Return a whole column in hubsim's units, (n,).

        Raises
        ------
        ProfileError
            when a value is missing, not a number or not finite: file, row and column.
        """

    def unit(self, column: str) -> str:
        """Return the unit that `read` gives, empty where the file does not say."""

    def label(self, column: str) -> str:
        """Return where the data comes from: one of `LABELS`."""

    def licence(self) -> str:
        """Return the licence that the file names, empty if none."""


@dataclass(frozen=True)
class TextTable:
    """Columns read from a text file; a column with a mistake is refused when it is asked for."""

    file: str
    steps: Steps
    columns: tuple[str, ...]
    values: Mapping[str, FloatArray]
    problems: Mapping[str, Problem]
    factor: float
    units: str = ""

    def read(self, column: str) -> FloatArray:
        """Return a whole column in hubsim's units, (n,)."""
        if column in self.problems:
            problem = self.problems[column]
            raise ProfileError(problem.message, file=self.file, row=problem.row, column=column)
        return self.values[column] * self.factor

    def unit(self, column: str) -> str:  # noqa: ARG002 - all columns have the same
        """Return the unit of the entry, as hubsim keeps it."""
        return self.units

    def label(self, column: str) -> str:  # noqa: ARG002 - a text file does not say
        """Return that the origin is not known."""
        return USER

    def licence(self) -> str:
        """Return that no licence is named."""
        return ""

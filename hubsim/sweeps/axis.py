"""A path whose size is searched: from where to where, how fine, and what a unit costs."""

from __future__ import annotations

from dataclasses import dataclass

from hubsim.errors import UsageError
from hubsim.scenario.varied import Amount, amount_of

MAX_STEPS = 1000


@dataclass(frozen=True)
class Axis:
    """A path whose size is searched.

    low, high : smallest and largest size; steps : equal parts between them, which decides how fine
    price : EUR per unit, 0 where only the size counts
    """

    path: str
    low: Amount
    high: Amount
    steps: int
    price: float = 0.0

    @classmethod
    def of(cls, path: str, low: str, high: str, steps: int, price: str | None = None) -> Axis:
        """Return the axis that the command line names.

        Raises
        ------
        UsageError
            when ends or price are no amounts, in other units, or in the wrong order.
        """
        ends = []
        for text in (low, high):
            try:
                ends.append(amount_of(_number(text)))
            except ValueError as error:
                raise UsageError(f"--from, --to: {error}") from None
        if ends[0].unit != ends[1].unit or ends[0].number >= ends[1].number:
            raise UsageError(
                f"--from {low} --to {high}: the second is above the first, in its unit"
            )
        if not 1 <= steps <= MAX_STEPS:
            raise UsageError(f"--steps {steps}: from 1 to {MAX_STEPS}")
        return cls(path, ends[0], ends[1], steps, _price(price, ends[0].unit))

    def number(self, step: int) -> float:
        """Return a size, 0 to `steps`, in the unit of both ends, as it is written."""
        return amount_of(self.value(step)).number

    def value(self, step: int) -> str | float:
        """Return a size as the scenario has it."""
        span = self.high.number - self.low.number
        return self.low.text(self.low.number + span * step / self.steps)


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _price(text: str | None, unit: str) -> float:
    if text is None:
        return 0.0
    number, _, per = text.strip().partition(" ")
    try:
        price = float(number)
    except ValueError:
        price = -1.0
    if price < 0.0 or per.strip() != f"EUR/{unit}":
        raise UsageError(f"--price {text}: write for example '400 EUR/{unit}'")
    return price

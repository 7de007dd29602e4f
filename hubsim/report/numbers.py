"""How a figure is written: as many digits as it deserves, the same everywhere."""

from __future__ import annotations

import math

from hubsim.report.texts import optional_text, text

MISSING = "\N{EN DASH}"
DECIMALS: dict[str, int] = {
    "%": 1, "pct": 1, "h": 2, "pu": 3, "kW": 1, "kvar": 1, "kWh": 0, "kVAh": 0, "EUR": 0, "kg": 0,
    "events": 0, "steps": 0, "trips": 0, "months": 0, "connections": 0, "kVA": 1,
    "A": 0, "cycles": 1, "weeks": 0, "buses": 0, "degC": 1, "days": 1, "pu h": 4,
    "homes": 0, "heat pumps": 0, "chargers": 0, "kWp": 0,
}  # fmt: skip
"""Unit -> decimals; large amounts are read in whole units, small ones get a decimal back."""

COUNTS = {
    "events", "steps", "trips", "months", "connections", "weeks", "buses", "homes", "heat pumps",
    "chargers", "kWp",
}  # fmt: skip


def number(value: float, unit: str) -> str:
    """Return a value without its unit: ``1,234``, ``3.5``; a dash when there is none.

    Examples
    --------
    >>> number(3.5, "h"), number(21.0, "h"), number(1234.4, "kWh"), number(0.04, "kWh")
    ('3.5', '21', '1,234', '0.04')
    """
    if not math.isfinite(value):
        return MISSING
    decimals = DECIMALS.get(unit, 2)
    if decimals == 0 and abs(value) < 100.0 and unit not in COUNTS:
        decimals = 1
    rounded = f"{value:,.{decimals}f}"
    if float(rounded.replace(",", "")) == 0.0 and value != 0.0:
        # A small unmet need must not read as none.
        rounded = f"{value:.1g}" if abs(value) >= 1e-3 else "0"
    if "." in rounded and unit in {"h", "kWh", "kVAh", "kg", "EUR", "pu h"}:
        rounded = rounded.rstrip("0").rstrip(".")
    return "0" if rounded in {"-0", ""} else spelled(rounded).replace("-", "\N{MINUS SIGN}")


def spelled(written: str) -> str:
    """Return a number written as ``1,234.5`` with the marks of the spoken language."""
    marks = {",": text("thousands_mark"), ".": text("decimal_mark")}
    return "".join(marks.get(sign, sign) for sign in written)


def unit_name(unit: str) -> str:
    """Return a unit as it is read: ``pct`` is ``%``, ``h`` in Dutch ``uur``."""
    return optional_text(f"unit_{unit}", unit)


def with_unit(value: float, unit: str) -> str:
    """Return a value with its unit: ``98.7 %``, ``€ 1,234``."""
    written = number(value, unit)
    if written == MISSING:
        return written
    if unit == "EUR":
        return f"€ {written}"
    return f"{written} {unit_name(unit)}".rstrip()


def limit_words(limit_pct: float) -> str:
    """Return a limit of loading: ``80 %``."""
    return spelled(f"{limit_pct:g} %")

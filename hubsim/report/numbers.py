"""How a figure is written: as many digits as it deserves, the same everywhere."""

from __future__ import annotations

import math

MISSING = "\N{EN DASH}"
DECIMALS: dict[str, int] = {
    "%": 1, "pct": 1, "h": 2, "pu": 3, "kW": 1, "kvar": 1, "kWh": 0, "kVAh": 0, "EUR": 0, "kg": 0,
    "events": 0, "steps": 0, "trips": 0, "months": 0, "connections": 0, "kVA": 1,
    "A": 0, "cycles": 1, "homes": 0, "heat pumps": 0, "chargers": 0, "kWp": 0,
}  # fmt: skip
"""Unit -> decimals; large amounts are read in whole units, small ones get a decimal back."""

COUNTS = {
    "events", "steps", "trips", "months", "connections", "homes", "heat pumps", "chargers", "kWp",
}  # fmt: skip
UNIT_NAMES = {"pct": "%", "EUR": "€", "": ""}


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
    if "." in rounded and unit in {"h", "kWh", "kVAh", "kg", "EUR"}:
        rounded = rounded.rstrip("0").rstrip(".")
    return "0" if rounded in {"-0", ""} else rounded.replace("-", "\N{MINUS SIGN}")


def with_unit(value: float, unit: str) -> str:
    """Return a value with its unit: ``98.7 %``, ``€ 1,234``."""
    written = number(value, unit)
    if written == MISSING:
        return written
    if unit == "EUR":
        return f"€ {written}"
    return f"{written} {UNIT_NAMES.get(unit, unit)}".rstrip()

"""Every text a reader sees: one dictionary a language, and the language that is spoken now.

A page is made within `speaking`; all that is written there, numbers and dates too, is of that language.
Another language is another folder beside ``en`` and ``nl``, with the same keys and placeholders.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from hubsim.errors import UsageError
from hubsim.report.texts import en, nl
from hubsim.report.texts.language import Language

LANGUAGES: dict[str, Language] = {"en": en.LANGUAGE, "nl": nl.LANGUAGE}
"""Code -> language; the code is that of the HTML attribute ``lang``."""

DEFAULT = "en"

FIGURES_OF: dict[str, tuple[str, ...]] = {
    "congestion": (
        "within_limits_pct", "overload_h", "trafo_overload_h", "line_overload_h",
        "trafo_loading_max_pct", "line_loading_max_pct", "trafo_loading_p99_pct",
        "trafo_loading_p95_pct", "line_loading_p99_pct", "line_loading_p95_pct",
        "overload_kvah", "overload_events",
        "longest_overload_h", "breach_kwh", "breach_h", "breach_steps", "breach_max_kw",
        "breach_months", "connection_breach_steps", "connection_breach_max_kva",
        "connections_breached", "unsolved_steps", "oscillating_steps",
    ),
    "temperature": (
        "trafo_hot_spot_max_degc", "trafo_ageing_days", "cable_temperature_max_degc", "cable_hot_h",
    ),
    "unserved": ("unmet_kwh", "curtailed_kwh", "stored_change_kwh", "stored_value_eur"),
    "voltage": (
        "vm_min_pu", "vm_max_pu", "voltage_outside_h", "voltage_weeks_failed",
        "voltage_buses_failed", "voltage_worst_week_pct", "voltage_trips", "voltage_tripped_h",
        "voltage_lost_kwh",
    ),
    "phases": (
        "unbalance_max_pct", "unbalance_p95_pct", "unbalance_weeks_failed", "unbalance_outside_h",
        "neutral_current_max_a",
        "neutral_loading_max_pct",
    ),
    "exchange": (
        "peak_import_kw", "peak_export_kw", "simultaneity_pct", "after_diversity_peak_kw",
        "peak_use_h", "reverse_flow_h", "reverse_flow_kwh", "reverse_flow_peak_kw", "loss_kwh",
        "loss_pct", "trafo_no_load_loss_kwh", "trafo_load_loss_kwh", "line_loss_kwh",
    ),
    "windows": (
        "softener_peak_kw", "softener_mean_peak_kw", "softener_trafo_peak_kw",
        "softener_outside_peak_kw",
    ),
    "room": ("headroom_homes", "headroom_heat_pumps", "headroom_chargers", "headroom_pv_kwp"),
    "batteries": ("battery_cycles", "battery_life_used_pct"),
    "local": ("self_consumption_pct", "self_sufficiency_pct", "net_zero_pct", "shared_kwh"),
    "money": ("energy_cost_eur", "breach_cost_eur", "co2_kg", "gas_kwh", "heat_delivered_kwh"),
}  # fmt: skip
"""Group -> key figures under its heading; figures of no group follow under ``other``."""

_spoken: ContextVar[str] = ContextVar("language", default=DEFAULT)


def known_language(code: str) -> str:
    """Return the code of a language that there is a dictionary of.

    Raises
    ------
    UsageError
        when there is none.
    """
    if code not in LANGUAGES:
        raise UsageError(f"no language {code[:20]!r} (allowed: {', '.join(LANGUAGES)})")
    return code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write everything in a language while the block lasts.

    Raises
    ------
    UsageError
        when there is no dictionary of that language.
    """
    before = _spoken.set(known_language(code))
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> str:
    """Return the code of the language that is spoken now."""
    return _spoken.get()


def text(key: str, /, **values: object) -> str:
    """Return a text with its values filled in.

    Examples
    --------
    >>> text("limit", value="80 %")
    'limit 80 %'
    >>> with speaking("nl"):
    ...     text("limit", value="80 %")
    'grens 80 %'
    """
    found = LANGUAGES[spoken()].texts[key]
    return found.format(**values) if values else found


def optional_text(key: str, otherwise: str) -> str:
    """Return a text, or what stands for it where the dictionary has none (a unit, a label of data)."""
    return LANGUAGES[spoken()].texts.get(key, otherwise)


def kind_name(kind: str) -> str | None:
    """Return the name of an asset kind, None where the language leaves it to the kind itself."""
    return LANGUAGES[spoken()].kinds.get(kind)


def kpi_label(name: str) -> str:
    """Return the label of a key figure, its own name when it is not known here."""
    return LANGUAGES[spoken()].figures.get(name, (name, ""))[0]


def kpi_definition(name: str) -> str:
    """Return what a key figure means, empty when it is not known here."""
    return LANGUAGES[spoken()].figures.get(name, (name, ""))[1]


def kpi_groups(names: list[str]) -> list[tuple[str, list[str]]]:
    """Return the headings with those of `names` that stand under each; none is left out."""
    headings = LANGUAGES[spoken()].groups
    groups = [
        (headings[group], [name for name in members if name in names])
        for group, members in FIGURES_OF.items()
    ]
    grouped = {name for _, members in groups for name in members}
    groups.append((headings["other"], [name for name in names if name not in grouped]))
    return [(heading, members) for heading, members in groups if members]

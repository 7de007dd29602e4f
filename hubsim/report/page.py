"""One HTML file that needs nothing else: templates, charts as safe JSON, Plotly inside."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hubsim.errors import MissingError
from hubsim.report.asset_kinds import kind_label
from hubsim.report.numbers import number, unit_name, with_unit
from hubsim.report.style import COLOURS, Figure
from hubsim.report.texts import kpi_definition, kpi_label, optional_text, spoken, text

# What could end a script element or a string inside one; JSON reads the escapes as the same text.
_UNSAFE = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def render(template: str, figures: dict[str, Figure], **values: Any) -> str:
    """Return a page from a template; every value is escaped.

    figures : id -> Plotly figure; the template places it with ``data-figure="id"``
    """
    page = _environment().get_template(template)
    return page.render(
        figures_json=Markup(safe_json(figures)),  # noqa: S704
        words_json=Markup(safe_json(script_words())),  # noqa: S704
        plotly_js=_plotly_js() if figures else "",
        **values,
    )


def script_words() -> dict[str, Any]:
    """Return what the scripts of a page say in the spoken language, dates and marks of Plotly included."""
    days, short_days = text("weekdays").split(), text("weekdays_short").split()
    plotly = {
        "Download plot as a PNG": "plot_png", "Download plot": "plot_png", "Zoom": "plot_zoom",
        "Pan": "plot_pan", "Zoom in": "plot_in", "Zoom out": "plot_out",
        "Reset axes": "plot_reset",
    }  # fmt: skip
    return {
        "lang": spoken(),
        "source": text("source"),
        "dictionary": {english: text(key) for english, key in plotly.items()},
        "format": {
            # A week of Plotly begins on Sunday.
            "days": [days[-1], *days[:-1]],
            "shortDays": [short_days[-1], *short_days[:-1]],
            "months": text("months").split(),
            "shortMonths": text("months_short").split(),
            "decimal": text("decimal_mark"),
            "thousands": text("thousands_mark"),
            "dayMonth": text("plot_day"),
            "dayMonthYear": text("plot_day_year"),
        },
    }


def safe_json(value: Any) -> str:
    r"""Return JSON that may stand inside a script element; NaN and infinity become null.

    Examples
    --------
    >>> safe_json({"name": "</script>", "y": [1.0, float("nan")]})
    '{"name":"\\u003c/script\\u003e","y":[1,null]}'
    """
    written = json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return written.translate(_UNSAFE)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    return value


def _keep_units(sentence: str) -> str:
    """Return the sentence with every number held to its unit where lines break."""
    return re.sub(r"(?<=\d) (?=%|h\b|kW\b|kWh\b|uur\b)|(?<=\N{EURO SIGN}) ", "\u00a0", sentence)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("hubsim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["keep_units"] = _keep_units
    environment.filters["data"] = lambda value: Markup(safe_json(value))  # noqa: S704
    environment.globals.update(
        text=text,
        number=number,
        with_unit=with_unit,
        kpi_label=kpi_label,
        kpi_definition=kpi_definition,
        kind_label=kind_label,
        colours=COLOURS,
        spoken=spoken,
        unit_name=unit_name,
        data_label=lambda label: optional_text(f"data_{label}", label),
        nan=math.nan,
    )
    return environment


@cache
def _plotly_js() -> Markup:
    """Return the script that Plotly's package carries, without paying for the package's import."""
    spec = find_spec("plotly")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        script = Path(folder) / "package_data" / "plotly.min.js"
        if script.is_file():
            return Markup(script.read_text(encoding="utf-8"))  # noqa: S704
    raise MissingError("plotly.min.js is not there: install plotly, which carries it")

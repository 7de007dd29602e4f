"""``profiles show``: series by themselves, as a carpet, a day, months, a duration curve and over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.errors import ResultError, UsageError
from hubsim.horizon import Horizon
from hubsim.profiles.clock import Steps
from hubsim.profiles.look import Summary, summary
from hubsim.profiles.store import Series
from hubsim.report.dates import moment_words, month_words
from hubsim.report.downsample import duration_curve, min_max_bins
from hubsim.report.page import render
from hubsim.report.style import SPARE_COLOURS, Figure, layout
from hubsim.report.texts import text

MOST_SHOWN = 4
"""Series on one page; more would not be told apart."""

_COLOURS = ("#0b6e75", "#e0590b", *SPARE_COLOURS)
_DAYS = (("workdays", "solid"), ("weekends", "dot"))
_SEASONS = (("winter", (12, 1, 2)), ("summer", (6, 7, 8)))


@dataclass(frozen=True)
class Shown:
    """A series on the page: its place, its figures, whether it has the charts of a day and of months."""

    place: int
    figures: Summary
    has_day: bool
    has_months: bool


def profile_page(title: str, steps: Steps, zone: str, series: Sequence[Series]) -> str:
    """Return a page with the plots of at most `MOST_SHOWN` series.

    zone : of the local clock that days and hours are those of
    """
    horizon = Horizon(steps.begin, steps.step_s, steps.n_steps, zone)
    figures: dict[str, Figure] = {}
    shown = []
    for place, one in enumerate(series[:MOST_SHOWN]):
        colour = _COLOURS[place]
        figures[f"time-{place}"] = _over_time(horizon, one, colour)
        figures[f"duration-{place}"] = _duration(horizon, one, colour)
        has_day = horizon.step_s < 86400 and horizon.n_steps * horizon.step_s >= 86400
        if has_day:
            figures[f"carpet-{place}"] = _carpet(horizon, one)
            figures[f"day-{place}"] = _day(horizon, one)
        months = _months(horizon, one, colour)
        if months is not None:
            figures[f"months-{place}"] = months
        shown.append(Shown(place, summary(one, steps), has_day, months is not None))
    return render(
        "profile.html.j2",
        figures,
        title=title,
        begin=moment_words(horizon, 0),
        end=moment_words(horizon, horizon.n_steps - 1),
        steps=steps,
        zone=zone,
        shown=shown,
        more=len(series) - len(shown),
    )


def write_profile_page(
    out: Path, title: str, steps: Steps, zone: str, series: Sequence[Series]
) -> None:
    """Write the page of some series.

    Raises
    ------
    UsageError
        when the file has another ending than ``.html``.
    ResultError
        when it cannot be written.
    """
    if out.suffix.lower() != ".html":
        raise UsageError(f"{out}: a page is a file that ends in .html")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(profile_page(title, steps, zone, series), encoding="utf-8")
    except OSError as error:
        raise ResultError(f"{out} cannot be written: {error.strerror}") from error


def _over_time(horizon: Horizon, one: Series, colour: str) -> Figure:
    picked = min_max_bins(one.values)
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": np.datetime_as_string(horizon.local_times[picked], unit="m").tolist(),
        "y": _short(one.values[picked]),
        "line": {"color": colour, "width": 1},
        "hovertemplate": "%{y}",
        "showlegend": False,
        "name": one.name,
    }
    return {"data": [line], "layout": layout(300, one.unit)}


def _duration(horizon: Horizon, one: Series, colour: str) -> Figure:
    hours, value = duration_curve(one.values, horizon.step_h)
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": hours.round(2),
        "y": _short(value),
        "line": {"color": colour, "width": 1.6},
        "hovertemplate": "%{y}",
        "showlegend": False,
        "name": one.name,
    }
    axis = {"title": {"text": text("axis_hours")}, "rangemode": "tozero"}
    return {"data": [line], "layout": layout(300, one.unit, xaxis=axis)}


def _carpet(horizon: Horizon, one: Series) -> Figure:
    """Return hours of the day over the days; a day of 23 hours has a gap, one of 25 the mean of two."""
    slot_h = max(horizon.step_h, 0.25)
    n_slots = round(24.0 / slot_h)
    slot = (horizon.hour_of_day / slot_h).astype(np.int64)
    place = horizon.local_day * n_slots + slot
    n_days = int(horizon.local_day[-1]) + 1
    count = np.bincount(place, minlength=n_days * n_slots)
    total = np.bincount(place, one.values, minlength=n_days * n_slots)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (total / count).reshape(n_days, n_slots)
    first = horizon.local_times[0].astype("datetime64[D]")
    picture = {
        "type": "heatmap",
        "z": [_short(row) for row in mean.T],
        "x": np.datetime_as_string(first + np.arange(n_days)).tolist(),
        "y": (np.arange(n_slots) * slot_h).tolist(),
        "colorscale": "Cividis",
        "colorbar": {"title": {"text": one.unit}, "thickness": 12},
        "hovertemplate": "%{x}, %{y} h: %{z}<extra></extra>",
    }
    figure = layout(320, text("series_hour"), yaxis={"dtick": 6, "range": [0, 24 - slot_h]})
    figure["hovermode"] = "closest"
    return {"data": [picture], "layout": figure}


def _day(horizon: Horizon, one: Series) -> Figure:
    """Return the mean day of workdays and weekends, in winter and summer where there are such days."""
    month = horizon.local_times.astype("datetime64[M]").astype(np.int64) % 12 + 1
    weekend = horizon.weekday >= 5
    hour = horizon.hour_of_day.astype(np.int64)
    seasons = [(name, np.isin(month, months)) for name, months in _SEASONS]
    seasons = [(name, inside) for name, inside in seasons if inside.any()] or [
        ("all", np.ones_like(weekend))
    ]
    data = []
    for rank, (season, inside) in enumerate(seasons):
        for (days, dash), chosen in zip(_DAYS, (~weekend, weekend), strict=True):
            mean = _by_hour(one.values, hour, inside & chosen)
            if np.isnan(mean).all():
                continue
            data.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "name": text(f"series_{days}", season=text(f"series_{season}")),
                    "x": list(range(24)),
                    "y": _short(mean),
                    "line": {"color": _COLOURS[rank], "dash": dash, "width": 1.8, "shape": "hv"},
                    "hovertemplate": "%{y}",
                }
            )
    axis = {"title": {"text": text("series_hour")}, "dtick": 3}
    return {"data": data, "layout": layout(300, one.unit, xaxis=axis)}


def _by_hour(values: FloatArray, hour: np.ndarray, chosen: BoolArray) -> FloatArray:
    count = np.bincount(hour[chosen], minlength=24)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: FloatArray = np.bincount(hour[chosen], values[chosen], minlength=24) / count
    return mean


def _months(horizon: Horizon, one: Series, colour: str) -> Figure | None:
    """Return the months beside each other; None where there is only one."""
    month = horizon.local_times.astype("datetime64[M]")
    which, place = np.unique(month, return_inverse=True)
    if len(which) < 2:
        return None
    total = np.bincount(place, one.values)
    is_power = one.unit == "kW"
    per = np.full(len(total), 1.0 / horizon.step_h) if is_power else np.bincount(place)
    values: FloatArray = np.asarray(total / per, dtype=np.float64)
    names = [month_words(str(one)) for one in which]
    bars = {
        "type": "bar",
        "x": names,
        "y": _short(values),
        "marker": {"color": colour},
        "hovertemplate": "%{y}",
        "name": one.name,
        "showlegend": False,
    }
    return {
        "data": [bars],
        "layout": layout(280, "kWh" if is_power else text("series_mean_of", unit=one.unit)),
    }


def _short(values: FloatArray) -> list[float]:
    """Return values with four digits, which is more than a picture shows."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor(np.log10(np.nanmax(np.abs(values), initial=1e-12)))
    return np.round(values, int(3 - size)).tolist()  # type: ignore[no-any-return]

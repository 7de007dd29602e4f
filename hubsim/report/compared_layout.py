"""A run as the comparison keeps it: both operations in figures, words and drawings, without arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.report.bill_groups import BillGroups, bill_groups
from hubsim.report.dials import Dial, dials_of
from hubsim.report.downsample import duration_curve
from hubsim.report.events_section import relieved_by
from hubsim.report.hub_or_copper import RoomsOfLayout, rooms_of
from hubsim.report.network_map import Drawing, draw, state_of
from hubsim.report.operation_view import Operation
from hubsim.report.playing import Played, played
from hubsim.report.source import figure_source, source_of, table_source
from hubsim.report.story import (
    days_words,
    horizon_words,
    relief_sentences,
    synthetic_label,
    warnings,
)
from hubsim.report.texts import text
from hubsim.report.view import RunView

WHOLE_YEAR_DAYS = 358
"""Days from which a run counts as a year; amounts a year of a shorter one are said to be scaled."""

Units: TypeAlias = Mapping[str, tuple[str, str]]
"""Key figure -> (unit, the side that is better)."""


@dataclass(frozen=True)
class Column:
    """One operation of one layout, as little as the comparison needs: the arrays are let go.

    values : key figure -> value; duration : (hours, loading) of the most loaded transformer
    sources : key figure -> where its value is from; loading_source : where the drawing is from
    """

    name: str
    operation: Operation
    values: dict[str, float]
    sources: dict[str, str]
    loading_source: str
    dials: list[Dial]
    duration: tuple[FloatArray, FloatArray]
    drawing: Drawing

    def source(self, name: str) -> str:
        """Return where a figure's value is from; empty when there is none."""
        return self.sources.get(name, "")


@dataclass(frozen=True)
class Layout:
    """One layout of the comparison: both operations, and what is said about it."""

    name: str
    link: str
    title: str
    horizon: str
    days: str
    is_year: bool
    has_hub: bool
    synthetic: str
    is_synthetic: bool
    zone: str
    loading_limit_pct: float
    units: Units
    alone: Column
    together: Column
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    relieved_by: str
    relieved_source: str
    rooms: RoomsOfLayout | None
    groups: BillGroups | None
    played: Played


def layout_of(view: RunView, link: str) -> Layout:
    """Return what the comparison keeps of a run; the view can be dropped afterwards.

    link : address of the run's report, relative to ``comparison.html``
    """
    return Layout(
        name=view.name,
        link=link,
        title=view.title,
        horizon=horizon_words(view),
        days=days_words(view),
        is_year=int(view.horizon.local_day[-1]) + 1 >= WHOLE_YEAR_DAYS,
        has_hub=bool(view.coordinated),
        synthetic=synthetic_label(view),
        is_synthetic=bool(view.synthetic),
        zone=view.horizon.zone,
        loading_limit_pct=view.lowest_limit_pct,
        units={name: (kpi.unit, kpi.better) for name, kpi in view.kpis["alone"].items()},
        alone=_column(view, "alone"),
        together=_column(view, "together"),
        sentences=tuple(relief_sentences(view)),
        warnings=tuple(warnings(view)),
        relieved_by=_relieved_by(view),
        relieved_source=source_of(view, "summary.json", "attribution.overload.by_kind"),
        rooms=rooms_of(view),
        groups=bill_groups(view),
        played=played(view),
    )


def _relieved_by(view: RunView) -> str:
    """Return which kinds of assets relieved the overloads; empty where none is relieved or known."""
    found = view.attribution
    kinds = "" if found is None else relieved_by(found, found.overloads())
    return text("compare_relieved_by", kinds=kinds) if kinds else ""


def _column(view: RunView, operation: Operation) -> Column:
    loading = view.operation(operation).trafo_loading_pct
    if loading.shape[1] == 0:
        loading = view.operation(operation).line_loading_pct
    known = np.where(np.isnan(loading), -np.inf, loading).max(axis=1)
    highest = np.where(np.isneginf(known), np.nan, known)
    return Column(
        name=view.name,
        operation=operation,
        values={key: kpi.value for key, kpi in view.kpis[operation].items()},
        sources={key: figure_source(view, operation, key) for key in view.kpis[operation]},
        loading_source=table_source(view, operation, "line_loading_pct", "trafo_loading_pct"),
        dials=dials_of(view, operation),
        duration=duration_curve(highest, view.horizon.step_h),
        drawing=draw(view.geometry, state_of(view, operation), f"{view.name}, {text(operation)}"),
    )

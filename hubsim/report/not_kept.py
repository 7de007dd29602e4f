"""What the hub together could not keep: needs, limits of the network, the contract; named and sized."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.kpis.events import TOLERANCE_PCT as BEYOND_PCT
from hubsim.kpis.peaks import TOLERANCE_KW as BEYOND_KW
from hubsim.kpis.voltage import TOLERANCE_PU as BEYOND_PU
from hubsim.report.asset_kinds import kind_label
from hubsim.report.dates import moment_words
from hubsim.report.numbers import number
from hubsim.report.texts import text
from hubsim.report.view import RunView

SHOWN = 3
"""Elements and buses that are named of each sort, the worst first."""


def not_kept(view: RunView) -> list[str]:
    """Return a sentence for everything that was not kept together, in the order of its kinds."""
    return [*_needs(view), *_overloads(view), *_voltages(view), *_contract(view)]


def _needs(view: RunView) -> list[str]:
    found = sorted(view.together.unmet_kwh.items(), key=lambda pair: -pair[1])
    return [
        text("not_kept_need", kind=kind_label(kind).lower(), energy=number(energy, "kWh"))
        for kind, energy in found
        if energy > 0.05
    ]


def _overloads(view: RunView) -> list[str]:
    did = view.together
    loading = np.nan_to_num(np.hstack([did.trafo_loading_pct, did.line_loading_pct]), nan=0.0)
    ids = view.geometry.trafo_ids + view.geometry.line_ids
    beyond = loading - view.loading_limits.at(slice(None))
    furthest: FloatArray = beyond.max(axis=0, initial=-np.inf)
    lines = []
    for place in np.argsort(-furthest, kind="stable")[:SHOWN].tolist():
        if furthest[place] <= BEYOND_PCT:
            break
        step = int(beyond[:, place].argmax())
        hours = float((beyond[:, place] > BEYOND_PCT).sum()) * view.horizon.step_h
        lines.append(
            text(
                "not_kept_loading",
                name=ids[place],
                hours=number(hours, "h"),
                peak=number(float(loading[step, place]), "%"),
                when=moment_words(view.horizon, step),
            )
        )
    return lines


def _voltages(view: RunView) -> list[str]:
    buses = np.unique(view.geometry.member_bus)
    low, high = (series[:, buses] for series in (view.together.vm_low_pu, view.together.vm_high_pu))
    below, above = view.vm_min_pu - low, high - view.vm_max_pu
    beyond = np.nan_to_num(np.maximum(below, above), nan=0.0)
    worst: FloatArray = beyond.max(axis=0, initial=0.0)
    lines = []
    for place in np.argsort(-worst, kind="stable")[:SHOWN].tolist():
        if worst[place] <= BEYOND_PU:
            break
        step = int(beyond[:, place].argmax())
        hours = float((beyond[:, place] > BEYOND_PU).sum()) * view.horizon.step_h
        side = low if below[step, place] > above[step, place] else high
        lines.append(
            text(
                "not_kept_voltage",
                name=view.geometry.bus_ids[int(buses[place])],
                hours=number(hours, "h"),
                volts=number(float(side[step, place]), "pu"),
                when=moment_words(view.horizon, step),
            )
        )
    return lines


def _contract(view: RunView) -> list[str]:
    net = view.together.group_kw
    beyond = np.maximum(net - view.import_limit_kw, -net - view.export_limit_kw)
    broken = beyond > BEYOND_KW
    if not broken.any():
        return []
    step, step_h = int(beyond.argmax()), view.horizon.step_h
    return [
        text(
            "not_kept_contract",
            hours=number(float(broken.sum()) * step_h, "h"),
            energy=number(float(beyond[broken].sum()) * step_h, "kWh"),
            most=number(float(beyond[step]), "kW"),
            when=moment_words(view.horizon, step),
        )
    ]

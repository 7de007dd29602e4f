"""What the map that plays the worst days reads: networks, days and colours, each network once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hubsim.report.style import LOADING_COLOURS, LOADING_SHARES, UNKNOWN_COLOUR
from hubsim.report.texts import text
from hubsim.report.view import RunView
from hubsim.report.worst_days import DAYS, PlayedDay, played_days, played_network

BUDGET = 1_500_000
"""Characters that the packed days may take, of the 8 MB that a page may have; beyond, days are left out."""

WORDS = ("play_play", "play_pause", "play_fullest", "play_over", "play_alt", "explore_old")


@dataclass(frozen=True)
class Played:
    """The network and the days of one layout, and the folder of its run."""

    run: str
    network: dict[str, Any]
    days: list[PlayedDay]


def played(view: RunView) -> Played:
    """Return what the map keeps of a run."""
    return Played(Path(view.folder).name, played_network(view.geometry), played_days(view))


def _days_that_fit(layouts: Sequence[Played]) -> int:
    """Return how many days of every layout stay within the budget, at least one."""
    for n_days in range(DAYS, 1, -1):
        days = [day for entry in layouts for day in entry.days[:n_days]]
        if sum(len(day.alone) + len(day.together) for day in days) <= BUDGET:
            return n_days
    return 1


def play_data(layouts: Sequence[tuple[str, Played]], limit_pct: float) -> dict[str, Any]:
    """Return what the script of the map reads.

    layouts : name and days of each

    Keys: ``networks``; ``layouts`` each with ``name``, ``run``, ``network`` (its place) and ``days``;
    ``edges`` of the classes of loading [%] and their ``colours``; ``unknown`` colour; ``limit``; ``words``.
    """
    networks: list[dict[str, Any]] = []
    found = []
    n_days = _days_that_fit([entry for _, entry in layouts])
    for name, entry in layouts:
        if entry.network not in networks:
            networks.append(entry.network)
        days = [asdict(day) for day in entry.days[:n_days]]
        place = networks.index(entry.network)
        found.append({"name": name, "run": entry.run, "network": place, "days": days})
    return {
        "networks": networks,
        "layouts": found,
        "edges": [share * limit_pct for share in LOADING_SHARES],
        "colours": LOADING_COLOURS,
        "unknown": UNKNOWN_COLOUR,
        "limit": limit_pct,
        "words": {key.partition("_")[2]: text(key) for key in WORDS},
    }

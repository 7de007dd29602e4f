"""Names: what one may look like, and the nearest known one when it is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

NAME = r"^[A-Za-z0-9_][A-Za-z0-9_-]*$"
"""Pattern of a name: it becomes part of a path such as ``members.hub.devices.battery``."""

_SHOWN = 16


def nearest(wanted: str, known: Iterable[str], *, all_of_them: str = "allowed") -> str:
    """Return the hint for an unknown name: the nearest known one, and which there are.

    Examples
    --------
    >>> nearest("enrgy", ["energy", "power"])
    'nearest: energy; allowed: energy, power'
    """
    names = [name for name in known if name]
    folded = {name.lower(): name for name in reversed(names)}
    close = get_close_matches(wanted.lower()[:80], list(folded), n=1, cutoff=0.5)
    parts = [f"nearest: {folded[close[0]]}"] if close else []
    if names and (len(names) <= _SHOWN or not close):
        more = ", ..." if len(names) > _SHOWN else ""
        parts.append(f"{all_of_them}: {', '.join(names[:_SHOWN])}{more}")
    return "; ".join(parts)

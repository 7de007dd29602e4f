"""One peer on a hub's windows, in its own process: ``python -m peers.hub_child FILE PEER WINDOWS OUT``.

It needs numpy and the peer, not hubsim: a peer may live in an environment of its own.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from peers.hub_case import Hub

PEERS: dict[str, tuple[str, str]] = {
    "pyomo-rebuilt": ("hub_pyomo", "Rebuilt"),
    "pyomo-persistent": ("hub_pyomo_persistent", "Persistent"),
    "pyomo-persistent-automatic": ("hub_pyomo_persistent", "Automatic"),
    "linopy-persistent": ("hub_linopy", "Persistent"),
    "pypsa-rolling": ("hub_pypsa", "Rolling"),
}
"""Module in this folder and class, in the order of the table."""


def main(file: Path, name: str, windows: list[int], out: Path) -> None:
    """Plan windows one after the other and write what each took, or what is missing."""
    module, kind = PEERS[name]
    try:
        peer_class = getattr(import_module(f"peers.{module}"), kind)
    except ModuleNotFoundError as lacking:
        out.write_text(json.dumps({"status": "missing", "reason": str(lacking)}), encoding="utf-8")
        return
    hub = Hub.load(file)
    spent_s, costs = [], []
    begin = time.process_time()
    peer = peer_class(hub)
    for window in windows:
        costs.append(peer.plan(window))
        end = time.process_time()
        spent_s.append(end - begin)
        begin = end
    figures = {
        "status": "measured",
        "windows": windows,
        "spent_s": spent_s,
        "cost_eur": costs,
        "note": peer.note,
        "versions": {package: version(package) for package in peer.packages},
    }
    out.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        sys.argv[2],
        [int(one) for one in sys.argv[3].split(",")],
        Path(sys.argv[4]),
    )

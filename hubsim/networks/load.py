"""Any source of a network by one call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hubsim.errors import NetworkError
from hubsim.networks.network import Network


def load_network(source: Any) -> Network:
    """Return a network from a file, a SimBench code, a pandapower example or a live pandapower net.

    source : path of a pandapower JSON file, ``"simbench:CODE"``, ``"pandapower:FUNCTION"`` or a net

    Raises
    ------
    MissingError
        when the file or an optional package is not there.
    NetworkError
        when the network cannot be simulated.

    Examples
    --------
    >>> network = load_network("pandapower:create_kerber_landnetz_freileitung_1")
    >>> len(network.bus_ids), len(network.trafo_ids)
    (15, 1)
    """
    from hubsim.networks.from_pandapower import network_of
    from hubsim.networks.pandapower_example import PandapowerExample
    from hubsim.networks.pandapower_file import PandapowerFile
    from hubsim.networks.simbench_code import SimbenchCode

    here = Path()
    if isinstance(source, Path):
        return PandapowerFile(kind="pandapower", file=str(source)).load(here)
    if isinstance(source, str):
        scheme, colon, rest = source.partition(":")
        if not (rest if colon else source):
            raise NetworkError(f"{source!r} names no network")
        if colon and scheme == "simbench":
            return SimbenchCode(kind="simbench", code=rest).load(here)
        if colon and scheme == "pandapower":
            return PandapowerExample(kind="pandapower-example", function=rest).load(here)
        return PandapowerFile(kind="pandapower", file=source).load(here)
    return network_of(source)

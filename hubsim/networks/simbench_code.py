"""A network by its SimBench code; needs the optional package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from hubsim.errors import MissingError, NetworkError
from hubsim.networks.cache import cached
from hubsim.networks.network import Network
from hubsim.networks.source import NetworkSource


class SimbenchCode(NetworkSource):
    """A network of the SimBench data set (Meinecke et al. 2020, doi:10.3390/en13123290)."""

    kind: Literal["simbench"]
    """A SimBench grid."""

    code: Annotated[str, Field(min_length=1)]
    """SimBench code, for example 1-LV-semiurb4--0-sw."""

    def load(self, folder: Path) -> Network:  # noqa: ARG002 - a code has no path
        """Return the network of the code."""
        return cached(self._made, self.kind, self.code)

    def _made(self) -> Network:
        try:
            import simbench
        except ImportError:
            raise MissingError(
                "SimBench codes need the package simbench: pip install 'hubsim[simbench]'"
            ) from None
        from hubsim.networks.from_pandapower import network_of, quiet

        if self.code not in simbench.collect_all_simbench_codes():
            raise NetworkError(f"there is no SimBench grid {self.code!r}")
        with quiet():
            net = simbench.get_simbench_net(self.code)
        return network_of(net, self.code)

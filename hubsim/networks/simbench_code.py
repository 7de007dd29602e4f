"""A network by its SimBench code; needs the optional package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from hubsim.errors import MissingError, NetworkError
from hubsim.networks.source import NetworkSource


class SimbenchCode(NetworkSource):
    """A network of the SimBench data set (Meinecke et al. 2020, doi:10.3390/en13123290)."""

    scheme: ClassVar = "simbench", "code"

    kind: Literal["simbench"]
    """A SimBench grid."""

    code: Annotated[str, Field(min_length=1)]
    """SimBench code, for example 1-LV-semiurb4--0-sw."""

    @property
    def title(self) -> str:
        """Name of the network: its code."""
        return self.code

    def net(self, folder: Path) -> Any:  # noqa: ARG002 - a code has no path
        """Return the net of the code."""
        try:
            import simbench
        except ImportError:
            raise MissingError(
                "SimBench codes need the package simbench: pip install 'hubsim[simbench]'"
            ) from None
        from hubsim.networks.from_pandapower import quiet

        if self.code not in simbench.collect_all_simbench_codes():
            raise NetworkError(f"there is no SimBench grid {self.code!r}")
        with quiet():
            return simbench.get_simbench_net(self.code)

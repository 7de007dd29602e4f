"""A network from pandapower's own collection of examples."""

from __future__ import annotations

import random
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from hubsim.errors import NetworkError
from hubsim.networks.source import NetworkSource


class PandapowerExample(NetworkSource):
    """A network that a function of ``pandapower.networks`` makes without arguments."""

    scheme: ClassVar = "pandapower", "function"

    kind: Literal["pandapower-example"]
    """An example of pandapower."""

    function: Annotated[str, Field(min_length=1)]
    """Name of the function, for example create_kerber_dorfnetz."""

    @property
    def title(self) -> str:
        """Name of the network: that of the function."""
        return self.function

    def net(self, folder: Path) -> Any:  # noqa: ARG002 - an example has no path
        """Return the net of the function."""
        import pandapower.networks

        from hubsim.networks.from_pandapower import quiet

        known = [
            name
            for name, found in vars(pandapower.networks).items()
            if callable(found) and not name.startswith("_") and not isinstance(found, type)
        ]
        if self.function not in known:
            near = get_close_matches(self.function, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise NetworkError(f"pandapower has no network {self.function!r}{hint}")
        # The Kerber networks draw their cables from Python's global generator: the same draw for all.
        before = random.getstate()
        random.seed(0)
        try:
            with quiet():
                net = getattr(pandapower.networks, self.function)()
        except TypeError as bad:
            raise NetworkError(f"pandapower's {self.function!r} makes no network: {bad}") from None
        finally:
            random.setstate(before)
        if not hasattr(net, "bus"):
            raise NetworkError(f"pandapower's {self.function!r} makes no network")
        return net

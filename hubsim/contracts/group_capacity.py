"""Group capacity: one joint limit at one point, lower in agreed windows of the week.

The members keep their connections; the grid operator sets what they may draw and feed in together,
net, in every interval, as in the Dutch group transport agreement (groeps-TO; ACM decision of
11 December 2025, Stcrt. 2025 nr. 43262). Windows express time-block rights.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import ConfigDict, Field

from hubsim.arrays import FloatArray, frozen
from hubsim.contracts.contract import Contract, Limits
from hubsim.horizon import Horizon
from hubsim.units import Quantity, text_of
from hubsim.weekdays import Window, window_problems


class ReducedWindow(Window):
    """A time of the week with less room; a direction that is left out keeps its normal limit."""

    import_kw: Annotated[float, Quantity("power", least=0.0)] | None = Field(
        default=None, alias="import"
    )
    """Largest net power drawn inside the window."""

    export_kw: Annotated[float, Quantity("power", least=0.0)] | None = Field(
        default=None, alias="export"
    )
    """Largest net power fed in inside the window."""


class GroupCapacity(Contract):
    """One joint limit of the group in each direction, lower in windows of the week."""

    # `import` is a keyword of Python: the scenario's key is an alias.
    model_config = ConfigDict(populate_by_name=True)

    kind: Literal["group-capacity"]
    """One joint limit in each direction."""

    point: Annotated[str, Field(min_length=1)]
    """Network element where the group connects: the id of a transformer or line."""

    import_kw: Annotated[float, Quantity("power", least=0.0)] = Field(alias="import")
    """Largest net power that the members draw together."""

    export_kw: Annotated[float, Quantity("power", least=0.0)] = Field(alias="export")
    """Largest net power that the members feed in together."""

    reduced: dict[str, ReducedWindow] = Field(default_factory=dict)
    """Windows with a lower limit, by name; they must not overlap."""

    breach: Annotated[float, Quantity("price", least=0.0)] = Field(
        default="2 EUR/kWh", validate_default=True
    )
    """Price of a kWh beyond the limit."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for windows that overlap, reduce nothing or raise a limit."""
        found = window_problems("reduced", self.reduced)
        for name, window in self.reduced.items():
            field = f"reduced.{name}"
            if window.import_kw is None and window.export_kw is None:
                found.append((field, f"window {name!r} reduces nothing: give import or export"))
            for key, reduced_kw, normal_kw in (
                ("import", window.import_kw, self.import_kw),
                ("export", window.export_kw, self.export_kw),
            ):
                if reduced_kw is not None and reduced_kw > normal_kw:
                    message = (
                        f"{text_of(reduced_kw, 'power')} is above the normal limit of "
                        f"{text_of(normal_kw, 'power')}: a window can only lower it"
                    )
                    found.append((f"{field}.{key}", message))
        return found

    def limits(self, horizon: Horizon) -> Limits:
        """Return the limits over the horizon; the begin of a step decides on its window."""
        import_kw: FloatArray = np.full(horizon.n_steps, self.import_kw)
        export_kw: FloatArray = np.full(horizon.n_steps, self.export_kw)
        for window in self.reduced.values():
            inside = window.holds(horizon)
            if window.import_kw is not None:
                import_kw[inside] = window.import_kw
            if window.export_kw is not None:
                export_kw[inside] = window.export_kw
        return Limits(frozen(import_kw), frozen(export_kw), self.breach)

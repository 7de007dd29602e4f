"""Time-block right: the full power inside agreed windows of the week, a smaller firm one outside.

The Dutch time-block transport right of regional grid operators, since 1 April 2025. What is due on
contracted power differs by operator and by block: `discount` says it, none by default.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray
from hubsim.contracts.capacity import Capacity
from hubsim.horizon import Horizon
from hubsim.units import Quantity, text_of
from hubsim.weekdays import Window, window_problems


class TimeBlock(Capacity):
    """More power in windows of the week."""

    kind: Literal["time-block"]
    """The contracted power inside windows of the week, less outside."""

    blocks: dict[str, Window] = Field(min_length=1)
    """Windows with the full power, by name; they must not overlap."""

    outside_import: Annotated[float, Quantity("power", least=0.0)] = Field(
        default="0 kW", validate_default=True
    )
    """Most that the members may draw together outside them."""

    outside_export: Annotated[float, Quantity("power", least=0.0)] = Field(
        default="0 kW", validate_default=True
    )
    """Most that the members may feed in together outside them."""

    discount: Annotated[float, Quantity("share", least=0.0, most=1.0)] = Field(
        default="0 %", validate_default=True
    )
    """Part of the tariff on contracted power that is not due."""

    def problems(self) -> list[tuple[str, str]]:
        """Return windows that overlap, and more power outside than inside."""
        found = window_problems("blocks", self.blocks)
        for key, outside_kw, inside_kw in (
            ("import", self.outside_import, self.import_kw),
            ("export", self.outside_export, self.export_kw),
        ):
            if outside_kw > inside_kw:
                message = (
                    f"{text_of(outside_kw, 'power')} is above the {text_of(inside_kw, 'power')}"
                    " inside the blocks"
                )
                found.append((f"outside_{key}", message))
        return found

    def lower(self, import_kw: FloatArray, export_kw: FloatArray, horizon: Horizon) -> None:
        """Lower the limits outside the blocks; the begin of a step decides."""
        inside = np.zeros(horizon.n_steps, dtype=np.bool_)
        for window in self.blocks.values():
            inside |= window.holds(horizon)
        import_kw[~inside] = self.outside_import
        export_kw[~inside] = self.outside_export

    def contract_part(self) -> float:
        """Return the part of the tariff on contracted power that is due."""
        return 1.0 - self.discount

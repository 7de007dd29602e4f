"""What a file of series holds, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.errors import ProfileError
from hubsim.profiles.clock import Steps
from hubsim.profiles.store import Series
from hubsim.profiles.table import Table


@dataclass(frozen=True)
class Summary:
    """A series in a few figures, in its unit; energy in kWh where it is a power in kW, else NaN."""

    name: str
    unit: str
    label: str
    least: float
    mean: float
    most: float
    energy_kwh: float


def series_in(table: Table) -> Iterator[Series | ProfileError]:
    """Yield every column of a table, or the error that it cannot be read with."""
    for name in table.columns:
        try:
            yield Series(name, table.read(name), table.unit(name), table.label(name))
        except ProfileError as error:
            yield error


def summary(series: Series, steps: Steps) -> Summary:
    """Return the figures of a series."""
    values: FloatArray = series.values
    energy = values.sum() * steps.step_s / 3600.0 if series.unit == "kW" else np.nan
    return Summary(
        series.name,
        series.unit,
        series.label,
        float(values.min()),
        float(values.mean()),
        float(values.max()),
        float(energy),
    )

"""Writer of hubsim's own Parquet: columns on a clock of equal steps, each with its unit and label."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.errors import ProfileError
from hubsim.profiles.clock import Steps


@dataclass(frozen=True)
class Series:
    """A series with a name: (n,) values in `unit`, and where they come from: one of `table.LABELS`."""

    name: str
    values: FloatArray
    unit: str
    label: str


def store(out: Path, steps: Steps, columns: Sequence[Series], facts: Mapping[str, Any]) -> None:
    """Write the columns whole or not at all.

    facts : of the file, kept as JSON in its metadata

    Raises
    ------
    ProfileError
        when it cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    times = steps.start + np.arange(steps.n_steps) * np.timedelta64(steps.step_s, "s")
    stamp = pa.timestamp("s", tz="UTC")
    schema = pa.schema(
        [
            pa.field("time", stamp),
            *(
                pa.field(one.name, pa.float64(), metadata={"unit": one.unit, "kind": one.label})
                for one in columns
            ),
        ],
        metadata={"hubsim": json.dumps(facts)},
    )
    table = pa.table([pa.array(times, stamp), *(one.values for one in columns)], schema=schema)
    part = out.with_name(f".part-{out.name}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, part, compression="zstd")
        part.replace(out)
    except OSError as bad:
        raise ProfileError(f"cannot be written: {bad.strerror}", file=str(out)) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)

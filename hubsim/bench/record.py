"""One run of the benchmark as a file: what was measured, with what, on which machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from hubsim.errors import MissingError, OtherVersion, ResultError

FORMAT_VERSION: Final = 1
"""Of the record and of the calibration loop in it: records of another do not compare."""

PACKAGES = ("highspy", "numba", "numpy", "pandapower", "pandas", "pyarrow", "pyomo", "scipy")

Seconds: TypeAlias = Annotated[float, Field(gt=0.0)]
Count: TypeAlias = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, strict=True)


class Measured(_Part):
    """What one case gave.

    counts : smaller is better; the same on the same machine with the same libraries
    time_loops : CPU time of the best run in calibration loops
    spread_loops : how far the median run lies above the best [loops]
    best_s, loop_s : CPU time of the best run, and of a calibration loop beside the runs
    runs : how many were timed
    """

    counts: dict[str, Count]
    time_loops: Seconds
    spread_loops: Annotated[float, Field(ge=0.0)]
    best_s: Seconds
    loop_s: Seconds
    runs: Annotated[int, Field(ge=1)]


class Record(_Part):
    """A run of the benchmark."""

    kind: Literal["hubsim bench"] = "hubsim bench"
    format_version: Literal[1] = FORMAT_VERSION
    created: Annotated[AwareDatetime, Field(strict=False)]
    hubsim: str
    python: str
    packages: dict[str, str]
    platform: str
    cpu: str
    cpu_count: int
    cases: dict[str, Measured]

    @property
    def surroundings(self) -> dict[str, str]:
        """What may change counts without a change of hubsim: name -> version or model."""
        return {"cpu": self.cpu, "platform": self.platform, "python": self.python, **self.packages}

    def text(self) -> str:
        """Return the record as JSON."""
        return self.model_dump_json(indent=1) + "\n"


def new_record(cases: Mapping[str, Measured]) -> Record:
    """Return the record of a run that has just ended."""
    return Record(
        created=datetime.now(UTC).replace(microsecond=0),
        hubsim=_version("hubsim") or "source",
        python=platform.python_version(),
        packages={name: found for name in PACKAGES if (found := _version(name))},
        platform=f"{platform.system()} {platform.machine()}",
        cpu=_cpu_model(),
        cpu_count=os.cpu_count() or 1,
        cases=dict(cases),
    )


def read_record(file: Path) -> Record:
    """Return the record of a file.

    Raises
    ------
    MissingError
        when the file is not there.
    OtherVersion
        when it is a record of another format.
    ResultError
        when it is damaged, or something else.
    """
    try:
        return Record.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        raise MissingError(f"{file} is not there") from None
    except OSError as error:
        raise ResultError(f"{file} cannot be read: {error.strerror}") from None
    except ValidationError as wrong:
        faults = {".".join(map(str, fault["loc"])): fault["msg"] for fault in wrong.errors()}
    if "kind" not in faults and "" not in faults and "format_version" in faults:
        raise OtherVersion(
            f"{file} is a record of another format; this hubsim reads format {FORMAT_VERSION}"
        )
    place, fault = next(iter(faults.items()))
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    raise ResultError(
        f"{file} is not a record of hubsim bench, or damaged: "
        f"{f'{place}: ' if place else ''}{fault}{more}"
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _cpu_model() -> str:
    """Return the processor's name where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next((name for name in names if name), platform.processor() or platform.machine())

"""What a point is: the hash of everything that decides its result, and of nothing else."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import hubsim
from hubsim.caching import digest_of, file_sha256
from hubsim.scenario.schema import Scenario

PACKAGES = ("highspy", "numba", "numpy", "pandapower", "pvlib", "pyomo", "scipy", "tzdata")
"""Packages whose version may change a figure."""

_OUTSIDE = ("bench", "report", "shipped", "sweeps")
"""Folders of hubsim that no figure of a point comes from, beside the commands.

Examples are shipped in a folder that only an installed hubsim has; what a scenario reads of them counts
by its content.
"""

_SAID = {"title", "words"}
"""Fields of a scenario that only pages show."""

_ABSENT = "absent"


def point_hash(scenario: Scenario, keep: str) -> str:
    """Return the name of a point: of its resolved scenario, the files that it reads, and the program.

    keep : what is stored of it
    """
    data = scenario.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=_SAID)
    plain = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return digest_of([program().encode(), keep.encode(), plain.encode(), *_contents(scenario)])


def unresolved_hash(definition: str, layout: str | None, drawn: dict[str, Any]) -> str:
    """Return the name of a point whose scenario is wrong.

    definition : hash of the sweep
    """
    plain = json.dumps([layout, drawn], sort_keys=True, ensure_ascii=False)
    return digest_of([program().encode(), definition.encode(), plain.encode()])


def input_files(scenario: Scenario) -> list[Path]:
    """Return the files that a scenario reads."""
    files = [scenario.folder / one.file for one in scenario.profile_files().values()]
    weather = scenario.weather.path(scenario.folder)
    return sorted({*files, *scenario.network.files(scenario.folder), *filter(None, [weather])})


def _contents(scenario: Scenario) -> list[bytes]:
    return [sha256_of(file).encode() for file in input_files(scenario)]


def sha256_of(file: Path) -> str:
    """Return the hash of a file's content, a word of its own when it cannot be read."""
    try:
        return file_sha256(file)
    except OSError:
        return _ABSENT


@cache
def program(root: Path = Path(hubsim.__file__).parent) -> str:
    """Return the hash of hubsim's text as far as it decides figures, and of the packages' versions.

    root : folder of hubsim's modules
    """
    digest = hashlib.sha256()
    for name, found in versions().items():
        digest.update(f"{name} {found}\n".encode())
    for file in sorted([*root.rglob("*.py"), *root.rglob("*.csv")]):
        place = file.relative_to(root)
        if place.parts[0] in _OUTSIDE or place.name.startswith("cli"):
            continue
        digest.update(f"{place.as_posix()}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Return package -> version, hubsim first."""
    return {name: _version(name) for name in ("hubsim", *PACKAGES)}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""

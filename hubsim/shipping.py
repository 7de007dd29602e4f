"""What travels with the package: scenarios, networks, profiles; and a new project made from them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from hubsim.errors import MissingError, UsageError

DEFAULT = "street.yaml"
"""The scenario that `hubsim new` starts from."""


def shipped_folder() -> Path:
    """Return the folder that holds ``scenarios`` and ``profiles``.

    Raises
    ------
    MissingError
        when the installation has lost them.
    """
    package = Path(__file__).parent
    for folder in (package / "shipped", package.parent):
        if (folder / "scenarios" / DEFAULT).is_file():
            return folder
    raise MissingError(f"{package}: the shipped scenarios are not there; install hubsim again")


def write_new(folder: Path) -> Path:
    """Make a folder with a scenario that runs, all it reads and the editor's schema.

    Returns
    -------
    Path
        of the scenario file.

    Raises
    ------
    UsageError
        when the folder exists and is not empty.
    """
    from hubsim.scenario.load import json_schema

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists and is not empty: name a new folder")
    shipped = shipped_folder()
    scenario = folder / DEFAULT
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(shipped / "scenarios" / "networks", folder / "networks")
    (folder / "profiles").mkdir()
    for file in sorted((shipped / "profiles").iterdir()):
        if file.suffix in {".parquet", ".json", ".md"}:
            shutil.copy2(file, folder / "profiles" / file.name)
    text = (shipped / "scenarios" / DEFAULT).read_text(encoding="utf-8")
    scenario.write_text(text.replace("../profiles/", "profiles/"), encoding="utf-8")
    schema = folder / "hubsim.schema.json"
    schema.write_text(json.dumps(json_schema(), indent=2) + "\n", encoding="utf-8")
    return scenario

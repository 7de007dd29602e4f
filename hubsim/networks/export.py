"""A network written to a file of another program, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from hubsim.errors import NetworkError, UsageError


def _pandapower_json(net: Any, path: Path) -> None:
    import pandapower as pp

    pp.to_json(net, str(path))


def _pandapower_excel(net: Any, path: Path) -> None:
    import pandapower as pp

    from hubsim.networks.pandapower_excel import need_openpyxl

    need_openpyxl()
    pp.to_excel(net, str(path))


def _csv(net: Any, path: Path) -> None:
    from hubsim.networks.to_csv import write_csv

    write_csv(net, path)


def _power_grid_model(net: Any, path: Path) -> None:
    from hubsim.networks.to_power_grid_model import write_power_grid_model

    write_power_grid_model(net, path)


FORMATS: dict[str, Callable[[Any, Path], None]] = {
    "pandapower": _pandapower_json,
    "excel": _pandapower_excel,
    "power-grid-model": _power_grid_model,
    "csv": _csv,
}
"""Format -> writer of a pandapower net; that of CSV makes a folder."""

_OF_ENDING = {".json": "pandapower", ".xlsx": "excel", "": "csv"}


def export(net: Any, path: Path, form: str | None = None, *, force: bool = False) -> str:
    """Write a pandapower net and return the format: that of the ending where none is named.

    force : replace what is there

    Raises
    ------
    UsageError
        when there is something already, or neither format nor ending is known.
    NetworkError
        when the format cannot hold the network, naming the element, or the disk does not take it.
    """
    form = form or _OF_ENDING.get(path.suffix.lower())
    if form not in FORMATS:
        raise UsageError(f"{path}: name a format: {', '.join(FORMATS)}")
    if path.exists() and not force:
        raise UsageError(f"{path} exists: name another place, or add --force")
    from hubsim.networks.from_pandapower import quiet

    # The ending stays: pandapower looks at it.
    part = path.with_name(f".part-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with quiet():
            FORMATS[form](net, part)
        _put(part, path)
    except OSError as bad:
        raise NetworkError(f"{path} cannot be written: {bad.strerror}") from None
    finally:
        _remove(part)
    return form


def _put(part: Path, path: Path) -> None:
    """Move what was written into its place."""
    if path.is_dir():
        _remove(path)
    part.replace(path)


def _remove(path: Path) -> None:
    """Remove a file, or a folder that holds nothing but files of tables."""
    if path.is_dir():
        for file in path.glob("*.csv"):
            file.unlink()
        with suppress(OSError):
            path.rmdir()
    else:
        path.unlink(missing_ok=True)

"""A network from a pandapower JSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from hubsim.errors import MissingError, NetworkError
from hubsim.networks.cache import cached
from hubsim.networks.network import Network
from hubsim.networks.source import NetworkSource

_TABLES = ("bus", "line", "trafo", "ext_grid", "load", "switch")


class PandapowerFile(NetworkSource):
    """A pandapower net stored with ``pandapower.to_json``."""

    kind: Literal["pandapower"]
    """A pandapower JSON file."""

    file: Annotated[str, Field(min_length=1)]
    """Path, relative to the scenario file."""

    def load(self, folder: Path) -> Network:
        """Return the network of the file."""
        content, name = _content(folder / self.file, self.file), Path(self.file).stem

        def read() -> Network:
            from hubsim.networks.from_pandapower import network_of

            return network_of(_net(content, self.file), name)

        return cached(read, self.kind, name, content)

    def files(self, folder: Path) -> list[Path]:
        """Return the file."""
        return [folder / self.file]


def _content(path: Path, shown: str) -> bytes:
    """Return the content of a file.

    Raises
    ------
    MissingError
        when there is no such file.
    NetworkError
        when it cannot be read.
    """
    if not path.is_file():
        raise MissingError(f"{shown}: the network file is not there")
    try:
        return path.read_bytes()
    except OSError as bad:
        raise NetworkError(f"{shown} cannot be read: {bad.strerror}") from None


def _net(stored: bytes, shown: str) -> Any:
    """Return the pandapower net of a file's content.

    Raises
    ------
    NetworkError
        when it is damaged or holds something else.
    """
    try:
        text = stored.decode("utf-8")
        content = json.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as bad:
        raise NetworkError(f"{shown} cannot be read as JSON: {bad}") from None
    if not isinstance(content, dict) or content.get("_class") != "pandapowerNet":
        raise NetworkError(f"{shown} is JSON, but not a pandapower net")
    tables = content.get("_object")
    # pandapower makes an empty table of one that is missing: a lost switch table would close them all.
    _refuse_missing(shown, [name for name in _TABLES if not tables or name not in tables])
    import pandapower as pp

    from hubsim.networks.from_pandapower import quiet

    try:
        with quiet():
            net = pp.from_json_string(text)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        ImportError,
        UserWarning,
    ) as bad:
        raise NetworkError(f"{shown}: pandapower cannot open it: {bad}") from None
    _refuse_missing(shown, [name for name in _TABLES if not hasattr(net.get(name), "columns")])
    return net


def _refuse_missing(shown: str, missing: list[str]) -> None:
    if missing:
        raise NetworkError(f"{shown} lacks the tables {', '.join(missing)}")

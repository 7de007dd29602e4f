"""A network from a pandapower JSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Literal

from hubsim.errors import NetworkError
from hubsim.networks.damage import TABLES
from hubsim.networks.source import NetworkFile, content_of


class PandapowerFile(NetworkFile):
    """A pandapower net stored with ``pandapower.to_json``."""

    suffixes: ClassVar = (".json",)

    kind: Literal["pandapower"]
    """A pandapower JSON file."""

    def net(self, folder: Path) -> Any:
        """Return the net of the file."""
        return _net(content_of(folder / self.file), self.file)


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
    lost = [name for name in TABLES if not isinstance(tables, dict) or name not in tables]
    if lost:
        raise NetworkError(f"{shown} lacks the tables {', '.join(lost)}")
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
    return net

"""Any source of a network by one call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hubsim.errors import MissingError, NetworkError
from hubsim.kinds import Kind, kinds_of
from hubsim.networks.network import Network
from hubsim.networks.source import NetworkSource, content_of


def load_network(source: Any) -> Network:
    """Return a network from a file, a SimBench code, a pandapower example or a live pandapower net.

    source : path of a file in any format that hubsim reads, or of a folder of tables;
        ``"simbench:CODE"``, ``"pandapower:FUNCTION"``, ``"street:ARCHETYPE"``; or a pandapower net

    Raises
    ------
    MissingError
        when the file or an optional package is not there.
    NetworkError
        when the network cannot be simulated.

    Examples
    --------
    >>> network = load_network("pandapower:create_kerber_landnetz_freileitung_1")
    >>> len(network.bus_ids), len(network.trafo_ids)
    (15, 1)
    """
    if isinstance(source, str | Path):
        return source_of(source).load(Path())
    from hubsim.networks.from_pandapower import network_of

    return network_of(source)


def source_of(text: str | Path) -> NetworkSource:
    """Return the source that a path or a text such as ``simbench:CODE`` names.

    Raises
    ------
    MissingError, NetworkError
        as `fields_of`.
    """
    fields = fields_of(text)
    try:
        source = kinds_of(NetworkSource)[fields["kind"]].model_validate(fields)
    except ValidationError as bad:
        raise NetworkError(f"{text}: {bad.errors()[0]['msg']}") from None
    assert isinstance(source, NetworkSource)
    return source


def fields_of(text: str | Path) -> dict[str, str]:
    """Return what a scenario would say of a network that a path or a text names: kind and one field.

    Raises
    ------
    MissingError
        when there is no such file or folder.
    NetworkError
        when nothing is named, or the file has an ending that no kind of source reads.
    """
    if not str(text).strip():
        raise NetworkError(f"{text!r} names no network")
    kinds = kinds_of(NetworkSource)
    if isinstance(text, str):
        scheme, colon, rest = text.partition(":")
        for name, kind in kinds.items():
            word, field = kind.scheme  # type: ignore[attr-defined]
            if colon and word and scheme == word:
                if not rest:
                    raise NetworkError(f"{text!r} names no network")
                return {"kind": name, field: rest}
    path = Path(text)
    ending = "/" if path.is_dir() else path.suffix.lower()
    readers = {name: kind for name, kind in kinds.items() if ending in _suffixes(kind)}
    if not readers:
        known = sorted({one for kind in kinds.values() for one in _suffixes(kind)})
        if not path.exists():
            raise MissingError(f"{text}: the network file is not there")
        what = f"a file that ends in {ending}" if ending else "a file without an ending"
        raise NetworkError(f"{text}: {what} is no network (known endings: {', '.join(known)})")
    # Of a folder, its content is the names in it.
    content = _names_in(path) if ending == "/" else content_of(path)
    # A kind that takes any content of this ending comes last: its message is about the commonest one.
    for name, kind in sorted(readers.items(), key=lambda one: _takes_any(one[1])):
        if len(readers) == 1 or kind.recognises(content):  # type: ignore[attr-defined]
            return {"kind": name, "file": str(path)}
    raise NetworkError(f"{text} holds none of: {', '.join(readers)}")


def _names_in(folder: Path) -> bytes:
    return "\n".join(sorted(one.name for one in folder.iterdir())).encode()


def _takes_any(kind: type[Kind]) -> bool:
    return "recognises" not in vars(kind)


def _suffixes(kind: type[Kind]) -> tuple[str, ...]:
    return getattr(kind, "suffixes", ())

"""Networks that were read before, by the content of their source: a second run needs no pandapower."""

from __future__ import annotations

import json
import os
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from hubsim.caching import FileState, cache_folder, digest_of, state_of
from hubsim.networks.network import Network

_KEPT_S = 30 * 24 * 3600.0
"""A network that nobody has read for so long is dropped."""

_MARKED_S = 24 * 3600.0
"""Reading one is marked in its file once in so long."""

_PLAIN = "plain"
"""Name of the entry that holds everything but the arrays, as JSON."""

_DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)


def cached(make: Callable[[], Network], *source: str | bytes) -> Network:
    """Return the network of a source: from the cache, or made and then kept there.

    source : all that decides the network. Versions of pandapower, and the text of the modules that read
        it, count by themselves. A file of the cache that is damaged is made again; one that cannot be
        written is passed over
    """
    parts = [part.encode() if isinstance(part, str) else part for part in source]
    file = cache_folder("networks") / f"{digest_of([_reader(), *parts])}.npz"
    with suppress(*_DAMAGED):
        network = _read(state_of(file))
        if time.time() - file.stat().st_mtime > _MARKED_S:
            os.utime(file)
        return network
    network = make()
    with suppress(OSError):
        _write(network, file)
        _drop_unused(file.parent)
    return network


@cache
def _reader() -> bytes:
    """Return what stands for everything that turns a source into a network."""
    here = Path(__file__).parent
    texts = [
        file.read_bytes() for part in ("*.py", "types/*.csv") for file in sorted(here.glob(part))
    ]
    return digest_of([version("pandapower").encode(), *texts]).encode()


@lru_cache(maxsize=2)
def _read(state: FileState) -> Network:
    """Return the network of a file; one that was just read needs no reading again."""
    with Path(state.path).open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        plain = json.loads(str(stored[_PLAIN]))
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in plain.items()
        }
        values |= {name: stored[name] for name in stored.files if name != _PLAIN}
    return Network(**values)


def _write(network: Network, file: Path) -> None:
    values = {field.name: getattr(network, field.name) for field in fields(network)}
    arrays: dict[str, Any] = {
        name: value for name, value in values.items() if isinstance(value, np.ndarray)
    }
    plain = json.dumps({name: value for name, value in values.items() if name not in arrays})
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            np.savez(stream, **{_PLAIN: np.array(plain), **arrays})
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _drop_unused(folder: Path) -> None:
    for other in folder.glob("*.npz"):
        with suppress(OSError):
            if time.time() - other.stat().st_mtime > _KEPT_S:
                other.unlink()

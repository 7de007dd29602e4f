"""What can be made again is kept: in the user's cache folder, or in memory up to a size."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


def cache_folder(name: str) -> Path:
    """Return a folder of the user's cache that can be written; of this process alone as a last resort."""
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    for base in (Path(home), Path(tempfile.gettempdir())):
        folder = base / "hubsim" / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ".used").touch()
        except OSError:
            continue
        return folder
    return Path(tempfile.mkdtemp(prefix="hubsim-"))


def digest_of(parts: Iterable[bytes]) -> str:
    """Return a name for a content."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:".encode())
        digest.update(part)
    return digest.hexdigest()[:32]


class FileState(NamedTuple):
    """A file as it stands: another content has another state."""

    path: str
    device: int
    inode: int
    n_bytes: int
    changed_ns: int


def state_of(path: Path) -> FileState:
    """Return the state of a file, by which what was read from it can be kept."""
    found = path.stat()
    place = os.path.abspath(path)  # noqa: PTH100 - links stay as they are
    return FileState(place, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def file_sha256(path: Path) -> str:
    """Return the hash of a file's content, read once as long as the file does not change."""
    return _sha256(state_of(path))


@lru_cache(maxsize=256)
def _sha256(state: FileState) -> str:
    return hashlib.sha256(Path(state.path).read_bytes()).hexdigest()


Series = Mapping[str, npt.NDArray[np.float64]]


class Kept:
    """Series that were made once, by what they were made from; the longest unused go when it is full."""

    def __init__(self, most_bytes: int) -> None:
        """Start with nothing.

        most_bytes : size of all series that are kept
        """
        self._most = most_bytes
        self._size = 0
        self._series: OrderedDict[Hashable, Series] = OrderedDict()
        self._used: set[Hashable] = set()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Series]) -> Series:
        """Return the series of a key, made now if it is not there."""
        with self._lock:
            self._used.add(key)
            if key in self._series:
                self._series.move_to_end(key)
                return self._series[key]
        made = make()
        with self._lock:
            if key not in self._series:
                self._series[key] = made
                self._size += _bytes(made)
            while self._size > self._most:
                _, gone = self._series.popitem(last=False)
                self._size -= _bytes(gone)
        return made

    def drop_unused(self) -> None:
        """Drop what was not asked for since this was called last."""
        with self._lock:
            for key in self._series.keys() - self._used:
                self._size -= _bytes(self._series.pop(key))
            self._used.clear()


def _bytes(series: Series) -> int:
    return sum(values.nbytes for values in series.values())

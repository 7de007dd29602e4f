"""A folder that appears complete or not at all.

Everything is written into a hidden sibling, each file synced; one rename publishes it. The hidden
folder is locked while its writer lives. The kernel drops the lock when the writer dies, however it
dies, so whoever comes next can tell what is left over from what is being written, across containers
and reused process ids too.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from hubsim.errors import ResultError

_MARK = ".partial-"
_TAKEN = (errno.EEXIST, errno.ENOTEMPTY)
_ATTEMPTS = 1000


class Partial:
    """A folder being written. Use `partial_folder`.

    files : name -> sha256 and bytes of every file written so far
    """

    def __init__(self, folder: Path, final: Path) -> None:
        self.folder, self.final = folder, final
        self.files: dict[str, dict[str, Any]] = {}
        self.published: Path | None = None

    def write(self, name: str, data: bytes) -> None:
        """Write and sync a file; `name` may lie in a folder of its own."""
        path = self.folder / name
        if path.parent != self.folder:
            path.parent.mkdir(exist_ok=True)
        write_synced(path, data)
        self.files[name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}

    def publish(self) -> Path:
        """Give the folder its final name, with a number behind it when that is taken."""
        for folder in sorted({(self.folder / name).parent for name in self.files}):
            sync_folder(folder)
        for number in range(1, _ATTEMPTS):
            suffix = "" if number == 1 else f"-{number}"
            target = self.final.with_name(self.final.name + suffix)
            try:
                os.rename(self.folder, target)  # noqa: PTH104 - one place for faults in the tests
            except OSError as error:
                if error.errno not in _TAKEN:
                    raise
                continue
            self.published = target
            sync_folder(target.parent)
            return target
        raise ResultError(f"{self.final}: all names up to {self.final.name}-{_ATTEMPTS} are taken")


@contextmanager
def partial_folder(final: Path) -> Iterator[Partial]:
    """Open a hidden folder beside `final`; when the block ends without `publish`, it is removed.

    Raises
    ------
    ResultError
        when anything cannot be written; names the place and the reason.
    """
    try:
        _make_folders(final.parent)
        sweep(final.parent)
        with _locked(final) as partial:
            yield partial
    except OSError as error:
        place = error.filename or final
        raise ResultError(
            f"{place}: the run cannot be written: {error.strerror or error}"
        ) from error


def sweep(parent: Path) -> list[Path]:
    """Remove what writers that no longer live left in a folder; return what was removed."""
    removed = []
    for folder in sorted(parent.glob(f".*{_MARK}*")):
        # Locked by its writer, another user's, or on a disk without locks: not ours to touch.
        with suppress(OSError), _open_folder(folder) as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The lock is on what was opened; by now the name may be gone, or another writer's.
            if os.path.samestat(os.fstat(handle), folder.stat()):
                shutil.rmtree(folder)
                removed.append(folder)
    return removed


def write_text(path: Path, text: str) -> Path:
    """Write a text file of its own as `write_bytes` does."""
    return write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> Path:
    """Write a file of its own so that it is there complete, or as it was; return its path.

    Raises
    ------
    ResultError
        when it cannot be written.
    """
    new = path.with_name(f".{path.name}.new-{os.getpid()}")
    try:
        _make_folders(path.parent)
        write_synced(new, data)
        os.rename(new, path)  # noqa: PTH104
        sync_folder(path.parent)
    except OSError as error:
        raise ResultError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
    return path


def write_synced(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    with _open_folder(folder) as handle:
        os.fsync(handle)


@contextmanager
def _open_folder(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def _make_folders(folder: Path) -> None:
    """Make a folder and those above it, each synced into its parent."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)


@contextmanager
def _locked(final: Path) -> Iterator[Partial]:
    """Make a new hidden folder beside `final` and hold its lock; remove it if it stays hidden."""
    for _ in range(_ATTEMPTS):
        # A name is never used twice, so that nobody takes a later writer's folder for his own.
        token = os.urandom(4).hex()
        folder = final.with_name(f".{final.name}{_MARK}{os.getpid()}-{token}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        partial = Partial(folder, final)
        try:
            with ExitStack() as opened:
                try:
                    handle = opened.enter_context(_open_folder(folder))
                except FileNotFoundError:
                    continue  # a sweep took it before it could be opened
                if _keep(folder, handle):
                    yield partial
                    return
        finally:
            if partial.published is None:
                shutil.rmtree(folder, ignore_errors=True)
    raise ResultError(f"{final.parent}: no name left for a partial folder; remove .*{_MARK}* there")


def _keep(folder: Path, handle: int) -> bool:
    """Lock a folder just made; return whether it is ours, or a sweep came between and took it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a disk without locks: no sweep can lock it either, so none removes it
    return folder.exists()

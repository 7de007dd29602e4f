"""The user's cache folder: what is there can be made again, and what cannot be written is passed over."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


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

"""A new report in a stored run, in steps of which any may be the last.

The new report is written beside the old one, then the manifest that names its hash takes the place
of the old manifest, then the report takes its own. `settle` finishes or undoes what was cut short.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from hubsim.errors import ResultError
from hubsim.results.manifest import MANIFEST, sealed, sha256
from hubsim.results.partial import sync_folder, write_synced

REPORT = "report.html"
_NEW_REPORT = ".report.html.new"
_NEW_MANIFEST = ".manifest.json.new"


def replace_report(folder: Path, manifest: Mapping[str, Any], report_html: str) -> Path:
    """Put a new report into a stored run and its hash into the manifest; return the report's path.

    manifest : of the run as opened

    Raises
    ------
    ResultError
        when it cannot be written; the run then has its old report, or the new one, complete.
    """
    data = report_html.encode()
    record = {"sha256": sha256(data), "bytes": len(data)}
    changed = {**manifest, "files": {**manifest["files"], REPORT: record}}
    try:
        write_synced(folder / _NEW_REPORT, data)
        write_synced(folder / _NEW_MANIFEST, sealed(changed))
        os.rename(folder / _NEW_MANIFEST, folder / MANIFEST)  # noqa: PTH104
        sync_folder(folder)
        os.rename(folder / _NEW_REPORT, folder / REPORT)  # noqa: PTH104
        sync_folder(folder)
    except OSError as error:
        path = error.filename or folder
        raise ResultError(f"{path}: the report cannot be written: {error.strerror}") from error
    return folder / REPORT


def settle(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Finish a replacement whose manifest is in place; drop one whose manifest is not.

    A folder that cannot be written is left as it is; the reader then finds the disagreement itself.
    """
    pending = folder / _NEW_REPORT
    with suppress(OSError):
        (folder / _NEW_MANIFEST).unlink(missing_ok=True)
        if pending.is_file():
            if sha256(pending.read_bytes()) == manifest["files"][REPORT]["sha256"]:
                os.rename(pending, folder / REPORT)  # noqa: PTH104
            else:
                pending.unlink()

"""A network from a CGMES model, turned into a net by pandapower."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar, Literal

from hubsim.errors import MissingError, NetworkError, NetworkErrors
from hubsim.networks.source import NetworkFile, content_of

_XML = (".xml", ".rdf")
_LARGEST = 4_000_000_000
"""Bytes of XML that a model may hold."""

_VERSIONS = {b"iec.ch/TC57/CIM100#": "3.0", b"CIM-schema-cim16#": "2.4.15"}
"""Namespace of the classes -> version of CGMES."""

_HARMLESS = "coordinates"
"""What a message says that is about the drawing alone."""


class CgmesFile(NetworkFile):
    """A CGMES model: equipment, steady state, topology and what else there is, one XML file each."""

    suffixes: ClassVar = (".zip", "/")

    kind: Literal["cgmes"]
    """A CGMES model of version 2.4.15 or 3.0: a ZIP archive or a folder of its XML files."""

    @classmethod
    def recognises(cls, content: bytes) -> bool:
        """Return whether it is an archive, or a folder with an XML file."""
        return content.startswith(b"PK") or any(
            name.lower().endswith(tuple(end.encode() for end in _XML))
            for name in content.splitlines()
        )

    def files(self, folder: Path) -> list[Path]:
        """Return the archive, or the XML files of the folder."""
        path = folder / self.file
        if path.is_dir():
            return sorted(one for one in path.iterdir() if one.suffix.lower() in _XML)
        return [path]

    def net(self, folder: Path) -> Any:
        """Return the net of the model; what the converter leaves out is refused by name."""
        if find_spec("lxml") is None:
            raise MissingError("CGMES models need the package lxml: pip install 'hubsim[cgmes]'")
        parts = [part for file in self.files(folder) for part in self._parts(file)]
        if not parts:
            raise NetworkError(f"{self.file}: holds no XML file of a CGMES model")
        found = {version for name, version in _VERSIONS.items() for one in parts if name in one}
        if len(found) != 1:
            known = " or ".join(_VERSIONS.values())
            raise NetworkError(f"{self.file}: is not CGMES {known}, the versions that are read")
        net = self._converted(parts, found.pop())
        lost = [
            " ".join(report.message.split())[:200]
            for report in net.pop("report_container").get_logs()
            if report.level.value != "INFO" and _HARMLESS not in report.message
        ]
        if lost:
            raise NetworkErrors([NetworkError(f"{self.file}: {text}") for text in lost])
        if not len(net.ext_grid):
            text = (
                "no grid above: an ExternalNetworkInjection with a referencePriority and a"
                " RegulatingControl of its voltage, both enabled, holds it"
            )
            raise NetworkError(f"{self.file}: {text}")
        return net

    def _parts(self, path: Path) -> Iterator[bytes]:
        """Yield the XML files of an archive, of archives in it, or of a file."""
        content = content_of(path)
        if path.suffix.lower() in _XML:
            yield content
            return
        try:
            yield from _unpacked(content, depth=0)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as bad:
            text = f"{self.file} is no ZIP archive, or a damaged one: {bad}"
            raise NetworkError(text) from None

    def _converted(self, parts: list[bytes], version: str) -> Any:
        from pandapower.converter.cim.cim2pp.from_cim import from_cim

        from hubsim.networks.from_pandapower import quiet

        with tempfile.TemporaryDirectory() as place:
            files = [Path(place) / f"part{number}.xml" for number in range(len(parts))]
            for file, part in zip(files, parts, strict=True):
                file.write_bytes(part)
            try:
                with quiet():
                    return from_cim(
                        [str(file) for file in files],
                        cgmes_version=version,
                        ignore_errors=False,
                        create_tap_controller=False,
                    )
            except Exception as bad:  # noqa: BLE001 - the converter raises Exception itself
                said = re.sub(r"[^\s'(]*part(\d+)\.xml'?", r"part \1", " ".join(str(bad).split()))[
                    :200
                ]
                raise NetworkError(f"{self.file}: pandapower cannot open it: {said}") from None


def _unpacked(content: bytes, depth: int) -> Iterator[bytes]:
    """Yield the XML files of an archive; models are often archives of archives."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        inside = archive.infolist()
        if sum(one.file_size for one in inside) > _LARGEST:
            raise NetworkError(f"the archive holds more than {_LARGEST:.0e} bytes")
        for one in inside:
            name = one.filename.lower()
            if name.endswith(_XML):
                yield archive.read(one)
            elif name.endswith(".zip") and depth < 2:
                yield from _unpacked(archive.read(one), depth + 1)

"""A network from an OpenDSS script, compiled by OpenDSS and turned into a net by pandapower."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, Literal

from hubsim.errors import MissingError, NetworkError, NetworkErrors
from hubsim.networks.source import NetworkFile, content_of

_READS = re.compile(r"(?im)^\s*(?:redirect|compile|buscoords)\s+[\"'(\[{]?([^\"')\]}\r\n!]+)")
_LONGEST_S = 600


class OpenDssFile(NetworkFile):
    """An OpenDSS script: balanced, taps as OpenDSS solves them."""

    suffixes: ClassVar = (".dss",)

    kind: Literal["opendss"]
    """An OpenDSS script."""

    def files(self, folder: Path) -> list[Path]:
        """Return the script and every file that it redirects to.

        Raises
        ------
        NetworkError
            when files redirect to each other in a circle, which OpenDSS follows without end.
        """
        found: dict[Path, None] = {}

        def follow(path: Path, above: tuple[Path, ...]) -> None:
            if path in above:
                raise NetworkError(f"{path.name}: redirects in a circle, back to itself")
            found[path] = None
            text = content_of(path).decode("utf-8", errors="replace")
            for name in _READS.findall(text):
                other = (path.parent / name.strip().replace("\\", "/")).resolve()
                if other.is_file():
                    follow(other, (*above, path))

        follow((folder / self.file).resolve(), ())
        return list(found)

    def net(self, folder: Path) -> Any:
        """Return the net of the circuit; what the converter cannot take over is refused by name."""
        script = self.files(folder)[0]
        if find_spec("opendssdirect") is None:
            text = (
                "OpenDSS scripts need the package opendssdirect.py: pip install 'hubsim[opendss]'"
            )
            raise MissingError(text)
        answer = self._compiled(script)
        lost = answer.get("lost", [])
        if "error" in answer or lost:
            texts = lost or [f"OpenDSS cannot compile it: {answer['error']}"]
            raise NetworkErrors([NetworkError(f"{self.file}: {text}") for text in texts])
        import pandapower as pp

        from hubsim.networks.from_pandapower import quiet

        with quiet():
            net = pp.from_json_string(answer["net"])
        if not len(net.bus) or not len(net.ext_grid):
            raise NetworkError(f"{self.file}: holds no circuit with buses and a source")
        return net

    def _compiled(self, script: Path) -> dict[str, Any]:
        """Return what the process of its own says; see opendss_compile.py."""
        with tempfile.TemporaryDirectory() as place:
            out = Path(place) / "net.json"
            module = "hubsim.networks.opendss_compile"
            try:
                subprocess.run(  # noqa: S603 - our own module
                    [sys.executable, "-m", module, str(script), str(out)],
                    capture_output=True,
                    timeout=_LONGEST_S,
                    check=True,
                )
                answer = json.loads(out.read_text(encoding="utf-8"))
            except subprocess.TimeoutExpired:
                raise NetworkError(f"{self.file}: OpenDSS does not end") from None
            except (subprocess.CalledProcessError, OSError, json.JSONDecodeError):
                raise NetworkError(f"{self.file}: OpenDSS breaks down on it") from None
        assert isinstance(answer, dict)
        return answer

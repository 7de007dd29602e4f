"""The family of network sources: what every kind of ``network:`` in a scenario gives."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, Strict

from hubsim.errors import MissingError, NetworkError, NetworkErrors
from hubsim.kinds import Kind, Record
from hubsim.networks.cache import cached
from hubsim.networks.equipment import Equipment
from hubsim.networks.network import Network
from hubsim.units import Quantity

LARGEST_RANGE = 0.3
"""Largest change of the ratio by a regulator, either way; built ones reach about 10 %."""


class RegulatorSettings(Record):
    """A voltage-regulated distribution transformer: moves its taps under load.

    Built ones have for example nine positions of 2.5 %: ``steps: 4, step: 2.5 %``.
    """

    target: Annotated[float, Quantity("voltage", least=0.8, most=1.2)] = Field(
        default="1 pu", validate_default=True
    )
    """Voltage of the low-voltage busbar that is aimed at."""

    band: Annotated[float, Quantity("share", above=0.0, most=0.1)] = Field(
        default="2 %", validate_default=True
    )
    """How far the voltage may be from the target, in percent of the nominal voltage."""

    delay: Annotated[float, Quantity("duration", least=0.0, most=24.0)] = Field(
        default="60 s", validate_default=True
    )
    """How long the voltage is outside the band before the taps move by one position."""

    steps: Annotated[int, Strict(), Field(ge=1, le=100)] | None = None
    """Positions on either side of the rated ratio, where the network file's tap changer is replaced."""

    step: Annotated[float, Quantity("share", above=0.0, most=0.1)] | None = None
    """Voltage of a position of that tap changer, at the high-voltage side."""


class NetworkSource(Kind):
    """Where the network comes from, and how it is operated."""

    scheme: ClassVar[tuple[str, str]] = ("", "")
    """How the command line names this kind: the word before the colon, the field of what follows."""

    model: Literal["balanced", "three-phase"] = "balanced"
    """Power flow: balanced, all phases alike, or three-phase."""

    taps: dict[str, Annotated[int, Strict()]] = Field(default={})
    """Tap positions of transformers by id; the network file's elsewhere."""

    regulators: dict[str, RegulatorSettings] = Field(default={})
    """Voltage-regulated distribution transformers by id."""

    @abstractmethod
    def net(self, folder: Path) -> Any:
        """Return the pandapower net, read or made anew; relative paths start at `folder`.

        Raises
        ------
        MissingError
            when the file or an optional package is not there.
        NetworkError
            when no net can be made of it, naming element and id.
        """

    @property
    def title(self) -> str:
        """Name of the network."""
        return str(self.kind)

    def files(self, _folder: Path) -> list[Path]:
        """Return the local files that the network is read from, for the record of a run."""
        return []

    def equipment(self, _folder: Path) -> list[Equipment]:
        """Return what the source says is behind its connections, where it says anything.

        Raises
        ------
        MissingError, NetworkError
            as `net` does.
        """
        return []

    def load(self, folder: Path) -> Network:
        """Return the network: from the cache when it was read before.

        Raises
        ------
        MissingError
            when the file or an optional package is not there.
        NetworkError
            when the network cannot be simulated, naming element and id, or fields contradict each other.
        """
        if found := self.problems():
            raise NetworkErrors([NetworkError(f"{field}: {message}") for field, message in found])
        operated = set(NetworkSource.model_fields)
        own = self.model_dump_json(exclude=operated)
        contents = [content_of(file) for file in self.files(folder)]
        return cached(lambda: self._network(folder), own, *contents)

    def _network(self, folder: Path) -> Network:
        from hubsim.networks.from_pandapower import network_of

        return network_of(self.net(folder), self.title)

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each regulator with half a tap changer or too wide a one."""
        found = []
        for name, settings in self.regulators.items():
            steps, step = settings.steps, settings.step
            if step is None and steps is not None:
                found.append((f"regulators.{name}.steps", "stands without step: give both or none"))
            elif steps is None and step is not None:
                found.append((f"regulators.{name}.step", "stands without steps: give both or none"))
            elif steps is not None and step is not None and steps * step > LARGEST_RANGE:
                text = f"times step is {steps * step:.0%}, more than {LARGEST_RANGE:.0%}"
                found.append((f"regulators.{name}.steps", text))
        return found


class NetworkFile(NetworkSource):
    """A network that is read from one local file."""

    suffixes: ClassVar[tuple[str, ...]] = ()
    """Endings of such files, in lower case; a folder has the ending ``/``."""

    @classmethod
    def recognises(cls, _content: bytes) -> bool:
        """Return whether a file with one of the endings holds this format, where several share it.

        _content : of a folder, the names of its files, a line each
        """
        return True

    file: Annotated[str, Field(min_length=1)]
    """Path, relative to the scenario file."""

    @property
    def title(self) -> str:
        """Name of the network: that of the file."""
        return Path(self.file).stem

    def files(self, folder: Path) -> list[Path]:
        """Return the file."""
        return [folder / self.file]


def content_of(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    MissingError
        when there is no such file.
    NetworkError
        when it cannot be read.
    """
    if not path.is_file():
        raise MissingError(f"{path}: the network file is not there")
    try:
        return path.read_bytes()
    except OSError as bad:
        raise NetworkError(f"{path} cannot be read: {bad.strerror}") from None

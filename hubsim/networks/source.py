"""The family of network sources: what every kind of ``network:`` in a scenario gives."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path

from hubsim.kinds import Kind
from hubsim.networks.network import Network


class NetworkSource(Kind):
    """Where the network comes from."""

    @abstractmethod
    def load(self, folder: Path) -> Network:
        """Return the network; relative paths start at `folder`.

        Raises
        ------
        MissingError
            when the file or an optional package is not there.
        NetworkError
            when the network cannot be simulated, naming element and id.
        """

    def files(self, _folder: Path) -> list[Path]:
        """Return the local files that the network is read from, for the record of a run."""
        return []

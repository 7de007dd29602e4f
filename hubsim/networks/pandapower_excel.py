"""A network from an Excel workbook that pandapower wrote."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, ClassVar, Literal

from hubsim.errors import MissingError, NetworkError
from hubsim.networks.source import NetworkFile, content_of


class PandapowerExcel(NetworkFile):
    """A pandapower net stored with ``pandapower.to_excel``."""

    suffixes: ClassVar = (".xlsx",)

    kind: Literal["pandapower-excel"]
    """A pandapower net in an Excel workbook."""

    def net(self, folder: Path) -> Any:
        """Return the net of the workbook."""
        need_openpyxl()
        content_of(folder / self.file)
        import pandapower as pp

        from hubsim.networks.from_pandapower import quiet

        try:
            with quiet():
                return pp.from_excel(str(folder / self.file))
        except zipfile.BadZipFile:
            raise NetworkError(f"{self.file} is no Excel workbook, or a damaged one") from None
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            ImportError,
            OSError,
            SyntaxError,
            UserWarning,
        ) as bad:
            raise NetworkError(f"{self.file}: pandapower cannot open it: {bad}") from None


def need_openpyxl() -> None:
    """Refuse to go on without the packages that pandapower reads and writes Excel files with.

    Raises
    ------
    MissingError
        when one is not installed.
    """
    from importlib.util import find_spec

    for package in ("openpyxl", "xlsxwriter"):
        if find_spec(package) is None:
            text = f"Excel files need the package {package}: pip install 'hubsim[excel]'"
            raise MissingError(text)

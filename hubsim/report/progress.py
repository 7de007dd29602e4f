"""Progress of long work on stderr: a bar with the time left on a terminal, a line a phase elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from hubsim.compiled import told_of_compiling


class Progress:
    """Told the phase and the share done; draws as little as the place allows.

    silent : draw nothing at all
    """

    def __init__(self, *, silent: bool = False) -> None:
        self._silent = silent
        self._bars: Any = None
        self._tasks: dict[str, Any] = {}
        self._tenths: dict[str, int] = {}
        self._begun: dict[str, float] = {}
        self._compiling = False
        self._listening = ExitStack()

    def __enter__(self) -> Self:
        """Open the bars when stderr is a terminal."""
        self._listening.enter_context(told_of_compiling(self._tell_of_compiling))
        if not self._silent and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bars

            self._bars = Bars(
                TextColumn("{task.description:<22}"),
                BarColumn(),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the bars."""
        self._listening.close()
        if self._bars is not None:
            self._bars.stop()

    def _tell_of_compiling(self) -> None:
        """Say, once, why the first run on a machine waits."""
        if self._compiling or self._silent:
            return
        self._compiling = True
        line = "compiling hubsim's kernels, once on this machine"
        if self._bars is not None:
            self._bars.console.print(line)
        else:
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    def __call__(self, phase: str, share: float, note: str = "") -> None:
        """Take notice that `share` (0 to 1) of a phase is done, with a note such as what failed so far."""
        if self._silent:
            return
        words = f"{phase}, {note}" if note else phase
        if self._bars is not None:
            if phase not in self._tasks:
                self._tasks[phase] = self._bars.add_task(phase, total=1.0)
            self._bars.update(self._tasks[phase], completed=share, description=words)
            return
        begun = self._begun.setdefault(phase, time.monotonic())
        tenth = int(share * 10)
        if tenth <= self._tenths.get(phase, 0):
            return
        self._tenths[phase] = tenth
        spent = time.monotonic() - begun
        left = (
            f", about {spent * (1 - share) / share:.0f} s left" if spent > 2 and share < 1 else ""
        )
        sys.stderr.write(f"{words}: {100 * share:.0f} %{left}\n")
        sys.stderr.flush()

"""Work that goes on in a thread of its own while something else is done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

R = TypeVar("R")


def meanwhile(work: Callable[[], R]) -> Callable[[], R]:
    """Begin the work now; return what waits for its result, or raises what it raised.

    The thread does not outlive the process: who stops a run does not wait for it.
    """
    future: Future[R] = Future()

    def done() -> None:
        try:
            future.set_result(work())
        except BaseException as bad:  # noqa: BLE001  # whatever it is, who asks for the result gets it
            future.set_exception(bad)

    Thread(target=done, daemon=True).start()
    return future.result

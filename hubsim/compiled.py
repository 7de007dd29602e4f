"""Compile a function with Numba at its first call: the only file that imports Numba.

Importing a module of kernels costs nothing; ``hubsim validate`` never pays for a compiler. Compiled
code is cached in the user's cache folder, one folder per text of all kernels, version of Numba and Python:
Numba itself asks only whether the file of the outermost function has changed. A cache that cannot be
written, or no longer, is passed over; one that cannot be read is dropped and made again.
"""

from __future__ import annotations

import importlib
import pickle
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, update_wrapper
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar
from weakref import WeakSet

from hubsim.caching import cache_folder, digest_of

P = ParamSpec("P")
R = TypeVar("R")

_DAMAGED = (EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError, KeyError)
"""What Numba lets through when a file of its cache is cut short or changed."""


_listeners: list[Callable[[], None]] = []
"""Told whenever the compiler begins, which it does not for code from the cache."""

_KEPT_S = 30 * 24 * 3600.0

_marked: WeakSet[Compiled[..., Any]] = WeakSet()
"""Every function marked for compilation."""

_caching = [True]
"""Whether compiled code is stored; off for the rest of the process once storing has failed."""


class Compiled(Generic[P, R]):
    """A function that becomes machine code at its first call.

    py_func : the plain function
    """

    def __init__(
        self, function: Callable[P, R], constants: Mapping[str, Constant] | None = None
    ) -> None:
        self.py_func = function
        self._constants = dict(constants or {})
        self._variants: dict[frozenset[tuple[str, Constant]], Compiled[P, R]] = {}
        self._dispatcher: Any = None
        update_wrapper(self, function)
        _marked.add(self)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the compiled function."""
        fresh = not getattr(self.dispatcher, "overloads", True)
        try:
            return self.dispatcher(*args, **kwargs)  # type: ignore[no-any-return]
        except (*_DAMAGED, OSError) as problem:
            # Only a first call reads and writes the cache; later errors are the function's own.
            if not fresh:
                raise
            if isinstance(problem, OSError):
                _stop_caching()
            else:
                _drop_cache()
        _forget_compiled()
        try:
            return self.dispatcher(*args, **kwargs)  # type: ignore[no-any-return]
        except OSError:
            _stop_caching()
            _forget_compiled()
            return self.dispatcher(*args, **kwargs)  # type: ignore[no-any-return]

    @property
    def dispatcher(self) -> Any:
        """Numba's dispatcher of this function, made when first asked for."""
        if self._dispatcher is None:
            self._dispatcher = _compile(self.py_func, self._constants)
        return self._dispatcher

    def variant(self, constants: Mapping[str, Constant]) -> Compiled[P, R]:
        """Return the function, and all that it calls, with other numbers and functions in its module.

        constants : name in the module -> number, or marked function of another kind to call instead
        """
        if not constants:
            return self
        key = frozenset(constants.items())
        if key not in self._variants:
            self._variants[key] = Compiled(self.py_func, constants)
        return self._variants[key]

    def forget(self) -> None:
        """Compile anew at the next call."""
        self._dispatcher = None


Constant: TypeAlias = "int | Compiled[..., Any]"
"""What a variant has another of."""


def compiled(function: Callable[P, R]) -> Compiled[P, R]:
    """Mark a function for compilation at its first call; it may call other marked functions.

    Strict arithmetic: no fast-math, so that a NaN stays a NaN. The lock is released while it runs.
    """
    return Compiled(function)


@contextmanager
def told_of_compiling(listener: Callable[[], None]) -> Iterator[None]:
    """Call the listener, meanwhile, whenever a function has to be compiled."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@cache
def _listen() -> None:
    """Take notice of the compiler's work."""
    events: Any = importlib.import_module("numba.core.event")

    class Teller(events.Listener):  # type: ignore[misc]
        def on_start(self, event: Any) -> None:
            del event
            for listener in _listeners:
                listener()

        def on_end(self, event: Any) -> None:
            del event

    events.register("numba:compile", Teller())


def _compile(function: Callable[..., Any], constants: Mapping[str, Constant]) -> Any:
    import numba

    _listen()
    # Not by NUMBA_CACHE_DIR: Numba reads it at import, and pandapower may have imported Numba before.
    config: Any = numba.config
    config.CACHE_DIR = config.CACHE_DIR or str(kernel_folder())
    assert isinstance(function, FunctionType)
    used = set(function.__code__.co_names)
    names = {
        name: value.variant(constants).dispatcher
        if name in used and isinstance(value, Compiled)
        else value
        for name, value in {
            name: constants.get(name, value) for name, value in function.__globals__.items()
        }.items()
    }
    plain = FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )
    # Numba's cache tells functions apart by name and code, and not by the numbers that they refer to.
    # In short: the name becomes that of a file.
    of = ",".join(
        f"{name}={getattr(constants[name], '__name__', constants[name])}"
        for name in sorted(constants)
    )
    plain.__module__ = function.__module__
    plain.__qualname__ = function.__qualname__
    if of:
        plain.__qualname__ += f"-{digest_of([of.encode()])[:12]}"
    return numba.njit(cache=_caching[0], nogil=True, error_model="numpy")(plain)


def _stop_caching() -> None:
    """Compile in memory from now on: the disk is full, or the folder can no longer be written."""
    _caching[0] = False


def _forget_compiled() -> None:
    """Let every function be compiled anew: a function holds on to those that it calls."""
    for function in tuple(_marked):
        function.forget()


def _drop_cache() -> None:
    """Remove all compiled code, also where the user's NUMBA_CACHE_DIR keeps it."""
    import numba

    config: Any = numba.config
    shutil.rmtree(kernel_folder(), ignore_errors=True)
    chosen = Path(config.CACHE_DIR)
    for damaged in (*chosen.rglob("*.nbi"), *chosen.rglob("*.nbc")):
        damaged.unlink(missing_ok=True)


@cache
def kernel_folder() -> Path:
    """Return a folder for compiled code that can be written, of this very set of versions."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    name = f"kernels-{_fingerprint()}-numba-{version('numba')}-python-{python}"
    folder = cache_folder(name)
    _drop_unused(folder)
    return folder


def _fingerprint() -> str:
    """Return a digest of every module that stands beside functions to compile."""
    modules = {path: path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py"))}
    folders = {path.parent for path, text in modules.items() if b"\n@compiled\n" in text}
    return digest_of(text for path, text in modules.items() if path.parent in folders)[:12]


def _drop_unused(folder: Path) -> None:
    """Remove the code of kernels that nobody has run for a month."""
    for other in folder.parent.glob("kernels-*"):
        used = other / ".used"
        with suppress(OSError):
            if other != folder and time.time() - used.stat().st_mtime > _KEPT_S:
                shutil.rmtree(other)

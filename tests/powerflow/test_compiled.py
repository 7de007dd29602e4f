"""Compilation: late, cached, and unharmed by a cache that is damaged or cannot be written."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time

import numpy as np
import pytest

from hubsim.compiled import compiled
from hubsim.powerflow.solve import power_flow

SCRIPT = """
import sys
{before}
from hubsim.compiled import compiled

@compiled
def square(x):
    return x * x

@compiled
def sum_of_squares(n):
    total = 0.0
    for k in range(n):
        total += square(float(k))
    return total

print(sum_of_squares(101), sum_of_squares.dispatcher.stats.cache_hits.total())
"""

ANSWER = "338350.0"
"""100 * 101 * 201 / 6"""


def python(*args, **environment):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")}
    done = subprocess.run(
        [sys.executable, *map(str, args)],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(SCRIPT.format(before=""), encoding="utf-8")
    return path


def cached(folder):
    return sorted([*folder.rglob("*.nbi"), *folder.rglob("*.nbc")])


@pytest.mark.parametrize("module", ["hubsim.powerflow.solve", "hubsim.powerflow.sensitivity"])
def test_importing_the_power_flow_imports_no_compiler_and_no_heavy_library(module):
    heavy = {"numba", "pandas", "pandapower", "scipy", "pyomo", "highspy", "pyarrow", "llvmlite"}
    code = f"import sys, {module}; print(*sys.modules)"
    assert not heavy & set(python("-c", code))


DAMAGE = {
    "nothing": lambda file, content: b"",
    "one byte": lambda file, content: content[:1],
    "half": lambda file, content: content[: len(content) // 2],
    "noise": lambda file, content: bytes(255 - byte for byte in content),
    "half of the index": lambda file, content: (
        content[: len(content) // 2] if file.suffix == ".nbi" else content
    ),
    "half of the code": lambda file, content: (
        content[: len(content) // 2] if file.suffix == ".nbc" else content
    ),
}


def test_damaged_cache_files_are_made_again(tmp_path, script):
    home = tmp_path / "cache"
    environment = {"XDG_CACHE_HOME": str(home)}
    assert python(script, **environment) == [ANSWER, "0"]
    assert {file.suffix for file in cached(home)} == {".nbi", ".nbc"}
    assert python(script, **environment) == [ANSWER, "1"], "the cache is not used"
    for left, damage in DAMAGE.items():
        for file in cached(home):
            file.write_bytes(damage(file, file.read_bytes()))
        assert python(script, **environment) == [ANSWER, "0"], left
    assert python(script, **environment) == [ANSWER, "1"], "the cache was not mended"


def test_a_cache_of_the_users_choice_is_used_and_mended(tmp_path, script):
    chosen = tmp_path / "chosen"
    environment = {"XDG_CACHE_HOME": str(tmp_path / "other"), "NUMBA_CACHE_DIR": str(chosen)}
    assert python(script, **environment) == [ANSWER, "0"]
    assert cached(chosen)
    assert not cached(tmp_path / "other")
    for file in cached(chosen):
        file.write_bytes(b"")
    assert python(script, **environment) == [ANSWER, "0"]


def test_the_cache_stays_out_of_the_source_even_when_numba_was_imported_before(tmp_path, script):
    script.write_text(SCRIPT.format(before="import numba"), encoding="utf-8")
    assert python(script, XDG_CACHE_HOME=str(tmp_path / "cache")) == [ANSWER, "0"]
    assert cached(tmp_path / "cache")
    assert not cached(tmp_path / "__pycache__")


def test_a_cache_home_that_cannot_be_a_folder_falls_back_to_the_temporary_one(tmp_path, script):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {"XDG_CACHE_HOME": str(blocked), "TMPDIR": str(temporary)}
    assert python(script, **environment)[0] == ANSWER
    assert cached(temporary)


TOLD = """
from hubsim.compiled import compiled, told_of_compiling

@compiled
def twice(n):
    return 2 * n

said = []
with told_of_compiling(lambda: said.append("compiling")):
    twice(1)
    twice(2)
twice(1.5)
print(len(said))
"""


def test_a_listener_is_told_when_something_is_compiled_and_not_when_it_is_cached(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(TOLD, encoding="utf-8")
    assert python(path, XDG_CACHE_HOME=str(tmp_path)) == ["1"]
    assert python(path, XDG_CACHE_HOME=str(tmp_path)) == ["0"]


VARIANTS = """
from hubsim.compiled import compiled

STEP = 2

@compiled
def inner(n):
    return n * STEP

@compiled
def outer(n):
    return inner(n) + STEP

other = outer.variant({"STEP": 5})
print(outer(10), other(10), outer.variant({"STEP": 5}) is other, outer.variant({}) is outer)
"""


def test_a_variant_has_its_own_numbers_all_the_way_down_and_its_own_cache(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(VARIANTS, encoding="utf-8")
    for _ in range(2):  # compiled, and from the cache
        assert python(path, XDG_CACHE_HOME=str(tmp_path)) == ["22", "55", "True", "True"]


def test_code_that_nobody_has_run_for_a_month_is_removed(tmp_path, script):
    month_s = 31 * 24 * 3600.0
    for name, age_s in (("kernels-old", month_s), ("kernels-new", 0.0), ("networks", month_s)):
        folder = tmp_path / "hubsim" / name
        folder.mkdir(parents=True)
        (folder / ".used").touch()
        os.utime(folder / ".used", (time.time() - age_s,) * 2)
    python(script, XDG_CACHE_HOME=str(tmp_path))
    left = {folder.name for folder in (tmp_path / "hubsim").iterdir()}
    assert {"kernels-new", "networks"} < left
    assert "kernels-old" not in left


FULL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))"
"""No file can grow beyond ten bytes, which is what a full disk or a spent quota looks like."""


def test_a_full_disk_while_the_cache_is_written_does_not_stop_the_run(tmp_path, script):
    script.write_text(SCRIPT.format(before=FULL_DISK), encoding="utf-8")
    for name in ("XDG_CACHE_HOME", "NUMBA_CACHE_DIR"):
        assert python(script, **{name: str(tmp_path / name)}) == [ANSWER, "0"]


def test_without_compilation_the_power_flow_gives_the_same_numbers(tmp_path, case_of):
    case = case_of("landnetz")
    with (tmp_path / "network.pickle").open("wb") as stream:
        pickle.dump((case.network, case.p_kw, case.q_kvar), stream)
    code = """
import pickle, sys
from hubsim.powerflow.solve import power_flow
with open(sys.argv[1], "rb") as stream:
    flows = power_flow(*pickle.load(stream))
with open(sys.argv[2], "wb") as stream:
    pickle.dump(flows, stream)
"""
    python(
        "-c", code, tmp_path / "network.pickle", tmp_path / "plain.pickle", NUMBA_DISABLE_JIT="1"
    )
    plain = vars(pickle.loads((tmp_path / "plain.pickle").read_bytes()))
    fast = vars(power_flow(case.network, case.p_kw, case.q_kvar))
    assert fast["converged"].all()
    assert fast.pop("response") is plain["response"] is None
    for name, values in fast.items():
        assert np.allclose(values, plain[name], rtol=1e-12, atol=1e-12), name


def test_the_plain_function_stays_within_reach():
    @compiled
    def double(x: float) -> float:
        """Return twice."""
        return 2.0 * x

    assert double.py_func(2.0) == 4.0
    assert double.__doc__ == "Return twice."

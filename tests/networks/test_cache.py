"""A network that was read before comes from the cache, the same, and never a wrong one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from hubsim.errors import NetworkError
from hubsim.networks.load import load_network

SHIPPED = Path(__file__).parents[2] / "scenarios" / "networks" / "simbench-semiurb4.json"
EXAMPLE = "pandapower:create_kerber_landnetz_freileitung_1"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "hubsim" / "networks"


def stored(home):
    return sorted(home.glob("*.npz"))


def assert_same(one, other):
    for field in fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            assert a.dtype == b.dtype
            assert np.array_equal(a, b, equal_nan=a.dtype.kind == "f"), field.name
        else:
            assert type(a) is type(b)
            assert a == b, field.name


@pytest.mark.parametrize("source", [SHIPPED, EXAMPLE])
def test_the_second_reading_is_the_first_one_from_the_cache(home, source):
    first = load_network(source)
    (file,) = stored(home)
    before = file.read_bytes()
    assert_same(load_network(source), first)
    assert stored(home) == [file]
    assert file.read_bytes() == before


def test_the_second_reading_imports_no_pandapower(home):
    code = f"import sys, hubsim; hubsim.load_network({str(SHIPPED)!r}); print(*sys.modules)"
    for heavy in (True, False):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert ("pandapower" in done.stdout.split()) is heavy


def test_another_content_is_another_network(home, tmp_path):
    file = tmp_path / "net.json"
    shutil.copy(SHIPPED, file)
    first = load_network(file)
    content = json.loads(file.read_text(encoding="utf-8"))
    content["_object"]["sn_mva"] = 2.0 * content["_object"]["sn_mva"]
    file.write_text(json.dumps(content), encoding="utf-8")
    assert load_network(file).base_kva == 2.0 * first.base_kva
    shutil.copy(SHIPPED, file)
    assert_same(load_network(file), first)


def test_a_damaged_file_of_the_cache_is_made_again(home):
    first = load_network(SHIPPED)
    (file,) = stored(home)
    whole = file.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for damaged in (b"", whole[:1], whole[:middle], flipped, b"noise" * 100):
        file.write_bytes(damaged)
        assert_same(load_network(SHIPPED), first)
        with np.load(file) as mended:
            assert all(mended[name].size >= 0 for name in mended.files)


def test_a_cache_that_cannot_be_written_stops_nothing(home, tmp_path, monkeypatch):
    home.mkdir(parents=True)
    monkeypatch.setattr(np, "savez", refuse)
    assert load_network(SHIPPED).name == "simbench-semiurb4"
    assert not stored(home)
    assert not list(home.glob("*.part"))


def refuse(*_args, **_values):
    raise OSError(28, "No space left on device")


def test_a_wrong_source_is_refused_the_second_time_too(home, tmp_path):
    file = tmp_path / "net.json"
    file.write_text("{}", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(NetworkError, match="not a pandapower net"):
            load_network(file)
    assert not stored(home)


def test_a_network_that_nobody_read_for_a_month_is_dropped(home):
    load_network(EXAMPLE)
    (old,) = stored(home)
    os.utime(old, (time.time() - 31 * 24 * 3600.0,) * 2)
    load_network(SHIPPED)
    assert old not in stored(home)
    assert len(stored(home)) == 1

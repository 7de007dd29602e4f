from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hubsim.bench.record import Measured, Record

ROOT = Path(__file__).parent.parent.parent


def hub(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hubsim.cli", "bench", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert "Traceback" not in done.stderr
    return done


def measured(time_loops: float = 4.0, **counts: int) -> Measured:
    return Measured(
        counts=counts,
        time_loops=time_loops,
        spread_loops=0.25,
        best_s=0.05,
        loop_s=0.0125,
        runs=3,
    )


def record(day: int = 0, numpy: str = "2.1.0", **cases: Measured) -> Record:
    return Record(
        created=datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=day),
        hubsim=f"0.1.{day}",
        python="3.12.1",
        packages={"numpy": numpy},
        platform="Linux x86_64",
        cpu="Some <b>processor</b>",
        cpu_count=2,
        cases=cases,
    )


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record that the command wrote."""
    file = tmp_path_factory.mktemp("bench") / "stored.json"
    done = hub("validate", "--json", file, "--repeat", 1)
    assert done.returncode == 0, done.stderr
    assert str(file) in done.stdout
    return file

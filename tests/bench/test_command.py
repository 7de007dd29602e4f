"""``hubsim bench`` as a user types it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from hubsim.bench.command import bench
from hubsim.errors import BenchmarkWorse

from .conftest import ROOT, hub, measured, record


def edited(stored, folder, *, share=1.0, time_share=1.0):
    """Return a copy of a stored record with its count and its time scaled."""
    content = json.loads(stored.read_text())
    case = content["cases"]["validate"]
    case["counts"]["python_calls"] = round(case["counts"]["python_calls"] * share)
    case["time_loops"] *= time_share
    file = folder / "then.json"
    file.write_text(json.dumps(content))
    return file


def test_the_list_for_the_action_lies_beside_the_record(stored):
    entries = json.loads(stored.with_name("stored.github-action-benchmark.json").read_text())
    assert [entry["name"] for entry in entries] == ["validate: time", "validate: python_calls"]


def test_equal_within_the_tolerance_passes_and_enters_the_history(stored, tmp_path):
    # Ten times the time is far beyond any noise; the count must be equal to the last call.
    done = hub(
        "validate",
        "--against",
        stored,
        "--fail-over",
        "900 %",
        "--repeat",
        1,
        "--history",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    calls = next(line for line in done.stdout.splitlines() if "python calls" in line)
    assert calls.split()[-2:] == ["1.000", "same"]
    (name,) = (path.name for path in tmp_path.glob("2*.json"))
    assert name in (tmp_path / "index.html").read_text()


def test_a_worse_count_and_a_worse_time_end_in_8(stored, tmp_path):
    then = edited(stored, tmp_path, share=0.5, time_share=1e-6)
    done = hub("validate", "--against", then, "--repeat", 1, "-q", "--json", tmp_path / "now.json")
    assert done.returncode == 8
    assert "validate: time" in done.stderr
    assert "validate: python calls" in done.stderr
    assert (tmp_path / "now.json").is_file()


def test_a_time_that_is_worse_is_measured_once_more(tmp_path, monkeypatch, capsys):
    times = iter([9.0, 4.0])
    monkeypatch.setattr("hubsim.bench.measure.measure", lambda *_: measured(next(times)))
    then = tmp_path / "then.json"
    then.write_text(record(validate=measured(4.0)).text())
    options = {"json_file": None, "history": None, "fail_over": "15%", "repeat": 1, "quiet": True}
    bench(["validate"], against=then, **options)
    assert "4.000 loops" in capsys.readouterr().out
    times = iter([9.0, 8.0])
    with pytest.raises(BenchmarkWorse, match=r"time 8\.000 loops, was 4\.000 loops"):
        bench(["validate"], against=then, **options)


def test_wrong_use_is_refused_before_anything_is_run(stored, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text(stored.read_text()[:-30])
    other = tmp_path / "other.json"
    other.write_text(stored.read_text().replace('"validate":', '"gone":'))
    for words, code, said in (
        (("--against", tmp_path / "nowhere.json"), 4, "nowhere.json"),
        (("--against", broken), 3, "broken.json"),
        (("validate", "--against", other), 2, "nothing to compare"),
        (("--fail-over", "much"), 2, "percentage"),
        (("weak", "validat"), 2, "nearest: week"),
        (("--repeat", 0), 2, "--repeat"),
    ):
        done = hub(*words)
        assert done.returncode == code, done.stderr
        assert said in done.stderr
        assert not done.stdout
        assert "100 %" not in done.stderr


def test_list_names_every_case_with_a_line():
    lines = hub("--list").stdout.strip().splitlines()
    assert len(lines) >= 6
    assert all(line.split()[0] for line in lines)
    assert any(line.startswith("week ") for line in lines)


@pytest.mark.parametrize("option", ["--help", "--list"])
def test_help_and_list_are_light(option):
    code = (
        "import sys, hubsim.cli\n"
        f"sys.argv = ['hubsim', 'bench', {option!r}]\n"
        "try:\n    hubsim.cli.main()\nexcept SystemExit as done:\n    assert not done.code, done.code\n"
        "heavy = {'numpy', 'pandapower', 'pandas', 'pyomo', 'numba', 'highspy', 'scipy'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT)

"""Writers that die leave a complete run or none, and nothing for anyone to clean up."""

import fcntl
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hubsim.errors import ResultError
from hubsim.results import verify
from hubsim.results.partial import partial_folder, sweep


def test_killing_a_writer_at_any_moment_leaves_complete_runs_only(story, tmp_path):
    earlier = story.write(tmp_path)
    script = Path(__file__).with_name("killed_writer.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), "30"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert int(done.stdout) > 0, "no kill struck a writer at work"
    story.write(tmp_path)
    folders = list(earlier.parent.iterdir())
    assert not [folder.name for folder in folders if folder.name.startswith(".")]
    assert {folder.name: verify(folder) for folder in folders if verify(folder)} == {}


def test_a_sweep_takes_what_the_dead_left_and_leaves_what_the_living_write(tmp_path):
    dead = tmp_path / ".20260101T000000Z-12345678.partial-1-0"
    (dead / "alone").mkdir(parents=True)
    (dead / "alone" / "bus_p_kw.parquet").write_bytes(b"half")
    (tmp_path / ".hidden").mkdir()
    with partial_folder(tmp_path / "run") as partial:
        partial.write("a.txt", b"a")
        assert not dead.exists()
        assert sweep(tmp_path) == []
        assert partial.publish() == tmp_path / "run"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden", "run"]


def test_two_writers_of_one_process_do_not_meet(tmp_path):
    with partial_folder(tmp_path / "run") as one, partial_folder(tmp_path / "run") as two:
        assert one.folder != two.folder
        two.write("a.txt", b"two")
        one.write("a.txt", b"one")
        assert (two.publish().name, one.publish().name) == ("run", "run-2")
    assert (tmp_path / "run" / "a.txt").read_bytes() == b"two"


def test_many_writers_at_once_lose_nothing_and_mix_nothing(story, tmp_path):
    def write(number):
        return story.write(tmp_path, report_html=f"<p>{number}</p>")

    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(write, range(24)))
    assert len(set(folders)) == len(list((tmp_path / "street").iterdir())) == 24
    for number, folder in enumerate(folders):
        assert (folder / "report.html").read_text() == f"<p>{number}</p>"
        assert verify(folder) == []


def test_a_disk_without_locks_is_written_and_never_swept(tmp_path, monkeypatch):
    def refuse(_handle, _how):
        raise OSError(45, "Operation not supported")

    other = tmp_path / ".other.partial-1-0"
    other.mkdir()
    monkeypatch.setattr(fcntl, "flock", refuse)
    with partial_folder(tmp_path / "run") as partial:
        partial.write("a.txt", b"a")
        partial.publish()
    assert sorted(path.name for path in tmp_path.iterdir()) == [other.name, "run"]


def test_a_folder_that_a_sweep_took_in_between_is_made_again(tmp_path, monkeypatch):
    calls = []

    def taken_once(handle, how):
        calls.append(how)
        if len(calls) == 1:
            raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(fcntl, "flock", taken_once)
    with partial_folder(tmp_path / "run") as partial:
        assert len(calls) == 2
        assert [path.name for path in tmp_path.iterdir()] == [partial.folder.name]


def test_a_folder_that_a_sweep_took_before_it_was_opened_is_made_again(tmp_path, monkeypatch):
    real, taken = Path.mkdir, []

    def made_and_taken(folder, *args, **kwargs):
        real(folder, *args, **kwargs)
        if ".partial-" in folder.name and not taken:
            taken.append(folder)
            folder.rmdir()

    monkeypatch.setattr(Path, "mkdir", made_and_taken)
    with partial_folder(tmp_path / "run") as partial:
        assert partial.folder != taken[0]
        partial.write("a.txt", b"a")
        assert partial.publish() == tmp_path / "run"


def test_a_block_that_ends_without_publishing_leaves_nothing(tmp_path):
    with partial_folder(tmp_path / "run") as partial:
        partial.write("a.txt", b"a")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_results_folder_is_named(story, tmp_path):
    (tmp_path / "results").write_text("mine")
    with pytest.raises(ResultError, match="results"):
        story.write(tmp_path / "results")
    assert (tmp_path / "results").read_text() == "mine"


def test_an_error_in_the_report_leaves_nothing_and_is_not_hidden(story, tmp_path):
    def report(_run):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        story.write(tmp_path, report_html=report)
    assert list((tmp_path / "street").iterdir()) == []


def test_a_disk_that_takes_a_few_bytes_at_a_time_gets_all_of_them(story, tmp_path, monkeypatch):
    original = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: original(handle, data[:1000]))
    folder = story.write(tmp_path)
    monkeypatch.undo()
    assert verify(folder) == []

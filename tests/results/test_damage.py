"""Every kind of damage to a stored run is found, and a new report goes in without a gap."""

import os
import random
import shutil

import pytest

from hubsim.errors import HubsimError, ResultError, TornResult
from hubsim.results import open_run, replace_report, verify


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def flip(path, bit):
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


def test_a_flipped_bit_in_any_file_is_found(stored):
    chance = random.Random(7)
    for path in files_of(stored):
        whole = path.read_bytes()
        for bit in (0, 8 * len(whole) - 1, *(chance.randrange(8 * len(whole)) for _ in range(6))):
            flip(path, bit)
            assert len(verify(stored)) == 1, (path.name, bit)
            path.write_bytes(whole)
    assert verify(stored) == []


def test_a_flipped_bit_anywhere_in_the_manifest_is_found_before_a_run_opens(stored):
    path = stored / "manifest.json"
    whole = path.read_bytes()
    for bit in range(0, 8 * len(whole), 61):
        flip(path, bit)
        with pytest.raises(ResultError):
            open_run(stored)
        path.write_bytes(whole)


def test_damaged_series_and_summary_are_not_read(stored):
    flip(stored / "alone" / "bus_vm_pu.parquet", 4000)
    with pytest.raises(TornResult, match="bus_vm_pu"):
        open_run(stored).series("alone", "bus_vm_pu")
    flip(stored / "summary.json", 800)
    with pytest.raises(TornResult, match="summary"):
        open_run(stored)


def test_missing_extra_and_cut_files_are_each_named(stored):
    (stored / "log.jsonl").unlink()
    (stored / "alone" / "notes.txt").write_text("mine")
    cut = stored / "together" / "asset_p_kw.parquet"
    cut.write_bytes(cut.read_bytes()[:-1])
    problems = verify(stored)
    assert len(problems) == 3
    for name in ("log.jsonl", "alone/notes.txt", "together/asset_p_kw.parquet"):
        assert any(problem.startswith(f"{name}: ") for problem in problems)
    with pytest.raises(TornResult):
        open_run(stored)


def test_a_lost_series_is_a_torn_result(stored):
    run = open_run(stored)
    shutil.rmtree(stored / "alone")
    with pytest.raises(TornResult):
        run.array("alone", "bus_vm_pu")


def test_a_new_report_takes_the_place_of_the_old_and_the_run_stays_whole(stored):
    before = open_run(stored)
    path = replace_report(stored, before.manifest, "<p>new</p>")
    assert path.read_text() == "<p>new</p>"
    assert verify(stored) == []
    assert open_run(stored).kpis == before.kpis


def calls_of(action, monkeypatch, fail_at=None, error=None):
    """Do the action with its n-th call to the disk failing; return the number of calls made."""
    count = 0

    def counted(original, closes=False):
        def call(*args, **kwargs):
            nonlocal count
            count += 1
            if count == fail_at:
                if closes:
                    original(*args, **kwargs)
                raise error
            return original(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for name in ("open", "write", "rename", "mkdir", "close"):
            patch.setattr(os, name, counted(getattr(os, name), closes=name == "close"))
        patch.setattr(os, "fsync", counted(lambda handle: None))
        action()
    return count


def test_a_new_report_may_fail_at_any_call_and_old_or_new_is_there(story, tmp_path, monkeypatch):
    stored = story.write(tmp_path / "all")
    total = calls_of(
        lambda: replace_report(stored, open_run(stored).manifest, "<p>0</p>"), monkeypatch
    )
    assert total > 10
    old = "<p>0</p>"
    for number in range(1, total + 1):
        new = f"<p>{number}</p>"
        manifest = open_run(stored).manifest
        with pytest.raises(HubsimError, match="report"):
            calls_of(
                lambda: replace_report(stored, manifest, new),  # noqa: B023
                monkeypatch,
                number,
                OSError(28, "No space left on device"),
            )
        assert verify(stored) == []
        assert (stored / "report.html").read_text() in {old, new}
        old = (stored / "report.html").read_text()


@pytest.mark.parametrize("n_failure", range(4))
def test_a_run_may_fail_at_any_call_and_is_complete_or_not_there(
    story, tmp_path, monkeypatch, n_failure
):
    errors = (
        OSError(28, "No space left on device"),
        PermissionError(13, "Permission denied"),
        OSError(5, "Input/output error"),
        KeyboardInterrupt(),
    )
    error = errors[n_failure]
    earlier = story.write(tmp_path)
    total = calls_of(lambda: story.write(tmp_path), monkeypatch)
    runs = {path.name for path in earlier.parent.iterdir()}
    assert total > 100
    # Every call in turn, dealt out over the four sorts of failure.
    for number in range(1 + n_failure, total + 1, len(errors)):
        try:
            calls_of(lambda: story.write(tmp_path), monkeypatch, number, error)
        except ResultError as found:
            assert "cannot be written" in str(found)  # noqa: PT017
        except KeyboardInterrupt:
            assert isinstance(error, KeyboardInterrupt)
        now = {path.name for path in earlier.parent.iterdir()}
        assert not [name for name in now if name.startswith(".")], number
        for name in now - runs:
            assert verify(earlier.parent / name) == []
            shutil.rmtree(earlier.parent / name)
    assert verify(earlier) == []

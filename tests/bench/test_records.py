"""Records on disk, the list for the action, and the history."""

from __future__ import annotations

import json
import re

import pytest

from hubsim.bench.action import action_text
from hubsim.bench.history import add_to_history, read_history
from hubsim.bench.record import read_record
from hubsim.errors import MissingError, OtherVersion, ResultError

from .conftest import measured, record


def test_a_record_comes_back_as_it_was(tmp_path):
    file = tmp_path / "a.json"
    made = record(own=measured(a=1), other=measured(2.5))
    file.write_text(made.text())
    assert read_record(file) == made


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda text: text[:-20], ResultError, "Invalid JSON"),
        (lambda _: "", ResultError, "Invalid JSON"),
        (lambda _: "[]", ResultError, "not a record"),
        (lambda _: '{"format_version": 1}', ResultError, "not a record"),
        (lambda _: "[" * 100_000, ResultError, "Invalid JSON"),
        (lambda text: text.replace("4.0", "NaN"), ResultError, "time_loops"),
        (lambda text: text.replace("4.0", "-4.0"), ResultError, "time_loops"),
        (lambda text: text.replace('"a": 7', '"a": -7'), ResultError, "counts.a"),
        (lambda text: text.replace('"a": 7', '"a": "7"'), ResultError, "counts.a"),
        (lambda text: text.replace('n": 1,', 'n": 2,'), OtherVersion, "another format"),
    ],
)
def test_a_damaged_or_foreign_file_is_named(tmp_path, change, error, words):
    file = tmp_path / "stored.json"
    text = record(own=measured(a=7)).text()
    file.write_text(change(text))
    assert file.read_text() != text
    with pytest.raises(error, match=words) as wrong:
        read_record(file)
    assert "stored.json" in str(wrong.value)
    assert wrong.value.exit_code == 3


def test_bytes_that_are_no_text_and_folders_are_named(tmp_path):
    file = tmp_path / "stored.json"
    file.write_bytes(b"\xff\xfe{}")
    with pytest.raises(ResultError, match="Invalid JSON"):
        read_record(file)
    with pytest.raises(ResultError, match="cannot be read"):
        read_record(tmp_path)
    with pytest.raises(MissingError):
        read_record(tmp_path / "nowhere.json")


def test_the_list_for_the_action_has_its_form():
    made = record(own=measured(a=1, peak_memory_mib=0), other=measured(2.5))
    entries = json.loads(action_text(made))
    assert [entry["name"] for entry in entries] == [
        "own: time", "own: a", "own: peak_memory_mib", "other: time",
    ]  # fmt: skip
    for entry in entries:
        assert (
            {"name", "unit", "value"} <= set(entry) <= {"name", "unit", "value", "range", "extra"}
        )
        assert isinstance(entry["value"], int | float)
        assert all(isinstance(text, str) for key, text in entry.items() if key != "value")
    assert entries[0]["value"] == 4.0
    assert entries[0]["range"] == "± 0.2500"


def test_the_page_holds_every_record_and_names_what_it_left_out(tmp_path):
    folder = tmp_path / "made" / "history"
    for day in (4, 0, 2):
        page, damaged = add_to_history(
            record(day=day, numpy=f"2.{day}.0", own=measured(4.0 + day, a=5, b=day)), folder
        )
    assert not damaged
    (folder / "broken.json").write_text('{"kind": "hubsim')
    (folder / "foreign.json").write_text('{"<script>": 1}')
    (folder / "x.github-action-benchmark.json").write_text("[]")
    page, damaged = add_to_history(record(day=5, other=measured(1.0)), folder)
    assert [line.split(" ")[0] for line in damaged] == ["broken.json", "foreign.json"]
    assert (folder / "broken.json").read_text() == '{"kind": "hubsim'

    stored, _ = read_history(folder)
    assert [entry.record.hubsim for entry in stored] == ["0.1.0", "0.1.2", "0.1.4", "0.1.5"]
    html = page.read_text()
    for entry in stored:
        assert entry.name in html
        assert re.fullmatch(r"2026030\dT120000Z-[0-9a-f]{8}\.json", entry.name)
    assert html.count('class="warning">Left out') == 2
    assert "4 records" in html
    assert "Never changed: a 5." in html
    assert "numpy 2.2.0 then, 2.4.0 now" in html
    # Three times of `own`, three values of its `b`, one time of `other`.
    assert html.count("<circle") == 3 + 3 + 1
    assert "<b>processor" not in html
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", html)


def test_records_of_one_second_do_not_take_each_other_s_place(tmp_path):
    for loops in (1.0, 2.0):
        add_to_history(record(own=measured(loops)), tmp_path)
    stored, _ = read_history(tmp_path)
    assert sorted(entry.record.cases["own"].time_loops for entry in stored) == [1.0, 2.0]


def test_a_history_that_cannot_be_written_is_an_error(tmp_path):
    place = tmp_path / "file"
    place.write_text("in the way")
    with pytest.raises(ResultError, match="cannot be written"):
        add_to_history(record(own=measured()), place)

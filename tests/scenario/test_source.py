from __future__ import annotations

from pathlib import Path

import pytest

from hubsim.errors import MissingError
from hubsim.scenario.source import Source, read_file, read_text, write_yaml


def plain(text: str) -> object:
    source = read_text(text, "f.yaml")
    assert source.issues == []
    assert source.root is not None
    return source.root.plain()


def refused(source: Source) -> str:
    assert source.issues
    return "\n".join(str(issue) for issue in source.issues)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("23:00", "23:00"),
        ("no", "no"),
        ("off", "off"),
        ("2016-01-11", "2016-01-11"),
        ("2016-13-45", "2016-13-45"),
        ("010", 10),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-3", -3),
        ("e999", "e999"),
        ("true", True),
        ("Null", None),
        ('"5"', "5"),
        ("! 5", "5"),
        ("20 %", "20 %"),
        ("\u06f5", "\u06f5"),
    ],
)
def test_a_plain_scalar_follows_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    found = plain(f"a: {text}")
    assert found == {"a": value}
    assert type(found["a"]) is type(value)


def test_every_key_and_value_knows_its_line_and_column() -> None:
    source = read_text("a: 1\nb:\n  - c: {d: x}\n", "f.yaml")
    node = source.root.find("b.0.c.d")
    assert (node.key, node.mark) == (("f.yaml", 3, 9), ("f.yaml", 3, 12))
    assert node.path == ("b", "0", "c", "d")


def test_reading_goes_on_after_what_can_be_stepped_over() -> None:
    text = "a: &x 1\na: 2\nb: *x\nc: !!int 3\n1: 4\n? {k: v}\n: 5\nd: .nan\ne: fine\n"
    source = read_text(text, "f.yaml")
    assert [(issue.line, issue.column) for issue in source.issues] == [
        (1, 4), (2, 1), (3, 4), (4, 4), (5, 1), (6, 3), (8, 4),
    ]  # fmt: skip
    assert source.root.at("e").value == "fine"


def test_ten_thousand_levels_are_refused_and_not_followed() -> None:
    assert "nesting deeper than 32" in refused(read_text("a: " + "[" * 10_000 + "]" * 10_000, "f"))


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    file = tmp_path / "bom.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    source = read_file(file)
    assert source.root.plain() == {"a": 1}
    assert source.root.at("a").key[1:] == (1, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: 1\nb: \xff\n", ":2:4: byte 0xff is not UTF-8"),
        ("a: 1\n".encode("utf-16"), ":1:1: byte 0xff is not UTF-8"),
        (b"a: \x00\n", ":1:4: character U+0000 is not allowed"),
        ("a: 1\u2028b: 2".encode(), ":1:5: character U+2028 is not allowed"),
        (b"", ":1:1: the file is empty"),
        (b"# only a remark\n", ":1:1: the file is empty"),
        (b"x" * 5_000_001, ":1:1: the file is larger than 5 MB"),
        (b"a: %x\n", ":1:4: not valid YAML"),
        (b"a: 'x", "not valid YAML"),
    ],
)
def test_bytes_that_are_no_yaml_are_refused_at_their_place(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_bytes(content)
    assert words in refused(read_file(file))


def test_a_file_that_is_not_there_or_a_folder_is_missing(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(MissingError):
            read_file(path)


@pytest.mark.parametrize(
    "text", ["08", "1e5", "no", "23:00", "true", "~", "", "2016-01-01", " a", "x: y", "#", "é", "0.5", ".inf", "=", "<<"]
)  # fmt: skip
def test_written_text_is_read_back_as_the_same_text(text: str) -> None:
    data = {"a": text, "b": [text, text], "c": {"d": 0.1, "e": 3, "f": True, "g": 1e-7}}
    assert plain(write_yaml(data)) == data

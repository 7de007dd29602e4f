"""Every file of ``tests/bad`` is refused at the lines, columns and with the words it says itself.

Its first lines read ``# expect: LINE:COLUMN words | more words``, one for each issue.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hubsim.errors import Issue, ScenarioError
from hubsim.scenario.load import load_layouts, load_scenario

BAD = Path(__file__).parents[1] / "bad"
EXPECT = re.compile(r"# expect: (\d+):(\d+) (.*)")


def expectations(file: Path) -> list[tuple[int, int, list[str]]]:
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        match = EXPECT.fullmatch(line)
        if match is None:
            break
        found.append((int(match[1]), int(match[2]), match[3].split(" | ")))
    return found


def issues_of(file: Path) -> tuple[Issue, ...]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert caught.value.exit_code == 3
    return caught.value.issues


def test_the_catalogue_is_as_large_as_promised() -> None:
    assert len(list(BAD.glob("*.yaml"))) >= 60


@pytest.mark.parametrize("file", sorted(BAD.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_bad_file_is_refused_at_the_right_place_with_the_right_words(file: Path) -> None:
    expected = expectations(file)
    assert expected, "the file does not say what is expected"
    issues = list(issues_of(file))
    for line, column, words in expected:
        said = [
            issue
            for issue in issues
            if (issue.line, issue.column) == (line, column)
            and all(word in str(issue) for word in words)
        ]
        assert said, f"{line}:{column} {words} is not in:\n" + "\n".join(map(str, issues))
        issues.remove(said[0])
    assert not issues, "not expected:\n" + "\n".join(map(str, issues))
    assert all(issue.file == str(file) for issue in issues_of(file))


def test_a_file_with_twenty_mistakes_lists_twenty_in_the_order_of_the_file() -> None:
    issues = issues_of(BAD / "twenty.yaml")
    assert len(issues) == 20
    places = [(issue.line, issue.column) for issue in issues]
    assert places == sorted(places)


def test_a_mistake_of_all_layouts_is_said_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_layouts(BAD / "unit-missing.yaml")
    assert len(caught.value.issues) == 1

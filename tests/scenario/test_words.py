"""What pages call a scenario and its layouts, by language; figures and names of files stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubsim.errors import ScenarioError
from hubsim.report.texts import LANGUAGES
from hubsim.scenario.load import load_layouts, load_scenario
from hubsim.scenario.words import WordsByLanguage
from hubsim.sweeps.identity import point_hash

GOOD = Path(__file__).parent / "good.yaml"
LAYOUTS = "\nlayouts: {small: {}, large: {}}\n"


@pytest.fixture
def write(tmp_path):
    def written(words):
        file = tmp_path / "words.yaml"
        text = GOOD.read_text(encoding="utf-8").partition("\nlayouts:")[0]
        file.write_text(f"{text}{LAYOUTS}{words}\n", encoding="utf-8")
        return file

    return written


def test_every_language_of_the_pages_may_be_spoken():
    assert set(WordsByLanguage.model_fields) == set(LANGUAGES)


def test_what_is_not_said_keeps_its_own_name(write):
    file = write(
        "words: {nl: {title: Een straat, layouts: {small: Klein}}, en: {layouts: {large: Big}}}"
    )
    scenario = load_scenario(file, "small")
    assert scenario.title_in("nl") == "Een straat"
    assert scenario.title_in("en") == scenario.name == "two-streets"
    assert scenario.name_of_layout("small", "nl") == "Klein"
    assert scenario.name_of_layout("large", "nl") == "large"
    assert scenario.name_of_layout("large", "en") == "Big"
    titled = scenario.model_copy(update={"title": "A street"})
    assert (titled.title_in("nl"), titled.title_in("en")) == ("Een straat", "A street")


def test_words_decide_no_figure(write):
    plain = load_scenario(write(""), "small")
    said = load_scenario(write("words: {nl: {title: Een straat}}"), "small")
    assert point_hash(plain, "summary") == point_hash(said, "summary")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("words: {de: {title: Strasse}}", "unknown key 'de'"),
        ("words: {nl: {titel: Straat}}", "unknown key 'titel' (nearest: title"),
        ("words: {nl: {layouts: {smal: Klein}}}", "has no layout 'smal' (nearest: small"),
        ("words: {nl: {layouts: {small: Een, large: Een}}}", "layout 'small' is called so too"),
        ("words: {nl: {layouts: {small: 5}}}", "words.nl.layouts.small"),
    ],
)
def test_a_mistake_is_said_at_its_line(write, words, said):
    file = write(words)
    with pytest.raises(ScenarioError) as caught:
        load_layouts(file)
    (issue,) = {str(issue) for issue in caught.value.issues}
    assert said in issue
    line = file.read_text().splitlines().index(words) + 1
    assert f":{line}:" in issue

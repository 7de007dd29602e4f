"""Whatever is done to a scenario's text, it is read or refused with a place: nothing else escapes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from hubsim.errors import Issue, ScenarioError
from hubsim.scenario.load import dump_resolved, load_layouts, load_scenario
from hubsim.scenario.members import expand

GOOD = (Path(__file__).parent / "good.yaml").read_text()

ODD = [
    "null", "~", "true", "-1", "0", "1e999", ".nan", "2016-13-45", "2016-02-30", "[]", "{}", "[a]",
    "{a: b}", "&x 1", "*x", "!!int 3", "!!python/none x", "'", '"', "|", ">", "- ", "? ", ": ", "#",
    "\t", "\n", "\n\n  ", "{", "}", "[", "]", ",", "e999", "1 kW", "999999999999999999 kWh", "-0 %",
    "kWh", "%", "\u00e9", "\u2028", "\U0001f50b", "\x07", "<<: {a: 1}", "---", "...", "23:00", "24:00",
    "a.b", "0x10", "9" * 30, " ", "house/a/b", "kind: none", "kind: [1]", "load", "members", "1 h",
]  # fmt: skip


def mutated(rng: random.Random) -> str:
    lines = GOOD.splitlines(keepends=True)
    text = GOOD
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        way = rng.randrange(8)
        at = rng.randrange(len(text) + 1)
        if way == 0:
            text = text[:at] + rng.choice(ODD) + text[at:]
        elif way == 1:
            text = text[:at] + text[at + rng.randint(1, 12) :]
        elif way == 2:
            text = (
                text[:at]
                + chr(rng.choice([rng.randrange(32, 127), rng.randrange(0x2FFF)]))
                + text[at + 1 :]
            )
        elif way == 3:
            text = text.replace(rng.choice(lines), rng.choice(lines), 1)
        elif way == 4:
            number = rng.randrange(len(lines))
            text = text.replace(lines[number], lines[number] + lines[number], 1)
        elif way == 5:
            text = text.replace(rng.choice(lines), "", 1)
        elif way == 6:
            words = [word for word in text.split() if len(word) > 1]
            text = text.replace(rng.choice(words), rng.choice(ODD), 1) if words else text
        else:
            words = [word for word in text.split() if len(word) > 1]
            text = text.replace(rng.choice(words), rng.choice(words), 1) if words else text
    return text


def refusal(file: Path, overrides: tuple[str, ...] = ()) -> tuple[Issue, ...]:
    """Return the issues of a file, none when it can be read; nothing else may be raised."""
    try:
        load_layouts(file, overrides)
    except ScenarioError as error:
        return error.issues or (Issue("", 0, 0, "", "refused without an issue"),)
    return ()


@pytest.mark.parametrize("seed", range(4))
def test_a_mutated_file_is_read_or_refused_with_a_place(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    file, back = tmp_path / "m.yaml", tmp_path / "back.yaml"
    n_read = 0
    for number in range(750):
        text = mutated(rng)
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
        issues = refusal(file)
        n_lines = text.count("\n") + text.count("\r") + 1
        for issue in issues:
            assert issue.file == str(file)
            assert 1 <= issue.line <= n_lines + 1
            assert issue.column >= 1
            assert issue.message
        if issues:
            continue
        n_read += 1
        if number % 10 == 0:
            scenario = load_scenario(file)
            back.write_text(dump_resolved(scenario), encoding="utf-8")
            assert load_scenario(back) == scenario
            expand(scenario)
    assert 20 < n_read < 700


def test_a_mutated_change_is_read_or_refused(tmp_path: Path) -> None:
    rng = random.Random(5)
    file = tmp_path / "good.yaml"
    file.write_text(GOOD)
    paths = ["seed", "time.start", "time", "members.homes", "members.homes.vary", "templates.plain", "contract.kind",
             "members.hub.devices.battery.energy", "layouts.both", "x.y", "", ".", "members.homes.load", "profiles"]  # fmt: skip
    n_refused = 0
    for _ in range(300):
        text = rng.choice(paths) + rng.choice(["=", "=", "=", ".a=", "", " = "]) + rng.choice(ODD)
        n_refused += bool(refusal(file, (text,)))
    assert 100 < n_refused < 300

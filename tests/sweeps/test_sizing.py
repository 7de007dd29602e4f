"""Sizing against brute force: the smallest of all sizes, the cheapest of all mixes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from hubsim.cli import app
from hubsim.errors import UsageError
from hubsim.sweeps import sizing
from hubsim.sweeps.axis import Axis
from hubsim.sweeps.intervals import share_of
from hubsim.sweeps.serial import Serial
from hubsim.sweeps.sizing import Try, _Search, size

SECTION = """
sweep:
  points: 8
  sampler: random
  layouts: [neighbourhood-battery, no-hub]
  free: {trafo_loading_max_pct: 100 %}
  vary:
    seed: {kind: integers, from: 1, to: 1000}
    templates.home.vary.devices.car: {kind: uniform, from: 60 %, to: 100 %}
"""

BATTERY = "members.hub.devices.battery.energy"
RULES = ["time.start=2016-01-20", "time.days=1", "control.mode=rules"]


def search(monkeypatch, freed, *axes, until=0.9):
    """Return a search in which sizes free what a function says, of 100 draws."""
    made = _Search("", tuple(axes), [], Serial(), None, until, "en", sizing.silent)

    def swept(steps):
        sizes = tuple(axis.number(step) for axis, step in zip(axes, steps, strict=True))
        return Try(steps, sizes, made.cost(steps), share_of(freed(*sizes), 100), 0, "")

    monkeypatch.setattr(made, "_swept", swept)
    return made


@pytest.mark.parametrize("needed", [0.0, 3.0, 10.0, 64.0, 99.0, 100.0, 101.0])
def test_halving_finds_the_smallest_of_all(monkeypatch, needed):
    axis = Axis.of("a", "0 kWh", "100 kWh", 50)
    made = search(monkeypatch, lambda s: 95 if s >= needed else 20, axis)
    found = made.halve(())
    every = [n for n in range(51) if axis.number(n) >= needed]
    assert found == (every[0] if every else None)
    assert len(made.tries) <= 8


def test_a_mix_is_the_cheapest_of_all_mixes(monkeypatch):
    a = Axis.of("a", "0 kWh", "100 kWh", 10, "400 EUR/kWh")
    b = Axis.of("b", "0 kW", "60 kW", 12, "900 EUR/kW")
    made = search(monkeypatch, lambda x, y: 95 if x + 2.0 * y + x * y / 40.0 >= 130.0 else 50, a, b)
    made.mix()
    every = [
        made.cost((i, j))
        for i in range(11)
        for j in range(13)
        if a.number(i) + 2.0 * b.number(j) + a.number(i) * b.number(j) / 40.0 >= 130.0
    ]
    best = sizing._best(list(made.tries.values()), 0.9, lambda one: one.free.value)
    assert best.cost_eur == pytest.approx(min(every))
    assert len(made.tries) < 60  # of 143


def test_where_more_frees_less_the_smallest_counts_above_which_none_falls_short(monkeypatch):
    axis = Axis.of("a", "0 kWh", "8 kWh", 8)
    shares = [10, 95, 40, 92, 93, 94, 95, 96, 97]
    made = search(monkeypatch, lambda s: shares[int(s)], axis)
    tries = [made.at((n,)) for n in range(9)]
    assert sizing._best(tries, 0.9, lambda one: one.free.value).sizes == (3.0,)
    assert not sizing._is_rising(tries)
    assert sizing._is_rising(tries[3:])
    # 97 of 100 has its lower end at 91.5 %, 96 at 90.1 %, 95 at 88.7 %.
    assert sizing._best(tries, 0.9, lambda one: one.free.low).sizes == (7.0,)


def test_a_battery_is_sized_from_the_command_line(write, tmp_path):
    file = write(SECTION)
    changes = [word for change in RULES for word in ("--set", change)]
    done = CliRunner().invoke(
        app,
        ["size", str(file), "--vary", BATTERY, "--from", "1 kWh", "--to", "401 kWh", "--steps", "4",
         "--until", "60%", "--layout", "neighbourhood-battery", "--workers", "0", "-q",
         "--out", str(tmp_path), *changes],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    (folder,) = (tmp_path / "street").glob("size-*")
    told = json.loads((folder / "size.json").read_text())
    shares = {one["sizes"][0]: one["free"]["value"] for one in told["tries"]}
    assert list(shares) == [1.0, 101.0, 201.0, 301.0, 401.0]
    assert shares[1.0] < 0.6 <= shares[401.0]
    smallest = min(size for size, share in shares.items() if share >= 0.6)
    assert told["found"]["sizes"] == [smallest]
    assert f"{smallest:g} kWh is enough, the smallest size tried" in done.output
    page = (folder / "size.html").read_text()
    assert all(f"{size:g} kWh" in page for size in shares)
    assert all((folder / one["folder"] / "sweep.html").is_file() for one in told["tries"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "1 kWh", "--to", "9 kW"], "the second is above the first, in its unit"),
        (["--from", "9 kWh", "--to", "1 kWh"], "the second is above the first"),
        (["--from", "x", "--to", "9 kWh"], "no number with its unit"),
        (["--from", "1 kWh", "--to", "9 kWh", "--until", "0%"], "until more than 0 %"),
        (["--from", "1 kWh", "--to", "9 kWh", "--until", "many"], "--until: 'many'"),
        (["--from", "1 kWh", "--to", "9 kWh", "--steps", "0"], "--steps 0: from 1"),
        (["--from", "1 kWh", "--to", "9 kWh", "--price", "400"], "write for example '400 EUR/kWh'"),
        (["--from", "1 kWh", "--to", "9 kWh"], "name the layout that is sized: --layout, one of"),
        (["--from", "1 kWh"], "once for each --vary"),
    ],
)
def test_what_cannot_be_sized_is_said(write, words, said):
    words = [*words, *(["--to", "9 kWh", "--to", "8 kWh"] if "--to" not in words else [])]
    done = CliRunner().invoke(app, ["size", str(write(SECTION)), "--vary", BATTERY, *words])
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)


def test_a_mix_needs_prices(write):
    axes = [Axis.of("a", "0 kWh", "1 kWh", 2), Axis.of("b", "0 kWh", "1 kWh", 2)]
    with pytest.raises(UsageError, match="a mix of two needs a --price for each"):
        size(write(SECTION), axes, 0.9, Serial(), layout="no-hub")

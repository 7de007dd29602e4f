"""The same numbers from the stored series by hand, from ``summary.json`` and from the page that names it."""

import json
import re
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import hubsim
from hubsim.cli import app
from hubsim.scenario.load import load_layouts

ROOT = Path(__file__).parents[2]
CHANGES = [
    "time={start: 2016-01-20, days: 1, step: 15 min, timezone: Europe/Amsterdam}",
    "control.mode=rules",
]


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    layouts = load_layouts(ROOT / "scenarios" / "street.yaml", overrides=CHANGES)
    chosen = [one for one in layouts if one.layout in {"no-hub", "both"}]
    return hubsim.compare(chosen, out=tmp_path_factory.mktemp("runs"))


def table(run, name, operation="together"):
    found = pq.read_table(run.folder / operation / f"{name}.parquet").drop_columns(["time"])
    return np.column_stack([column.to_numpy() for column in found.columns])


def by_hand(run, operation):
    loading = np.hstack(
        [table(run, name, operation) for name in ("trafo_loading_pct", "line_loading_pct")]
    )
    over = (loading > 100.001).any(axis=1)
    geometry = run.manifest["geometry"]
    buses = sorted({bus for _, bus in geometry["members"]})
    vm_pu = table(run, "bus_vm_pu", operation)[:, buses]
    outside = ((vm_pu < 0.95 - 1e-6) | (vm_pu > 1.05 + 1e-6)).any(axis=1)
    kinds = np.array([kind for _, kind, _ in geometry["assets"]])
    power_kw = table(run, "asset_p_kw", operation)
    sun_kwh = -power_kw[:, kinds == "pv"].sum() / 4
    net_kw = power_kw.sum(axis=1)
    fed_kwh, drawn_kwh = np.maximum(-net_kw, 0).sum() / 4, np.maximum(net_kw, 0).sum() / 4
    return {
        "overload_h": over.sum() / 4,
        "within_limits_pct": 100 * (~(over | outside)).mean(),
        "self_consumption_pct": 100 * (sun_kwh - fed_kwh) / sun_kwh,
        "net_zero_pct": 100 * sun_kwh / (sun_kwh - fed_kwh + drawn_kwh),
        "trafo_loading_max_pct": table(run, "trafo_loading_pct", operation).max(),
    }


def test_the_series_the_summary_and_the_page_say_the_same(compared):
    page = compared.page.read_text(encoding="utf-8")
    # Without a hub together is alone: the reference has one column.
    heads = re.findall(r'<th scope="col" class="n together">([^<]+)', page)
    assert heads == [*(f"Together, {share} [€]" for share in ("P10", "P50", "P90")), "Both", "Both"]
    found = re.findall(
        r'data-source="([^"]*)"[^>]*>(?:<span class="pill">\w+</span>)?([^<]+)<', page
    )
    shown = {source: value for sources, value in found for source in sources.split("\n")[:1]}
    checked = 0
    for run in compared.runs:
        summary = json.loads((run.folder / "summary.json").read_text())
        for operation in ("alone", "together"):
            for name, value in by_hand(run, operation).items():
                stored = summary["kpis"][operation][name]["value"]
                assert stored == pytest.approx(value, abs=1e-6), name
                source = f"summary.json|kpis.{operation}.{name}.value|{run.folder.name}"
                if source in shown:
                    digits = float(shown[source].strip(" %").replace(",", ""))
                    assert digits == pytest.approx(stored, abs=0.051), name
                    checked += 1
    assert checked >= 2 * 5  # the reference, that has no hub, and the hub together


def test_what_a_household_pays_a_year_is_in_the_bills_of_a_day(compared):
    page = compared.page.read_text(encoding="utf-8")
    cells = re.findall(
        r'data-dial="affordability"><span class="dial" data-tip="[^"]*" data-source="([^"]*)"[^>]*>€ ([^<]+)<',
        page,
    )
    assert len(cells) == 2  # without a hub the first layout is the reference
    for (source, shown), (run, operation) in zip(
        cells,
        [(compared.runs[0], "alone"), (compared.runs[1], "together")],
        strict=True,
    ):
        assert source == f"bills.parquet|operation = {operation}, cents / 33|{run.folder.name}"
        bills = pq.read_table(run.folder / "bills.parquet").to_pylist()
        year = 12 * 31 / 100  # a day is charged as a 31st of January; cents to EUR
        home = re.compile("(corner|south|middle|east|north)-")  # flats, school and shop are none
        cents = [
            bill["cents"]
            for bill in bills
            if bill["operation"] == operation and home.match(bill["account"])
        ]
        assert float(shown.replace(",", "")) == pytest.approx(year * sum(cents) / 33, abs=0.51)


def test_every_source_on_the_page_is_a_key_of_a_file_of_a_run(compared):
    page = compared.page.read_text(encoding="utf-8")
    folders = {run.folder.name: run.folder for run in compared.runs}
    sources = {
        source
        for found in re.findall(r'data-source="([^"]+)"', page)
        for source in found.split("\n")
    }
    assert {source.split("|")[0] for source in sources} >= {"summary.json", "headroom.json"}
    assert len(sources) > 60
    for source in sources:
        file, key, run = source.split("|")
        assert (folders[run] / file).is_file()
        if file.endswith(".parquet"):
            continue
        entry = json.loads((folders[run] / file).read_text())
        for part in key.split("."):
            entry = entry[int(part)] if isinstance(entry, list) else entry[part]
        assert entry is None or isinstance(entry, float | int | list | dict)


def test_stored_runs_are_told_again_in_dutch(compared, tmp_path):
    folders = [str(run.folder) for run in compared.runs]
    done = CliRunner().invoke(app, ["compare", *folders, "--lang", "nl", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "Kosten ieder voor zich" in done.output
    (page,) = tmp_path.rglob("comparison.html")
    assert '<html lang="nl">' in page.read_text(encoding="utf-8")
    again = CliRunner().invoke(app, ["report", folders[0], "--lang", "nl"])
    assert again.exit_code == 0, again.output
    report = (compared.runs[0].folder / "report.html").read_text(encoding="utf-8")
    assert '<html lang="nl">' in report
    assert "Waar het knelt" in report
    assert CliRunner().invoke(app, ["verify", folders[0]]).exit_code == 0
    refused = CliRunner().invoke(app, ["report", folders[0], "--lang", "fy"])
    assert "no language 'fy' (allowed: en, nl)" in str(refused.exception)

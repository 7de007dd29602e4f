"""The attribution of a stored run: it adds up, to the figures, the files, the page and the command."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from typer.testing import CliRunner

from hubsim.attribution import attribute
from hubsim.attribution.table import EVENTS_FILE, NETWORK, NOT_SPLIT, SHARES_FILE, Attribution
from hubsim.cli import app
from hubsim.errors import MissingError, TornResult
from hubsim.powerflow.solve import power_flow
from hubsim.report.view import attribution_of
from hubsim.results import open_run, verify


@pytest.fixture(scope="module")
def found(street_run) -> Attribution:
    return attribution_of(open_run(street_run.folder))


def test_parts_add_up_to_the_relief_that_power_flow_confirmed(street_run, found):
    relief = street_run.kpis["relief"]["overload_kvah"].value
    assert relief > 100.0
    assert sum(row.relief for row in found.overloads()) == pytest.approx(relief, rel=1e-9)
    assert sum(found.by_kind().values()) == pytest.approx(relief, rel=1e-12)
    assert sum(found.by_member().values()) == pytest.approx(relief, rel=1e-12)
    for row in found.events:
        parts = found.shares_of[row.event]
        assert sum(part.relief for part in parts) == pytest.approx(row.relief, abs=1e-12)
        assert sum(part.at_peak for part in parts) == pytest.approx(row.relief_at_peak, abs=1e-9)


def test_what_no_asset_explains_is_far_below_a_percent(found):
    rest = [share for share in found.shares if share.kind == NETWORK]
    total = sum(row.relief for row in found.overloads())
    assert sum(abs(share.relief) for share in rest) < 1e-4 * total
    for share, row in zip(sorted(rest, key=lambda one: one.event), found.events, strict=True):
        assert abs(share.at_peak) <= 1e-3 * abs(row.relief_at_peak)


def test_the_summary_says_what_the_files_say(street_run, found):
    import pyarrow.parquet as pq

    stored = open_run(street_run.folder)
    block = stored.summary["attribution"]["overload"]
    assert block == found.summary()["overload"]
    events = pq.read_table(street_run.folder / EVENTS_FILE).to_pylist()
    kvah = {row["event"] for row in events if row["unit"] == "kVAh"}
    by_kind: dict[str, float] = defaultdict(float)
    for row in pq.read_table(street_run.folder / SHARES_FILE).to_pylist():
        if row["event"] in kvah:
            by_kind[row["kind"]] += row["relief"]
    network = by_kind.pop(NETWORK)
    assert block["by_kind"] == pytest.approx(dict(by_kind))
    assert block["network"] == pytest.approx(network)
    alone = sum(row["alone"] for row in events if row["unit"] == "kVAh")
    assert alone == pytest.approx(stored.kpis["alone"]["overload_kvah"].value, rel=1e-9)
    assert verify(street_run.folder) == []


def test_only_what_acts_otherwise_together_has_a_part(street_run, found):
    plan = street_run.plan
    did = street_run.dispatch
    for share in found.shares:
        if share.kind == NETWORK:
            continue
        a = plan.asset_ids.index(share.asset)
        row = found.events[share.event]
        steps = slice(row.step, row.step + round(row.duration_h / plan.horizon.step_h))
        change = did["together"].p_kw[steps, a] - did["alone"].p_kw[steps, a]
        assert np.abs(change).max() > 0.0
        assert share.member == plan.member_ids[plan.asset_member[a]]


def test_taking_the_cars_of_the_worst_step_away_first_or_last_brackets_their_part(
    street_run, found
):
    """Added first and last to the others, by power flow alone: their part lies between."""
    plan, did = street_run.plan, street_run.dispatch
    row = max(found.overloads(), key=lambda one: one.relief_at_peak)
    step = int(
        np.flatnonzero(
            np.char.startswith(
                plan.horizon.local_times.astype(str), row.peak_start.replace(" ", "T")
            )
        )[0]
    )
    kinds = np.array([asset.kind for asset in plan.assets])

    def loading(moved: np.ndarray) -> float:
        powers = []
        for name in ("p_kw", "q_kvar"):
            alone, together = (getattr(did[one], name)[step] for one in ("alone", "together"))
            bus = np.zeros(len(plan.network.bus_ids))
            where = plan.member_bus[plan.asset_member]
            np.add.at(bus, where, np.where(moved, together, alone))
            powers.append(bus[None])
        flows = power_flow(plan.network, *powers)
        if row.sort == "transformer":
            return float(flows.trafo_loading_pct[0, plan.network.trafo_ids.index(row.element)])
        return float(flows.line_loading_pct[0, plan.network.line_ids.index(row.element)])

    cars = kinds == "ev"
    nobody, everybody = np.zeros(len(kinds), bool), np.ones(len(kinds), bool)
    first = loading(nobody) - loading(cars)
    last = loading(~cars) - loading(everybody)
    part = sum(share.at_peak for share in found.shares_of[row.event] if share.kind == "ev")
    assert loading(nobody) == pytest.approx(row.alone_at_peak, abs=1e-5)
    assert min(first, last) - 1e-3 <= part <= max(first, last) + 1e-3
    assert part > 5.0


def test_the_command_prints_and_writes_the_events(street_run, found, tmp_path):
    run, file = str(street_run.folder), tmp_path / "events.csv"
    done = CliRunner().invoke(app, ["events", run, "--csv", str(file)])
    assert done.exit_code == 0
    assert "kVAh relieved" in done.stdout
    assert "Electric vehicles" in done.stdout
    lines = file.read_text().splitlines()
    assert len(lines) == len(found.events) + 1
    element = found.events[0].element
    one = CliRunner().invoke(app, ["events", run, "--element", element])
    assert one.stdout.count(element) == sum(row.element == element for row in found.events)


def test_the_command_names_the_nearest_element(street_run):
    from hubsim.errors import UsageError

    done = CliRunner().invoke(app, ["events", str(street_run.folder), "--element", "LV4.101 Lime"])
    assert isinstance(done.exception, UsageError)
    assert "LV4.101 Line" in str(done.exception)


def test_the_report_shows_who_relieved_the_worst(street_run):
    html = (street_run.folder / "report.html").read_text()
    part = html[html.index('id="events"') : html.index('id="trafo"')]
    assert "Relieved by" in part
    assert "Electric vehicles" in part
    assert part.count('class="amount"') >= 3


def test_events_beyond_the_budget_are_told_and_still_add_up(street_run, found, monkeypatch):
    monkeypatch.setattr(attribute, "_AT_MOST", 20)
    part = attribute.attribute(*(street_run.outcomes[name] for name in ("alone", "together")))
    whole = [share for share in part.shares if share.kind == NOT_SPLIT]
    assert 0 < len(whole) < len(part.events)
    for share in whole:
        assert share.relief == part.events[share.event].relief
    split = {share.event for share in part.shares} - {share.event for share in whole}
    assert min(abs(part.events[one].relief) for one in split) >= max(
        abs(share.relief) for share in whole
    )
    assert sum(part.by_kind().values()) == pytest.approx(sum(found.by_kind().values()))


def test_a_run_without_windows_is_told_how_to_get_them(street_run):
    done = CliRunner().invoke(app, ["softener", str(street_run.folder)])
    assert isinstance(done.exception, MissingError)
    assert "section softener" in str(done.exception)


def test_damaged_tables_are_refused(found):
    files = found.to_files()
    assert Attribution.of_files(*files.values()) == found
    with pytest.raises(TornResult):
        Attribution.of_files(files[SHARES_FILE], files[EVENTS_FILE])
    with pytest.raises(TornResult):
        Attribution.of_files(b"nothing", files[SHARES_FILE])

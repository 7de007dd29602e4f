"""Pages in a real browser: drawn without an error, offline, on a phone, by keyboard, in print, readable."""

import json
import re
import shutil
import subprocess
from itertools import product

import numpy as np
import pytest

from hubsim.report.compared_layout import layout_of
from hubsim.report.comparison_page import comparison_page
from hubsim.report.run_page import run_page
from hubsim.report.texts import speaking
from tests.report.made_up import with_sections

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--window-size=1280,900", "--virtual-time-budget=20000",
    "--enable-logging=stderr", "--v=0",
)  # fmt: skip

needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium here to draw the page")

PROBE = """<script>
(async () => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (element) => element.getClientRects().length > 0;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async (done) => { while (!done()) await wait(20); };
  const state = document.documentElement.dataset;
  await until(() => state.ready && (state.played || !document.getElementById("play-data")) && (state.explored || !document.getElementById("explore-plot")));
  const said = {};
  said.fetched = performance.getEntriesByType("resource").length;
  said.data = { ...document.documentElement.dataset };
  said.unnamed = all("svg:not(#js-plotly-tester), figure, input, select, button").filter((one) => !one.closest("[aria-label], [aria-hidden], label, [role=img]")
    && !one.textContent.trim() && !one.querySelector("[aria-label]")).map((one) => one.outerHTML.slice(0, 120));
  const controls = all("input, select, button, a[href], [tabindex='0'], summary").filter(shown);
  said.controls = controls.length;
  said.unfocusable = controls.filter((one) => { one.focus(); return document.activeElement !== one; }).map((one) => one.outerHTML.slice(0, 120));
  const term = all("abbr[data-tip]").filter(shown)[0];
  term.focus();
  said.tip = document.getElementById("tip").hidden ? "" : document.getElementById("tip").textContent;
  said.term = term.dataset.tip;
  const order = () => all("#rank-order .name").map((one) => one.textContent);
  if (document.getElementById("rank-order")) {
    said.ranks = [[all("#ranking output").map((one) => one.textContent), order()]];
    said.points = all("#rank-order .points").map((one) => one.textContent);
    for (const slider of all("#ranking input")) {
      all("#ranking input").forEach((one) => { one.value = one === slider ? 100 : 0; one.dispatchEvent(new Event("input")); });
      said.ranks.push([slider.id, order()]);
    }
    document.getElementById("weights-reset").click();
    said.ranks.push(["reset", order()]);
    said.changes = all("#rank-changes li").map((one) => one.textContent);
  }
  const step = document.getElementById("play-step");
  if (step) {
    const colours = () => all("[data-play=alone] line").map((one) => one.getAttribute("stroke")).join();
    const before = colours();
    step.value = 0;
    step.dispatchEvent(new Event("input"));
    said.clock = document.getElementById("play-clock").textContent;
    said.moved = colours() !== before;
    document.getElementById("play-run").click();
    await wait(700);
    document.getElementById("play-run").click();
    said.played = Number(step.value);
    said.fullest = all("[data-said]").map((one) => one.textContent);
  }
  const element = document.getElementById("explore-element");
  if (element) {
    const day = document.getElementById("explore-day");
    const plot = document.getElementById("explore-plot");
    said.whole = plot.data.map((one) => [one.x[0], one.x.at(-1), one.x.length, Math.max(...one.y)]);
    element.value = 1;
    element.dispatchEvent(new Event("change"));
    await until(() => state.explored.startsWith("1:"));
    day.value = day.min;
    day.dispatchEvent(new Event("change"));
    await until(() => state.explored === "1:0-96");
    said.day = plot.data.map((one) => [one.x[0], one.x.at(-1), one.y]);
    const bus = [...element.options].find((one) => one.dataset.of === "voltage" && one.dataset.row === "1");
    element.value = bus.value;
    element.dispatchEvent(new Event("change"));
    await until(() => state.explored === bus.value + ":0-96");
    said.bus = [bus.textContent, plot.data.map((one) => [one.x[0], one.x.at(-1), one.y]), plot.layout.shapes.map((one) => [one.y0, one.y1])];
  }
  const ids = all("[id]").map((one) => one.id);
  said.twice = ids.filter((id, place) => ids.indexOf(id) !== place && !id.includes("clip"));
  document.documentElement.dataset.said = JSON.stringify(said);
})();
</script>"""


def chromium(file, *flags):
    done = subprocess.run(
        [BROWSER, *FLAGS, f"--user-data-dir={file.parent / 'browser'}", *flags, file.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    return done.stdout


def probed(page, folder):
    """Return what the probe says of a page."""
    file = folder / "page.html"
    file.write_text(page.replace("</body>", PROBE + "</body>"), encoding="utf-8")
    start = re.search(r"<html[^>]*>", chromium(file, "--dump-dom")).group(0)
    assert "data-error" not in start
    said = re.search(r'data-said="([^"]*)"', start).group(1)
    return json.loads(
        said.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )


@pytest.fixture(scope="module")
def views(make_street):
    layouts = (
        ("no-hub", 0.0, (10, 12, 14)),
        ("half", 0.5, (13, 15, 18)),
        ("both", 1.0, (30, 40, 50)),
    )
    return [
        with_sections(make_street(layout=name, hub=hub), together)
        for name, hub, together in layouts
    ]


@pytest.fixture(scope="module")
def pages(views):
    with speaking("nl"):
        layouts = [layout_of(view, f"{view.layout}/report.html") for view in views]
        return {"run": run_page(views[2], "nl"), "comparison": comparison_page(layouts)}


@pytest.fixture(scope="module")
def said(pages, tmp_path_factory):
    if BROWSER is None:
        pytest.skip("no Chromium here to draw the page")
    return {name: probed(page, tmp_path_factory.mktemp(name)) for name, page in pages.items()}


@pytest.mark.parametrize("name", ["run", "comparison"])
def test_a_page_is_drawn_without_an_error_and_asks_for_nothing(pages, said, name):
    figures = re.search(r'id="figures">(.*?)</script>', pages[name], re.DOTALL).group(1)
    assert said[name]["data"]["ready"] == str(len(json.loads(figures)))
    assert said[name]["fetched"] == 0


@pytest.mark.parametrize("name", ["run", "comparison"])
def test_everything_is_named_focusable_and_explained_by_keyboard(said, name):
    assert said[name]["unnamed"] == []
    assert said[name]["controls"] > 10
    assert said[name]["unfocusable"] == []
    assert said[name]["tip"] == said[name]["term"] != ""
    assert said[name]["twice"] == []


def test_the_ranking_is_the_one_worked_out_by_hand(said, views):
    from hubsim.report.dials import dials_of

    dials = [dials_of(view, "together") for view in views]
    dials = [[dial for dial in row if dial.is_known] for row in dials]
    table = np.array([[dial.value for dial in row] for row in dials])
    assert table[:, 4:].tolist() == [[12.0, 200.0], [15.0, 200.0], [40.0, 200.0]]  # homes, chargers
    full = [dial.percent_of or table[:, place].max() for place, dial in enumerate(dials[0])]
    points = np.zeros_like(table)
    for place, dial in enumerate(dials[0]):
        column = table[:, place]
        best = column.max() if dial.better == "higher" else column.min()
        span = max(np.ptp(column), 0.005 * full[place])
        points[:, place] = 100.0 * (1.0 - np.abs(best - column) / span)
    names = [view.layout for view in views]

    def order(weights):
        score = points @ weights / sum(weights)
        return [names[place] for place in np.argsort(-score, kind="stable")], score

    (equal, first), *singles, (_, last) = said["comparison"]["ranks"]
    assert equal == ["50"] * 6
    assert first == last == order([1] * 6)[0]
    assert sorted(map(int, re.findall(r"\d+", " ".join(said["comparison"]["points"])))) == sorted(
        round(value) for value in order([1] * 6)[1]
    )
    for place, (_, found) in enumerate(singles):
        assert found == order(np.eye(6)[place])[0]
    assert len(said["comparison"]["changes"]) >= 1


def test_the_map_plays_and_says_what_is_fullest(said, views):
    found = said["comparison"]
    assert found["clock"] == "00:00"
    assert found["moved"]
    assert 2 <= found["played"] <= 6
    assert all(words.startswith("volste: ") for words in found["fullest"])


def test_any_element_and_day_is_drawn_as_it_was_simulated(said, views):
    view = views[2]
    (first, last, n_points, peak), _ = said["run"]["whole"]
    assert (first, last, n_points) == ("2016-01-11 00:00", "2016-01-17 23:45", 7 * 96)
    loading = np.hstack([view.alone.trafo_loading_pct, view.alone.line_loading_pct])
    tops = np.fmax(
        loading, np.hstack([view.together.trafo_loading_pct, view.together.line_loading_pct])
    )
    order = np.argsort(-tops.max(axis=0), kind="stable")
    assert peak == np.ceil(loading[:, order[0]].max() - 0.001)
    begin, end, values = said["run"]["day"][0]
    assert (begin, end) == ("2016-01-11 00:00", "2016-01-11 23:45")
    np.testing.assert_array_equal(values, np.ceil(loading[:96, order[1]] - 0.001))


def test_the_voltage_of_any_bus_is_drawn_as_it_was_simulated_with_its_limits(said, views):
    view, (label, drawn, shapes) = views[2], said["run"]["bus"]
    name = label.partition(" (")[0]
    bus = view.geometry.bus_ids.index(name)
    assert re.fullmatch(r"Bus \d+ \(0,9\d\d tot \d,\d\d\d pu\)", label)
    assert len(drawn) == 2
    for (begin, end, values), did in zip(drawn, (view.alone, view.together), strict=True):
        assert (begin, end) == ("2016-01-11 00:00", "2016-01-11 23:45")
        simulated = did.vm_low_pu[:96, bus]
        assert np.abs(np.array(values) - simulated).max() < 0.001 + 1e-6
        assert simulated.min() - 0.001 - 1e-6 < min(values) <= simulated.min() + 1e-6
    assert shapes == [[0.95, 1.05], [0.95, 0.95], [1.05, 1.05]]


@needs_browser
@pytest.mark.parametrize("name", ["run", "comparison"])
def test_a_phone_shows_a_page_without_scrolling_sideways(pages, name, tmp_path):
    measure = (
        "<script>const timer = setInterval(() => { if (!document.documentElement.dataset.ready) return;"
        " clearInterval(timer); parent.postMessage([document.documentElement.scrollWidth,"
        " [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > 391"
        " && !one.closest('.scroll, svg, .plot')).map((one) => one.tagName + '.' + one.className)], '*'); }, 50)</script>"
    )
    inner = pages[name].replace("</body>", measure + "</body>")
    (tmp_path / "inner.html").write_text(inner, encoding="utf-8")
    outer = tmp_path / "outer.html"
    outer.write_text(
        "<body><script>addEventListener('message', (event) => {"
        " document.body.dataset.said = JSON.stringify(event.data); })</script>"
        "<iframe src='inner.html' width='390' height='844' style='border:0'></iframe></body>"
    )
    found = re.search(r'data-said="([^"]*)"', chromium(outer, "--dump-dom")).group(1)
    assert json.loads(found.replace("&quot;", '"')) == [390, []]


@needs_browser
def test_a_comparison_is_printed_on_one_page(pages, tmp_path):
    file, paper = tmp_path / "page.html", tmp_path / "page.pdf"
    file.write_text(pages["comparison"], encoding="utf-8")
    chromium(file, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper.read_bytes())) == 1


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_text_stands_out_from_its_ground(pages):
    """Contrast as WCAG 2.1 defines it, level AA: at least 4.5 to 1."""
    style = pages["comparison"].split("</style>")[0]
    colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style))
    texts = ["ink", "muted", "alone-text", "together-text", "bad", "good"]
    grounds = ["paper", "ground", "alone-tint", "together-tint"]
    pairs = [(colour[text], colour[ground]) for text, ground in product(texts, grounds)]
    pairs += [
        ("#ffffff", colour["together"]),
        ("#ffffff", "#1c2733"),
        ("#5c4800", "#fff8dc"),
        ("#7d0015", "#fdf0f1"),
    ]
    for text, ground in pairs:
        light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)
    # A colour that the list does not know would be one that nobody looked at.
    used = set(re.findall(r"(?<![\w-])color: (#[0-9a-f]{3,6})", style))
    assert used <= {"#fff", "#5c4800", "#7d0015"}

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from hubsim.errors import OtherVersion
from hubsim.report.compared_layout import layout_of
from hubsim.report.comparison_page import comparison_page
from hubsim.report.page import safe_json
from hubsim.report.run_page import run_page
from hubsim.report.texts import speaking
from hubsim.report.view import RunView

VOID = {"meta", "line", "circle", "rect", "br", "link", "img", "input", "hr"}
HOSTILE = "</script><script>alert(1)</script><b>&"


class Walk(HTMLParser):
    """Check that every element is closed in order and collect what refers to elsewhere."""

    def __init__(self):
        super().__init__()
        self.open, self.problems, self.references, self.tags, self.words = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.references += [value for name, value in attrs if name in {"src", "href"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"{tag} at {self.getpos()}")

    def handle_data(self, data):
        if not self.open or self.open[-1] not in {"script", "style"}:
            self.words.append(data)


def walked(page):
    walk = Walk()
    walk.feed(page)
    walk.close()
    return walk


def figures_in(page):
    found = re.search(
        r'<script type="application/json" id="figures">(.*?)</script>', page, re.DOTALL
    )
    return json.loads(found.group(1))


@pytest.fixture(scope="module")
def pages(make_street):
    views = [make_street(layout=name, hub=hub) for name, hub in (("no-hub", 0.0), ("both", 1.0))]
    layouts = [layout_of(view, f"{view.layout}/report.html") for view in views]
    return {"run": run_page(views[1]), "comparison": comparison_page(layouts)}


@pytest.mark.parametrize("name", ["run", "comparison"])
def test_a_page_is_balanced_html_that_refers_to_nothing_outside(pages, name):
    walk = walked(pages[name])
    assert walk.problems == []
    assert walk.open == []
    assert [ref for ref in walk.references if "//" in ref] == []
    assert "@import" not in pages[name].split("</style>")[0]
    assert "url(" not in pages[name].split("</style>")[0]


@pytest.mark.parametrize("name", ["run", "comparison"])
def test_a_page_shows_every_key_figure_and_every_chart_it_names(pages, week, name):
    shown = set(re.findall(r'data-kpi="(\w+)"', pages[name]))
    assert shown == set(week.kpis["alone"])
    placed = set(re.findall(r'data-figure="([\w-]+)"', pages[name]))
    assert placed == set(figures_in(pages[name]))


def test_names_given_by_a_user_cannot_become_code(make_street):
    view, plain = make_street(hostile=HOSTILE), make_street()
    for make in (run_page, lambda of: comparison_page([layout_of(of, "a/report.html")])):
        page = make(view)
        assert "<script>alert" not in page
        walk = walked(page)
        assert walk.problems == []
        assert walk.tags.count("script") == walked(make(plain)).tags.count("script")
        assert HOSTILE + "both" in "".join(walk.words)


def test_json_in_a_page_survives_hostile_text_and_missing_numbers():
    value = {"a": HOSTILE + "\u2028", "y": np.array([1.0, np.nan, np.inf, 2.5])}
    written = safe_json(value)
    assert "<" not in written
    assert json.loads(written) == {"a": HOSTILE + "\u2028", "y": [1, None, None, 2.5]}


def test_the_page_of_a_year_is_small_and_still_shows_its_worst_quarter_hour(make_street):
    year = make_street(days=366)
    page = run_page(year)
    assert len(page.encode()) < 8_000_000
    trace = figures_in(page)["trafo-time"]["data"][0]
    assert len(trace["y"]) <= 2000
    assert max(trace["y"]) == pytest.approx(year.alone.trafo_loading_pct.max(), abs=0.05)


def test_relief_never_stands_without_what_was_not_served(pages):
    words = " ".join(walked(pages["run"]).words)
    story = words[: words.index("Where it is tight")].replace("\u00a0", " ")
    assert "is over its limit" in story
    assert (
        "Not served: 3.2 kWh unmet and 11 kWh curtailed together, 0 kWh and 0 kWh alone." in story
    )
    heads = re.findall(
        r'<table class="layouts">\s*<thead>(.*?)</thead>', pages["comparison"], re.DOTALL
    )
    assert len(heads) == 2
    for head in heads:
        columns = re.findall(r'<th scope="col" class="n (\w+)">(.*?)</th>', head, re.DOTALL)
        told = [(operation, "3.2\u00a0kWh unmet" in words) for operation, words in columns]
        assert told == [("alone", False), ("together", False), ("together", True)]


def test_synthetic_data_is_said_beside_the_charts(pages):
    for page in pages.values():
        assert page.count("Synthetic data: day_ahead") >= 2


def test_a_day_of_25_hours_has_100_bars_none_on_top_of_another(make_street):
    view = make_street(days=294)  # 11 January to 30 October 2016
    from dataclasses import replace

    from hubsim.report.figures import balance_of_day

    peak = view.alone.trafo_loading_pct.copy()
    peak[-30] = 999.0
    view = replace(view, alone=replace(view.alone, trafo_loading_pct=peak))
    figure = balance_of_day(view, "alone")
    x = figure["data"][0]["x"]
    assert len(x) == len(set(x.tolist())) == 100
    assert figure["layout"]["xaxis"]["range"] == [0.0, 25.0]


def test_a_network_without_coordinates_is_drawn_as_a_tree(make_street):
    from dataclasses import replace

    view = make_street(days=1)
    nowhere = np.full(44, np.nan)
    geometry = replace(view.geometry, bus_x=nowhere, bus_y=nowhere)
    page = run_page(replace(view, geometry=geometry))
    assert "drawn as a tree" in page
    svg = re.search(r"<svg viewBox.*?</svg>", page, re.DOTALL).group(0)
    assert svg.count("<line") == 42
    assert "nan" not in svg.lower()


def test_steps_without_a_solution_are_said_and_do_not_break_the_page(make_street):
    from dataclasses import replace

    view = make_street(days=1)
    holes = {
        name: getattr(view.alone, name).copy()
        for name in ("trafo_loading_pct", "line_loading_pct", "vm_pu")
    }
    for values in holes.values():
        values[10:13] = np.nan
    page = run_page(replace(view, alone=replace(view.alone, **holes)))
    assert "3 steps alone and 0 together have no power-flow solution" in page
    assert figures_in(page)["trafo-time"]["data"][0]["y"][11] is None


def test_a_run_of_another_version_is_refused_by_name(week):
    class Bare:
        folder, manifest = "results/old", {}

    with pytest.raises(OtherVersion, match="results/old"):
        RunView.of(Bare())


def test_a_page_calls_the_scenario_and_its_layout_as_its_language_does(week):
    words = {"nl": {"title": "Een straat", "layout": "Met hub"}}
    view = replace(week, words=words, layout="cars-and-hub")
    assert f"<title>{week.title}: cars-and-hub" in run_page(view)
    assert "<title>Een straat: Met hub" in run_page(view, "nl")
    with speaking("nl"):
        page = comparison_page([layout_of(view, "report.html")])
    assert "Een straat: varianten vergeleken" in page
    assert "cars-and-hub" not in page

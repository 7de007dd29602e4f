"""Two languages: the same keys and placeholders, and no word on a page that is of neither."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import numpy as np
import pytest

import hubsim
from hubsim.assets.asset import Asset
from hubsim.bills.business import Plain
from hubsim.bills.lines import LINES
from hubsim.errors import UsageError
from hubsim.kinds import kinds_of
from hubsim.kpis.measure import figure_names
from hubsim.report import texts
from hubsim.report.answers import answer
from hubsim.report.capacity_text import capacity_lines
from hubsim.report.compared_layout import layout_of
from hubsim.report.comparison_page import comparison_page
from hubsim.report.events_text import events_lines
from hubsim.report.headroom_text import head_sentence, headroom_lines
from hubsim.report.numbers import with_unit
from hubsim.report.run_page import run_page
from hubsim.report.size_page import size_page
from hubsim.report.softener_text import softener_lines
from hubsim.report.statements import overview_lines, statement_lines
from hubsim.report.sweep_page import sweep_page
from hubsim.report.sweep_text import sweep_lines
from hubsim.report.terminal import summary_lines
from hubsim.report.texts import LANGUAGES, kpi_label, speaking, spoken, text
from hubsim.report.texts.language import Language
from tests.report import swept
from tests.report.made_up import headroom, with_sections
from tests.report.test_elements import tables

ROOT = Path(__file__).parents[2]
CODES = [code for code in LANGUAGES if code != "en"]
FAMILIES = (
    "comparison",
    "elements",
    "events",
    "headroom",
    "money",
    "pages",
    "report",
    "series",
    "statements",
    "story",
    "sweep",
)


def placeholders(words):
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_the_keys_and_placeholders_of_english(code):
    english, other = LANGUAGES["en"], LANGUAGES[code]
    for part in ("texts", "figures", "groups"):
        assert set(getattr(english, part)) == set(getattr(other, part))
    for key, words in english.texts.items():
        assert placeholders(words) == placeholders(other.texts[key]), key
    assert set(english.groups) == {*texts.FIGURES_OF, "other"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_key_stands_in_two_files_of_a_language(code):
    package = getattr(texts, code)
    sizes = [len(getattr(getattr(package, name), name.upper())) for name in FAMILIES]
    assert sum(sizes) == len(LANGUAGES[code].texts)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_figure_has_a_label_and_a_definition(code):
    for name in figure_names():
        label, definition = LANGUAGES[code].figures[name]
        assert label
        assert definition.endswith((".", "2 %.", ")."))


def test_every_shipped_kind_has_a_dutch_name():
    shipped = {
        name for name, kind in kinds_of(Asset).items() if kind.__module__.startswith("hubsim.")
    }
    assert shipped <= set(LANGUAGES["nl"].kinds)


def test_the_language_ends_with_its_block_and_an_unknown_one_is_refused():
    with speaking("nl"):
        assert (spoken(), text("together")) == ("nl", "Samen")
    assert text("together") == "Together"
    with pytest.raises(UsageError, match=r"'de' .allowed: en, nl."), speaking("de"):
        pass
    assert spoken() == "en"


def test_an_unknown_language_is_refused_before_anything_is_simulated(tmp_path):
    scenario = hubsim.load_scenario(ROOT / "scenarios" / "street.yaml")
    for start in (hubsim.run, hubsim.compare):
        with pytest.raises(UsageError, match="no language 'fy'"):
            start(scenario, tmp_path, language="fy")
    assert list(tmp_path.iterdir()) == []


def test_numbers_days_and_sentences_are_dutch(week):
    with speaking("nl"):
        assert with_unit(1234.5, "kWh") == "1.234 kWh"
        assert with_unit(13.5, "h") == "13,5 uur"
        assert with_unit(-1234.0, "EUR") == "\u20ac \N{MINUS SIGN}1.234"
        assert kpi_label("unmet_kwh") == "Niet geleverde behoefte"
        words = answer({"overload_h": 8.25}, {"overload_h": 0.0, "unmet_kwh": 2.0}, "7 dagen")
        lines = summary_lines(week)
    assert words == (
        "Lost de netcongestie op: geen enkel deel is nog overbelast, tegen 8,25 uur in 7 dagen zonder"
        " deze variant. Maar 2 kWh van wat mensen nodig hebben wordt niet geleverd."
    )
    assert "7 dagen, maandag 11 januari 2016 tot en met zondag 17 januari 2016" in lines[1]


class Visible(HTMLParser):
    """What a reader of a page can meet: text outside scripts, and attributes that are shown or read out."""

    def __init__(self):
        super().__init__()
        self.words, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        shown = {"aria-label", "data-tip", "data-alt", "data-label", "title", "alt", "placeholder"}
        self.words += [value for name, value in attrs if name in shown]
        self.hidden += tag in {"script", "style"}

    def handle_endtag(self, tag):
        self.hidden -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


def masked(words):
    """Return a text of which every letter outside its placeholders is a Cyrillic one."""
    return "".join(
        re.sub(r"[^\W\d_]", "\u0436", literal) + (f"{{{name}}}" if name else "")
        for literal, name, _, _ in Formatter().parse(words)
    )


@pytest.fixture
def mask(monkeypatch):
    """Speak a language that is no other: what is still Latin comes from no dictionary."""
    english = LANGUAGES["en"]
    language = Language(
        {
            key: words if key.startswith(("plot_day", "weekdays", "months")) else masked(words)
            for key, words in english.texts.items()
        },
        {name: tuple(map(masked, pair)) for name, pair in english.figures.items()},
        {name: masked(heading) for name, heading in english.groups.items()},
        {name: masked(kind) for name, kind in LANGUAGES["nl"].kinds.items()},
    )
    monkeypatch.setitem(texts.LANGUAGES, "xx", language)
    with speaking("xx"):
        yield


def pages_of_many_runs():
    """Return the pages of sweeps and of sizing, with everything that they can say."""
    table = swept.table()
    pages = [
        sweep_page("\u0436", swept.section(sampler), table, swept.evaluated(sampler), by_rules=True)
        for sampler in ("sobol", "grid")
    ]
    pages += [size_page("\u0436", swept.sized(n, found)) for n in (1, 2) for found in (3, None)]
    return pages


def test_every_word_of_a_page_comes_from_a_dictionary(mask, make_street, make_book):
    view = make_street(days=2)
    names = list(view.geometry.member_ids)
    book = make_book(names, [100.0 + m for m in range(len(names))], [90.0] * len(names))
    battery = Plain(0.05, 0.02, 60_000.0, {"\u0436": (1000.0, 10.0, 5.0)})
    view = with_sections(replace(view, bills=book, business=battery))
    pages = [run_page(view, "xx"), comparison_page([layout_of(view, "a/report.html")])]
    pages += pages_of_many_runs()
    report = view.manifest["report"]
    given = [view.title, view.layout, view.scenario, view.horizon.zone, *view.data_labels]
    given += [*view.geometry.bus_ids, *view.geometry.line_ids, *view.geometry.trafo_ids, *names]
    given += [*figure_names(), *view.kpis["alone"], *book.rules.values(), *report["coordinated"]]
    given += [texts.LANGUAGES["en"].texts[key] for key in ("months", "weekdays")]
    given += [*tables([0.0] * 4, [0.0] * 4)["elements"]["id"], "near far"]
    given += ["hubsim low high dynamic fixed kWh kVAh kVA kW kWp pu kg EUR A C Al h m x P S"]
    known = set(re.findall(r"[A-Za-z]+", " ".join(given)))
    for page in pages:
        # The facts of the manifest stand on a page as the file has them.
        page = re.sub(r"<dl class=\"terms\">.*?</dl></div>", "", page, flags=re.DOTALL)
        visible = Visible()
        visible.feed(page)
        left = {word for words in visible.words for word in re.findall(r"[A-Za-z]+", words)}
        assert left <= known, sorted(left - known)
        assert '<html lang="xx"' in page


def test_what_a_sweep_prints_is_of_one_language(mask):
    lines = sweep_lines("\u0436", swept.section(), swept.table(), swept.evaluated())
    left = {word for words in lines for word in re.findall(r"[A-Za-z]+", words)}
    assert left <= {"kVAh"}


def test_a_sweep_and_a_size_are_told_in_dutch():
    with speaking("nl"):
        page = sweep_page("x", swept.section(), swept.table(), swept.evaluated())
        mix = size_page("x", swept.sized(2, 3)).replace("\u00a0", " ")
    assert '<html lang="nl"' in page
    assert "64 punten, elk voor 2 varianten" in page
    assert "200 kWh met 70 kW is de goedkoopste" in mix
    # 200 kWh at 350 and 70 kW at 150.50 euro.
    assert "\u20ac 80.535" in mix
    assert "95,3 % van de trekkingen" in mix


def test_every_line_about_events_windows_and_headroom_comes_from_a_dictionary(mask, make_street):
    view = with_sections(make_street(days=2))
    bus = view.geometry.bus_ids[7]
    places = [headroom(view, where=where) for where in ("spread", "worst", bus)]
    lines = [
        *events_lines(view.attribution),
        *events_lines(view.attribution, view.geometry.line_ids[0]),
        *softener_lines(view.softener),
        *(line for one in (view.headroom, *places) for line in headroom_lines(one)),
        *headroom_lines(view.headroom, has_hub=False),
        *(head_sentence(replace(places[0], operation=how)) for how in ("optimise", "none")),
    ]
    given = [*view.geometry.bus_ids, *view.geometry.line_ids, *view.geometry.trafo_ids]
    given += [*view.geometry.member_ids, "kWh kVAh kVA kW kWp pu A Al h m x P Mon Jan"]
    known = set(re.findall(r"[A-Za-z]+", " ".join(given)))
    left = set(re.findall(r"[A-Za-z]+", " ".join(lines)))
    assert left <= known, sorted(left - known)


SAMPLED = {"says": "shapley_sampled", "orders": 256, "error_eur": 0.0125, "gain_pct": 1.5}


def book_with_every_line(make_book):
    """Return bills in which every line has an amount, of two months of which one in part."""
    book = make_book(["\u0436", "\u044f"], [100.0, 90.0], [90.0, 95.0])
    places = np.arange(1, len(LINES) + 1)
    bills = {
        name: replace(
            one,
            cents=np.broadcast_to(1000 * places, (2, 2, len(LINES))),
            quantity=np.broadcast_to(1234.5 * places, (2, 2, len(LINES))),
            party_cents=np.zeros((2, len(LINES)), np.int64),
        )
        for name, one in book.bills.items()
    }
    months = ("2016-01", "2016-02")
    return replace(book, months=months, part=(1.0, 0.25), bills=bills, notes=(SAMPLED,))


def test_every_line_about_bills_and_capacity_comes_from_a_dictionary(mask, make_book, make_run):
    book, run = book_with_every_line(make_book), make_run(days=2)
    lines = [
        *overview_lines(book),
        *statement_lines(book, "\u0436"),
        *capacity_lines(run, 0.01),
    ]
    members = [name for name, _ in run.manifest["geometry"]["members"]]
    given = [*members, *book.rules.values(), "kWh kW Jan Feb e low high"]
    known = set(re.findall(r"[A-Za-z]+", " ".join(given)))
    left = set(re.findall(r"[A-Za-z]+", " ".join(lines)))
    assert left <= known, sorted(left - known)


def test_a_statement_and_a_capacity_are_dutch_to_the_comma(make_book, make_run):
    book = book_with_every_line(make_book)
    with speaking("nl"):
        statement = statement_lines(book, "\u0436")
        capacity = capacity_lines(make_run(days=2), 0.015)
    assert "februari 2016 (25,0 % ervan)" in statement
    assert "  Teruglevering aan de leverancier".ljust(38) in statement[4]
    assert statement[4].split()[-3:] == ["2.469,00", "kWh", "20,00"]
    # 10 + 20 + ... + 190 euro.
    assert [line.split()[-1] for line in statement if line.startswith("  Totaal")] == [
        "1.900,00"
    ] * 2
    assert (
        "Let op: Shapley-waarden uit 256 getrokken volgordes: standaardfout hoogstens 0,013 euro per"
        " deelnemer en maand (1,5 % van het voordeel van die maand)"
    ) in statement
    assert capacity[0] == "Kleinste groepsvermogen dat in 98,5 % van 192 stappen (2 dagen) volstaat"
    assert re.match(r"afname: apart \d+,\d kW \(2 stappen in 1 maand\(en\) erboven, ", capacity[1])
    assert "teruglevering samen" in capacity[4]
    assert capacity[-1].startswith("Let op: vermogen wordt voor een jaar aangevraagd")
    written = "\n".join([*statement, *capacity])
    assert re.findall(r"\d\.(?!\d{3})", written) == []


def test_a_note_of_a_rule_of_ones_own_stays_as_it_is(make_book):
    book = replace(make_book(["a", "b"], [1.0, 1.0], [1.0, 1.0]), notes=("Mijn regel.",))
    with speaking("nl"):
        assert "Let op: Mijn regel." in overview_lines(book)


def test_every_word_of_a_chart_comes_from_a_dictionary(mask, make_street):
    from tests.report.test_pages import figures_in

    view = with_sections(make_street(days=2))
    known = {
        "MV",
        "LV",
        "Trafo",
        "both",
        "kW",
        "kWh",
        "pu",
        "A",
        "b",
        "br",
        "extra",
        "kg",
        "h",
        "summary",
        "json",
        "P",
        "kVAh",
    }
    pages = [run_page(view, "xx"), comparison_page([layout_of(view, "a/report.html")])]
    for page in (*pages, *pages_of_many_runs()):
        for figure in figures_in(page).values():
            said = [trace.get("name", "") for trace in figure["data"]]
            said += [
                re.sub(r"%\{[^}]*\}|<[^>]*>", "", trace.get("hovertemplate", ""))
                for trace in figure["data"]
            ]
            said += [
                trace["colorbar"]["title"]["text"]
                for trace in figure["data"]
                if "colorbar" in trace
            ]
            axes = [value for key, value in figure["layout"].items() if "axis" in key]
            said += [axis["title"]["text"] for axis in axes if "title" in axis]
            said += [note["text"] for note in figure["layout"].get("annotations", [])]
            left = {word for words in said for word in re.findall(r"[A-Za-z]+", words)}
            assert left <= known, sorted(left - known)

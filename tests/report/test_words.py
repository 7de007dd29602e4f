import pytest

from hubsim.report.numbers import number, with_unit
from hubsim.report.story import relief_sentences, worst
from hubsim.report.style import KIND_COLOURS, SPARE_COLOURS
from hubsim.report.terminal import print_summary, summary_lines


def test_the_summary_is_a_dozen_lines_that_hide_nothing(week):
    lines = summary_lines(week)
    assert 10 <= len(lines) <= 15
    everything = "\n".join(lines)
    assert "7 days, Mon 11 Jan 2016 to Sun 17 Jan 2016, steps of 15 min" in everything
    assert "Not served: 3.2 kWh unmet and 11 kWh curtailed together" in everything
    found = worst(week, "alone")
    assert f"{found.element}, {found.loading_pct:.1f} %" in everything
    assert week.horizon.label(found.step) in everything
    assert "Synthetic data: day_ahead" in everything
    assert lines[-1].endswith("report.html")


def test_relief_is_said_in_hours_and_highest_loading(week):
    alone, together = week.kpis["alone"], week.kpis["together"]
    first = relief_sentences(week)[0]
    assert f"{together['trafo_overload_h'].value:g} h instead of" in first
    assert f"instead of {alone['trafo_overload_h'].value:g} h" in first
    assert f"{together['trafo_loading_max_pct'].value:.1f} % instead of" in first


def test_a_layout_without_a_hub_says_so(make_street):
    assert "no hub" in relief_sentences(make_street(days=1, hub=0.0))[0]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (3.5, "h", "3.5 h"),
        (0.0004, "kWh", "0 kWh"),
        (0.04, "kWh", "0.04 kWh"),
        (0.95, "pu", "0.950 pu"),
        (-1234.0, "EUR", "€ \N{MINUS SIGN}1,234"),
        (100.0, "events", "100 events"),
        (float("nan"), "kWh", "\N{EN DASH}"),
    ],
)
def test_a_number_has_the_digits_it_deserves(value, unit, shown):
    assert with_unit(value, unit) == shown


def test_ten_and_a_hundred_keep_their_zeros():
    assert [number(value, "h") for value in (10.0, 100.0, 0.0)] == ["10", "100", "0"]


def test_the_summary_is_plain_text_where_it_is_not_a_terminal(week, monkeypatch, capsys):
    from hubsim.report import terminal

    monkeypatch.setattr(terminal.RunView, "of", lambda _run: week)
    print_summary(object())
    assert capsys.readouterr().out.splitlines() == summary_lines(week)


def test_a_kind_that_is_added_is_not_drawn_in_the_colour_of_another() -> None:
    assert not set(SPARE_COLOURS) & set(KIND_COLOURS.values())

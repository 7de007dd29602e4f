"""Every number in a table of a page says which file of the run it is from."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from hubsim.bills.business import Plain
from hubsim.report.compared_layout import layout_of
from hubsim.report.comparison_page import comparison_page
from hubsim.report.run_page import run_page
from tests.report.made_up import with_sections

VOID = {"meta", "input", "br", "link", "img"}


class Numbers(HTMLParser):
    """Collects cells of numbers, those whose source is told by themselves or something around them apart."""

    def __init__(self):
        super().__init__()
        self.open, self.told, self.untold = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            found = dict(attrs)
            self.open.append((tag, found.get("class") or "", bool(found.get("data-source"))))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        in_cell = any(tag == "td" and "n" in names.split() for tag, names, _ in self.open)
        is_number = in_cell or (self.open and self.open[-1][1].startswith(("dial", "num")))
        if is_number and any(sign.isdigit() for sign in data):
            (self.told if any(told for *_, told in self.open) else self.untold).append(data)


@pytest.mark.parametrize("name", ["run", "comparison"])
def test_every_number_of_a_table_has_a_source(make_street, make_book, name):
    view = with_sections(make_street(days=2))
    names = list(view.geometry.member_ids)
    book = make_book(names, [100.0 + m for m in range(len(names))], [90.0] * len(names))
    battery = Plain(0.05, 0.02, 60_000.0, {"battery": (1000.0, 10.0, 5.0)})
    view = replace(view, bills=book, business=battery)
    page = run_page(view) if name == "run" else comparison_page([layout_of(view, "a/report.html")])
    numbers = Numbers()
    numbers.feed(page)
    assert numbers.untold == []
    assert len(numbers.told) > 60

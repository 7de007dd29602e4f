"""What the hub could not keep is said by name, moment and size; nothing is said where all was kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hubsim.report.not_kept import not_kept


def broken(view, **changes):
    """The street kept whole, then with changes of the operation together."""
    did = view.together
    kept = {
        "trafo_loading_pct": np.full_like(did.trafo_loading_pct, 50.0),
        "line_loading_pct": np.full_like(did.line_loading_pct, 40.0),
        "vm_pu": np.ones_like(did.vm_pu),
        "bought_kw": np.zeros_like(did.bought_kw),
        "sold_kw": np.zeros_like(did.sold_kw),
        "unmet_kwh": {},
    }
    return replace(view, together=replace(did, **{**kept, **changes}))


def test_where_all_was_kept_nothing_is_said(make_street) -> None:
    assert not_kept(broken(make_street(days=1))) == []


def test_an_overload_has_its_element_hours_peak_and_moment(make_street) -> None:
    view = make_street(days=1)
    trafo = np.full_like(view.together.trafo_loading_pct, 50.0)
    trafo[[8, 9, 40], 0] = 104.0, 112.5, 101.0
    (line,) = not_kept(broken(view, trafo_loading_pct=trafo))
    assert view.geometry.trafo_ids[0] in line
    assert "for 0.75 h, at most 112.5 %" in line
    assert view.horizon.label(9) in line


def test_a_voltage_a_contract_and_a_need_each_have_a_line(make_street) -> None:
    view = make_street(days=1)
    vm = np.ones_like(view.together.vm_pu)
    bus = int(view.geometry.member_bus[3])
    vm[20, bus] = view.vm_min_pu - 0.02
    bought = np.zeros_like(view.together.bought_kw)
    bought[30, 0] = view.import_limit_kw[30] + 12.0
    lines = not_kept(broken(view, vm_pu=vm, bought_kw=bought, unmet_kwh={"ev": 3.2, "pv": 0.01}))
    need, voltage, contract = lines
    assert need == "Needs of electric vehicles: 3.2 kWh not served."
    assert view.geometry.bus_ids[bus] in voltage
    assert f"{view.vm_min_pu - 0.02:.3f}" in voltage
    assert view.horizon.label(20) in voltage
    assert "for 0.25 h by 3 kWh, at most 12.0 kW" in contract
    assert view.horizon.label(30) in contract

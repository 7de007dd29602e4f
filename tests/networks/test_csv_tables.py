"""CSV tables: the same network back, spreadsheet habits accepted, every mistake with file, row and column."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandapower as pp
import pandapower.networks as pn
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubsim.errors import HubsimError, MissingError, NetworkErrors
from hubsim.networks.csv_tables import TABLES
from hubsim.networks.export import export
from hubsim.networks.from_pandapower import network_of, quiet
from hubsim.networks.load import load_network, source_of
from hubsim.networks.type_library import cables, transformers
from hubsim.powerflow.solve import power_flow

DOCS = Path(__file__).parents[2] / "docs" / "networks.md"

STREET = {
    "buses.csv": "id;kv;source_pu\nMV;10;1,05\nstation;0,4;\nend;0,4;\n",
    "transformers.csv": "id;hv_bus;lv_bus;type\nT1;MV;station;250 kVA\n",
    "cables.csv": "id;from_bus;to_bus;length_m;type\nC1;station;end;120;4x150 Al\n",
    "connections.csv": "id;bus;p_kw;size\nhome 1;end;1,2;1x35 A\nshop;end;9;3x63 A\n",
}


@pytest.fixture
def tables(tmp_path):
    def write(**changes):
        for name, content in STREET.items():
            (tmp_path / name).write_text(
                changes.get(name.removesuffix(".csv"), content), encoding="utf-8"
            )
        return tmp_path

    return write


def test_a_street_in_ten_lines_with_types_and_decimal_commas(tables):
    network = load_network(tables())
    assert source_of(tables()).kind == "csv"
    assert network.connection_ids == ("home 1", "shop")
    assert network.connection_fuse_a.tolist() == [35.0, 63.0]
    assert network.connection_phases == ("", "abc")
    assert network.slack_vm_pu == 1.05
    assert network.line_limit_a.tolist() == [cables()["4x150 Al"].limit_a(0.75)]
    assert network.line_types == ("4x150 Al",)
    base_ohm = 0.4**2 * 1e3 / network.base_kva
    series = -base_ohm / network.branch_yft_pu[network.line_branch[0]]
    assert series == pytest.approx(complex(cables()["4x150 Al"].r_at(55.0), 0.079) * 0.12)
    assert network.trafo_limit_kva.tolist() == [transformers()["250 kVA"].kva]
    assert network.zero_sequence_assumed == ()


def test_a_number_of_the_row_overrules_its_type(tables):
    content = "id,from_bus,to_bus,length_m,type,limit_a\nC1,station,end,120,4x150 Al,99\n"
    assert load_network(tables(cables=content)).line_limit_a.tolist() == [99.0]


def test_tables_of_a_spreadsheet_with_a_mark_and_windows_lines(tables):
    folder = tables()
    for name, content in STREET.items():
        (folder / name).write_bytes(b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode())
    assert load_network(folder).connection_ids == ("home 1", "shop")


def taps_net():
    net = pn.create_kerber_vorstadtnetz_kabel_1()
    net.trafo["tap_changer_type"] = "Ratio"
    net.trafo["tap_pos"] = 1
    return net


@pytest.mark.parametrize(
    "make",
    [pn.create_cigre_network_lv, pn.create_cigre_network_mv, taps_net, pn.create_kerber_dorfnetz],
)
def test_voltages_of_the_same_net_come_back(make, tmp_path):
    with quiet():
        net = make()
        net.sgen, net.gen = net.sgen.iloc[0:0], net.gen.iloc[0:0]
        pp.runpp(net, numba=False, tolerance_mva=1e-11)
    export(net, tmp_path / "tables")
    there = load_network(tmp_path / "tables")
    p, q = np.zeros((2, 1, len(there.bus_ids)))
    np.add.at(p[0], there.connection_bus, there.connection_p_kw)
    np.add.at(q[0], there.connection_bus, there.connection_q_kvar)
    vm = power_flow(there, p, q, tolerance=1e-11).vm_pu[0]
    np.testing.assert_allclose(vm, net.res_bus.vm_pu, atol=1e-9)
    np.testing.assert_array_equal(there.trafo_tap_pos, network_of(net).trafo_tap_pos)


def test_every_mistake_of_all_tables_is_named_at_once(tables):
    folder = tables(
        buses="id;kv;sorce_pu\nMV;10;1\n",
        cables="id;from_bus;to_bus;length_m;type\nC1;station;end;twelve;4x150 Al\nC2;station;end;-4;4x150 A1\nC3;station;;5;\n",
        connections="id;bus;p_kw;size\nhome;ende;NaN;1x35 A\nhome;end;1;1x36 A;9\n",
        transformers="id;hv_bus;lv_bus;type\nT1;MV;station;255 kVA\n",
    )
    with pytest.raises(NetworkErrors) as caught:
        load_network(folder)
    texts = [str(one) for one in caught.value.problems]
    for words in (
        "buses.csv: unknown column 'sorce_pu' (nearest: source_pu",
        "cables.csv: row 2: length_m: 'twelve' is not a number",
        "cables.csv: row 3: length_m: -4 must be above 0",
        "cables.csv: row 4: to_bus: is empty",
        "connections.csv: row 2: p_kw: 'NaN' is not a finite number",
        "connections.csv: row 3: has 5 cells, the header 4",
        "transformers.csv: row 2: type: no transformer '255 kVA' (nearest: 250 kVA",
        "buses.csv: source_pu: exactly one bus has the grid above, now none",
    ):
        assert any(words in text for text in texts), (words, texts)


def test_lost_and_repeated_ids_are_named(tables):
    folder = tables(
        cables="id;from_bus;to_bus;length_m;r_ohm_per_km;x_ohm_per_km\nC1;station;ende;12;0.2;0.1\nC1;end;end;1;1e9;0.1\nC2;end;station;1;0.2;\n",
        buses="id;kv;source_pu\nMV;10;1\nstation;0.4;\nend;0.4;\nend;0.4;1\n",
    )
    with pytest.raises(NetworkErrors) as caught:
        load_network(folder)
    texts = [str(one) for one in caught.value.problems]
    for words in (
        "line C1: its to_bus 'ende' is not a bus of the network; did you mean 'end'?",
        "bus end: the id occurs 2 times",
        "cables.csv: row 3: r_ohm_per_km: 1e+09 is out of range",
        "cables.csv: row 4: x_ohm_per_km: is empty, and no type gives it",
        "exactly one bus has the grid above, now MV, end",
    ):
        assert any(words in text for text in texts), (words, texts)


def test_damaged_and_missing_tables_are_named(tables):
    folder = tables()
    (folder / "cables.csv").write_bytes("id;from_bus\nC1;brücke\n".encode("latin-1"))
    (folder / "connections.csv").write_text("")
    with pytest.raises(NetworkErrors, match=r"cables\.csv: row 2: is not UTF-8") as caught:
        load_network(folder)
    assert "connections.csv: is empty; its columns: id, bus" in str(caught.value)
    (folder / "cables.csv").unlink()
    with pytest.raises(MissingError, match=r"cables\.csv"):
        load_network(folder)
    with pytest.raises(MissingError):
        load_network(folder / "nowhere")


def test_what_the_tables_cannot_hold_is_refused_by_name(net, tmp_path):
    pp.create_shunt(net, 1, 0.1)
    with pytest.raises(NetworkErrors, match="shunt: CSV tables have no such element"):
        export(net, tmp_path / "tables")
    assert not (tmp_path / "tables").exists()


def test_the_documented_columns_are_those_of_the_code():
    text = DOCS.read_text(encoding="utf-8")
    for name, columns in TABLES.items():
        section = text.split(f"**`{name}`**")[1].split("\n\n**")[0]
        listed = re.findall(r"^\| `(\w+)` \| (yes)? ?\| (.*) \|$", section, re.MULTILINE)
        assert listed == [
            (column, "yes" if rule.needed else "", rule.meaning) for column, rule in columns.items()
        ]


cells = st.sampled_from(
    ["", "x", "NaN", "1e9", "-1", "0", "∞", "1;2", '"', "MV", "station", "é", "1e400", "T1"]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_nothing_but_our_own_errors_leaves_mutated_tables(data, tables):
    folder = tables()
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(STREET)))
        rows = [line.split(";") for line in (folder / name).read_text().split("\n")]
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(cells)
        (folder / name).write_text("\n".join(";".join(one) for one in rows))
    try:
        network = load_network(folder)
        power_flow(network, np.zeros((1, len(network.bus_ids))))
    except HubsimError:
        pass

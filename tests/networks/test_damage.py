"""A damaged network ends in one sentence that names the place, never in a traceback."""

from __future__ import annotations

import importlib.util
import json
from copy import deepcopy

import numpy as np
import pandapower as pp
import pytest

from hubsim.errors import MissingError, NetworkError, NetworkErrors, UsageError
from hubsim.networks.export import export
from hubsim.networks.from_pandapower import network_of
from hubsim.networks.load import load_network


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(MissingError, match=r"gone\.json"):
        load_network(tmp_path / "gone.json")
    with pytest.raises((MissingError, NetworkError)):
        load_network(tmp_path)


@pytest.mark.parametrize("part", [0.0, 0.001, 0.5, 0.999])
def test_a_truncated_file(tmp_path, shipped, part):
    text = shipped.read_text(encoding="utf-8")
    path = tmp_path / "net.json"
    path.write_text(text[: int(part * len(text))], encoding="utf-8")
    with pytest.raises(NetworkError, match="cannot be read as JSON"):
        load_network(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name: street\n", "cannot be read as JSON"),
        (bytes(range(256)) * 4, "cannot be read as JSON"),
        (b"\x1f\x8b\x08\x00", "cannot be read as JSON"),
        (b"[" * 200_000, "cannot be read as JSON"),
        (b"[1, 2]", "not a pandapower net"),
        (b"{}", "not a pandapower net"),
        (b"null", "not a pandapower net"),
        (b'{"_class": "DataFrame", "_object": {}}', "not a pandapower net"),
    ],
)
def test_a_file_of_something_else(tmp_path, content, message):
    path = tmp_path / "net.json"
    path.write_bytes(content)
    with pytest.raises(NetworkError, match=message):
        load_network(path)


@pytest.mark.parametrize(
    "change", ["no-object", "object-text", "no-module", "table-number", "table-text", "version"]
)
def test_a_net_whose_inside_is_wrong(tmp_path, shipped, change):
    content = json.loads(shipped.read_text(encoding="utf-8"))
    if change == "no-object":
        del content["_object"]
    elif change == "object-text":
        content["_object"] = "nothing"
    elif change == "no-module":
        content["_module"] = "no.such.module"
    elif change == "table-number":
        content["_object"]["line"] = 7
    elif change == "table-text":
        content["_object"]["bus"]["_object"] = "not a table"
    else:
        content["_object"]["version"] = content["_object"]["format_version"] = "99.0.0"
        content["_object"]["line"] = None
    path = tmp_path / "net.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(NetworkError):
        load_network(path)


@pytest.mark.parametrize("table", ["bus", "line", "trafo", "ext_grid", "load", "switch"])
def test_a_missing_table_is_named(tmp_path, shipped, table):
    content = json.loads(shipped.read_text(encoding="utf-8"))
    del content["_object"][table]
    path = tmp_path / "net.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(NetworkError, match=f"lacks the tables {table}"):
        load_network(path)


@pytest.mark.parametrize(
    ("table", "column", "value", "message"),
    [
        ("line", "r_ohm_per_km", np.nan, "line cable: its r_ohm_per_km must be a finite number"),
        ("line", "x_ohm_per_km", np.inf, "line cable: its x_ohm_per_km"),
        ("line", "c_nf_per_km", np.nan, "line cable: its c_nf_per_km"),
        ("line", "length_km", 0.0, "line cable: its length_km must be a number above zero, not 0"),
        ("line", "length_km", -1.0, "line cable: its length_km"),
        ("line", "parallel", 0, "line cable: its parallel"),
        ("line", "from_bus", 77, "line cable: its from_bus 77 is not a bus"),
        ("line", "to_bus", 77, "line cable: its to_bus 77"),
        ("trafo", "hv_bus", 77, "trafo T1: its hv_bus 77"),
        ("trafo", "lv_bus", 77, "trafo T1: its lv_bus 77"),
        ("trafo", "vk_percent", np.nan, "trafo T1: its vk_percent"),
        ("trafo", "vk_percent", 0.0, "trafo T1: its vk_percent"),
        ("trafo", "sn_mva", 0.0, "trafo T1: its sn_mva"),
        ("trafo", "vkr_percent", np.nan, "trafo T1: its vkr_percent"),
        ("bus", "vn_kv", 0.0, "bus mv: its vn_kv"),
        ("bus", "vn_kv", np.nan, "bus mv: its vn_kv"),
        ("ext_grid", "vm_pu", np.nan, "ext_grid grid: its vm_pu"),
        ("ext_grid", "bus", 77, "ext_grid grid: its bus 77"),
        ("ext_grid", "in_service", False, "there is none in service"),
        ("bus", "in_service", False, "pandapower refuses it"),
    ],
)
def test_an_impossible_value_is_named_with_element_and_id(net, table, column, value, message):
    net[table].loc[0, column] = value
    with pytest.raises(NetworkError, match=message):
        network_of(net)


def test_a_line_without_any_impedance(net):
    net.line.loc[0, ["r_ohm_per_km", "x_ohm_per_km"]] = 0.0
    with pytest.raises(NetworkError, match="line cable: its impedance is zero"):
        network_of(net)


def test_a_column_that_is_missing_or_no_number(net):
    text = deepcopy(net)
    text.line["r_ohm_per_km"] = "thick"
    with pytest.raises(NetworkError, match="its r_ohm_per_km 'thick' is not a number"):
        network_of(text)
    net.line = net.line.drop(columns="x_ohm_per_km")
    with pytest.raises(NetworkError, match="line: the table lacks the column x_ohm_per_km"):
        network_of(net)


def test_damage_in_rows_out_of_service_is_no_damage(net):
    spare = pp.create_line(net, 1, 2, 0.1, "NAYY 4x150 SE", name="spare", in_service=False)
    expected = network_of(net)
    net.line.loc[spare, "max_i_ka"] = np.nan
    assert np.array_equal(network_of(net).branch_yff_pu, expected.branch_yff_pu)


def test_an_index_that_occurs_twice(net):
    net.line = net.line.loc[[0, 0]]
    with pytest.raises(NetworkError, match="line 0: its index occurs twice"):
        network_of(net)


def test_a_switch_to_a_bus_or_line_that_is_not_there(net):
    pp.create_switch(net, 1, 0, "l")
    net.switch.loc[0, "element"] = 77
    with pytest.raises(NetworkError):
        network_of(net)
    net.switch.loc[0, ["element", "bus"]] = 0, 77
    with pytest.raises(NetworkError, match="switch 0: its bus 77"):
        network_of(net)


def test_a_load_at_a_bus_that_is_not_there_is_named(net):
    net.load.loc[0, "bus"] = 77
    with pytest.raises(NetworkError, match="its bus 77 is not a bus of the network"):
        network_of(net)


@pytest.mark.parametrize(
    "change", [{"bus": 2}, {"vm_pu": 1.01}, {"va_degree": 5.0}, {"s_sc_max_mva": 50.0}]
)
def test_two_external_grids_that_differ_are_both_named(net, change):
    at = {"bus": 0, "vm_pu": net.ext_grid.vm_pu[0], "rx_max": 0.1} | change
    pp.create_ext_grid(net, name="other", **at)
    with pytest.raises(NetworkError, match="2 are in service: grid, other"):
        network_of(net)


def test_what_is_not_simulated_is_named(net):
    pp.create_gen(net, 2, 0.1, name="engine")
    with pytest.raises(NetworkError, match="gen engine: is not simulated"):
        network_of(net)
    net.gen.loc[0, "in_service"] = False
    assert len(network_of(net).bus_ids) == 3
    pp.create_xward(net, 2, 0, 0, 0, 0, 0.1, 0.1, 1.0)
    with pytest.raises(NetworkError, match="xward 0: is not simulated"):
        network_of(net)


def test_an_unknown_pandapower_function_suggests_the_nearest():
    with pytest.raises(NetworkError, match="did you mean 'create_kerber_dorfnetz'"):
        load_network("pandapower:create_kerber_dorfnetzz")


@pytest.mark.parametrize("name", ["os", "create_empty_network_", "__import__", "case2848rte_"])
def test_a_pandapower_name_that_makes_no_network(name):
    with pytest.raises(NetworkError):
        load_network(f"pandapower:{name}")


@pytest.mark.parametrize("source", ["", "pandapower:", "simbench:"])
def test_a_source_that_names_nothing(source):
    with pytest.raises(NetworkError, match="names no network"):
        load_network(source)


@pytest.mark.skipif(
    importlib.util.find_spec("simbench") is not None, reason="simbench is installed"
)
def test_a_simbench_code_without_the_package_says_what_to_install():
    with pytest.raises(MissingError, match=r"pip install 'hubsim\[simbench\]'"):
        load_network("simbench:1-LV-semiurb4--0-sw")


def test_every_mistake_is_named_at_once(net):
    pp.create_switch(net, 1, 0, et="l", name="S")
    net.line["from_bus"] = net.line["from_bus"].astype(object)
    net.line.loc[0, "from_bus"] = 77
    net.trafo.loc[0, "sn_mva"] = float("nan")
    net.switch.loc[0, "element"] = 5
    net.ext_grid["in_service"] = False
    net.load["bus"] = 99
    with pytest.raises(NetworkErrors) as caught:
        network_of(net)
    texts = [str(problem) for problem in caught.value.problems]
    for words in (
        "line cable: its from_bus 77 is not a bus",
        "trafo T1: its sn_mva must be a number above zero, not nan",
        "switch S: its element 5 is not a line of the network",
        "ext_grid: there is none in service",
        "load home: its bus 99 is not a bus",
    ):
        assert any(words in text for text in texts), (words, texts)


def test_an_impedance_that_carries_nothing_is_named(net):
    net.line.loc[0, "r_ohm_per_km"] = 1e9
    with pytest.raises(NetworkErrors, match="line cable: an impedance of"):
        network_of(net)


def test_a_branch_from_a_bus_to_itself_is_named(net):
    net.line.loc[0, "to_bus"] = 1
    with pytest.raises(NetworkErrors, match="line cable: it ends at the bus where it begins"):
        network_of(net)


def test_the_wrong_voltage_level_is_named_where_nothing_can_be_solved(net):
    net.bus.loc[0, "vn_kv"] = 20.0
    with pytest.raises(
        NetworkErrors, match="trafo T1: a winding is rated 10 kV, its bus is of 20 kV"
    ):
        network_of(net)


def test_of_very_many_mistakes_the_first_are_shown():
    several = NetworkErrors([NetworkError(f"mistake {n}") for n in range(500)])
    assert len(several.problems) == 500
    assert str(several).splitlines()[-1] == "... and 470 more"


def test_a_workbook_is_read_as_the_same_net_and_a_damaged_one_is_named(net, tmp_path):
    pytest.importorskip("openpyxl")
    file = tmp_path / "net.xlsx"
    export(net, file)
    np.testing.assert_array_equal(load_network(file).branch_yff_pu, network_of(net).branch_yff_pu)
    with pytest.raises(UsageError, match="exists"):
        export(net, file)
    whole = file.read_bytes()
    for damaged in (
        whole[: len(whole) // 2],
        b"",
        b"not a workbook",
        whole[:2000] + b"x" * 500 + whole[2500:],
    ):
        file.write_bytes(damaged)
        with pytest.raises(NetworkError):
            load_network(file)

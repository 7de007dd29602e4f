"""ESDL: the network of an energy system, what is behind its connections, and damage named."""

from __future__ import annotations

import contextlib
import random
from math import isnan
from pathlib import Path

import numpy as np
import pytest

from hubsim.errors import HubsimError, MissingError, NetworkError, NetworkErrors, ScenarioError
from hubsim.networks.load import load_network, source_of
from hubsim.networks.type_library import cables, transformers
from hubsim.scenario.load import load_scenario
from hubsim.scenario.network import network_source
from hubsim.shipping import write_new_on

STREET = Path(__file__).parent / "data" / "street.esdl"

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<esdl:EnergySystem'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:esdl="http://www.tno.nl/esdl" id="es"'
    ' name="feeder"><instance xsi:type="esdl:Instance" id="i"><area xsi:type="esdl:Area" id="a">'
)
TAIL = "</area></instance></esdl:EnergySystem>\n"


def asset(kind, name, ins=(), outs=(), inner="", **given):
    """Return an asset; ins and outs: (port, ports it is connected to)."""
    ports = "".join(
        f'<port xsi:type="esdl:{side}Port" id="{port}" name="{port}"'
        + (f' connectedTo="{others}"' if others else "")
        + "/>"
        for side, several in (("In", ins), ("Out", outs))
        for port, others in several
    )
    shown = "".join(f' {key}="{value}"' for key, value in given.items())
    return f'<asset xsi:type="esdl:{kind}" id="{name}" name="{name}"{shown}>{ports}{inner}</asset>'


def feeder(length=17.0, cable="gplkh_4_50_cusvm_4_6", primary="", capacity='capacity="400000.0"'):
    """Return a feeder as phase-by-phase studies write it: three ports a side, no import, no voltages."""
    phases = (1, 2, 3)
    volts = f'voltagePrimary="{primary}" voltageSecundary="0.38"' if primary else ""
    transformer = asset("Transformer", "T", [("Tin", "sourceOut")], [("Tout", "B1P1In")])
    return (
        HEAD
        + asset("Bus", "source", [("sourceIn", "")], [("sourceOut", "Tin")])
        + transformer.replace('name="T">', f'name="T" {volts} {capacity}>', 1)
        + asset(
            "Bus",
            "B1",
            [(f"B1P{n}In", "Tout" if n == 1 else "") for n in phases],
            [(f"B1P{n}Out", f"L1P{n}In") for n in phases],
        )
        + asset(
            "ElectricityCable",
            "L1",
            [(f"L1P{n}In", f"B1P{n}Out") for n in phases],
            [(f"L1P{n}Out", f"B2P{n}In") for n in phases],
            length=length,
            assetType=cable,
        )
        + asset(
            "Bus",
            "B2",
            [(f"B2P{n}In", f"L1P{n}Out") for n in phases],
            [("B2P1Out", ""), ("B2P2Out", "userPhase2In"), ("B2P3Out", "")],
        )
        + asset("EConnection", "user", [("userPhase2In", "B2P2Out")], [("userOut", "demandIn")])
        + asset("ElectricityDemand", "demand", [("demandIn", "userOut")])
        + TAIL
    )


@pytest.fixture
def write(tmp_path):
    def _write(text):
        path = tmp_path / "system.esdl"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return _write


TYPES = "network.types.gplkh_4_50_cusvm_4_6=4x50 Cu GPLK"


def test_the_network_is_that_of_the_assets():
    network = load_network(STREET)
    assert network.bus_ids[:2] == ("MV", "Rail")
    assert network.connection_ids == (*(f"Lindelaan {n}" for n in range(1, 7)), "Laadplein")
    assert network.connection_phases == ("a", "b", "c", "a", "abc", "b", "")
    assert network.connection_p_kw.tolist() == pytest.approx([1.2] * 6 + [0.0])
    net = source_of(STREET).net(Path())
    first = cables()["4x150 Al"]
    assert net.line.length_km.tolist() == pytest.approx([0.025] * 3 + [0.006] * 6)
    assert net.line.r_ohm_per_km[0] == pytest.approx(first.r_at(55.0))
    assert net.line.max_i_ka[2] == pytest.approx(cables()["4x95 Al"].limit_a(0.75) / 1e3)
    assert net.trafo.sn_mva[0] == 0.25
    assert net.trafo.vk_percent[0] == transformers()["250 kVA"].uk_pct
    assert net.ext_grid.vm_pu[0] == 1.05
    assert net.load.fuse_a[:5].tolist() == pytest.approx([35.0, 35.0, 35.0, 35.0, 25.0])
    assert '"coordinates": [5.1, 52.09]' in net.bus.geo[1]


def test_equipment_is_behind_the_connection_of_its_building():
    found = {one.connection: one for one in source_of(STREET).equipment(Path())}
    assert found["Lindelaan 1"].annual_kwh == pytest.approx(2500.0)  # 9 GJ
    assert found["Lindelaan 1"].ignored == ["GasHeater"]
    assert [one.kind for one in found["Lindelaan 5"].devices] == [
        "pv", "battery", "ev", "heat-pump",
    ]  # fmt: skip
    pv, battery, ev, pump = found["Lindelaan 5"].devices
    assert (pv.power_kw, battery.energy_kwh, battery.power_kw) == (6.0, 10.0, 5.0)
    assert battery.round_trip == pytest.approx(0.9025)
    assert (ev.power_kw, pump.power_kw, pump.cop, pump.heat_kwh) == (11.0, 7.0, 3.5, 9000.0)
    assert isnan(found["Laadplein"].annual_kwh)


def test_a_new_scenario_has_the_members_and_devices_of_the_file(tmp_path):
    file = write_new_on(tmp_path / "project", str(STREET))
    scenario = load_scenario(file, "hub")
    assert [one.connection for one in scenario.members.values()][::6] == [
        "Lindelaan 1",
        "Laadplein",
    ]
    member = scenario.members["lindelaan_5"]
    assert list(member.devices) == ["zonnepanelen", "thuisbatterij", "laadpunt", "warmtepomp"]
    assert member.devices["warmtepomp"].power == 2.0
    assert member.load.annual == 3100.0
    assert scenario.members["laadplein"].load is None
    text = file.read_text(encoding="utf-8")
    assert "# in the file and not simulated: 2 GasHeater" in text
    assert "# assumed, 2 x ev: 2500 kWh a year" in text


def test_a_feeder_of_ports_by_phase_needs_only_its_types(write):
    source, folder = network_source(str(write(feeder())), [TYPES])
    network = source.load(folder)
    assert network.bus_ids == ("source", "B1", "B2")
    assert network.bus_kv.tolist() == [10.0, 0.4, 0.4]
    assert network.connection_phases == ("b",)
    assert network.trafo_ids == ("T",)


def test_voltages_in_kilovolts_are_understood(write):
    network = network_source(str(write(feeder(primary="10.0"))), [TYPES])[0].load(Path())
    assert network.bus_kv.tolist() == [10.0, 0.4, 0.4]


def test_a_type_that_the_library_does_not_have_is_named_with_the_nearest(write):
    with pytest.raises(NetworkErrors) as caught:
        load_network(write(feeder(cable="4x50_Cu_GPLKH", capacity="")))
    text = str(caught.value)
    assert "1 cables of assetType '4x50_Cu_GPLKH'" in text
    assert "nearest: 4x50 Cu GPLK" in text
    assert "1 transformers have no assetType: say network.transformer" in text


def test_options_name_types_of_the_library(write):
    with pytest.raises(ScenarioError, match="no cable 'thick'"):
        network_source(str(write(feeder())), ["network.cable=thick"])
    with pytest.raises(ScenarioError, match="nearest: cable"):
        network_source(str(write(feeder())), ["network.cabel=4x50 Al"])
    with pytest.raises(ScenarioError, match="cannot be set"):
        network_source(str(write(feeder())), ["time.days=2"])


def test_a_cable_carries_no_more_than_its_capacity(write):
    text = feeder().replace('length="17.0"', 'length="17.0" capacity="50000.0"')
    net = network_source(str(write(text)), [TYPES])[0].net(Path())
    assert net.line.max_i_ka[0] == pytest.approx(50.0 / (3**0.5 * 400.0))


def test_a_disabled_switch_is_open_and_disabled_assets_are_not_there(write):
    switch = asset("Switch", "S", [("Sin", "B2P1Out")], [("Sout", "B3In")])
    bus = asset("Bus", "B3", [("B3In", "Sout")])
    text = feeder().replace('("B2P1Out", "")', "").replace(TAIL, switch + bus + TAIL)
    closed = network_source(str(write(text)), [TYPES])[0].load(Path())
    opened = text.replace('name="S"', 'name="S" state="DISABLED"')
    is_open = network_source(str(write(opened)), [TYPES])[0].load(Path())
    at = closed.bus_ids.index("B3")
    assert closed.bus_node[at] == closed.bus_node[closed.bus_ids.index("B2")]
    assert is_open.bus_node[at] == -1
    with pytest.raises(NetworkErrors, match="which position is open"):
        network_source(str(write(text.replace('name="S"', 'name="S" position="1.0"'))), [TYPES])[
            0
        ].net(Path())
    gone = feeder().replace('name="demand"', 'name="demand" state="OPTIONAL"')
    source, _ = network_source(str(write(gone)), [TYPES])
    assert isnan(source.equipment(Path())[0].annual_kwh)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[: len(text) // 2], "is no XML, or a damaged one"),
        (lambda text: text.replace("feeder", "café").encode("latin-1"), "damaged|cannot open"),
        (lambda _: b"\x00\xff\xfe", "is no XML"),
        (lambda _: "<a/>", "pyESDL cannot open it"),
        (lambda _: HEAD.replace('<area xsi:type="esdl:Area" id="a">', "") + "</instance></esdl:EnergySystem>", "one with an area"),
        (lambda _: HEAD + TAIL, "no ElectricityCable and no Transformer"),
        (lambda text: text.replace('connectedTo="L1P1In"', 'connectedTo="nowhere"'), "nowhere|cannot open"),
        (lambda text: text.replace("17.0", "nan"), "L1"),
        (lambda text: text.replace("17.0", "1e12"), "L1"),
        (lambda text: text.replace("17.0", "0.0"), "L1"),
        (lambda text: text.replace("17.0", "long"), "cannot open"),
        (lambda text: text.replace("EnergySystem", "Energy"), "cannot open"),
        (lambda text: text.replace('id="L1P1Out"', 'id="x"'), "L1|B2|cannot open"),
        (lambda text: text.replace('<asset xsi:type="esdl:Bus" id="B2"', '<asset xsi:type="esdl:Bus" id="B2" voltage="10000.0"').replace('id="B1" name="B1"', 'id="B1" name="B1" voltage="400.0"'), "different voltages"),
        (lambda text: text.replace(TAIL, asset("Import", "I1", (), [("I1o", "sourceIn")]) + asset("Import", "I2", (), [("I2o", "B1P2In")]) + TAIL), "several grids above"),
        (lambda text: text.replace('connectedTo="B2P2Out"', "").replace('connectedTo="userPhase2In"', ""), "connection user"),
        (lambda text: text.replace("B2P1In", "B1P1In"), "L1|cannot open"),
        (lambda text: text.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&c;">]>').replace('name="feeder"', 'name="&c;"'), "damaged"),
    ],
)  # fmt: skip
def test_damage_is_named(write, change, said):
    path = write(change(feeder()))
    with pytest.raises(NetworkError, match=said):
        network_source(str(path), [TYPES])[0].load(Path())


def test_nothing_but_our_own_errors_leaves_mutated_files(write):
    rng = random.Random(7)
    whole = STREET.read_text(encoding="utf-8")
    for _ in range(60):
        text = list(whole)
        for _ in range(rng.randint(1, 5)):
            text[rng.randrange(len(text))] = rng.choice('0<>/"=x -é')
        path = write("".join(text))
        with contextlib.suppress(HubsimError):
            load_network(path)
            source_of(path).equipment(Path())


def test_lost_assets_leave_our_own_errors(write):
    rng = random.Random(11)
    lines = STREET.read_text(encoding="utf-8").splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith("      <asset")]
    blocks = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines) - 8], strict=True)]
    for _ in range(30):
        kept = [block for block in blocks if rng.random() < 0.85]
        text = "\n".join([*lines[: starts[0]], *(line for block in kept for line in block)])
        path = write(text + "\n" + "\n".join(lines[len(lines) - 8 :]))
        with contextlib.suppress(HubsimError):
            assert np.isfinite(load_network(path).line_limit_a).all()


def test_without_the_package_the_extra_is_named(monkeypatch):
    monkeypatch.setattr("hubsim.networks.esdl_data.find_spec", lambda _: None)
    with pytest.raises(MissingError, match=r"hubsim\[esdl\]"):
        source_of(STREET).net(Path())

"""OpenDSS scripts: the same voltages as OpenDSS finds, and damage named."""

from __future__ import annotations

import contextlib
import os
import random
from pathlib import Path

import numpy as np
import pytest

from hubsim.errors import HubsimError, MissingError, NetworkError, NetworkErrors
from hubsim.networks.load import load_network, source_of
from hubsim.powerflow.demand import demand_flows

FEEDER = """Clear
New Circuit.street basekv=10 pu=1.03 phases=3 bus1=mv MVAsc3=100000 MVAsc1=100000
New Transformer.T1 phases=3 windings=2 buses=(mv, bar) conns=(delta, wye) kvs=(10, 0.4) kvas=(400, 400) %loadloss=1.1 xhl=3.85
Redirect lines.dss
New Load.home1 bus1=j2 phases=3 kv=0.4 kw=20 kvar=5 model=1 vminpu=0.7
New Load.home2 bus1=j3 phases=3 kv=0.4 kw=15 kvar=-2 model=1 vminpu=0.7
Set VoltageBases=[10, 0.4]
CalcVoltageBases
Solve
"""
LINES = """New Linecode.al150 nphases=3 r1=0.206 x1=0.079 c1=0 r0=0.6 x0=0.15 c0=0 units=km normamps=260
New Line.C1 bus1=bar bus2=j1 linecode=al150 length=0.1 units=km
New Line.C2 bus1=j1 bus2=j2 linecode=al150 length=0.2 units=km
New Line.C3 bus1=j1 bus2=j3 linecode=al150 length=0.15 units=km
"""


@pytest.fixture
def script(tmp_path):
    (tmp_path / "lines.dss").write_text(LINES)
    path = tmp_path / "street.dss"
    path.write_text(FEEDER)
    return path


def test_the_files_that_a_script_reads_are_known(script):
    source = source_of(script)
    assert source.kind == "opendss"
    assert [path.name for path in source.files(script.parent)] == ["street.dss", "lines.dss"]


def test_without_the_package_the_extra_is_named(script, monkeypatch):
    monkeypatch.setattr("hubsim.networks.opendss_file.find_spec", lambda _: None)
    with pytest.raises(MissingError, match=r"hubsim\[opendss\]"):
        source_of(script).net(script.parent)


@pytest.fixture
def engine():
    return pytest.importorskip("opendssdirect", reason="needs hubsim[opendss]")


@pytest.mark.peers
def test_voltages_are_those_of_opendss(script, engine):
    network = load_network(script)
    assert network.connection_ids == ("home1", "home2")
    flows = demand_flows(network)
    before = Path.cwd()
    engine.Command(f'Redirect "{script}"')
    os.chdir(before)
    engine.Command("Set tolerance=1e-10")
    engine.Solution.Solve()
    for bus, name in enumerate(network.bus_ids):
        engine.Circuit.SetActiveBus(name)
        theirs = engine.Bus.puVmagAngle()[::2]
        assert flows.vm_pu[0, bus] == pytest.approx(np.mean(theirs), abs=2e-5), name


@pytest.mark.peers
@pytest.mark.parametrize(
    "text",
    ["", "New Line.C1 bus1=a bus2=b", FEEDER[:90], "Redirect nowhere.dss", "\x00\xff\x00", FEEDER.replace("kvs=(10, 0.4)", "kvs=(nan, 0.4)"),
     FEEDER.replace("0.4)", "x)")],
)  # fmt: skip
def test_a_damaged_script_is_refused(script, text, engine):
    script.write_text(text)
    with pytest.raises(NetworkError):
        load_network(script)


@pytest.mark.peers
def test_an_absurd_impedance_is_named(script, engine):
    (script.parent / "lines.dss").write_text(LINES.replace("r1=0.206", "r1=1e9"))
    with pytest.raises(NetworkErrors, match="line c1: an impedance of"):
        load_network(script)


@pytest.mark.peers
def test_nothing_but_our_own_errors_leaves_mutated_scripts(script, engine):
    rng = random.Random(5)
    for _ in range(15):
        text = list(FEEDER)
        for _ in range(rng.randint(1, 6)):
            text[rng.randrange(len(text))] = rng.choice("0;=()x\n \"'-")
        script.write_text("".join(text))
        with contextlib.suppress(HubsimError):
            load_network(script)


def test_scripts_that_redirect_to_each_other_are_named(script):
    (script.parent / "lines.dss").write_text("Redirect street.dss\n")
    with pytest.raises(NetworkError, match="redirects in a circle"):
        load_network(script)

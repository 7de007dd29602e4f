"""CGMES models: the same voltages as the network they describe, and damage named."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile

import numpy as np
import pandapower as pp
import pytest

from hubsim.errors import HubsimError, MissingError, NetworkError
from hubsim.networks.from_pandapower import quiet
from hubsim.networks.load import load_network, source_of
from hubsim.powerflow.demand import demand_flows

MD = "http://iec.ch/TC57/61970-552/ModelDescription/1#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CIM16 = "http://iec.ch/TC57/2013/CIM-schema-cim16#"
PROFILES = {
    "eq": "http://entsoe.eu/CIM/EquipmentCore/3/1",
    "ssh": "http://entsoe.eu/CIM/SteadyStateHypothesis/1/1",
    "tp": "http://entsoe.eu/CIM/Topology/4/1",
}


class Model:
    """Objects of the profiles as they are gathered."""

    def __init__(self):
        self.parts = {profile: [] for profile in PROFILES}

    def add(self, cls, name, about=None, profile="eq", **fields):
        """Add an object, or in another profile what it says about one: Class_field=value; a value #id refers."""
        shown = "".join(
            f"<cim:{key.replace('__', '.')}"
            + (f' rdf:resource="{value}"/>' if str(value).startswith(("#", "http")) else f">{value}</cim:{key.replace('__', '.')}>")
            for key, value in fields.items()
        )  # fmt: skip
        if profile == "eq":
            shown = f"<cim:IdentifiedObject.name>{name}</cim:IdentifiedObject.name>{shown}"
        place = f'rdf:about="#_{name}"' if profile != "eq" or about else f'rdf:ID="_{name}"'
        self.parts[profile].append(f"<cim:{cls} {place}>{shown}</cim:{cls}>")
        return f"#_{name}"

    def terminal(self, equipment, node, number, connected="true"):
        """Add a terminal of an equipment at a node."""
        name = f"{equipment}.{number}"
        self.add(
            "Terminal", name,
            Terminal__ConductingEquipment=f"#_{equipment}", ACDCTerminal__sequenceNumber=number,
        )  # fmt: skip
        self.add("Terminal", name, profile="ssh", ACDCTerminal__connected=connected)
        self.add("Terminal", name, profile="tp", Terminal__TopologicalNode=f"#_{node}")
        return f"#_{name}"

    def files(self):
        """Return profile -> XML."""
        return {
            profile: f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="{RDF}" xmlns:cim="{CIM16}" xmlns:md="{MD}">'
            f'<md:FullModel rdf:about="urn:uuid:{profile}"><md:Model.profile>{PROFILES[profile]}</md:Model.profile></md:FullModel>'
            + "\n".join(parts)
            + "</rdf:RDF>\n"
            for profile, parts in self.parts.items()
        }  # fmt: skip


def street(r_ohm=0.0412, slack=True):
    """Return 10 kV, a transformer of 400 kVA, two cables of 200 m and 150 m, and two loads."""
    made = Model()
    for name, kv in (("BV10", 10.0), ("BV04", 0.4)):
        made.add("BaseVoltage", name, BaseVoltage__nominalVoltage=kv)
    made.add("GeographicalRegion", "NL")
    made.add("SubGeographicalRegion", "City", SubGeographicalRegion__Region="#_NL")
    made.add("Substation", "Station", Substation__Region="#_City")
    for name, kv in (("VL10", "BV10"), ("VL04", "BV04")):
        made.add(
            "VoltageLevel", name,
            VoltageLevel__Substation="#_Station", VoltageLevel__BaseVoltage=f"#_{kv}",
        )  # fmt: skip
    for node, level, kv in (
        ("MV", "VL10", "BV10"),
        *((n, "VL04", "BV04") for n in ("LV", "J1", "J2")),
    ):
        made.add(
            "TopologicalNode", node, profile="tp", about=True,
            TopologicalNode__BaseVoltage=f"#_{kv}", TopologicalNode__ConnectivityNodeContainer=f"#_{level}",
            IdentifiedObject__name=node,
        )  # fmt: skip
    made.add(
        "ExternalNetworkInjection", "Grid",
        Equipment__EquipmentContainer="#_VL10", RegulatingCondEq__RegulatingControl="#_RC",
    )  # fmt: skip
    at = made.terminal("Grid", "MV", 1)
    made.add(
        "RegulatingControl", "RC", RegulatingControl__Terminal=at,
        RegulatingControl__mode="http://iec.ch/TC57/2013/CIM-schema-cim16#RegulatingControlModeKind.voltage",
    )  # fmt: skip
    on = "true" if slack else "false"
    made.add(
        "RegulatingControl", "RC", profile="ssh", RegulatingControl__enabled=on, RegulatingControl__discrete="false",
        RegulatingControl__targetValue=10.3,
    )  # fmt: skip
    made.add(
        "ExternalNetworkInjection", "Grid", profile="ssh", ExternalNetworkInjection__referencePriority=1,
        ExternalNetworkInjection__p=0.0, ExternalNetworkInjection__q=0.0, RegulatingCondEq__controlEnabled=on,
    )  # fmt: skip
    made.add("PowerTransformer", "T1", Equipment__EquipmentContainer="#_Station")
    for number, node, level, u, kind, clock in (
        (1, "MV", "BV10", 10.0, "D", 0),
        (2, "LV", "BV04", 0.4, "Yn", 5),
    ):
        end = made.terminal("T1", node, number)
        # 400 kVA, uk 4 %, pk 4.6 kW, p0 0.6 kW, i0 0.3 %, all at the high side.
        r, x = (2.875, 9.5778) if number == 1 else (0.0, 0.0)
        g, b = (6.0e-6, -1.0392e-5) if number == 1 else (0.0, 0.0)
        made.add(
            "PowerTransformerEnd", f"T1e{number}", PowerTransformerEnd__PowerTransformer="#_T1",
            TransformerEnd__Terminal=end, TransformerEnd__BaseVoltage=f"#_{level}", TransformerEnd__endNumber=number,
            PowerTransformerEnd__ratedS=0.4, PowerTransformerEnd__ratedU=u, PowerTransformerEnd__r=r,
            PowerTransformerEnd__x=x, PowerTransformerEnd__g=g, PowerTransformerEnd__b=b,
            PowerTransformerEnd__phaseAngleClock=clock,
            PowerTransformerEnd__connectionKind=f"http://iec.ch/TC57/2013/CIM-schema-cim16#WindingConnection.{kind}",
        )  # fmt: skip
    for name, start, end, km, r in (
        ("C1", "LV", "J1", 0.2, r_ohm),
        ("C2", "J1", "J2", 0.15, 0.0309),
    ):
        made.add(
            "ACLineSegment", name, ConductingEquipment__BaseVoltage="#_BV04", Conductor__length=km,
            ACLineSegment__r=r, ACLineSegment__x=0.079 * km, ACLineSegment__bch=0.0, ACLineSegment__gch=0.0,
        )  # fmt: skip
        first = made.terminal(name, start, 1)
        made.terminal(name, end, 2)
        made.add("OperationalLimitSet", f"{name}set", OperationalLimitSet__Terminal=first)
        made.add(
            "CurrentLimit",
            f"{name}limit",
            OperationalLimit__OperationalLimitSet=f"#_{name}set",
            CurrentLimit__value=260,
        )
    for name, node, p, q in (("Shop", "J1", 0.04, 0.01), ("Homes", "J2", 0.05, 0.005)):
        made.add("EnergyConsumer", name, Equipment__EquipmentContainer="#_VL04")
        made.terminal(name, node, 1)
        made.add("EnergyConsumer", name, profile="ssh", EnergyConsumer__p=p, EnergyConsumer__q=q)
    return made


def zipped(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.xml", text)
    return stream.getvalue()


@pytest.fixture
def write(tmp_path):
    def _write(content):
        path = tmp_path / "model.zip"
        path.write_bytes(content if isinstance(content, bytes) else zipped(content))
        return path

    return _write


@pytest.fixture(scope="module")
def by_hand():
    """Return the network that the model describes, put together in pandapower."""
    net = pp.create_empty_network()
    with quiet():
        buses = [pp.create_bus(net, kv) for kv in (10.0, 0.4, 0.4, 0.4)]
        pp.create_ext_grid(net, buses[0], vm_pu=1.03)
        pp.create_transformer_from_parameters(
            net, buses[0], buses[1], 0.4, 10.0, 0.4, 1.15, 4.0, 0.6, 0.3, shift_degree=150.0
        )
        for start, km in ((1, 0.2), (2, 0.15)):
            pp.create_line_from_parameters(
                net, buses[start], buses[start + 1], km, 0.206, 0.079, 0.0, 0.26
            )
        pp.create_load(net, buses[2], 0.04, 0.01)
        pp.create_load(net, buses[3], 0.05, 0.005)
        pp.runpp(net, tolerance_mva=1e-10)
    return net


def test_voltages_are_those_of_the_network(write, by_hand):
    network = load_network(write(street().files()))
    assert network.bus_ids == ("MV", "LV", "J1", "J2")
    assert network.connection_ids == ("Shop", "Homes")
    assert network.line_limit_a.tolist() == [260.0, 260.0]
    assert np.allclose(demand_flows(network).vm_pu[0], by_hand.res_bus.vm_pu, rtol=0.0, atol=1e-6)


def test_a_folder_and_an_archive_of_archives_hold_the_same(write, tmp_path):
    files = street().files()
    folder = tmp_path / "model"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.zip", zipped({name: text}))
    whole = load_network(write(files))
    assert source_of(folder).kind == "cgmes"
    for other in (load_network(folder), load_network(write(nested.getvalue()))):
        assert other.bus_ids == whole.bus_ids
        assert np.array_equal(other.branch_yff_pu, whole.branch_yff_pu)


def without(profile):
    files = street().files()
    del files[profile]
    return files


def changed(profile, old, new):
    files = street().files()
    assert old in files[profile]
    files[profile] = files[profile].replace(old, new, 1)
    return files


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no ZIP archive|holds none of"),
        (b"PK\x03\x04 and no more", "no ZIP archive, or a damaged one"),
        (zipped(street().files())[:3000], "no ZIP archive, or a damaged one"),
        ({}, "holds no XML file"),
        ({"eq": "<a/>"}, "is not CGMES"),
        ({"eq": street().files()["eq"][:2000]}, "pandapower cannot open it"),
        (without("eq"), "cannot open it|no grid above|bus"),
        (without("tp"), "cannot open it|no grid above|bus"),
        (without("ssh"), "no grid above|cannot open it"),
        (changed("eq", 'rdf:resource="#_C1"', 'rdf:resource="#_gone"'), "C1 has 1 Terminals|problem with Terminals"),
        (changed("tp", 'rdf:resource="#_J1"', 'rdf:resource="#_nowhere"'), "C1|from_bus|bus"),
        (changed("eq", ">0.0412<", ">nan<"), "C1"),
        (changed("eq", ">0.0412<", ">1e9<"), "C1"),
        (changed("eq", ">0.0412<", ">thick<"), "cannot open it|C1"),
        (changed("eq", "/EquipmentCore/", "/Unheard/"), "profile"),
        (street(slack=False).files(), "no grid above"),
        (changed("tp", 'rdf:resource="#_J2"', 'rdf:resource="#_J1"'), "ends at the bus where it begins"),
    ],
)  # fmt: skip
def test_damage_is_named(write, content, said):
    path = write(content)
    with pytest.raises(NetworkError, match=said):
        load_network(path)


def test_a_file_in_another_encoding_is_named(write):
    files = {name: text.encode() for name, text in street().files().items()}
    files["eq"] = files["eq"].replace(b"Grid", b"Gr\xffd", 1)
    with pytest.raises(NetworkError, match=r"part 0.*[Ee]ncoding|encoding.*part 0"):
        load_network(write(zipped(files)))


def test_nothing_but_our_own_errors_leaves_mutated_models(write):
    rng = random.Random(3)
    for _ in range(25):
        files = {name: list(text) for name, text in street().files().items()}
        for _ in range(rng.randint(1, 3)):
            part = files[rng.choice(list(files))]
            part[rng.randrange(len(part))] = rng.choice('0<>/"=x -#_')
        path = write({name: "".join(part) for name, part in files.items()})
        with contextlib.suppress(HubsimError):
            load_network(path)


def test_without_the_package_the_extra_is_named(write, monkeypatch):
    monkeypatch.setattr("hubsim.networks.cgmes_file.find_spec", lambda _: None)
    with pytest.raises(MissingError, match=r"hubsim\[cgmes\]"):
        load_network(write(street().files()))

"""The type library: figures in range, resistances of the standard, interpolation and coincidence by hand."""

import numpy as np
import pytest

from hubsim.networks.type_library import (
    cables,
    connection_types,
    demand_classes,
    transformers,
    unknown_type,
)

IEC_60228_AL = {16: 1.91, 50: 0.641, 95: 0.320, 150: 0.206, 240: 0.125}
"""Largest resistance of stranded aluminium conductors at 20 degrees [ohm/km]."""


@pytest.mark.parametrize("name", cables())
def test_a_cable_is_plausible_and_says_its_source(name):
    cable = cables()[name]
    assert cable.source
    assert 0.05 < cable.r20 < 3.0
    assert 0.05 < cable.x < 0.15
    assert np.isnan(cable.r0_20) or 2.0 < cable.r0_20 / cable.r20 < 5.0
    known = [limit for limit in cable.limit_a_soil if np.isfinite(limit)]
    assert known == sorted(known, reverse=True)


@pytest.mark.parametrize("mm2", IEC_60228_AL)
def test_aluminium_resistances_are_those_of_the_standard(mm2):
    for name, cable in cables().items():
        if cable.conductor == "Al" and name.endswith(f"x{mm2} Al"):
            assert cable.r20 == pytest.approx(IEC_60228_AL[mm2], rel=0.035)


def test_resistance_at_temperature_by_hand():
    cable = cables()["4x150 Al"]
    assert cable.r_at(20.0) == 0.206
    assert cable.r_at(55.0) == pytest.approx(0.206 * (1 + 0.00403 * 35))
    assert cable.r0_at(55.0) / cable.r0_20 == pytest.approx(cable.r_at(55.0) / cable.r20)


def test_ampacity_between_soils_is_linear_and_keeps_to_the_table():
    cable = cables()["4x150 Al"]
    assert [cable.limit_a(soil) for soil in (0.5, 0.75, 1.0)] == [290.0, 260.0, 240.0]
    assert cable.limit_a(0.875) == pytest.approx(250.0)
    assert cables()["3x1x150 Al"].limit_a(0.5) == 315.0  # given at 1.0 alone


@pytest.mark.parametrize("name", transformers())
def test_a_transformer_is_plausible_and_says_its_source(name):
    one = transformers()[name]
    assert one.source
    assert one.kva == float(name.split()[0])
    assert 0.5 < one.pk_kw / one.kva * 100 < one.uk_pct
    assert one.r0_ohm < one.z0_ohm


def test_losses_obey_the_regulation_of_2014():
    """Commission Regulation (EU) 548/2014, table I.1: load losses Ck, no-load losses A0 (tier 1)."""
    for kva, pk_kw, p0_kw in (
        (100, 1.75, 0.145),
        (250, 3.25, 0.3),
        (400, 4.6, 0.43),
        (630, 6.5, 0.6),
    ):
        one = transformers()[f"{kva} kVA"]
        assert (one.pk_kw, one.p0_kw) == (pk_kw, p0_kw)


def test_a_connection_has_its_power():
    assert connection_types()["3x25 A"].kva == pytest.approx(17.25)
    assert connection_types()["1x35 A"].phases == 1


@pytest.mark.parametrize(
    ("name", "annual", "per_home"),
    [
        ("detached", 4400, (2.57, 1.51, 1.24, 1.18)),
        ("single-family", 3300, (1.68, 1.06, 0.90, 0.86)),
        ("flats", 2400, (2.05, 0.96, 0.68, 0.61)),
        ("average", 3300, (2.71, 1.53, 1.23, 1.16)),
    ],
)
def test_coincident_peaks_are_the_published_ones(name, annual, per_home):
    for homes, kw in zip((1, 10, 50, 100), per_home, strict=True):
        assert demand_classes()[name].peak_kw(annual, homes) == pytest.approx(kw, abs=0.01)


def test_an_unknown_type_is_told_with_the_nearest():
    assert "nearest: 4x150 Al" in unknown_type("4x150 A1", dict(cables()), "cable")

"""A network as the elements that a file or a generator names, before any of it is calculated.

Readers of formats that pandapower does not open, and the street generator, fill these; `net_of` in
from_elements.py makes the pandapower net. A number that is not known is NaN, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Bus:
    """A busbar, joint or connection point; kv is its nominal voltage, line to line [kV].

    x, y : longitude and latitude, or metres
    """

    id: str
    kv: float
    x: float = NAN
    y: float = NAN
    in_service: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A cable or overhead line: a pi section, given a kilometre; limit_a is of one system [A].

    r, x in ohm/km, c in uF/km, g in uS/km; r0, x0, c0 in the zero sequence. An end that is not closed
    stays charged from the other one.
    """

    id: str
    from_bus: str
    to_bus: str
    length_km: float
    r: float
    x: float
    c: float = 0.0
    g: float = 0.0
    r0: float = NAN
    x0: float = NAN
    c0: float = NAN
    limit_a: float = NAN
    parallel: int = 1
    type: str = ""
    in_service: bool = True
    from_closed: bool = True
    to_closed: bool = True


@dataclass(frozen=True, slots=True)
class Transformer:
    """A transformer of two windings: a T of its leakage with iron losses between.

    sn_kva, hv_kv, lv_kv : rated power and voltages
    uk_pct, pk_kw : short-circuit voltage and losses at rated current
    i0_pct, p0_kw : no-load current and losses
    vector_group : such as ``Dyn``, without its clock number; empty when not known
    clock : hours of phase shift, 0 to 11
    uk0_pct, pk0_kw : the same as uk and pk in the zero sequence
    tap_side : tapped winding, ``hv`` or ``lv``; empty without a tap changer
    tap_pos, tap_neutral, tap_min, tap_max : positions; tap_step_pct : voltage of one, in percent
    """

    id: str
    hv_bus: str
    lv_bus: str
    sn_kva: float
    hv_kv: float
    lv_kv: float
    uk_pct: float
    pk_kw: float
    i0_pct: float = 0.0
    p0_kw: float = 0.0
    vector_group: str = ""
    clock: int = 0
    uk0_pct: float = NAN
    pk0_kw: float = NAN
    tap_side: str = ""
    tap_pos: float = NAN
    tap_neutral: float = NAN
    tap_min: float = NAN
    tap_max: float = NAN
    tap_step_pct: float = NAN
    type: str = ""
    in_service: bool = True


@dataclass(frozen=True, slots=True)
class Switch:
    """A coupler of two buses without any impedance; open ones join nothing."""

    id: str
    from_bus: str
    to_bus: str
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """The grid above: holds the voltage of a bus.

    sk_mva, rx : short-circuit power and R/X, for the negative and zero sequence of a three-phase study
    x0_x, r0_x0 : zero-sequence reactance over the positive one, and zero-sequence R/X
    """

    id: str
    bus: str
    vm_pu: float = 1.0
    va_deg: float = 0.0
    sk_mva: float = NAN
    rx: float = NAN
    x0_x: float = NAN
    r0_x0: float = NAN


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a member can connect.

    p_kw, q_kvar : demand in the source, used for checks of the network alone; members replace it
    phases : that it is connected to, ``a``, ``b``, ``c`` or ``abc``; empty when not known
    fuse_a : rated current of its main fuse
    """

    id: str
    bus: str
    p_kw: float = 0.0
    q_kvar: float = 0.0
    phases: str = ""
    fuse_a: float = NAN


@dataclass(frozen=True)
class Elements:
    """All elements of a network; ids are unique within a list, and buses are referred to by id."""

    name: str
    buses: list[Bus] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    transformers: list[Transformer] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)

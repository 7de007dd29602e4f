"""A network as the power flow needs it: per-unit branches, limits in amperes and kVA, no pandapower."""

from __future__ import annotations

from dataclasses import dataclass

from hubsim.arrays import ComplexArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Network:
    """A network. Axes: B buses, L lines, K transformers, R branches (= L + K + others).

    Electrical parameters are per unit on `base_kva` and the nominal voltage of each node. A branch is
    a two-port: ``I_from = yff V_from + yft V_to`` and ``I_to = ytf V_from + ytt V_to``, which holds any
    pi section with tap, phase shift and iron losses (MATPOWER User's Manual, section 3.2). Every element
    is symmetric in its phases: these are the positive sequence, a phase shift turns the other way in the
    negative one (`yft` and `ytf` change places), and the zero sequence has two-ports of its own.

    name : of the network
    bus_ids : (B,) unique; buses joined by a closed bus switch keep their own id and share a node
    bus_kv : (B,) nominal voltage, line to line [kV]
    bus_node : (B,) index of the electrical node of each bus, -1 when out of service or isolated
    bus_x, bus_y : (B,) coordinates as the source gives them (longitude and latitude, or metres);
        NaN where there are none
    node_kv : (N,) nominal voltage of each node [kV]
    node_shunt_pu : (N,) complex shunt admittance of each node (shunts, wards); branch charging is
        in the branches
    slack_node : index of the node whose voltage is held
    slack_vm_pu, slack_va_deg : its voltage
    branch_from, branch_to : (R,) node index of both ends
    branch_yff_pu, branch_yft_pu, branch_ytf_pu, branch_ytt_pu : (R,) complex two-port admittances
    branch_zero_yff_pu, branch_zero_yft_pu, branch_zero_ytf_pu, branch_zero_ytt_pu : (R,) the same in the
        zero sequence; NaN for an element without such a model
    slack_sequence_pu : (2,) admittance of the external grid in the negative and the zero sequence; infinite
        when not known: no such voltage at its bus
    trafo_vector_group : (K,) such as ``Dyn``
    trafo_tap_side : (K,) tapped winding, ``hv`` or ``lv``; empty where there is no tap changer
    trafo_tap_pos, trafo_tap_neutral, trafo_tap_min, trafo_tap_max : (K,) tap position of the two-ports,
        that of the rated ratio, and both ends; NaN where there is none
    trafo_tap_step_pct : (K,) voltage of a position, in percent of the tapped winding's rated voltage
    trafo_tap_fixed : (K,) why its taps cannot be moved; empty where they can, and all data are there
    tap_ignored : ids of transformers whose tap position in the source has no effect, as it does not say the
        type of the tap changer
    zero_sequence_assumed : ids of lines and transformers whose zero sequence the source does not give
    line_ids : (L,); line_branch : (L,) branch index, -1 when out of service
    line_from_bus, line_to_bus : (L,) bus index; line_limit_a : (L,) rating [A] of all
        parallel systems together, NaN when unknown
    line_length_km : (L,); line_types : (L,) name of its type in the source, empty when it has none
    trafo_ids : (K,); trafo_branch : (K,) branch index, -1 when out of service
    trafo_hv_bus, trafo_lv_bus : (K,) bus index; trafo_limit_kva : (K,) rating [kVA],
        of all parallel units together
    trafo_hv_kv, trafo_lv_kv : (K,) rated voltages of the windings [kV]
    base_kva : per-unit base [kVA]
    open_lines : ids of lines that an open switch or a service flag takes out
    connection_ids : (C,) every load of the source: where members can connect
    connection_bus : (C,) bus index of each
    connection_p_kw, connection_q_kvar : (C,) its demand in the source; members replace it
    connection_phases : (C,) phases it is connected to, such as ``a`` or ``abc``; empty when not known
    connection_fuse_a : (C,) rated current of its main fuse [A]; NaN when not known
    pandapower_json : the network as simulated (no loads but one zero load a bus), in pandapower's
        JSON, as it is stored with a run
    """

    name: str
    bus_ids: tuple[str, ...]
    bus_kv: FloatArray
    bus_node: IntArray
    bus_x: FloatArray
    bus_y: FloatArray
    node_kv: FloatArray
    node_shunt_pu: ComplexArray
    slack_node: int
    slack_vm_pu: float
    slack_va_deg: float
    branch_from: IntArray
    branch_to: IntArray
    branch_yff_pu: ComplexArray
    branch_yft_pu: ComplexArray
    branch_ytf_pu: ComplexArray
    branch_ytt_pu: ComplexArray
    branch_zero_yff_pu: ComplexArray
    branch_zero_yft_pu: ComplexArray
    branch_zero_ytf_pu: ComplexArray
    branch_zero_ytt_pu: ComplexArray
    slack_sequence_pu: ComplexArray
    trafo_vector_group: tuple[str, ...]
    trafo_tap_side: tuple[str, ...]
    trafo_tap_pos: FloatArray
    trafo_tap_neutral: FloatArray
    trafo_tap_min: FloatArray
    trafo_tap_max: FloatArray
    trafo_tap_step_pct: FloatArray
    trafo_tap_fixed: tuple[str, ...]
    tap_ignored: tuple[str, ...]
    zero_sequence_assumed: tuple[str, ...]
    line_ids: tuple[str, ...]
    line_branch: IntArray
    line_from_bus: IntArray
    line_to_bus: IntArray
    line_limit_a: FloatArray
    line_length_km: FloatArray
    line_types: tuple[str, ...]
    trafo_ids: tuple[str, ...]
    trafo_branch: IntArray
    trafo_hv_bus: IntArray
    trafo_lv_bus: IntArray
    trafo_limit_kva: FloatArray
    trafo_hv_kv: FloatArray
    trafo_lv_kv: FloatArray
    base_kva: float
    open_lines: tuple[str, ...]
    connection_ids: tuple[str, ...]
    connection_bus: IntArray
    connection_p_kw: FloatArray
    connection_q_kvar: FloatArray
    connection_phases: tuple[str, ...]
    connection_fuse_a: FloatArray
    pandapower_json: str

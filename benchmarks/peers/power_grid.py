"""power-grid-model: one batch call on columnar data, dense updates of the loads' powers alone."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from power_grid_model import (
    CalculationMethod,
    ComponentType,
    DatasetType,
    LoadGenType,
    PowerGridModel,
    WindingType,
    initialize_array,
)

from peers.protocol import TOLERANCE, Case, FloatArray, Peer, Solved

IDEAL_SOURCE_VA = 1e20
"""Short-circuit power of the source, so that it holds its voltage as an external grid does."""


class IterativeCurrent(Peer):
    """``iterative_current``: one factorisation for the batch."""

    packages = ("power-grid-model",)
    trafo_model = "pi"
    gives = "voltages, angles, loadings"
    method: ClassVar[CalculationMethod] = CalculationMethod.iterative_current

    def prepare(self, case: Case) -> None:
        """Write the net as the tool's components; ids run through all of them."""
        net = case.net
        n_bus, n_line, n_trafo = len(net.bus), len(net.line), len(net.trafo)
        first = np.cumsum([0, n_bus, n_line, n_trafo, 1])
        components = {
            ComponentType.node: _nodes(net),
            ComponentType.line: _lines(net, first[1]),
            ComponentType.transformer: _transformers(net, first[2]),
            ComponentType.source: _source(net, first[3]),
            ComponentType.sym_load: _loads(case, first[4]),
        }
        self.loaded = case.loaded
        self.n_bus = n_bus
        self.model = PowerGridModel(components, system_frequency=float(net.f_hz))

    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Solve all steps in one batch."""
        loads = {
            "p_specified": np.multiply(p_kw[:, self.loaded], 1e3),
            "q_specified": np.multiply(q_kvar[:, self.loaded], 1e3),
        }
        out = self.model.calculate_power_flow(
            update_data={ComponentType.sym_load: loads},
            calculation_method=self.method,
            error_tolerance=TOLERANCE,
            threading=-1,
            output_component_types={
                ComponentType.node: ["u_pu", "u_angle"],
                ComponentType.line: ["loading"],
                ComponentType.transformer: ["loading"],
            },
        )
        node = out[ComponentType.node]
        return Solved(
            node["u_pu"],
            (
                node["u_angle"],
                out[ComponentType.line]["loading"],
                out[ComponentType.transformer]["loading"],
            ),
        )


class Newton(IterativeCurrent):
    """``newton_raphson``, its default."""

    method = CalculationMethod.newton_raphson


class Linear(IterativeCurrent):
    """``linear``: loads as constant impedances."""

    method = CalculationMethod.linear
    exact = False
    note = "an approximation"


def _nodes(net: Any) -> Any:
    node = initialize_array(DatasetType.input, ComponentType.node, len(net.bus))
    node["id"] = net.bus.index
    node["u_rated"] = net.bus.vn_kv * 1e3
    return node


def _lines(net: Any, first_id: int) -> Any:
    lines = net.line
    line = initialize_array(DatasetType.input, ComponentType.line, len(lines))
    line["id"] = first_id + np.arange(len(lines))
    line["from_node"], line["to_node"] = lines.from_bus, lines.to_bus
    line["from_status"] = line["to_status"] = lines.in_service
    line["r1"] = lines.r_ohm_per_km * lines.length_km / lines.parallel
    line["x1"] = lines.x_ohm_per_km * lines.length_km / lines.parallel
    line["c1"] = lines.c_nf_per_km * 1e-9 * lines.length_km * lines.parallel
    line["tan1"] = 0.0
    line["i_n"] = lines.max_i_ka * 1e3 * lines.df * lines.parallel
    return line


def _transformers(net: Any, first_id: int) -> Any:
    trafos = net.trafo
    trafo = initialize_array(DatasetType.input, ComponentType.transformer, len(trafos))
    trafo["id"] = first_id + np.arange(len(trafos))
    trafo["from_node"], trafo["to_node"] = trafos.hv_bus, trafos.lv_bus
    trafo["from_status"] = trafo["to_status"] = trafos.in_service
    trafo["u1"], trafo["u2"] = trafos.vn_hv_kv * 1e3, trafos.vn_lv_kv * 1e3
    trafo["sn"] = trafos.sn_mva * 1e6
    trafo["uk"] = trafos.vk_percent / 100.0
    trafo["pk"] = trafos.vkr_percent / 100.0 * trafos.sn_mva * 1e6
    trafo["i0"] = trafos.i0_percent / 100.0
    trafo["p0"] = trafos.pfe_kw * 1e3
    trafo["winding_from"], trafo["winding_to"] = WindingType.delta, WindingType.wye_n
    trafo["clock"] = np.round(trafos.shift_degree / 30.0)
    trafo["tap_side"] = 0
    trafo["tap_pos"] = trafos.tap_pos
    trafo["tap_min"], trafo["tap_max"] = trafos.tap_min, trafos.tap_max
    trafo["tap_nom"] = trafos.tap_neutral
    trafo["tap_size"] = trafos.tap_step_percent / 100.0 * trafos.vn_hv_kv * 1e3
    return trafo


def _source(net: Any, first_id: int) -> Any:
    source = initialize_array(DatasetType.input, ComponentType.source, 1)
    source["id"] = first_id
    source["node"], source["status"] = net.ext_grid.bus, 1
    source["u_ref"] = net.ext_grid.vm_pu
    source["u_ref_angle"] = np.deg2rad(net.ext_grid.va_degree)
    source["sk"], source["rx_ratio"] = IDEAL_SOURCE_VA, 0.1
    return source


def _loads(case: Case, first_id: int) -> Any:
    load = initialize_array(DatasetType.input, ComponentType.sym_load, len(case.loaded))
    load["id"] = first_id + np.arange(len(case.loaded))
    load["node"], load["status"] = case.loaded, 1
    load["type"] = LoadGenType.const_power
    load["p_specified"] = load["q_specified"] = 0.0
    return load

"""Where the three-phase kernel keeps what.

Three rows a bus: in them the power of phases a, b and c, the current and voltage drop of the positive,
negative and zero sequence. Rows are one forest of three interleaved trees, walked as the one tree of a
balanced network is. Drops of all nodes in per unit, also of those found afterwards, have their own table.
"""

from __future__ import annotations

from typing import NamedTuple

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.powerflow.layout import Tree


class PhaseRows(NamedTuple):
    """A grid as the kernel reads it. M rows, three a bus with power or a junction; N nodes, R branches.

    double : the forest; its slack is row 0, and row M stands for the earth
    tolerance, settled : as in a balanced network
    bus_row : (3 C,) row of each phase of each column, -1 when it is not supplied; bus_first : (3 C,)
    size : (M + 1,)
    unit : (14 M / 3,) of each triple, voltage without load of the positive sequence, then r and s of the
        three sequences, real and imaginary
    r_re, r_im : (M,) pu per unit of drop; s_re, s_im : (M,) units of current per pu
    base_kva : of three phases
    noload_re, noload_im : (N,) positive-sequence voltage without load [pu]
    row_node : (M / 3,) node of each triple of rows
    found_node : (E,) nodes found afterwards, in order; found_start : (3 E + 1,), found_from : their terms'
        rows in the table of drops, found_re, found_im
    bus_node : (B,) node of each bus, -1 when not supplied
    branch_from, branch_to : (R,) nodes
    two_port : (R, 24) of every sequence, real and imaginary yff, yft, ytf, ytt [pu]
    series : (R,) whether a branch has only a series admittance, in every sequence
    scale : (R, 2) squared amperes of a line, squared loading in percent of others, per squared pu of
        current at either end; percent : (R,) squared loading of a line per squared ampere
    line_of, trafo_of : (R,) column of the result, -1 when the branch is no line, no transformer
    shunted : nodes with a shunt; shunt_re, shunt_im : (N,)
    slack : node
    """

    double: Tree
    tolerance: float
    settled: float
    bus_row: IntArray
    bus_first: BoolArray
    size: FloatArray
    unit: FloatArray
    r_re: FloatArray
    r_im: FloatArray
    s_re: FloatArray
    s_im: FloatArray
    base_kva: float
    noload_re: FloatArray
    noload_im: FloatArray
    row_node: IntArray
    found_node: IntArray
    found_start: IntArray
    found_from: IntArray
    found_re: FloatArray
    found_im: FloatArray
    bus_node: IntArray
    branch_from: IntArray
    branch_to: IntArray
    two_port: FloatArray
    series: BoolArray
    scale: FloatArray
    percent: FloatArray
    line_of: IntArray
    trafo_of: IntArray
    shunted: IntArray
    shunt_re: FloatArray
    shunt_im: FloatArray
    slack: int


class PhaseWork(NamedTuple):
    """Work space of one thread.

    table : (M + 4 rows,) power, current and drop; drop : (3 N rows of 2 WIDTH,) of all nodes [pu]
    lane, soft_lane : what is kept once a step
    loaded : (M,) whether any phase of a row's bus has power at any step of the block
    node : (3 N, 2)
    current : (6 WIDTH,) of a branch, in sequences; size : (4 WIDTH,) squared, of phases and neutral
    """

    table: FloatArray
    drop: FloatArray
    current: FloatArray
    size: FloatArray
    lane: FloatArray
    soft_lane: FloatArray
    loaded: BoolArray
    node: FloatArray


class PhaseStored(NamedTuple):
    """Where results go, T steps each, powers in kW; passed over when they have no columns.

    vm_pu, va_deg : (T, B, 3); line_current_a : (T, L, 3); the rest as in `PhaseFlows`
    """

    vm_pu: FloatArray
    va_deg: FloatArray
    unbalance_pct: FloatArray
    line_loading_pct: FloatArray
    line_current_a: FloatArray
    line_neutral_a: FloatArray
    trafo_loading_pct: FloatArray
    trafo_p: FloatArray
    trafo_q: FloatArray
    trafo_loss: FloatArray
    loss: FloatArray
    slack_p: FloatArray
    slack_q: FloatArray
    mismatch: FloatArray
    converged: BoolArray
    iterations: IntArray

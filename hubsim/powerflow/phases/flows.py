"""What a three-phase power flow of a horizon gives."""

from __future__ import annotations

from dataclasses import dataclass

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.powerflow.flows import Response


@dataclass(frozen=True)
class PhaseFlows:
    """AC power flow of T steps in three phases. A step without a solution is NaN in every float array.

    All arrays lie in one piece of memory: copy what is to outlive the others.

    vm_pu : (T, B, 3) voltage of phase a, b and c to neutral; NaN also at buses out of service
    va_deg : (T, B, 3) its angle [degree]
    unbalance_pct : (T, B) negative over positive sequence voltage, as in EN 50160
    line_loading_pct : (T, L) 100 * largest phase current of both ends / rating; 0 when out of service, NaN
        when the rating is unknown
    line_current_a : (T, L, 3) phase currents, the larger of both ends [A]
    line_neutral_a : (T, L) current of neutral and earth together, three times the zero sequence [A]
    trafo_loading_pct : (T, K) 100 * largest phase current of both windings / rated winding current
    trafo_p_kw, trafo_q_kvar : (T, K) power entering the high-voltage side, of the three phases
    trafo_loss_kw : (T, K) active power lost in each transformer
    loss_kw : (T,) active power lost in lines, transformers and shunts
    slack_p_kw, slack_q_kvar : (T,) power drawn from the external grid
    converged : (T,) whether the step has a confirmed solution
    iterations : (T,) iterations spent
    mismatch_kw : largest power that does not balance: of the network in any converged step, of any phase
        of a bus in one step of a block [kVA]
    response : what devices and transformers did with the voltage; None where none answers it
    """

    vm_pu: FloatArray
    va_deg: FloatArray
    unbalance_pct: FloatArray
    line_loading_pct: FloatArray
    line_current_a: FloatArray
    line_neutral_a: FloatArray
    trafo_loading_pct: FloatArray
    trafo_p_kw: FloatArray
    trafo_q_kvar: FloatArray
    trafo_loss_kw: FloatArray
    loss_kw: FloatArray
    slack_p_kw: FloatArray
    slack_q_kvar: FloatArray
    converged: BoolArray
    iterations: IntArray
    mismatch_kw: float
    response: Response | None = None

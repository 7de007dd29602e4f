"""What the power flow of a horizon gives."""

from __future__ import annotations

from dataclasses import dataclass

from hubsim.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Response:
    """What devices and transformers did with the voltage. I devices, K transformers.

    p_kw, q_kvar : (T, I) drawn
    connected : (T, I) whether a device was connected
    tap : (T, K) position of each transformer's tap changer; NaN where there is none
    oscillating : (T,) whether a step has a solution for fixed powers and none for the devices' curves
    """

    p_kw: FloatArray
    q_kvar: FloatArray
    connected: BoolArray
    tap: FloatArray
    oscillating: BoolArray


@dataclass(frozen=True)
class Flows:
    """AC power flow of T steps. A step without a solution is NaN in every float array.

    All arrays lie in one piece of memory: copy what is to outlive the others.

    vm_pu : (T, B) bus voltage magnitude; NaN also at buses out of service
    va_deg : (T, B) bus voltage angle [degree]
    line_loading_pct : (T, L) 100 * larger current of both ends / rating; 0 when out of service, NaN
        when the rating is unknown
    trafo_loading_pct : (T, K) 100 * larger winding current / rated winding current, pandapower's
        default; at rated voltage this is 100 * S / S_n
    trafo_p_kw, trafo_q_kvar : (T, K) power entering the high-voltage side
    trafo_loss_kw : (T, K) active power lost in each transformer
    loss_kw : (T,) active power lost in lines, transformers and shunts
    slack_p_kw, slack_q_kvar : (T,) power drawn from the external grid
    converged : (T,) whether the step has a confirmed solution
    iterations : (T,) iterations spent
    mismatch_kw : largest power that does not balance: of the network in any converged step, of any node
        in one step of 64 [kVA]
    response : what devices and transformers did with the voltage; None where none answers it
    """

    vm_pu: FloatArray
    va_deg: FloatArray
    line_loading_pct: FloatArray
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

"""What a simple controller may do with an asset: a linear store, and between which powers it may stand.

    level_(t+1) = keep level_t + gain_t (p - idle)^+ - loss (idle - p)^+ - drain_t + h unmet_t

with the gain up to the power `most_t`, and for what `reserve` draws beyond it a gain of its own. Whatever
drains the store whoever runs it is not said here: it is what remains of the operation alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from hubsim.arrays import FloatArray

Turn: TypeAlias = Literal["battery", "car", "heat", "process", "cold", "curtailable", "generation"]
"""In which order assets give way, the first one first."""

TURNS: tuple[Turn, ...] = get_args(Turn)


@dataclass(frozen=True)
class Leeway:
    """Between which powers and levels an asset may be ruled. A series is (T,), or a number for all of it.

    turn : when it gives way
    least_kw, most_kw : power it may be told [kW]
    gain_kwh_kw : what the store gains in a step by each kW drawn above `idle_kw`; 0 is an asset without
        store, which draws what it draws alone unless it is lowered (unmet) or raised (curtailed)
    loss_kwh_kw : what the store loses in a step by each kW below `idle_kw`; 0 where it cannot give back
    idle_kw : power at which the store neither takes nor gives
    keep : share of the level that is left after a step
    least_kwh, most_kwh : level at the end of each step; what is short of the least is unmet
    held_kwh : level at the end of each step below which nothing can wait: full power from then on
    reserve_kw, reserve_kwh_kw : power beyond the most and what each kW of it stores, used only where the
        level would fall below the least
    """

    turn: Turn
    least_kw: FloatArray | float
    most_kw: FloatArray | float
    gain_kwh_kw: FloatArray | float = 0.0
    loss_kwh_kw: float = 0.0
    idle_kw: float = 0.0
    keep: float = 1.0
    least_kwh: FloatArray | float = 0.0
    most_kwh: FloatArray | float = 0.0
    held_kwh: FloatArray | float = 0.0
    reserve_kw: float = 0.0
    reserve_kwh_kw: float = 0.0

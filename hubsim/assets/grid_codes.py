"""What grid codes make an inverter do with the voltage: dated shapes, each with where it is from.

Voltages are shares of nominal, phase to neutral (230 V). A code is a starting point: grid operators
prescribe other settings, and a scenario may overrule every part of one. What a code does faster than a
step (trips within a second, frequency, ramps) is left out: a step sees mean voltages only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from hubsim.voltage_response import Curve, Trip

RETURN_S = 60.0
"""Time within limits before a return [s]: the default of EN 50549-1 and VDE-AR-N 4105."""


@dataclass(frozen=True)
class Shape:
    """What an inverter does; as it stands here, nothing. One of `q_u` and `cos_phi_p` at most.

    q_u, p_u, cos_phi_p, trip : as in `VoltageResponse`
    """

    q_u: Curve | None = None
    p_u: Curve | None = None
    cos_phi_p: Curve | None = None
    trip: Trip | None = None


@dataclass(frozen=True)
class GridCode:
    """A grid code and the shapes it gives to inverters by size.

    title : what it is, for a reader
    dated : month of its edition, as its first day, or day of the latest source for a practice
    source : where its figures are from, and which of them are assumed
    shapes : (largest size it holds for [kVA], shape), ascending, the last without limit
    """

    title: str
    dated: date
    source: str
    shapes: tuple[tuple[float, Shape], ...]

    def shape(self, size_kva: float) -> Shape:
        """Return what an inverter of this size does."""
        return next(shape for largest_kva, shape in self.shapes if size_kva <= largest_kva)


_TRIP_110 = Trip(above_pu=1.10, return_pu=1.10, return_s=RETURN_S)
_Q_U = Curve(at=(0.93, 0.97, 1.03, 1.07), value=(0.436, 0.0, 0.0, -0.436))
"""0.436 of the apparent power is what is left for reactive power at cos phi 0.9."""


_COS_PHI_P = Curve(at=(0.5, 1.0), value=(1.0, 0.95))

GRID_CODES: dict[str, GridCode] = {
    "none": GridCode(
        title="no response to the voltage",
        dated=date(2026, 11, 23),
        source="an ideal inverter at unity power factor",
        shapes=((math.inf, Shape()),),
    ),
    "nl": GridCode(
        title="Dutch inverters as installed",
        dated=date(2023, 4, 19),
        source=(
            "Disconnecting above 253 V: De Geschillencommissie, ruling 123766/129729 (2021); the proposal "
            "of ACM to raise the threshold from 110 % to 115 % (264.5 V), renovatietotaal.nl 19 April "
            "2023. Whether and when it came to hold was not found: for 115 % write trip: 264.5 V. "
            "Observation of 60 s up to 110 %: default of EN 50549-1:2019. "
            "Unity power factor: assumed, as Q(U) and cos phi(P) are seldom switched on. The protection "
            "may act within seconds; a step sees its mean voltage only, so trips are too few, not too many."
        ),
        shapes=((math.inf, Shape(trip=_TRIP_110)),),
    ),
    "en-50549": GridCode(
        title="EN 50549-1:2019 with its voltage support switched on",
        dated=date(2019, 2, 1),
        source=(
            "EN 50549-1:2019 requires Q(U) (4.7.2.3.3) and allows P(U) (4.7.3), but leaves their points to "
            "the grid operator. Points of Q(U), trip at a 10-minute mean of 253 V and return at or below "
            "253 V for 60 s: as one manufacturer ships 'EN 50549-1:2019' (Hoymiles profile 0a00 2.0.1, "
            "gist.github.com/noone2k/0b3a116a6f35286abef7199b62a0777a), where Q(U) is off and reaches "
            "30 %. Here it reaches 0.436, for the cos phi of 0.9 taken to be asked for. "
            "P(U) from 1.07 to 1.10 is assumed: from the end of Q(U) to the trip that it is to avoid; that "
            "of the profile begins at 253 V, where a step's mean already trips."
        ),
        shapes=(
            (
                math.inf,
                Shape(q_u=_Q_U, p_u=Curve(at=(1.07, 1.10), value=(1.0, 0.0)), trip=_TRIP_110),
            ),
        ),
    ),
    "vde-ar-n-4105": GridCode(
        title="VDE-AR-N 4105:2018-11",
        dated=date(2018, 11, 1),
        source=(
            "Points of Q(U), cos phi(P) from half power to 0.95, trip at a 10-minute mean of 253 V and "
            "return after 60 s: as one manufacturer ships 'DE_VDE4105_2018' (Hoymiles profile 0300 "
            "2.0.2, github.com/tbnobody/OpenDTU/issues/900; both curves off there, as the grid operator "
            "chooses). Reactive power for cos phi 0.95 up to 4.6 kVA, 0.90 beyond: PQVAreas.py of "
            "pandapower 3.5. "
            "Not read in the text itself: that the smaller ones follow cos phi(P) and the larger ones "
            "Q(U) by default, and the return at 1.10. The trips at 1.25 of nominal within 0.1 s and at "
            "undervoltage are left out."
        ),
        shapes=(
            (4.6, Shape(cos_phi_p=_COS_PHI_P, trip=_TRIP_110)),
            (math.inf, Shape(q_u=_Q_U, trip=_TRIP_110)),
        ),
    ),
}
"""Name in a scenario -> grid code."""

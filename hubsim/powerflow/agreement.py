"""Devices and network brought to agree in a step that turns do not settle, or the finding that they do not.

The powers ``x`` of the devices are sought with ``x = f(u(x))``, ``u`` from power flows with fixed powers:
Newton on the powers, its slopes by difference, a batch of power flows each, halved as long as a step makes
it worse (semismooth: a curve's kinks have one slope either side; Qi and Sun 1993, doi:10.1007/BF01581275).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from hubsim.arrays import BoolArray, FloatArray
from hubsim.powerflow.devices import Answered, Fitted
from hubsim.powerflow.steps import ordered, steps_of
from hubsim.voltage_response import VoltageResponse, power_at

Seen = Callable[[FloatArray, FloatArray], tuple[FloatArray, BoolArray]]
"""Powers of all devices, active and reactive, (n, I) each -> what each sees [pu], and whether solved."""

MAX_TURNS = 30
CLOSE_KW = 1e-7
"""How far the powers may be from what the voltages ask for."""

NUDGE_KW = 1e-2
"""By how much a device's power is changed to see what that does to the voltages."""


class FixedSolver(Protocol):
    """Solves steps in which devices draw fixed powers."""

    def fixed(self, p: npt.NDArray[Any], q: npt.NDArray[Any], out: Any) -> None:
        """Solve steps and store them."""

    def room(self, n_step: int) -> Any:
        """Return room for the voltages of so many steps."""

    def with_devices(self, p: npt.NDArray[Any], device_p: FloatArray) -> npt.NDArray[np.float64]:
        """Return powers of all columns with those of the devices."""

    def seen_pu(self, out: Any) -> FloatArray:
        """Return the voltage that every device's curves see, (n, I)."""

    def highest_pu(self, out: Any) -> FloatArray:
        """Return the highest voltage that every device sees, (n, I)."""


def agree_where_needed(
    solver: FixedSolver,
    devices: Fitted,
    powers: Sequence[npt.NDArray[Any]],
    out: Any,
    answered: Answered,
    oscillating: BoolArray,
) -> None:
    """Settle the steps that turns did not, one by one; flag those whose curves find no answer.

    powers : of all steps, of the columns and of the devices, active and reactive each
    """
    for step in np.flatnonzero(~out.converged):
        one = slice(step, step + 1)
        p, q, device_p, device_q = (power[one] for power in powers)
        if not all(np.isfinite(power).all() for power in (p, q, device_p, device_q)):
            continue

        def seen(
            x: FloatArray, y: FloatArray, p: Any = p, q: Any = q
        ) -> tuple[FloatArray, BoolArray]:
            room = solver.room(len(x))
            active = solver.with_devices(np.repeat(p, len(x), axis=0), x)
            solver.fixed(active, solver.with_devices(np.repeat(q, len(x), axis=0), y), room)
            return solver.seen_pu(room), room.converged

        found, oscillating[step] = agree(devices.responses, device_p[0], device_q[0], seen)
        if found is None:
            continue
        oscillating[step] = False
        active, reactive = np.split(found[None], 2, axis=1)
        here = steps_of(out, one)
        solver.fixed(
            ordered(solver.with_devices(p, active)),
            ordered(solver.with_devices(q, reactive)),
            here,
        )
        answered.p_kw[one], answered.q_kvar[one] = active, reactive
        room = solver.room(1)
        solver.fixed(solver.with_devices(p, active), solver.with_devices(q, reactive), room)
        answered.seen_pu[one] = solver.highest_pu(room)


def agree(
    responses: Sequence[VoltageResponse], p_kw: FloatArray, q_kvar: FloatArray, seen: Seen
) -> tuple[FloatArray | None, bool]:
    """Return the powers on which devices and network agree, (2 I,) [kW, kvar], None where there are none.

    responses, p_kw, q_kvar : (I,) of the connected devices, drawn at nominal voltage

    The second is whether the network has a solution for fixed powers: then it is the curves that find none.
    """
    n = len(responses)

    def wanted(u_pu: FloatArray) -> FloatArray:
        """Return what the devices draw at voltages, (m, I) -> (m, 2 I)."""
        pairs = [
            power_at(answer, u_pu[:, i], np.full(len(u_pu), p_kw[i]), np.full(len(u_pu), q_kvar[i]))
            for i, answer in enumerate(responses)
        ]
        return np.concatenate([np.stack(part, axis=1) for part in zip(*pairs, strict=True)], axis=1)

    def look(x: FloatArray) -> tuple[FloatArray, BoolArray]:
        return seen(x[:, :n], x[:, n:])

    x = wanted(np.ones((1, n)))[0]
    u, solved = look(x[None])
    if not solved[0]:
        x = np.zeros(2 * n)
        u, solved = look(x[None])
        if not solved[0]:
            return None, False
    left = x - wanted(u)[0]
    for _ in range(MAX_TURNS):
        size = np.abs(left).max()
        if size <= CLOSE_KW * max(1.0, np.abs(x).max()):
            return x, True
        nudged, fine = look(x + NUDGE_KW * np.eye(2 * n))
        if not fine.all():
            return None, True
        slope = np.eye(2 * n) - (wanted(nudged) - wanted(u)).T / NUDGE_KW
        try:
            change = np.linalg.solve(slope, left)
        except np.linalg.LinAlgError:
            return None, True
        tries = x - change * 0.5 ** np.arange(8)[:, None]
        at, fine = look(tries)
        ahead = tries - wanted(at)
        # By the sum of squares: at a kink the largest part may grow while all others shrink.
        sizes = np.where(fine, (ahead**2).sum(axis=1), np.inf)
        best = int(np.argmin(sizes))
        if not sizes[best] < (left**2).sum():
            return None, True
        x, u, left = tries[best], at[best : best + 1], ahead[best]
    return None, True

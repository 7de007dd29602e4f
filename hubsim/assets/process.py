"""Work that can wait: a washing programme, a pump, a mill, a batch; it is due by the end of a window.

    done_(t+1) = done_t + h (p_t + unmet_t) - due_t,    0 <= p_t <= power inside the window, else 0

Each day of the week that is named has a window. What is done by its end is due there, all at once; what
the power could not do by then is unmet. Alone it works at full power from the begin of the window.
Together, what is done must stay on or above the path on which full power from now on is just enough.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.assets.leeway import Leeway
from hubsim.compiled import compiled
from hubsim.units import Quantity
from hubsim.weekdays import Days, LocalTime, in_window


class Process(Asset):
    """Work with a power, an energy and a window in which it has to be done; it may be interrupted."""

    title: ClassVar[str] = "Processes"
    flexible: ClassVar[bool] = True
    has_store: ClassVar[bool] = True

    kind: Literal["process"]
    """Work that is due by the end of a window of the day."""

    power: Annotated[float, Quantity("power", above=0.0)]
    """Largest power."""

    energy: Annotated[float, Quantity("energy", above=0.0)]
    """Energy of the work of a window."""

    begin: LocalTime = Field(default="07:00", alias="from", validate_default=True)
    """Local time at which the window opens."""

    end: LocalTime = Field(default="18:00", alias="to", validate_default=True)
    """Local time at which it closes; before `from` it is of the next day."""

    days: Days = Field(default="mon-fri", validate_default=True)
    """Days on which a window opens."""

    def problems(self) -> list[tuple[str, str]]:
        """Return an empty window, and work that no window has room for."""
        hours = (self.end - self.begin) % 24.0
        if hours == 0.0:
            return [("to", "is the same as from: the window is empty")]
        if self.energy > self.power * hours * (1.0 + 1e-9):
            most = self.power * hours
            return [("energy", f"is more than the {most:.4g} kWh that the window has room for")]
        return []

    def inputs(self, setting: Setting) -> Inputs:
        """Return ``open`` (1 inside a window), ``due_kwh`` (at the window's last step), ``least_kwh``.

        A window that the horizon cuts has as much of the work as of its time lies in the horizon.
        """
        horizon = setting.horizon
        inside = in_window(horizon, self.days, self.begin, self.end)
        due, least = np.zeros(horizon.n_steps), np.zeros(horizon.n_steps)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(np.int64), [0]])))
        whole = (self.end - self.begin) % 24.0 / horizon.step_h
        step_kwh = self.power * horizon.step_h
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            is_cut = first == 0 or last == horizon.n_steps
            work = self.energy * (min(1.0, (last - first) / whole) if is_cut else 1.0)
            due[last - 1] = work
            left = np.arange(last - first - 1, -1, -1)
            path = np.minimum(work - step_kwh * left, step_kwh * np.arange(1, last - first + 1))
            least[first:last] = np.maximum(path, 0.0)
            least[last - 1] = 0.0
        return {
            "open": frozen(inside.astype(np.float64)),
            "due_kwh": frozen(due),
            "least_kwh": frozen(least),
        }

    def start_kwh(self) -> float:
        """Return that nothing is done yet."""
        return 0.0

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Work at full power from the begin of each window."""
        n_steps = len(inputs["open"])
        p_kw, unmet, level = np.empty(n_steps), np.empty(n_steps), np.empty(n_steps + 1)
        work_at_once(
            inputs["open"],
            inputs["due_kwh"],
            self._work(inputs),
            self.power,
            step_h,
            p_kw,
            unmet,
            level,
        )
        return Behaviour(p_kw=p_kw, q_kvar=np.zeros_like(p_kw), level_kwh=level, unmet_kw=unmet)

    @staticmethod
    def _work(inputs: Inputs) -> FloatArray:
        """Return the work of the window that a step lies in, (T,) [kWh]; 0 outside."""
        due = inputs["due_kwh"]
        places = np.flatnonzero(due)
        following = np.searchsorted(places, np.arange(len(due)))
        work: FloatArray = np.append(due[places], 0.0)[following] * np.ceil(inputs["open"])
        return work

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: power, what is due, what goes unmet, and what is done by its end."""
        import pyomo.environ as pyo

        block.power_kw = pyo.Var(bounds=(0.0, self.power))
        block.due_kwh = pyo.Var(bounds=(0.0, self.energy))
        block.unmet_kw = pyo.Var(bounds=(0.0, self.energy / step_h))
        block.level_before = pyo.Var(bounds=(0.0, self.energy))
        block.level_after = pyo.Var(bounds=(0.0, self.energy))
        block.balance = pyo.Constraint(
            expr=block.level_after
            == block.level_before + step_h * (block.power_kw + block.unmet_kw) - block.due_kwh
        )
        block.p_kw = pyo.Expression(expr=block.power_kw)
        block.cost_eur = pyo.Expression(expr=0.0)

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:
        """Return when it may work, what is due, and what must be done by then."""
        due, nothing = inputs["due_kwh"], np.zeros_like(inputs["due_kwh"])
        last = due > 0.0
        return {
            "power_kw": (nothing, self.power * inputs["open"]),
            "due_kwh": (due, due),
            "unmet_kw": (nothing, due / step_h),
            "level_after": (inputs["least_kwh"], np.where(last, 0.0, self._work(inputs))),
        }

    def coarser(self, inputs: Inputs, ratio: int) -> Inputs:
        """Return its windows in longer steps; what must be done by a step's end is its last part's."""
        n_steps = len(inputs["open"]) // ratio
        opened, due, least = (
            inputs[name][: n_steps * ratio].reshape(n_steps, ratio)
            for name in ("open", "due_kwh", "least_kwh")
        )
        return {
            "open": opened.mean(axis=1),
            "due_kwh": due.sum(axis=1),
            "least_kwh": np.where(due.any(axis=1), 0.0, least[:, -1]),
        }

    def behaviour(
        self,
        inputs: Inputs,  # noqa: ARG002
        value: Callable[[str], FloatArray],
        level_kwh: FloatArray,
    ) -> Behaviour:
        """Return what the solved block did."""
        p_kw = value("power_kw")
        return Behaviour(
            p_kw=p_kw,
            q_kvar=np.zeros_like(p_kw),
            level_kwh=level_kwh,
            unmet_kw=np.maximum(value("unmet_kw"), 0.0),
        )

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:  # noqa: ARG002
        """Return what work that is done saves: it need not be done before the window closes."""
        return max(0.0, buy_eur_kwh)

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: float, step_h: float) -> float:
        """Return what is done after working at full power all the time."""
        level = level_kwh
        work = self._work(inputs)
        for opened, due, most in zip(
            inputs["open"][steps], inputs["due_kwh"][steps], work[steps], strict=True
        ):
            level = 0.0 if due > 0.0 else min(most, level + step_h * self.power * opened)
        return float(level)

    def leeway(self, inputs: Inputs, step_h: float) -> Leeway:
        """Return that it may wait while full power until its window closes still does the work."""
        least = inputs["least_kwh"]
        return Leeway(
            turn="process",
            least_kw=0.0,
            most_kw=self.power * inputs["open"],
            gain_kwh_kw=step_h,
            least_kwh=least,
            most_kwh=np.where(inputs["due_kwh"] > 0.0, 0.0, self._work(inputs)),
            held_kwh=least,
        )

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much what is done does not follow from the work."""
        unmet = 0.0 if did.unmet_kw is None else did.unmet_kw
        return np.diff(did.level_kwh) - step_h * (did.p_kw + unmet) + inputs["due_kwh"]

    def power_range_kw(self, inputs: Inputs) -> Range:
        """Return nothing to full power inside a window."""
        return 0.0, self.power * inputs["open"]

    def level_range_kwh(self, inputs: Inputs) -> Range:
        """Return from what must be done by then to all of the window's work."""
        return np.concatenate([[0.0], inputs["least_kwh"]]), self.energy


@compiled
def work_at_once(
    opened: FloatArray,
    due_kwh: FloatArray,
    work_kwh: FloatArray,
    power_kw: float,
    step_h: float,
    p_kw: FloatArray,
    unmet_kw: FloatArray,
    level_kwh: FloatArray,
) -> None:
    """Fill power, unmet need and what is done of work that begins when its window opens."""
    done = 0.0
    level_kwh[0] = 0.0
    for t in range(opened.size):
        p = max(0.0, min(power_kw * opened[t], (work_kwh[t] - done) / step_h))
        done += step_h * p
        unmet_kw[t] = 0.0
        if due_kwh[t] > 0.0:
            unmet_kw[t] = max(0.0, due_kwh[t] - done) / step_h
            done = 0.0
        p_kw[t] = p
        level_kwh[t + 1] = done

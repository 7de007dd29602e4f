"""What the hub knows when it plans: forecasts of demand, sun, wind and heat in place of what comes.

    persistence   x'_t = x_(t - k day), k = 1, 2, ... the first day that is known
    noisy         x'_t = x_t (1 + s sqrt(min(1, lead_t / day)) z_t),   z_(t+1) = a z_t + sqrt(1 - a^2) n_t

with a = exp(- step / keeps). Sun, wind and heat err alike everywhere, as they have one weather; every load
errs by itself. Prices are those of the day ahead, and sessions of cars and processes are announced: both
are known. On the first day there is no day before: it is known too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Inputs
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.together.window import Bound, fixed_bounds, fixed_power
from hubsim.scenario.plan import Plan
from hubsim.streams import stream


@dataclass(frozen=True)
class Seen:
    """A stretch of the horizon as it is foreseen. W steps.

    p_kw : (W, A) what assets that the hub does not operate will draw; the others stand as they are alone
    inputs : (A,) series of each asset
    """

    p_kw: FloatArray
    inputs: tuple[Inputs, ...]

    def bounds(self, plan: Plan, stations: FloatArray) -> dict[str, Bound]:
        """Return the bounds of columns that are other than what comes. plan : in steps of this stretch."""
        found = fixed_bounds(plan, fixed_power(plan, self.p_kw), stations)
        for a in plan.coordinated:
            if plan.assets[a].uncertain():
                own = plan.assets[a].bounds(self.inputs[a], plan.horizon.step_h)
                found |= {f"asset[{a}].{name}": pair for name, pair in own.items()}
        return found

    def coarser(self, plan: Plan, ratio: int) -> Seen:
        """Return the stretch in longer steps."""
        n_steps = len(self.p_kw) // ratio
        means = self.p_kw[: n_steps * ratio].reshape(n_steps, ratio, -1).mean(axis=1)
        rough = tuple(
            asset.coarser(inputs, ratio)
            for asset, inputs in zip(plan.assets, self.inputs, strict=True)
        )
        return Seen(means, rough)

    def part(self, steps: slice) -> Seen:
        """Return some of its steps."""
        return Seen(
            self.p_kw[steps],
            tuple({name: one[steps] for name, one in own.items()} for own in self.inputs),
        )


@dataclass
class Foresight:
    """Forecasts of a plan.

    plan, alone : what comes, and what assets do alone
    """

    plan: Plan
    alone: Dispatch
    _fixed: list[int] = field(init=False)
    _fixed_kw: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        """Note what the hub does not operate, once for all windows."""
        own = set(self.plan.coordinated)
        self._fixed = [a for a in range(len(self.plan.assets)) if a not in own]
        self._fixed_kw = np.zeros((0, 0)) if self.is_perfect else self.alone.p_kw[:, self._fixed]

    @property
    def is_perfect(self) -> bool:
        """Whether all is known."""
        return self.plan.scenario.control.forecast.kind == "perfect"

    def seen(self, steps: slice) -> Seen:
        """Return the steps as they are foreseen just before the first of them."""
        plan = self.plan
        p_kw = self.alone.p_kw[steps].copy()
        p_kw[:, self._fixed] = self._forecast(self._fixed_kw, steps, "load")
        inputs = []
        for a, asset in enumerate(plan.assets):
            own = {name: series[steps] for name, series in plan.inputs[a].items()}
            if a in plan.coordinated:
                for name in asset.uncertain():
                    truth = plan.inputs[a][name][:, None]
                    own[name] = self._forecast(truth, steps, name)[:, 0]
            inputs.append(own)
        return Seen(p_kw, tuple(inputs))

    def _forecast(self, truth: FloatArray, steps: slice, what: str) -> FloatArray:
        """Return (W, n) the forecast of (T, n) series."""
        control = self.plan.scenario.control.forecast
        day = round(24.0 / self.plan.horizon.step_h)
        if control.kind == "persistence":
            at = np.arange(steps.start, steps.stop)
            back = at - day * ((at - steps.start) // day + 1)
            return truth[np.where(back >= 0, back, at)]
        n_steps, n = steps.stop - steps.start, truth.shape[1] if what == "load" else 1
        random = stream(self.plan.scenario.seed, "forecast", what, str(steps.start))
        keeps = np.exp(-self.plan.horizon.step_h / control.keeps)
        noise = _kept(random.standard_normal((n_steps, n)), float(keeps))
        lead = np.sqrt(np.minimum(1.0, (np.arange(n_steps) + 1.0) / day))[:, None]
        # An error below -100 % would turn a load into a source.
        seen: FloatArray = truth[steps] * np.maximum(0.0, 1.0 + control.error * lead * noise)
        return seen


def _kept(noise: FloatArray, keeps: float) -> FloatArray:
    """Return white noise (W, n) made to last: of the same size, correlated from step to step."""
    from scipy.signal import lfilter

    fresh = noise * np.sqrt(1.0 - keeps**2)
    fresh[0] = noise[0]
    kept: FloatArray = lfilter([1.0], [1.0, -keeps], fresh, axis=0)
    return kept

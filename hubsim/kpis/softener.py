"""Does the hub soften congestion: its peak in stated windows, and how surely it is lowered.

A window belongs to the local day on which it starts. The peak of a day is the highest net power that all
members draw in its windows. Of a day that both operations know:

    reduction_d = peak_d(alone) - peak_d(together)

How surely: k of n days reach the reduction that counts; the exact lower bound of Clopper and Pearson
(Biometrika 26, 1934) at confidence c on the probability of such a day is

    0 where k = 0, else the (1 - c) quantile of Beta(k, n - k + 1)
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.kpis.hub import net_kw
from hubsim.kpis.kpi import Outcome, figure
from hubsim.scenario.plan import Plan

TOLERANCE_KW = 1e-3
"""A peak is lowered, or raised, from this far on [kW]; less is rounding."""

_DAY_S = np.timedelta64(1, "D")


def _asked(outcome: Outcome) -> bool:
    return outcome.plan.scenario.softener is not None


@figure("kW", "lower", asked=_asked)
def softener_peak_kw(outcome: Outcome) -> float:
    """Return the highest net power that all members draw in the windows; NaN without a window."""
    return _highest(_daily(_days(outcome.plan), net_kw(outcome.dispatch)))


@figure("kW", "lower", asked=_asked)
def softener_mean_peak_kw(outcome: Outcome) -> float:
    """Return the mean over the windows' days of the day's highest net power in them."""
    peaks = _daily(_days(outcome.plan), net_kw(outcome.dispatch))
    return float(peaks.mean()) if len(peaks) else float("nan")


@figure("kW", "lower", asked=_asked)
def softener_trafo_peak_kw(outcome: Outcome) -> float:
    """Return the highest active power that enters any transformer in the windows; NaN without one."""
    days = _days(outcome.plan)
    return max(
        (_highest(_daily(days, power)) for power in outcome.flows.trafo_p_kw.T),
        default=float("nan"),
    )


@figure("kW", "lower", asked=_asked)
def softener_outside_peak_kw(outcome: Outcome) -> float:
    """Return the highest net power that all members draw outside the windows, on their days."""
    return _highest(_daily(_days(outcome.plan), net_kw(outcome.dispatch), inside=False))


@dataclass(frozen=True)
class Lowered:
    """How a day's peak in the windows changes, over n days. Powers in kW; drawn is positive.

    peak_alone_kw, peak_together_kw : highest of all days
    lower_days : share of days with a lower peak
    p5_kw, p50_kw, p95_kw, least_kw : reductions that 5, 50 and 95 % of days stay within, and the least
    reached_days : number of days on which the reduction that counts is reached; reached_share : of all
    sure_share : lower bound on the probability of such a day
    """

    peak_alone_kw: float
    peak_together_kw: float
    lower_days: float
    p5_kw: float
    p50_kw: float
    p95_kw: float
    least_kw: float
    reached_days: int
    reached_share: float
    sure_share: float


@dataclass(frozen=True)
class SoftenerCheck:
    """The answer for a run. D days with windows.

    days : (D,) dates; hub_kw, trafo_kw, outside_kw : (D, 2) peaks alone and together: of the hub in the
        windows, of a transformer in them, of the hub outside them
    wanted_kw, confidence : of the scenario; hub : at the connection of the hub
    trafo_id, trafo : of the transformer with the highest peak in the windows alone; None without one
    raised_days : share of days on which the peak outside the windows is higher together
    new_peak_days : share of days on which it is even above the day's highest alone, in or out of them
    """

    days: tuple[str, ...]
    hub_kw: FloatArray
    trafo_kw: FloatArray
    outside_kw: FloatArray
    wanted_kw: float
    confidence: float
    hub: Lowered
    trafo_id: str | None
    trafo: Lowered | None
    raised_days: float
    new_peak_days: float

    def summary(self) -> dict[str, object]:
        """Return what stands under ``softener`` in a run's summary."""
        outside = self.outside_kw.max(axis=0)
        return {
            "days": len(self.days),
            "wanted_kw": self.wanted_kw,
            "confidence": self.confidence,
            "hub": asdict(self.hub),
            "transformer": None
            if self.trafo is None
            else {"id": self.trafo_id, **asdict(self.trafo)},
            "outside": {
                "peak_alone_kw": None if np.isinf(outside[0]) else float(outside[0]),
                "peak_together_kw": None if np.isinf(outside[1]) else float(outside[1]),
                "raised_days": self.raised_days,
                "new_peak_days": self.new_peak_days,
            },
        }

    def to_csv(self) -> bytes:
        """Return a row a day: date and peaks [kW]."""
        parts = ("hub", "transformer", "outside")
        heads = [f"{part}_{operation}_kw" for part in parts for operation in ("alone", "together")]
        rows = np.hstack([self.hub_kw, self.trafo_kw, self.outside_kw])
        cells = [
            ",".join([day, *("" if not np.isfinite(x) else f"{x:.6f}" for x in row)])
            for day, row in zip(self.days, rows.tolist(), strict=True)
        ]
        return ("\n".join(["day," + ",".join(heads), *cells]) + "\n").encode()


FILE = "softener.csv"
"""Name of the table of days in a run's folder."""


def check_softener(alone: Outcome, together: Outcome) -> SoftenerCheck | None:
    """Return whether a hub softens congestion; None where nobody asks, or no window has a day.

    The transformer is the one with the highest active power in the windows alone.
    """
    plan, softener = alone.plan, alone.plan.scenario.softener
    if softener is None:
        return None
    days = _days(plan)
    both = alone, together
    hub = _both(days, [net_kw(one.dispatch) for one in both])
    if not len(hub):
        return None
    trafos = [
        _both(days, [one.flows.trafo_p_kw[:, k] for one in both])
        for k in range(len(plan.network.trafo_ids))
    ]
    place = int(np.argmax([one[:, 0].max() for one in trafos])) if trafos else -1
    trafo = trafos[place] if trafos else np.full_like(hub, np.nan)
    outside = _both(days, [net_kw(one.dispatch) for one in both], inside=False)
    rise = outside[:, 1] - np.maximum(outside[:, 0], hub[:, 0])
    aim = softener.least, softener.confidence
    return SoftenerCheck(
        days=tuple(str(day) for day in days.dates),
        hub_kw=hub,
        trafo_kw=trafo,
        outside_kw=outside,
        wanted_kw=aim[0],
        confidence=aim[1],
        hub=_lowered(hub, *aim),
        trafo_id=plan.network.trafo_ids[place] if trafos else None,
        trafo=_lowered(trafo, *aim) if trafos else None,
        raised_days=float((outside[:, 1] - outside[:, 0] > TOLERANCE_KW).mean()),
        new_peak_days=float((rise > TOLERANCE_KW).mean()),
    )


def sure_share(reached: int, days: int, confidence: float) -> float:
    """Return the exact lower bound on a probability of which `reached` in `days` were seen.

    Examples
    --------
    >>> round(sure_share(10, 10, 0.95), 4)  # 0.05 ** (1 / 10)
    0.7411
    """
    from scipy.special import betaincinv

    if reached == 0:
        return 0.0
    return float(betaincinv(reached, days - reached + 1, 1.0 - confidence))


@dataclass(frozen=True)
class _Days:
    """Days with windows. of : (T,) which of the D days a step's window belongs to, -1 outside windows.

    around : (T,) which of the D days a step outside the windows lies on, else -1
    """

    dates: np.ndarray
    of: IntArray
    around: IntArray


def _days(plan: Plan) -> _Days:
    """Return the days that have a whole window within the horizon."""
    horizon, softener = plan.horizon, plan.scenario.softener
    assert softener is not None
    today = horizon.local_times.astype("datetime64[D]")
    first, last = today[0], today[-1]
    begun = np.full(horizon.n_steps, np.datetime64("NaT"), dtype="datetime64[D]")
    for window in softener.windows.values():
        over_midnight = window.to_h <= window.from_h
        late: BoolArray = over_midnight & (horizon.hour_of_day < window.to_h)
        start = np.where(late, today - _DAY_S, today)
        month = start.astype("datetime64[M]").astype(np.int64) % 12 + 1
        inside = window.holds(horizon) & np.isin(month, sorted(window.months))
        # Of a window over midnight the horizon may hold a part only, at either end.
        inside &= (start >= first) & ~(over_midnight & (start == last))
        begun[inside] = start[inside]
    dates = np.unique(begun[~np.isnat(begun)])
    return _Days(dates, _places(dates, begun), np.where(np.isnat(begun), _places(dates, today), -1))


def _places(dates: np.ndarray, of: np.ndarray) -> IntArray:
    """Return the place of each date among `dates`, -1 where it is none of them."""
    if not len(dates):
        return np.full(len(of), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(dates, of), len(dates) - 1)
    found: IntArray = np.where(dates[place] == of, place, -1)
    return found


def _daily(days: _Days, power_kw: FloatArray, *, inside: bool = True) -> FloatArray:
    """Return the highest power of each day, (D,); minus infinity where it has no such step."""
    of = days.of if inside else days.around
    peaks = np.full(len(days.dates), -np.inf)
    which = np.flatnonzero((of >= 0) & np.isfinite(power_kw))
    np.maximum.at(peaks, of[which], power_kw[which])
    return peaks


def _both(days: _Days, powers_kw: list[FloatArray], *, inside: bool = True) -> FloatArray:
    return np.stack([_daily(days, power, inside=inside) for power in powers_kw], axis=1)


def _highest(peaks: FloatArray) -> float:
    """Return the highest of daily peaks; NaN where there is none."""
    top = float(peaks.max(initial=-np.inf))
    return top if np.isfinite(top) else float("nan")


def _lowered(peaks_kw: FloatArray, wanted_kw: float, confidence: float) -> Lowered:
    reduction = peaks_kw[:, 0] - peaks_kw[:, 1]
    lower = reduction > TOLERANCE_KW
    reached = int((lower & (reduction >= wanted_kw - TOLERANCE_KW)).sum())
    p5, p50, p95 = (float(q) for q in np.percentile(reduction, [5.0, 50.0, 95.0]))
    return Lowered(
        peak_alone_kw=float(peaks_kw[:, 0].max()),
        peak_together_kw=float(peaks_kw[:, 1].max()),
        lower_days=float(lower.mean()),
        p5_kw=p5,
        p50_kw=p50,
        p95_kw=p95,
        least_kw=float(reduction.min()),
        reached_days=reached,
        reached_share=reached / len(reduction),
        sure_share=sure_share(reached, len(reduction), confidence),
    )

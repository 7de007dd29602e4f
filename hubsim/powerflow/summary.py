"""Power flow of any number of steps without keeping them: extremes, exceedance, quantiles, energy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from hubsim.arrays import FloatArray, IntArray
from hubsim.networks.network import Network
from hubsim.powerflow.accumulation import Tally, new_tally, remember
from hubsim.powerflow.balanced import NO_ANGLES, solve_grid
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.steps import TOLERANCE

Block: TypeAlias = tuple[npt.ArrayLike, npt.ArrayLike | None]
"""Powers drawn over some steps: p_kw (T, B), and q_kvar (T, B) or None for zero."""

CHUNK_VALUES = 500_000
"""Values of one result that are held at a time: they stay in cache until they are counted."""

UNSOLVED_KEPT = 1000
"""Unsolved steps that are named; all are counted."""

_LOADING_PCT = (0.0, 400.0, 1600)
_VOLTAGE_PU = (0.5, 1.5, 1000)
"""Lower and upper end and number of the classes that quantiles are read from."""


@dataclass(frozen=True)
class Remembered:
    """What N elements showed over all solved steps, at M limits. NaN where an element has no value.

    ids : names of the N elements
    highest, lowest, mean : (N,) in percent or pu
    highest_step, lowest_step : (N,) the first step that had it, -1 without a value
    limits : (M,)
    hours_above, hours_below : (M, N) time beyond a limit [h]
    energy_above_kvah : (M, N) apparent energy above a limit [kVAh]; None for voltages
    """

    ids: tuple[str, ...]
    highest: FloatArray
    highest_step: IntArray
    lowest: FloatArray
    lowest_step: IntArray
    mean: FloatArray
    limits: FloatArray
    hours_above: FloatArray
    hours_below: FloatArray
    energy_above_kvah: FloatArray | None
    _tally: Tally = field(repr=False)

    @property
    def resolution(self) -> float:
        """Return how far a quantile may be from the true one, in percent or pu."""
        return self._tally.width

    def quantile(self, share: float) -> FloatArray:
        """Return the value that a share of the steps does not exceed, (N,), to within `resolution`.

        Read from classes of that width, linear inside a class, never beyond the extremes. Values beyond
        the classes, 0 to 400 % and 0.5 to 1.5 pu, count as at their ends.

        Raises
        ------
        ValueError
            when the share is not within 0 and 1.
        """
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"a quantile is of a share from 0 to 1, not {share}")
        tally = self._tally
        upto = np.cumsum(tally.classes, axis=1)
        wanted = share * tally.steps
        place = np.minimum((upto < wanted[:, None]).sum(axis=1), tally.classes.shape[1] - 1)
        each = np.arange(len(place))
        inside = tally.classes[each, place]
        before = upto[each, place] - inside
        part = np.where(inside > 0, (wanted - before) / np.maximum(inside, 1), 0.0)
        value = tally.start + tally.width * (place + part)
        return np.where(tally.steps > 0, np.clip(value, tally.lowest, tally.highest), np.nan)


@dataclass(frozen=True)
class FlowSummary:
    """What is left of a power flow whose steps were not kept.

    steps : solved and unsolved; unsolved : of them without a solution, which count nowhere else
    unsolved_steps : the first `UNSOLVED_KEPT` of them
    iterations : spent on all steps
    voltage : [pu]; lines, trafos : [%]
    loss_kwh : active energy lost
    drawn_kwh, returned_kwh : active energy from and to the external grid
    highest_drawn_kw, highest_returned_kw : largest power from and to the external grid
    """

    steps: int
    unsolved: int
    unsolved_steps: tuple[int, ...]
    iterations: int
    voltage: Remembered
    lines: Remembered
    trafos: Remembered
    loss_kwh: float
    drawn_kwh: float
    returned_kwh: float
    highest_drawn_kw: float
    highest_returned_kw: float


def summarise_power_flow(
    network: Network,
    blocks: Iterable[Block],
    *,
    step_h: float,
    loading_limits_pct: Iterable[float] = (80.0, 100.0, 120.0),
    voltage_limits_pu: Iterable[float] = (0.9, 0.95, 1.05, 1.1),
    tolerance: float = TOLERANCE,
    threads: int = 1,
) -> FlowSummary:
    """Solve the AC power flow of every step of every block and keep no step.

    blocks : powers drawn, one block of steps after the other, of any lengths: a list, or a generator that
        reads or makes them on the way. The result does not depend on how steps are cut into blocks
    step_h : length of a step [h]

    Memory does not grow with the number of steps. Every step is solved as `power_flow` does.

    Raises
    ------
    ValueError
        when a block does not have the shape (T, B), or an option makes no sense.
    NetworkError
        when a bus that is not supplied has power.
    BrokenInvariant
        when a solved step does not balance: our bug.
    """
    if not (math.isfinite(step_h) and step_h > 0.0):
        raise ValueError(f"step_h must be above zero, not {step_h}")
    grid = Grid.of(network)
    running = _Running(
        network,
        np.array(sorted(loading_limits_pct), dtype=np.float64),
        np.array(sorted(voltage_limits_pu), dtype=np.float64),
    )
    for p_kw, q_kvar in _chunks(blocks, len(network.bus_ids)):
        running.add(
            solve_grid(
                grid,
                p_kw,
                q_kvar,
                tolerance=tolerance,
                threads=threads,
                keep=NO_ANGLES,
            )
        )
    return running.summary(network, step_h)


def _chunks(blocks: Iterable[Block], n_bus: int) -> Iterator[tuple[Any, Any]]:
    """Return the blocks cut so that the results of a piece stay small."""
    most = max(CHUNK_VALUES // max(n_bus, 1), 64)
    for p_kw, q_kvar in blocks:
        p = np.asarray(p_kw)
        q = None if q_kvar is None else np.asarray(q_kvar)
        if p.ndim != 2 or (q is not None and q.shape != p.shape):
            yield p, q  # refused in words where every shape is
            continue
        for first in range(0, len(p), most):
            part = slice(first, first + most)
            yield p[part], None if q is None else q[part]


class _Running:
    """Sums and extremes of the steps so far."""

    def __init__(
        self, network: Network, loading_limits_pct: FloatArray, voltage_limits_pu: FloatArray
    ) -> None:
        self.voltage = new_tally(len(network.bus_ids), voltage_limits_pu, *_VOLTAGE_PU)
        self.lines = new_tally(len(network.line_ids), loading_limits_pct, *_LOADING_PCT)
        self.trafos = new_tally(len(network.trafo_ids), loading_limits_pct, *_LOADING_PCT)
        # Grid and losses as one step's row: what is lost, drawn and returned.
        self.totals = new_tally(3, np.zeros(0), 0.0, 1.0, 1)
        self.steps = self.unsolved = self.iterations = 0
        self.unsolved_steps: list[int] = []

    def add(self, flows: Flows) -> None:
        """Count some steps."""
        drawn_kw = np.where(flows.slack_p_kw > 0.0, flows.slack_p_kw, 0.0)
        returned_kw = np.where(flows.slack_p_kw < 0.0, -flows.slack_p_kw, 0.0)
        totals = np.stack([flows.loss_kw, drawn_kw, returned_kw], axis=1)
        totals[~flows.converged] = np.nan
        for values, tally in (
            (flows.vm_pu, self.voltage),
            (flows.line_loading_pct, self.lines),
            (flows.trafo_loading_pct, self.trafos),
            (totals, self.totals),
        ):
            remember(values, self.steps, tally)
        failed = np.flatnonzero(~flows.converged)
        self.unsolved += len(failed)
        room = UNSOLVED_KEPT - len(self.unsolved_steps)
        self.unsolved_steps += (self.steps + failed[:room]).tolist()
        self.iterations += int(flows.iterations.sum())
        self.steps += len(flows.converged)

    def summary(self, network: Network, step_h: float) -> FlowSummary:
        """Return what is known of all steps."""
        lines_kva = np.sqrt(3.0) * network.bus_kv[network.line_from_bus] * network.line_limit_a
        solved = self.steps > self.unsolved
        loss_kwh, drawn_kwh, returned_kwh = (self.totals.total * step_h).tolist()
        _, drawn_kw, returned_kw = (self.totals.highest if solved else np.zeros(3)).tolist()
        return FlowSummary(
            steps=self.steps,
            unsolved=self.unsolved,
            unsolved_steps=tuple(self.unsolved_steps),
            iterations=self.iterations,
            voltage=_remembered(network.bus_ids, self.voltage, step_h, None),
            lines=_remembered(network.line_ids, self.lines, step_h, lines_kva),
            trafos=_remembered(network.trafo_ids, self.trafos, step_h, network.trafo_limit_kva),
            loss_kwh=loss_kwh,
            drawn_kwh=drawn_kwh,
            returned_kwh=returned_kwh,
            highest_drawn_kw=drawn_kw,
            highest_returned_kw=returned_kw,
        )


def _remembered(
    ids: tuple[str, ...], tally: Tally, step_h: float, rating_kva: FloatArray | None
) -> Remembered:
    seen = tally.steps > 0
    energy_kvah = None if rating_kva is None else tally.excess / 100.0 * rating_kva * step_h
    return Remembered(
        ids=ids,
        highest=np.where(seen, tally.highest, np.nan),
        highest_step=tally.highest_step,
        lowest=np.where(seen, tally.lowest, np.nan),
        lowest_step=tally.lowest_step,
        mean=np.where(seen, tally.total / np.maximum(tally.steps, 1), np.nan),
        limits=tally.limits,
        hours_above=tally.above.astype(np.float64) * step_h,
        hours_below=tally.below.astype(np.float64) * step_h,
        energy_above_kvah=energy_kvah,
        _tally=tally,
    )

"""What of a change each power has brought about: Aumann and Shapley's value along the straight way.

From the powers alone, S0, to those together, S1, of a step leads the straight way S0 + u (S1 - S0).
A quantity x of the network (a loading, a voltage) counts as far as it is beyond its limit,
``f = max(0, x - limit)``, and an asset that changes its power by dS_a is given

    c_a = - dS_a . integral over u of f'(u),    f' = dx/dS where x is beyond the limit, else 0

so that the c_a add up to f(0) - f(1) by the fundamental theorem of calculus: nothing is left over but the
quadrature's error. It is the only rule that adds up, gives the same to equal changes at one bus, a positive
part to who relieves all along the way, the sum to a sum of quantities, and does not depend on units
(R. J. Aumann, L. S. Shapley: Values of Non-Atomic Games, 1974; L. J. Billera, D. C. Heath, Math. Oper.
Res. 7, 1982).

The way is cut where x meets its limit, and halved where a worst phase or end changes, until Gauss and
Legendre's sum of each piece agrees with what power flow finds at its ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import BoolArray, ComplexArray, FloatArray, IntArray
from hubsim.kpis.voltage import low_and_high
from hubsim.networks.network import Network
from hubsim.powerflow.fitting import fit
from hubsim.powerflow.gradient import Gradients, Sort
from hubsim.powerflow.solve import Study

CLOSE: dict[Sort, float] = {
    "transformer": 1e-5,
    "line": 1e-5,
    "voltage-low": 1e-7,
    "voltage-high": 1e-7,
}
"""So near its limit a quantity stands on it [percentage points, pu]."""

AGREES, SHORTEST = 1e-4, 1e-3
"""What the sum of a piece may be off, relative to its change; a piece so short is taken as it is."""

CUTS = 60
"""Times that a piece may be cut. What is not settled then, or has no power flow, is left over."""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(2)
_KEEP = ("vm_pu", "va_deg", "line_loading_pct", "trafo_loading_pct")
_PIECES = 1500
"""Pieces that are worked out at once."""


@dataclass(frozen=True)
class Watched:
    """n quantities, each at one step. Axes of powers: U steps.

    sorts : (n,) what; places : (n,) index of the element or bus; steps : (n,) which of the U steps
    limit : (n,) [%, pu]; infinite for the quantity itself, wherever it stands
    """

    sorts: list[Sort]
    places: IntArray
    steps: IntArray
    limit: FloatArray

    def beyond(self, value: FloatArray) -> FloatArray:
        """Return how far values (n,) are beyond their limits, negative within them."""
        beyond: FloatArray = self.sign() * (value - np.where(np.isinf(self.limit), 0.0, self.limit))
        return beyond

    def sign(self) -> FloatArray:
        """Return (n,) -1 where less is further beyond the limit, as it is of a low voltage, else 1."""
        return np.array([-1.0 if sort == "voltage-low" else 1.0 for sort in self.sorts])

    def part(self, which: IntArray) -> Watched:
        """Return some of them."""
        sorts = [self.sorts[i] for i in which.tolist()]
        return Watched(sorts, self.places[which], self.steps[which], self.limit[which])


@dataclass(frozen=True)
class Powers:
    """Where the ways of U steps begin, and how they change. C buses, F phases, 1 or 3.

    start_kw, start_kvar, change_kw, change_kvar : (U, C, F)
    """

    start_kw: FloatArray
    start_kvar: FloatArray
    change_kw: FloatArray
    change_kvar: FloatArray

    def at(self, steps: IntArray, u: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return active and reactive power at places u (n,) of the ways of steps (n,), (n, C, F) each."""
        part = u[:, None, None]
        return (
            self.start_kw[steps] + part * self.change_kw[steps],
            self.start_kvar[steps] + part * self.change_kvar[steps],
        )


@dataclass(frozen=True)
class Ways:
    """The network on which powers are changed, factorised once. columns : (C,) buses of the powers."""

    network: Network
    columns: IntArray
    gradients: Gradients
    study: Study

    @classmethod
    def of(cls, network: Network, columns: IntArray, *, by_phase: bool) -> Ways:
        """Return the ways on a network, balanced or in three phases."""
        made = Gradients.of(network, columns, by_phase=by_phase)
        return cls(network, columns, made, Study(network))

    def shares(self, powers: Powers, watched: Watched) -> tuple[FloatArray, FloatArray]:
        """Return the integrals of a quantity's change per kW and per kvar, (n, C, F) each.

        Times the change of a power they are what it has brought about, positive away from the limit.
        """
        shape = (len(watched.places), *powers.start_kw.shape[1:])
        per_kw, per_kvar = np.zeros(shape), np.zeros(shape)
        if not len(watched.places):
            return per_kw, per_kvar
        n = len(watched.places)
        ends = [self._look(powers, watched, np.full(n, u))[0] for u in (0.0, 1.0)]
        pieces = _Pieces(np.arange(n), np.zeros(n), np.ones(n), *ends)
        for _ in range(CUTS):
            pieces = self._settle(powers, watched, pieces, (per_kw, per_kvar))
            if not len(pieces.of):
                break
        return per_kw, per_kvar

    def _settle(
        self,
        powers: Powers,
        watched: Watched,
        pieces: _Pieces,
        found: tuple[FloatArray, FloatArray],
    ) -> _Pieces:
        """Add the pieces that are settled to what is found; return the others, cut in two."""
        close = np.array([CLOSE[sort] for sort in watched.sorts])[pieces.of]
        free = np.isinf(watched.limit)[pieces.of]
        whole = free | (np.minimum(pieces.first, pieces.last) >= -close)
        # A quantity bends upwards along the way, as |a + b u| does: within at both ends is within between.
        idle = ~free & (np.maximum(pieces.first, pieces.last) <= close)
        settled = idle | ~np.isfinite(pieces.first) | ~np.isfinite(pieces.last)
        candidates = np.flatnonzero(whole & ~settled)
        for begin in range(0, len(candidates), _PIECES):
            which = candidates[begin : begin + _PIECES]
            agrees, *sums = self._sum(
                powers, watched, pieces.part(which), (close[which], free[which])
            )
            settled[which] = agrees
            for total, part in zip(found, sums, strict=True):
                np.add.at(total, pieces.of[which[agrees]], part[agrees])
        rest = pieces.part(np.flatnonzero(~settled))
        if not len(rest.of):
            return rest
        crossing = (whole | idle)[~settled]
        with np.errstate(divide="ignore", invalid="ignore"):
            meets = rest.first / (rest.first - rest.last)
        part = np.where(crossing | ~np.isfinite(meets), 0.5, np.clip(meets, 1e-3, 1.0 - 1e-3))
        cut = rest.begin + part * (rest.end - rest.begin)
        value, _ = self._look(powers, watched.part(rest.of), cut)
        return rest.cut(cut, value)

    def _sum(
        self,
        powers: Powers,
        watched: Watched,
        pieces: _Pieces,
        near: tuple[FloatArray, BoolArray],
    ) -> tuple[BoolArray, FloatArray, FloatArray]:
        """Return which pieces agree with power flow at their ends, (m,), and their sums, (m, C, F) each.

        near : (m,) what counts as on the limit, and whether there is none
        """
        close, free = near
        length, n_node = pieces.end - pieces.begin, len(_NODES)
        part = watched.part(np.tile(pieces.of, n_node))
        at = np.concatenate([pieces.begin + length * 0.5 * (1.0 + node) for node in _NODES])
        beyond, volts = self._look(powers, part, at)
        slopes = self.gradients.at(volts, *powers.at(part.steps, at), part.sorts, part.places)
        weight = part.sign() * 0.5 * np.outer(_WEIGHTS, length).ravel()
        kw, kvar = (
            (weight[:, None, None] * slope).reshape(n_node, -1, *slope.shape[1:]).sum(axis=0)
            for slope in slopes
        )
        steps = watched.steps[pieces.of]
        sums = kw * powers.change_kw[steps] + kvar * powers.change_kvar[steps]
        gone, true = sums.sum(axis=(1, 2)), pieces.last - pieces.first
        inside = free | (beyond.reshape(n_node, -1).min(axis=0) >= -close)
        agrees: BoolArray = inside & (np.abs(gone - true) <= close + AGREES * np.abs(true))
        agrees |= (length <= SHORTEST) & np.isfinite(gone)
        return agrees, kw, kvar

    def _look(
        self, powers: Powers, watched: Watched, at: FloatArray
    ) -> tuple[FloatArray, ComplexArray]:
        """Return how far quantities are beyond their limits at places of the way, and the voltages.

        at : (n,) u; returns (n,) and (n, B, F)
        """
        kw, kvar = powers.at(watched.steps, at)
        n_phase = kw.shape[2]
        if n_phase == 1:
            kw, kvar = kw[:, :, 0], kvar[:, :, 0]
        flows = self.study.solve(fit(self.network, self.columns, kw, kvar, None, every=True), _KEEP)
        size = flows.vm_pu.reshape(len(at), -1, n_phase)
        turn = np.exp(1j * np.deg2rad(flows.va_deg.reshape(size.shape)))
        value = np.zeros(len(at))
        of, rows = np.array(watched.sorts), np.arange(len(at))
        low, high = low_and_high(flows.vm_pu)
        tables = {
            "transformer": flows.trafo_loading_pct,
            "line": flows.line_loading_pct,
            "voltage-low": low,
            "voltage-high": high,
        }
        for sort, table in tables.items():
            which = rows[of == sort]
            value[which] = table[which, watched.places[which]]
        return watched.beyond(value), np.asarray(size * turn, dtype=np.complex128)


@dataclass(frozen=True)
class _Pieces:
    """Pieces of ways. of : (n,) which quantity; begin, end : u; first, last : how far beyond there."""

    of: IntArray
    begin: FloatArray
    end: FloatArray
    first: FloatArray
    last: FloatArray

    def part(self, which: IntArray) -> _Pieces:
        return _Pieces(
            self.of[which],
            self.begin[which],
            self.end[which],
            self.first[which],
            self.last[which],
        )

    def cut(self, at: FloatArray, value: FloatArray) -> _Pieces:
        """Return both parts of every piece."""
        return _Pieces(
            np.tile(self.of, 2),
            np.concatenate([self.begin, at]),
            np.concatenate([at, self.end]),
            np.concatenate([self.first, value]),
            np.concatenate([value, self.last]),
        )

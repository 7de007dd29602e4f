"""How much a kW or kvar more at any bus moves a loading or a voltage, at a state that AC power flow found.

The nodes' voltages obey ``Y V = -conj(S / V) + what the source gives``, so a small power dS moves them by

    Y dV - D conj(dV) = -conj(dS / V),    D = conj(S / V^2)

For a quantity with ``dx = Re(h^T dV)`` the adjoint w solves ``Y^T w = h + conj(D w)``; then

    dx/dP_n = -Re(w_n / conj(V_n)),    dx/dQ_n = -Im(w_n / conj(V_n))

One adjoint answers for all buses. It is found by turns of the right-hand side, which contract where the
power flow itself does; Y is factorised once. In three phases Y is that of the sequences, seen in phases:
the network's elements are symmetric (Fortescue), so three scalar factors do for the 3x3 blocks. A loading
is that of the worst end and phase, a low voltage that of the lowest phase.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from hubsim.arrays import ComplexArray, FloatArray, IntArray
from hubsim.networks.network import Network
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.phases.grid import PhaseGrid
from hubsim.powerflow.rows import ratings

Sort: TypeAlias = Literal["transformer", "line", "voltage-low", "voltage-high"]
"""What is watched: the loading of an element [%], the lowest or the highest phase of a bus [pu]."""

TURNS, SETTLED = 200, 1e-8
"""Most turns of an adjoint, and its last change, relative, with which it is settled."""

_AT_ONCE = 60_000
"""Complex numbers of an adjoint that are worked on at once: they stay in the cache."""


@dataclass(frozen=True)
class Gradients:
    """A network whose quantities are differentiated. N nodes, C columns of power, F phases (1 or 3).

    columns : (C,) index of the buses that may have power
    ports : (F, R, 4) two-ports of the positive, or of all three sequences
    solve : solves ``Y^T w = h`` for (F, n, N)
    """

    network: Network
    columns: IntArray
    ports: ComplexArray
    to_phases: ComplexArray
    rated: FloatArray
    solve: Callable[[ComplexArray], ComplexArray]

    @classmethod
    def of(cls, network: Network, columns: IntArray, *, by_phase: bool) -> Gradients:
        """Return the gradients of a network, balanced or in three phases.

        Raises
        ------
        NetworkError
            as `Grid` and `PhaseGrid` do.
        """
        rated, _, _ = ratings(network)
        if by_phase:
            phase_grid = PhaseGrid.of(network, columns)
            a = np.exp(2j * np.pi / 3.0)
            to_phases = np.array([[1, 1, 1], [a**2, a, 1], [a, a**2, 1]])
            held, ports = phase_grid.held.tolist(), phase_grid.ports
            matrices = phase_grid.matrices
        else:
            to_phases = np.ones((1, 1), dtype=np.complex128)
            matrices, held = (Grid.of(network).node_admittance,), [True]
            port = (f"branch_{end}_pu" for end in ("yff", "yft", "ytf", "ytt"))
            ports = np.stack([getattr(network, name) for name in port], axis=1)[None]
        solve = _transposed(network, matrices, held, to_phases)
        return cls(network, columns, ports, to_phases, rated, solve)

    def at(
        self,
        volts: ComplexArray,
        p_kw: FloatArray,
        q_kvar: FloatArray,
        sorts: list[Sort],
        places: IntArray,
    ) -> tuple[FloatArray, FloatArray]:
        """Return change per kW and per kvar drawn, (n, C, F) each; NaN where no adjoint settles.

        volts : (n, B, F) voltages of the buses [pu]; p_kw, q_kvar : (n, C, F) drawn
        sorts, places : (n,) what is watched, and the index of its element or bus
        """
        n_phase = len(self.to_phases)
        shape = (len(places), len(self.columns), n_phase)
        per_kw, per_kvar = np.empty(shape), np.empty(shape)
        size = max(1, _AT_ONCE // (n_phase * len(self.network.node_kv)))
        for begin in range(0, len(places), size):
            part = slice(begin, begin + size)
            per_kw[part], per_kvar[part] = self._part(
                volts[part], p_kw[part] + 1j * q_kvar[part], sorts[part], places[part]
            )
        return per_kw, per_kvar

    def _part(
        self, volts: ComplexArray, power: ComplexArray, sorts: list[Sort], places: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        network, n_phase = self.network, len(self.to_phases)
        shape = (n_phase, len(places), len(network.node_kv))
        node_volts = np.ones(shape, dtype=np.complex128)
        supplied = np.flatnonzero(network.bus_node >= 0)
        node_volts[:, :, network.bus_node[supplied]] = volts[:, supplied].transpose(2, 0, 1)
        at = network.bus_node[self.columns]
        on = np.flatnonzero(at >= 0)
        drawn = np.zeros_like(node_volts)
        per_unit = n_phase / network.base_kva
        np.add.at(drawn.transpose(2, 0, 1), at[on], per_unit * power[:, on].transpose(1, 2, 0))
        adjoint = self._adjoint(
            self._start(node_volts, sorts, places), np.conj(drawn / node_volts**2)
        )
        seen = (adjoint / np.conj(node_volts)).transpose(1, 2, 0)[:, np.maximum(at, 0)]
        seen = np.where((at >= 0)[:, None], seen, 0.0)
        return -per_unit * seen.real, -per_unit * seen.imag

    def _adjoint(self, start: ComplexArray, bent: ComplexArray) -> ComplexArray:
        """Return w of ``Y^T w = h + conj(D w)``, (F, n, N)."""
        found = self.solve(start)
        for _ in range(TURNS):
            before = found
            found = self.solve(start + np.conj(bent * before))
            change = np.abs(found - before).max(axis=(0, 2))
            rests = change <= SETTLED * np.abs(found).max(axis=(0, 2))
            if rests.all():
                return found
        found[:, ~rests] = np.nan
        return found

    def _start(self, volts: ComplexArray, sorts: list[Sort], places: IntArray) -> ComplexArray:
        """Return h of ``dx = Re(h^T dV)``, (F, n, N). volts : (F, n, N) of the nodes."""
        start = np.zeros_like(volts)
        of = np.array(sorts)
        for sort in dict.fromkeys(sorts):
            which = np.flatnonzero(of == sort)
            if sort in ("transformer", "line"):
                self._loading(start, volts, sort, places[which], which)
            else:
                node = self.network.bus_node[places[which]]
                size = np.abs(volts[:, which, node])
                phase = size.argmin(axis=0) if sort == "voltage-low" else size.argmax(axis=0)
                one = volts[phase, which, node]
                start[phase, which, node] = np.conj(one) / np.abs(one)
        return start

    def _loading(
        self,
        start: ComplexArray,
        volts: ComplexArray,
        sort: Sort,
        places: IntArray,
        which: IntArray,
    ) -> None:
        """Write h of loadings: of the end and phase that is loaded most."""
        network = self.network
        branch = (network.trafo_branch if sort == "transformer" else network.line_branch)[places]
        ends = (network.branch_from[branch], network.branch_to[branch])
        # (end, end, n, F, F): current of an end in phases for the voltage of an end in phases.
        port = np.einsum(
            "pk,knxy,qk->xynpq",
            self.to_phases,
            self.ports[:, branch].reshape(len(self.ports), -1, 2, 2),
            np.conj(self.to_phases) / len(self.to_phases),
        )
        current = np.stack(
            [
                sum(np.einsum("npq,qn->np", port[x, y], volts[:, which, ends[y]]) for y in range(2))
                for x in range(2)
            ],
            axis=1,
        )
        loading = self.rated[branch][:, :, None] * np.abs(current)
        worst = loading.reshape(len(places), -1).argmax(axis=1)
        end, phase = np.divmod(worst, current.shape[2])
        row = np.arange(len(places))
        one = current[row, end, phase]
        weight = self.rated[branch, end] * np.conj(one) / np.maximum(np.abs(one), 1e-300)
        for y in range(2):
            np.add.at(
                start.transpose(1, 2, 0),
                (which, ends[y]),
                weight[:, None] * port[end, y, row, phase],
            )


def _transposed(
    network: Network, matrices: tuple[Any, ...], held: list[bool], to_phases: ComplexArray
) -> Callable[[ComplexArray], ComplexArray]:
    """Return the solver of ``Y^T w = h`` in phases, from the matrices of the sequences."""
    from scipy.sparse.linalg import splu

    n_node, n_phase = len(network.node_kv), len(to_phases)
    free = [
        np.delete(np.arange(n_node), network.slack_node) if one else np.arange(n_node)
        for one in held
    ]
    factors = [
        splu(matrix[nodes][:, nodes].tocsc()) for matrix, nodes in zip(matrices, free, strict=True)
    ]

    def solve(start: ComplexArray) -> ComplexArray:
        shape = start.shape
        sequences = (to_phases.T @ start.reshape(n_phase, -1)).reshape(shape)
        solved = np.zeros_like(start)
        for k, (nodes, factor) in enumerate(zip(free, factors, strict=True)):
            solved[k][:, nodes] = factor.solve(sequences[k][:, nodes].T, trans="T").T
        return (np.conj(to_phases) / n_phase @ solved.reshape(n_phase, -1)).reshape(shape)

    return solve

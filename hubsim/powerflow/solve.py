"""Power flow of a horizon: powers drawn in, flows out; a step without a solution is flagged and NaN."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from hubsim.arrays import IntArray
from hubsim.errors import NetworkError
from hubsim.networks.network import Network
from hubsim.powerflow.balanced import ALL, solve_grid
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.powerflow.phases.solve import ALL_PHASES, solve_network_phases
from hubsim.powerflow.steps import TOLERANCE


def power_flow(
    network: Network,
    p_kw: npt.ArrayLike,
    q_kvar: npt.ArrayLike | None = None,
    *,
    buses: Sequence[str] | None = None,
    tolerance: float = TOLERANCE,
    threads: int = 1,
    keep: Collection[str] | None = None,
) -> Flows | PhaseFlows:
    """Solve the AC power flow of every step, balanced or in three phases.

    p_kw, q_kvar : (T, B) drawn active and reactive power; column j belongs to ``network.bus_ids[j]``;
        q_kvar is zero by default. float32 is accepted. With a last axis of three, (T, B, 3), they are drawn
        by phase a, b and c to neutral, and the answer is `PhaseFlows`
    buses : ids of the buses that the columns belong to instead, when only they draw power; one may occur
        more than once
    tolerance : largest distance of a voltage to the solution [pu]
    threads : results are bit-identical for any number
    keep : which results to keep, of `ALL` or `ALL_PHASES`; the others come back with no columns, and take
        neither time nor memory

    Method: ``V <- V_0 + Y^-1 conj(S / V)`` with Y factorised once, in three phases once a sequence; a step
    that this does not contract goes to Newton by itself; one that Newton does not solve either is flagged
    in `converged` and NaN. In three phases nodes that never have power leave the iteration, exactly.

    Raises
    ------
    ValueError
        when the arrays do not have the shape (T, B), or an option makes no sense.
    NetworkError
        when a bus is unknown, or has power and is not supplied; in three phases also when an element has
        no zero-sequence model, or a part of the network is earthed nowhere.
    BrokenInvariant
        when a solved step does not balance: our bug.
    """
    columns = _columns(network, buses)
    if np.ndim(p_kw) == 3:
        return solve_network_phases(
            network,
            columns,
            p_kw,
            q_kvar,
            tolerance=tolerance,
            threads=threads,
            keep=ALL_PHASES if keep is None else keep,
        )
    if buses is not None:
        p_kw = _spread(p_kw, columns, len(network.bus_ids), "p_kw")
        q_kvar = (
            None if q_kvar is None else _spread(q_kvar, columns, len(network.bus_ids), "q_kvar")
        )
    return solve_grid(
        Grid.of(network),
        p_kw,
        q_kvar,
        tolerance=tolerance,
        threads=threads,
        keep=ALL if keep is None else keep,
    )


def _columns(network: Network, buses: Sequence[str] | None) -> IntArray:
    """Return the index of the bus of every column."""
    if buses is None:
        return np.arange(len(network.bus_ids))
    index = {bus: at for at, bus in enumerate(network.bus_ids)}
    for bus in buses:
        if bus not in index:
            near = get_close_matches(bus, index, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise NetworkError(f"is not in the network{hint}", element="bus", element_id=bus)
    return np.array([index[bus] for bus in buses], dtype=np.int64)


def _spread(values: npt.ArrayLike, columns: IntArray, n_bus: int, name: str) -> npt.ArrayLike:
    """Return powers of some buses as powers of all."""
    part = np.asarray(values, dtype=np.float64)
    if part.ndim != 2 or part.shape[1] != len(columns):
        raise ValueError(
            f"{name} must have the shape (steps, {len(columns)} buses), not {part.shape}"
        )
    full = np.zeros((n_bus, len(part)))
    np.add.at(full, columns, part.T)
    return full.T

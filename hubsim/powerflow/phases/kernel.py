"""Three-phase power flow of many steps: a block stays in cache from its powers to its results."""

from __future__ import annotations

from typing import Any

from hubsim.compiled import compiled
from hubsim.powerflow.iteration import gather, refine
from hubsim.powerflow.layout import S_IM, S_RE, WIDTH, places
from hubsim.powerflow.phases.derivation import derive_phases
from hubsim.powerflow.phases.iteration import find_drops, load_phases, renew_phases
from hubsim.powerflow.phases.layout import PhaseRows, PhaseStored, PhaseWork


@compiled
def solve_phase_steps(
    p_kw: Any, q_kvar: Any, work: PhaseWork, rows: PhaseRows, out: PhaseStored
) -> None:
    """Solve the steps block by block, each from the powers drawn to its stored results.

    p_kw, q_kvar : (T, 3 C) drawn by phase a, b and c of every column
    """
    for first in range(0, p_kw.shape[0], WIDTH):
        count = min(WIDTH, p_kw.shape[0] - first)
        gather(p_kw, first, count, S_RE, work.table, rows)
        gather(q_kvar, first, count, S_IM, work.table, rows)
        load_phases(work, rows)
        converged = out.converged[first : first + count]
        refine(converged, out.iterations[first : first + count], work, rows)
        find_drops(work, rows)
        derive_phases(first, count, work, rows, out)


def phase_kernel(width: int) -> Any:
    """Return `solve_phase_steps` for blocks of so many steps."""
    return solve_phase_steps.variant({**places(width), "renew": renew_phases, "PREDICTED": 0})

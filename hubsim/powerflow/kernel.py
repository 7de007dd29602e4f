"""Power flow of many steps, block by block: a block stays in cache from its powers to its results."""

from __future__ import annotations

from typing import Any

from hubsim.compiled import compiled
from hubsim.powerflow.derivation import derive
from hubsim.powerflow.iteration import gather, load, predict, refine
from hubsim.powerflow.layout import S_IM, S_RE, WIDTH, Rows, Stored, Work


@compiled
def solve_steps(p_kw: Any, q_kvar: Any, work: Work, rows: Rows, out: Stored) -> None:
    """Solve the steps block by block, each from the powers drawn to its stored results.

    p_kw, q_kvar : (T, B) drawn, in single or double precision
    """
    for first in range(0, p_kw.shape[0], WIDTH):
        count = min(WIDTH, p_kw.shape[0] - first)
        gather(p_kw, first, count, S_RE, work.table, rows)
        gather(q_kvar, first, count, S_IM, work.table, rows)
        load(work, rows)
        predict(work, rows)
        converged = out.converged[first : first + count]
        refine(converged, out.iterations[first : first + count], work, rows)
        derive(first, count, work, rows, out)

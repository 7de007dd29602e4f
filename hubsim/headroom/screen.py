"""Where to look first: what bound at other sitings, carried over by the linear network.

At the step and element that bound, unit j at bus b adds  a_(b) p_j  to the flow, with the sensitivity a of
the linear network. The flow that had room there has room at another siting too, so the first number of
units that adds more is a guess. It only decides in which order numbers are simulated, never what is found.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.headroom.enlarged import Enlarged
from hubsim.headroom.siting import Siting
from hubsim.headroom.violation import Binding
from hubsim.kpis.events import line_rating_kva

_MAX_KEPT = 32
"""Bindings that are looked at."""


class Screen:
    """Guesses from what bound before, of one operation."""

    def __init__(self, enlarged: Enlarged) -> None:
        self._enlarged = enlarged
        network = enlarged.base.network
        lines, trafos = enlarged.model.study.loading_sensitivity
        self._row = {("line", name): row for name, row in zip(network.line_ids, lines, strict=True)}
        self._row |= {
            ("transformer", name): row for name, row in zip(network.trafo_ids, trafos, strict=True)
        }
        ratings = zip(network.line_ids, line_rating_kva(network).tolist(), strict=True)
        self._kva = {("line", name): kva for name, kva in ratings}
        ratings = zip(network.trafo_ids, network.trafo_limit_kva.tolist(), strict=True)
        self._kva |= {("transformer", name): kva for name, kva in ratings}
        self._room: dict[tuple[tuple[str, str], int], list[float]] = {}

    def learn(self, n_units: int, siting: Siting, binds: Binding | None) -> None:
        """Take in what bound with some units at a siting."""
        key = ("", "") if binds is None else (binds.cause, binds.element)
        if binds is None or key not in self._row or len(self._room) >= _MAX_KEPT:
            return
        added_kw = float(np.abs(self._added_kw(key, binds.step, n_units, siting)[-1]))
        over_kw = (binds.value - binds.limit) / 100.0 * self._kva[key]
        self._room.setdefault((key, binds.step), []).append(max(added_kw - over_kw, 0.0))

    def guess(self, siting: Siting, before: int) -> int:
        """Return the number after which the first known element is full.

        before : what another siting took, where nothing is known
        """
        found = [
            int(np.argmax(added > room))
            for (key, step), rooms in self._room.items()
            if (added := self._running(key, step, siting)).size
            and added[-1] > (room := float(np.mean(rooms)))
        ]
        return min(found, default=before)

    def _running(self, key: tuple[str, str], step: int, siting: Siting) -> FloatArray:
        """Return the flow that the first 1, 2, ... units add, as far as they are made."""
        added = np.abs(self._added_kw(key, step, self._enlarged.n_filled, siting))
        running: FloatArray = np.maximum.accumulate(added)
        return running

    def _added_kw(
        self, key: tuple[str, str], step: int, n_units: int, siting: Siting
    ) -> FloatArray:
        each_kw = self._enlarged.unit_kw(step, n_units)
        added: FloatArray = np.cumsum(self._row[key][siting.buses[:n_units]] * each_kw)
        return added

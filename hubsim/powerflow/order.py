"""In which order the nodes of a network are eliminated: the node of least degree next, the slack last.

Minimum degree (Tinney and Walker 1967, doi:10.1109/PROC.1967.6011): a radial network is taken apart from
its ends towards the slack and its factors have no fill; a meshed one has little. With the slack last, the
factors form a tree that hangs from it as the network itself does.

Nodes that never have power go before all others as long as that costs nothing: a node with two neighbours
leaves one coupling between them, as the two it takes away. Nothing is ever injected there, so a solution
leaves them out and finds their voltages afterwards.
"""

from __future__ import annotations

from collections.abc import Collection
from heapq import heappop, heappush

import numpy as np

from hubsim.arrays import IntArray

_FREE_DEGREE = 2
"""A node of this degree is eliminated without fill."""


def elimination_order(
    start: IntArray, end: IntArray, n_node: int, last: int, idle: Collection[int] = ()
) -> tuple[IntArray, int]:
    """Return the nodes but the last, (n_node - 1,), in their order, and how many idle ones come first.

    start, end : node at either end of every branch
    idle : nodes that never have power
    """
    beside: list[set[int]] = [set() for _ in range(n_node)]
    for i, j in zip(start.tolist(), end.tolist(), strict=True):
        if i != j:
            beside[i].add(j)
            beside[j].add(i)
    order: list[int] = []
    gone = np.zeros(n_node, dtype=np.bool_)
    gone[last] = True
    _eliminate([i for i in idle if i != last], beside, gone, order, _FREE_DEGREE)
    n_idle = len(order)
    _eliminate(np.flatnonzero(~gone).tolist(), beside, gone, order, n_node)
    return np.array(order, dtype=np.int64), n_idle


def _eliminate(
    nodes: list[int], beside: list[set[int]], gone: np.ndarray, order: list[int], most: int
) -> None:
    """Append nodes to the order, least degree first, up to a degree; change what is beside what."""
    wanted = set(nodes)
    queue: list[tuple[int, int]] = []
    for i in nodes:
        heappush(queue, (len(beside[i]), i))
    while queue:
        degree, i = heappop(queue)
        if gone[i] or degree != len(beside[i]):
            continue  # it has been queued again with its new degree
        if degree > most:
            break
        gone[i] = True
        order.append(i)
        left = beside[i]
        for j in left:
            beside[j] |= left
            beside[j] -= {i, j}
            if j in wanted:
                heappush(queue, (len(beside[j]), j))

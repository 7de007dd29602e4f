"""In which order the nodes of a network are eliminated: the node of least degree next, the slack last.

Minimum degree (Tinney and Walker 1967, doi:10.1109/PROC.1967.6011): a radial network is taken apart from
its ends towards the slack and its factors have no fill; a meshed one has little. With the slack last, the
factors form a tree that hangs from it as the network itself does.
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from hubsim.arrays import IntArray


def elimination_order(start: IntArray, end: IntArray, n_node: int, last: int) -> IntArray:
    """Return the nodes but the last, (n_node - 1,), each before those it leaves to be eliminated.

    start, end : node at either end of every branch
    """
    beside: list[set[int]] = [set() for _ in range(n_node)]
    for i, j in zip(start.tolist(), end.tolist(), strict=True):
        if i != j:
            beside[i].add(j)
            beside[j].add(i)
    queue: list[tuple[int, int]] = []
    for i in range(n_node):
        if i != last:
            heappush(queue, (len(beside[i]), i))
    order: list[int] = []
    gone = [False] * n_node
    while queue:
        degree, i = heappop(queue)
        if gone[i] or degree != len(beside[i]):
            continue  # it has been queued again with its new degree
        gone[i] = True
        order.append(i)
        left = beside[i]
        for j in left:
            beside[j] |= left
            beside[j] -= {i, j}
            if j != last:
                heappush(queue, (len(beside[j]), j))
    return np.array(order, dtype=np.int64)

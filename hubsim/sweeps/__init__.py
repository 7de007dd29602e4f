"""Sweeps: from one run to a thousand, from one machine to a cluster.

A definition (`definition`) draws points (`draws`); an engine (`serial`, `pool`, `cluster`) hands each of
them, for each layout, to `point`, which finds it or simulates it and writes its record; `table`,
`evaluation` and `sensitivity` make the answer of the records. `sweep` is the whole of it, `sizing` a
search over sweeps.
"""

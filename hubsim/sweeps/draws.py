"""The points of a sweep: shares of the unit cube by its sampler, and the values that they stand for.

Drawing more points at random or by Sobol keeps those that were drawn before; a Latin hypercube is another
one for every number of points (McKay, Beckman and Conover 1979, doi:10.2307/1268522; Sobol 1967,
doi:10.1016/0041-5553(67)90144-9, scrambled after Owen 1998, doi:10.1006/jcom.1998.0487).
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.scenario.sweep import Sweep
from hubsim.streams import stream


def draw(sweep: Sweep) -> list[dict[str, Any]]:
    """Return path -> value of every point, in the order of their numbers; the same for the same section."""
    paths = sweep.vary
    if sweep.sampler == "grid":
        places = itertools.product(*(range(varied.n_grid or 0) for varied in paths.values()))
        return [
            {
                path: varied.on_grid(place)
                for (path, varied), place in zip(paths.items(), point, strict=True)
            }
            for point in places
        ]
    return [
        {
            path: varied.at(share)
            for (path, varied), share in zip(paths.items(), row.tolist(), strict=True)
        }
        for row in shares(sweep)
    ]


def shares(sweep: Sweep) -> FloatArray:
    """Return (P, D) shares, 0 to 1, of points in the order of the section's paths."""
    n_points, paths = sweep.n_points, list(sweep.vary)
    if sweep.sampler == "random":
        # A stream of its own for every path: another path disturbs none.
        return np.column_stack([stream(sweep.seed, path).random(n_points) for path in paths])
    from scipy.stats import qmc

    random = np.random.default_rng(sweep.seed)
    if sweep.sampler == "sobol":
        sampler = qmc.Sobol(len(paths), scramble=True, rng=random)
        drawn = sampler.random_base2((n_points - 1).bit_length())[:n_points]
    else:
        drawn = qmc.LatinHypercube(len(paths), rng=random).random(n_points)
    return np.asarray(drawn, dtype=np.float64)

"""Random numbers inside compiled kernels: the same on every machine and with every version of numpy.

SplitMix64 (Steele, Lea and Flood, 2014, doi 10.1145/2660193.2660195): a counter and a mixer of 64 bits.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from hubsim.compiled import compiled

State = npt.NDArray[np.uint64]
"""(1,) the counter."""


@compiled
def uniform(state: State) -> float:
    """Return a number from 0 up to 1."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def normal(state: State, mean: float, deviation: float) -> float:
    """Return a normally distributed number (Box and Muller)."""
    u = 1.0 - uniform(state)
    return mean + deviation * math.sqrt(-2.0 * math.log(u)) * math.cos(
        2.0 * math.pi * uniform(state)
    )


@compiled
def poisson(state: State, mean: float) -> int:
    """Return a Poisson distributed number; for means of a few tens at most."""
    limit = math.exp(-mean)
    product = uniform(state)
    number = 0
    while product > limit:
        number += 1
        product *= uniform(state)
    return number

"""Chance that belongs to moments: a study of a day has the same as one of the year that holds it."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.horizon import Horizon

_PARTS = ((3600, 0.8), (900, 0.6))
"""Distance of the knots [s] and spread of each part; their squares sum to 1."""

_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def smooth_noise(seed: int, horizon: Horizon) -> FloatArray:
    """Return chance of mean 0 and spread near 1, straight lines between knots in time, (T,)."""
    seconds = horizon.times.astype(np.int64)
    total = np.zeros(horizon.n_steps)
    for part, (every_s, spread) in enumerate(_PARTS):
        knot = seconds // every_s
        share = (seconds % every_s) / every_s
        key = np.random.SeedSequence([seed, part]).generate_state(1, np.uint64)[0]
        before, after = (_hashed(key, place) for place in (knot, knot + 1))
        total += spread * ((1.0 - share) * before + share * after)
    return total


def _hashed(key: np.uint64, place: IntArray) -> FloatArray:
    """Return a number of mean 0 and spread 1 for each place: the mixer of SplitMix64."""
    with np.errstate(over="ignore"):
        z = place.astype(np.uint64) * _GOLDEN + key
        z = (z ^ (z >> np.uint64(30))) * _MIX[0]
        z = (z ^ (z >> np.uint64(27))) * _MIX[1]
        z ^= z >> np.uint64(31)
    uniform = (z >> np.uint64(11)).astype(np.float64) / 2.0**53
    centred: FloatArray = (uniform - 0.5) * 12.0**0.5
    return centred

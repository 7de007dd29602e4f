"""Loading as a page carries it: a byte a value, rounded up to whole percent, deflated, in base64.

Rounded up, no value that is beyond a limit reads as within it; a page unpacks the bytes with
``DecompressionStream``, which browsers have since 2023.
"""

from __future__ import annotations

import base64
import zlib

import numpy as np
import numpy.typing as npt

from hubsim.arrays import FloatArray
from hubsim.kpis.events import TOLERANCE_PCT

MOST, UNKNOWN = 254, 255
"""Highest percentage that is told apart, and the byte of a step without a solution."""

Bytes = npt.NDArray[np.uint8]


def percent_bytes(loading_pct: FloatArray) -> Bytes:
    """Return loading as bytes, of any shape: percent rounded up, at most `MOST`; NaN is `UNKNOWN`.

    Examples
    --------
    >>> percent_bytes(np.array([0.0, 99.2, 100.0, 100.01, 300.0, np.nan])).tolist()
    [0, 100, 100, 101, 254, 255]
    """
    whole = np.ceil(np.nan_to_num(loading_pct, nan=0.0) - TOLERANCE_PCT)
    found = np.clip(whole, 0, MOST).astype(np.uint8)
    return np.where(np.isnan(loading_pct), np.uint8(UNKNOWN), found)


def bin_extremes(values: Bytes, width: int) -> Bytes:
    """Return (n, 2 * bins) the lowest and the highest of every `width` steps, one after the other.

    A step without a solution counts in neither; a bin of nothing else is unknown.

    values : (n, T), `UNKNOWN` where there is no solution; the last bin may be shorter
    """
    starts = np.arange(0, values.shape[1], width)
    low = np.minimum.reduceat(values, starts, axis=1)
    known = np.where(values == UNKNOWN, 0, values)
    high = np.maximum.reduceat(known, starts, axis=1)
    # Unknown is the highest byte, so that a lowest of it means that nothing is known.
    high = np.where(low == UNKNOWN, np.uint8(UNKNOWN), high)
    return np.stack([low, high], axis=2).reshape(len(values), -1).astype(np.uint8)


def packed(values: Bytes) -> str:
    """Return bytes as text: row by row, deflated, in base64."""
    return base64.b64encode(zlib.compress(np.ascontiguousarray(values).tobytes(), 6)).decode()

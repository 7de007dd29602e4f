"""Loading and voltage as a page carries them: a byte a value, deflated, in base64.

Rounded up, and away from nominal voltage, no value that is beyond a limit reads as within it; a page
unpacks the bytes with ``DecompressionStream``, which browsers have since 2023.
"""

from __future__ import annotations

import base64
import math
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hubsim.arrays import FloatArray
from hubsim.kpis.events import TOLERANCE_PCT
from hubsim.kpis.voltage import TOLERANCE_PU

MOST, UNKNOWN = 254, 255
"""Highest byte that is told apart, such as a percentage; and that of a step without a solution."""

MILLI = 1000
"""Parts of a per unit that voltages are told in, or whole multiples where they lie far apart."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class VoltageScale:
    """Byte b is a voltage of (zero + b) parts thousandths of a per unit."""

    zero: int
    parts: int

    @classmethod
    def of(cls, low_pu: float, high_pu: float) -> VoltageScale:
        """Return the finest scale that reaches from the lowest voltage to the highest."""
        parts = 1
        while True:
            scale = cls(math.floor(_away(np.array(low_pu), parts)), parts)
            if _away(np.array(high_pu), parts) - scale.zero <= MOST:
                return scale
            parts += 1

    def bytes_of(self, vm_pu: FloatArray) -> Bytes:
        """Return voltages as bytes, of any shape, rounded away from 1 pu; NaN is `UNKNOWN`.

        Examples
        --------
        >>> VoltageScale(900, 1).bytes_of(np.array([0.9, 0.9499, 0.95, 1.05, 1.0501, np.nan])).tolist()
        [0, 49, 50, 150, 151, 255]
        """
        known = np.where(np.isnan(vm_pu), 1.0, vm_pu)
        found = (_away(known, self.parts) - self.zero).astype(np.uint8)
        return np.where(np.isnan(vm_pu), np.uint8(UNKNOWN), found)

    def read(self, values: Bytes) -> FloatArray:
        """Return the voltages that bytes stand for [pu]; those of `UNKNOWN` mean nothing."""
        vm_pu: FloatArray = (self.zero + values.astype(np.int64)) * self.parts / MILLI
        return vm_pu


def _away(vm_pu: FloatArray, parts: int) -> FloatArray:
    """Return voltages in whole `parts` thousandths, rounded away from 1 pu."""
    low = np.floor((vm_pu + TOLERANCE_PU) * MILLI / parts)
    high = np.ceil((vm_pu - TOLERANCE_PU) * MILLI / parts)
    away: FloatArray = np.where(vm_pu < 1.0, low, high)
    return away


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


def row_differences(values: Bytes) -> Bytes:
    """Return every row less the one before it, modulo 256: the page adds them up again.

    The voltages of a street rise and fall together, so that little is left of them.
    """
    return np.diff(values, axis=0, prepend=np.zeros((1, values.shape[1]), np.uint8))


def packed(values: Bytes) -> str:
    """Return bytes as text: row by row, deflated, in base64."""
    return base64.b64encode(zlib.compress(np.ascontiguousarray(values).tobytes(), 6)).decode()

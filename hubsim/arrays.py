"""Array types, and the one place where arrays are cast before a compiled kernel sees them."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
ComplexArray: TypeAlias = npt.NDArray[np.complex128]


def frozen(values: npt.ArrayLike) -> FloatArray:
    """Return the values as a C-contiguous float64 array that refuses to be written."""
    array = np.ascontiguousarray(values, dtype=np.float64)
    if array.flags.writeable and (array is values or array.base is not None):
        array = array.copy()
    array.flags.writeable = False
    return array


def handed_over(values: FloatArray) -> FloatArray:
    """Return the array itself, read-only, as its maker writes it no more; zeros alone take no memory.

    A year of many assets is large, and most of them have no reactive power, no unmet need, no curtailment.
    """
    if not values.any():
        return np.broadcast_to(np.float64(0.0), values.shape)
    values.flags.writeable = False
    return values


def spared(values: FloatArray) -> FloatArray:
    """Return the series itself, or where it is one value all the time that value, seen as long.

    A bound that never changes then takes no memory for each of its steps.
    """
    is_one = len(values) > 0 and bool((values == values[0]).all())
    return np.broadcast_to(values[0].copy(), values.shape) if is_one else values


def put(table: FloatArray, column: int, values: FloatArray | None) -> None:
    """Write a column of a table, None as zeros; zeros that stand there already are not touched."""
    if values is None:
        if table[:, column].any():
            table[:, column] = 0.0
    elif values.any() or table[:, column].any():
        table[:, column] = values

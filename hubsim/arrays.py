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

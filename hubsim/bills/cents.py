"""Amounts in whole cents that still sum to what they should.

Each amount is rounded down, and the cents that are missing go to the amounts that lost most, in their
order where they lost the same: so members' cents sum to their party's, and nothing is left over.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.errors import BrokenInvariant


def in_cents(eur: FloatArray, total_eur: FloatArray) -> tuple[IntArray, IntArray]:
    """Return amounts (P, M) and totals (P,) in cents; every row of amounts sums to its total exactly.

    Raises
    ------
    BrokenInvariant
        when the amounts do not sum to their total, so that no rounding can make them.
    """
    total = np.rint(100.0 * total_eur).astype(np.int64)
    exact = 100.0 * eur
    # What is a whole number of cents but for rounding is taken as that number.
    exact = np.where(np.abs(exact - np.rint(exact)) < 1e-7, np.rint(exact), exact)
    cents = np.floor(exact).astype(np.int64)
    lost = exact - cents
    missing = total - cents.sum(axis=1)
    if (missing < 0).any() or (missing > eur.shape[1]).any():
        raise BrokenInvariant("amounts in cents do not sum to their total")
    order = np.argsort(-lost, axis=1, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(eur.shape[1])[None, :], axis=1)
    cents += place < missing[:, None]
    return cents, total

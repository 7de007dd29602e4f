"""The largest number that fits: no number up to it violates, and one more does.

A limit of loading holds as long as |s_0 + s_1 + ... + s_k| <= S. Where all units draw, or all feed in, the
flow they add moves one way, so its size first falls and then rises: the numbers that keep to it are an
interval, and so are those that keep to all limits at all steps. It holds 0, or nothing fits. A search that
ends with k fitting and k + 1 not has then found the end. By rules nothing proves it, so each number may be
tried instead (`every`).
"""

from __future__ import annotations

from collections.abc import Callable

NONE_FITS = -1
"""The limits are exceeded already without anything added."""


def largest(
    fits: Callable[[int], bool],
    most: int,
    *,
    guess: int = 0,
    every: bool = False,
    nearer: Callable[[int], int | None] = lambda _: None,
) -> int:
    """Return the largest number that fits, `most` where nothing stops it, `NONE_FITS` where 0 does not.

    guess : where to look first; every : try every number from 0 on
    nearer : of a number that does not fit, a better guess below it, if that taught one

    Examples
    --------
    >>> largest(lambda k: k <= 13, 100), largest(lambda k: k <= 13, 10), largest(lambda k: False, 10)
    (13, 10, -1)
    """
    if not fits(0):
        return NONE_FITS
    if every:
        return next((k - 1 for k in range(1, most + 1) if not fits(k)), most)
    low, high = 0, most + 1
    at = min(max(guess, 1), most)
    stride = 1
    while high - low > 1:
        if fits(at):
            low, at = at, at + stride
        else:
            high, at = at, at - stride
            better = nearer(high)
            if better is not None:
                at, stride = max(better, low + 1), 1
                continue
        stride *= 2
        if not low < at < high:
            # Beyond what is known, or between both ends: halve what is left.
            at = (low + high) // 2 if high <= most else min(low + stride, most)
    return low

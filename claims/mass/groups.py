"""Reckon over runs of equal keys in sorted arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.mass.columns import Flags, Whole


@dataclass(frozen=True, slots=True)
class Runs:
    """Where each run of equal keys begins, how long it is, and in which run each element lies."""

    starts: Whole
    lengths: Whole
    of: Whole

    def largest(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the largest value of each run."""
        return np.maximum.reduceat(values, self.starts) if self.starts.size else values[:0]

    def total(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the sum of each run."""
        return np.add.reduceat(values, self.starts) if self.starts.size else values[:0]

    def any(self, values: Flags) -> Flags:
        """Tell of each run whether the flag is set in it."""
        return np.logical_or.reduceat(values, self.starts) if self.starts.size else values[:0]


def runs(*keys: NDArray[Any]) -> Runs:
    """Find the runs in which every one of the sorted keys stays the same."""
    size = keys[0].size
    begins = np.zeros(size, np.bool_)
    begins[:1] = True
    for key in keys:
        begins[1:] |= key[1:] != key[:-1]
    starts = np.flatnonzero(begins)
    return Runs(starts, np.diff(starts, append=size), np.cumsum(begins) - 1)


def spans(starts: NDArray[Any], lengths: NDArray[Any]) -> Whole:
    """List the whole numbers of several spans, one span after the other."""
    before = np.cumsum(lengths) - lengths
    numbers: Whole = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
    return numbers


def ordered(keys: NDArray[Any], below: int) -> Whole:
    """Return the order of keys from 0 up to a bound; equal ones stay as they stood.

    Key and place in one number are sorted several times faster than places by their keys.
    """
    bits = max(1, keys.size - 1).bit_length()
    if below.bit_length() + bits > 63:
        return np.argsort(keys, kind="stable")
    packed = keys.astype(np.int64)
    packed <<= bits
    packed |= np.arange(keys.size)
    packed.sort()
    packed &= (1 << bits) - 1
    return packed


def among(keys: Whole, known: Whole) -> Flags:
    """Tell which keys are among known ones, which are in order."""
    if not known.size:
        return np.zeros(keys.size, np.bool_)
    at = np.minimum(np.searchsorted(known, keys), known.size - 1)
    found: Flags = known[at] == keys
    return found


@dataclass(frozen=True, slots=True)
class Index:
    """The elements that have each key, for keys from 0 up."""

    order: NDArray[Any]
    begins: Whole  # one more than there are keys

    def count(self, keys: NDArray[Any]) -> Whole:
        """Count the elements of each key asked for."""
        counts: Whole = self.begins[keys + 1] - self.begins[keys]
        return counts

    def elements(self, keys: NDArray[Any]) -> NDArray[Any]:
        """List the elements of each key asked for, one key after the other."""
        return self.order[spans(self.begins[keys], self.count(keys))]


def index(keys: NDArray[Any], size: int, rows: NDArray[Any] | None = None) -> Index:
    """Index elements by keys under `size`: their own numbers, or the rows that they stand for."""
    order = ordered(keys, size)
    begins = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(keys, minlength=size), out=begins[1:])
    return Index((order if rows is None else rows[order]).astype(np.int32), begins)

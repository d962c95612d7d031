"""Runs, orders and indexes of keys."""

import numpy as np
import pytest

from claims.mass.groups import among, index, ordered, runs, spans

KEYS = np.array([3, 0, 3, 1, 0, 3])


@pytest.mark.parametrize("below", [4, 2**40, 2**62])
def test_equal_keys_stay_as_they_stood(below: int):
    assert ordered(KEYS, below).tolist() == [1, 4, 3, 0, 2, 5]


@pytest.mark.parametrize("below", [4, 2**62])
def test_nothing_is_in_order(below: int):
    assert ordered(KEYS[:0], below).tolist() == []


def test_large_keys_with_places_beside_them_do_not_overflow():
    keys = np.array([2**58 - 1, 0, 2**58 - 1, 5])

    assert ordered(keys, 2**58).tolist() == [1, 3, 0, 2]


def test_runs_end_where_any_key_changes():
    found = runs(np.array([1, 1, 1, 2, 2]), np.array([7, 7, 8, 8, 8]))

    assert (found.starts.tolist(), found.lengths.tolist()) == ([0, 2, 3], [2, 1, 2])
    assert found.of.tolist() == [0, 0, 1, 2, 2]
    assert found.total(np.array([1, 2, 3, 4, 5])).tolist() == [3, 3, 9]
    assert found.largest(np.array([1, 2, 3, 5, 4])).tolist() == [2, 3, 5]
    assert found.any(np.array([False, True, False, False, False])).tolist() == [True, False, False]


def test_no_keys_have_no_runs():
    found = runs(KEYS[:0])

    assert [column.size for column in (found.starts, found.lengths, found.of)] == [0, 0, 0]
    assert [of(KEYS[:0]).size for of in (found.largest, found.total)] == [0, 0]
    assert found.any(np.zeros(0, np.bool_)).size == 0


def test_spans_follow_each_other():
    assert spans(np.array([5, 0, 2]), np.array([2, 0, 3])).tolist() == [5, 6, 2, 3, 4]


def test_index_lists_elements_by_key():
    found = index(KEYS, 5)

    assert found.count(np.array([0, 2, 3])).tolist() == [2, 0, 3]
    assert found.elements(np.array([3, 2, 0])).tolist() == [0, 2, 5, 1, 4]
    assert index(KEYS, 5, np.arange(10, 16)).elements(np.array([0, 1])).tolist() == [11, 14, 13]


def test_among_finds_keys_that_are_known():
    known = np.array([2, 4, 9])

    assert among(np.array([1, 2, 4, 5, 9, 10]), known).tolist() == [False, True, True, False, True, False]
    assert among(np.array([1]), known[:0]).tolist() == [False]

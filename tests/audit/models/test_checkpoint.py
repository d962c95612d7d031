"""Checkpoints stand in the order in which they were signed, and cover nothing that is not there."""

import pytest
from django.db import DatabaseError, transaction

from audit.models import Checkpoint
from audit.services import log
from tests.audit.samples import World


@pytest.mark.parametrize("beyond", [1, 10**9])
def test_a_checkpoint_beyond_the_log_is_refused(beyond: int, register: World):  # noqa: ARG001
    size = log.drain()

    with pytest.raises(DatabaseError, match="no more than there is"), transaction.atomic():
        Checkpoint.objects.create(size=size + beyond, root=bytes(32), note="any")


def test_a_checkpoint_at_or_below_the_last_is_refused(register: World):  # noqa: ARG001
    size = log.drain()
    Checkpoint.objects.create(size=size - 1, root=bytes(32), note="first")

    for again in (size - 1, size - 2):
        with pytest.raises(DatabaseError, match="covers more than the last one"), transaction.atomic():
            Checkpoint.objects.create(size=again, root=bytes(32), note="second")

    assert [checkpoint.note for checkpoint in Checkpoint.objects.all()] == ["first"]

"""What the clock has done for the record, done in this process."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from audit import tasks
from config.http.idempotency import KEPT_FOR
from config.http.models import IdempotentRequest

pytestmark = pytest.mark.django_db


def test_keys_are_forgotten_when_they_have_been_kept_for_as_long_as_promised():
    for name, age in (("old", KEPT_FOR + timedelta(minutes=1)), ("young", KEPT_FOR - timedelta(minutes=1))):
        IdempotentRequest.objects.create(
            caller_id=uuid4(),
            key=name,
            fingerprint=b"",
            status=201,
            headers={},
            body=b"",
            created_at=timezone.now() - age,
        )

    assert tasks.forget_idempotency_keys() == 1
    assert list(IdempotentRequest.objects.values_list("key", flat=True)) == ["young"]

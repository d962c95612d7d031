"""How values look in JSON."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, models
from django.utils.translation import gettext_lazy

from config.http.renderers import dumps
from config.http.values import Moment

NOON = datetime(2025, 8, 26, 12, tzinfo=UTC)


class Colour(models.TextChoices):
    RED = "red"


CASES = [
    (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
    (NOON, '"2025-08-26T12:00:00Z"'),
    (NOON.replace(microsecond=500), '"2025-08-26T12:00:00.000500Z"'),
    (Moment(NOON, is_date=False), '"2025-08-26T12:00:00Z"'),
    (Moment.of_day(NOON.date()), '"2025-08-26"'),
    (Decimal("1.5"), "1.5"),
    (Colour.RED, '"red"'),
    (gettext_lazy("words"), '"words"'),
    ("ж", '"ж"'),
]


@pytest.mark.parametrize(("value", "text"), CASES)
def test_value_is_written(value: object, text: str):
    assert dumps(value).decode() == text


def test_value_without_a_json_form_is_an_error():
    with pytest.raises(TypeError):
        dumps(object())


@pytest.mark.django_db
def test_instant_of_the_database_ends_with_z():
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2025-08-26 14:00+02'::timestamptz")
        assert dumps(cursor.fetchone()[0]) == b'"2025-08-26T12:00:00Z"'

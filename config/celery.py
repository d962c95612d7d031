"""The Celery application: `celery -A config.celery worker` and `beat`.

A message only wakes a worker; what is owed stands in PostgreSQL. So a lost, doubled or late message costs
nothing but a second, and every tick may expire before it is run.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("contested")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

#: At night, in UTC: the record is checked against itself. A turn that no worker took by morning is left out.
NIGHTLY = {
    "fold": {"task": "audit.fold", "schedule": crontab(hour=1, minute=40)},
    "replay": {"task": "claims.replay", "schedule": crontab(hour=2, minute=10)},
}
app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    **{name: {**task, "options": {"expires": 18_000}} for name, task in NIGHTLY.items()},
}

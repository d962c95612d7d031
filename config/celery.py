"""The Celery application: `celery -A config.celery worker` and `beat`.

A message only wakes a worker; what is owed stands in PostgreSQL. So a lost, doubled or late message costs
nothing but a second, and every tick may expire before it is run.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("contested")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

"""Wiring: settings, environment, URLs, Celery, and the manners every endpoint shares."""

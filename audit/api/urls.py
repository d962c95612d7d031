"""Paths of the record under /api/v1."""

from django.urls import path

from audit.api import change_views, log_views, published_views

urlpatterns = [
    path("changes", change_views.Changes.as_view()),
    path("changes.ndjson", change_views.ChangesNdjson.as_view()),
    path("changes.csv", change_views.ChangesCsv.as_view()),
    path("log/checkpoint", published_views.checkpoint),
    path("log/keys", published_views.keys),
    path("log/witnesses", published_views.witnesses),
    path("log/tile/<path:path>", published_views.tile),
    path("log/verify.py", published_views.verifier),
    path("log/entries", log_views.Entries.as_view()),
    path("log/proof/<int:index>", log_views.Proof.as_view()),
    path("log/consistency", log_views.Consistency.as_view()),
    path("log/bundle", log_views.Bundle.as_view()),
]

"""Paths of the record under /api/v1."""

from django.urls import path

from audit.api import change_views as views

urlpatterns = [
    path("changes", views.Changes.as_view()),
    path("changes.ndjson", views.ChangesNdjson.as_view()),
    path("changes.csv", views.ChangesCsv.as_view()),
]

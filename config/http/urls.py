"""Paths that belong to no resource; included by `config.urls` at the root."""

from django.urls import path

from config.http import health, metrics, pages

urlpatterns = [
    path("favicon.ico", pages.icon),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics.metrics),
    path("api/v1/openapi.json", pages.openapi, name="openapi"),
    path("api/v1/docs", pages.swagger, name="docs"),
    path("api/v1/redoc", pages.redoc, name="redoc"),
    path("api/v1/problems", pages.problem_types, name="problem-types"),
    path("api/v1/problems/<slug:slug>", pages.problem_type, name="problem-type"),
]

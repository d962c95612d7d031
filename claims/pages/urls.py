"""Addresses of the reading room; included by `config.urls` at the root."""

from django.urls import URLPattern

app_name = "room"
urlpatterns: list[URLPattern] = []

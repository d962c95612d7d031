"""Addresses of the reading room; included by `config.urls` at the root."""

from django.urls import URLPattern, path

from claims.pages import map as contested

app_name = "room"
urlpatterns: list[URLPattern] = [
    path("map", contested.show, name="map"),
    path("map.geojson", contested.data, name="map-data"),
]

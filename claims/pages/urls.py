"""Addresses of the reading room; included by `config.urls` at the root."""

from django.urls import path

from claims.pages import course, dossier, questions, revisions, shelf, speech
from claims.pages import map as contested

app_name = "room"
urlpatterns = [
    path("", shelf.index, name="claims"),
    path("claims/<uuid:claim>", dossier.show, name="claim"),
    path("claims/<uuid:claim>/r<int:number>", revisions.show, name="revision"),
    path("claims/<uuid:claim>/revisions", revisions.index, name="revisions"),
    path("claims/<uuid:claim>/compare", revisions.compare, name="compare"),
    path("claims/<uuid:claim>/over-time", course.show, name="over-time"),
    path("questions/<uuid:question>", questions.show, name="question"),
    path("actors/<uuid:actor>", speech.actor, name="actor"),
    path("sources/<uuid:source>", speech.source, name="source"),
    path("map", contested.show, name="map"),
    path("map.geojson", contested.data, name="map-data"),
]

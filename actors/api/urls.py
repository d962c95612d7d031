"""Paths of actors under /api/v1."""

from actors.api import views
from actors.api.paths import record_paths
from django.urls import path

urlpatterns = [
    path("me", views.Me.as_view()),
    *record_paths(
        views.ACTOR, listing=views.Actors, detail=views.ActorDetail, withdrawal=views.ActorWithdrawal
    ),
]

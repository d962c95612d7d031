"""Paths of actors under /api/v1."""

from django.urls import path

from actors.api import views
from actors.api.paths import record_paths

urlpatterns = [
    path("me", views.Me.as_view()),
    *record_paths(
        views.ACTOR, listing=views.Actors, detail=views.ActorDetail, withdrawal=views.ActorWithdrawal
    ),
    *record_paths(
        views.GROUP, listing=views.Groups, detail=views.GroupDetail, withdrawal=views.GroupWithdrawal
    ),
]

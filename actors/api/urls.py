"""Paths of actors under /api/v1."""

from django.urls import path

from actors.api import access_views, tokens, views
from actors.api.paths import record_paths

_ACCOUNTS = "partners/<uuid:partner_id>/accounts"
_ACCOUNT = f"{_ACCOUNTS}/<uuid:account_id>"
_KEY = f"{_ACCOUNT}/keys/<uuid:key_id>"

urlpatterns = [
    path("me", views.Me.as_view()),
    path("oauth/token", tokens.token),
    path("partners", access_views.Partners.as_view()),
    path(_ACCOUNTS, access_views.Accounts.as_view()),
    path(_ACCOUNT, access_views.AccountDetail.as_view()),
    path(f"{_ACCOUNT}/keys", access_views.Keys.as_view()),
    path(_KEY, access_views.KeyDetail.as_view()),
    path(f"{_KEY}:rotate", access_views.KeyRotation.as_view()),
    path(f"{_KEY}:revoke", access_views.KeyRevocation.as_view()),
    *record_paths(
        views.ACTOR, listing=views.Actors, detail=views.ActorDetail, withdrawal=views.ActorWithdrawal
    ),
    *record_paths(
        views.GROUP, listing=views.Groups, detail=views.GroupDetail, withdrawal=views.GroupWithdrawal
    ),
]

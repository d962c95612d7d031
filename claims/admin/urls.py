"""Addresses of staff's start page and queues; included by `config.urls` before those of the admin."""

from django.contrib import admin
from django.urls import path

from claims.admin import queues

app_name = "queues"
urlpatterns = [
    path("", admin.site.admin_view(queues.start), name="start"),
    path("queues/<str:queue>/", admin.site.admin_view(queues.cases), name="cases"),
    path("queues/<str:queue>/<uuid:occasion>/assign/", admin.site.admin_view(queues.assign), name="assign"),
    path(
        "queues/<str:queue>/<uuid:object_id>/release/<uuid:account>/",
        admin.site.admin_view(queues.release),
        name="release",
    ),
    path("queues/<str:queue>/<uuid:occasion>/leave/", admin.site.admin_view(queues.leave), name="leave"),
]

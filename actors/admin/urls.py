"""Addresses of the second factor, under the admin's; they open to whoever has given a password."""

from django.urls import path

from actors.admin import second_factor

urlpatterns = [
    path("", second_factor.enter, name="second-factor"),
    path("enrol/", second_factor.enrol, name="second-factor-enrol"),
]

"""The admin of actors, and of those who write: partners, accounts, keys."""

from django.contrib import admin
from django.contrib.auth.models import Group

from actors.admin import access, actors, clients, entry, groups, keys

__all__ = ["access", "actors", "clients", "entry", "groups", "keys"]

# What an account may do follows from its kind; groups would be permissions that no history keeps.
admin.site.unregister(Group)

"""Pages of the admin that belong to no kind of record; they open to whoever may open the admin."""

from django.contrib import admin
from django.urls import path, re_path

from audit.admin import changes, checks

urlpatterns = [
    path("", admin.site.admin_view(changes.listing), name="changes"),
    path("checks/", admin.site.admin_view(checks.listing), name="checks"),
    path("seen/", admin.site.admin_view(changes.mark_seen), name="changes-seen"),
    re_path(
        r"^changes\.(?P<extension>csv|ndjson)$", admin.site.admin_view(changes.export), name="changes-file"
    ),
]

"""Where everything is: the API, the admin, and what belongs to no resource."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/changes/", include("audit.admin.urls")),
    path("admin/second-factor/", include("actors.admin.urls")),
    path("admin/", include("claims.admin.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("audit.api.urls")),
    path("api/v1/", include("actors.api.urls")),
    path("api/v1/", include("claims.api.v1.urls")),
    path("", include("claims.pages.urls")),
    path("", include("config.http.urls")),
]

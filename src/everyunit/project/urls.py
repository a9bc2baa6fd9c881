"""Which door answers which address."""

from django.urls import include, path

from everyunit.api.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/", include("everyunit.api.urls")),
    path("", include("everyunit.web.urls")),
]

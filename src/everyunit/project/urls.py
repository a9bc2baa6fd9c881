"""Which door answers which address."""

from django.urls import include, path

from everyunit.api.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/", include("everyunit.api.urls")),
    path("", include("everyunit.web.urls")),
]

handler403 = "everyunit.web.views.errors.forbidden"
handler404 = "everyunit.web.views.errors.not_found"
handler500 = "everyunit.web.views.errors.broken"

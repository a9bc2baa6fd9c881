"""The addresses of the pages."""

from __future__ import annotations

from django.urls import URLPattern, path

import everyunit.web.converters  # noqa: F401 - registers <code:…>
from everyunit.web.views.dashboard import dashboard
from everyunit.web.views.search import search
from everyunit.web.views.sign_in import SignIn, sign_out

urlpatterns: list[URLPattern] = [
    path("", dashboard, name="dashboard"),
    path("sign-in", SignIn.as_view(), name="sign-in"),
    path("sign-out", sign_out, name="sign-out"),
    path("search", search, name="search"),
]

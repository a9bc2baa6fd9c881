"""The addresses of the API."""

from functools import wraps

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from everyunit.api.docs import docs
from everyunit.api.door import api
from everyunit.api.openapi import openapi_json
from everyunit.api.problems import no_such_address, wrong_method


def _resource(pattern: URLPattern) -> URLPattern:
    """One of ninja's own patterns, with HEAD answered as GET and the refusal of a method a problem like every other."""
    view = pattern.callback

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        answer: HttpResponseBase = view(request, *args, **kwargs)
        request.method = asked  # the server leaves the body of a HEAD away
        return wrong_method(request, answer) if isinstance(answer, HttpResponseNotAllowed) else answer

    return path(f"v1/{pattern.pattern}", answered, name=pattern.name)


urlpatterns: list[URLPattern] = [
    path("openapi.json", openapi_json, name="openapi"),
    path("docs", docs, name="api-docs"),
    path("", RedirectView.as_view(pattern_name="api-docs")),
    path("docs/", RedirectView.as_view(pattern_name="api-docs")),
    *(_resource(pattern) for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"),
    re_path("", csrf_exempt(no_such_address)),
]

"""The addresses of the API."""

from functools import wraps

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from everyunit.api.docs import docs
from everyunit.api.door import api
from everyunit.api.openapi import openapi_json
from everyunit.api.problems import no_such_address, wrong_method


def _resource(pattern: URLPattern) -> URLPattern:
    """One of ninja's own patterns, whose refusal of a method is a problem like every other."""
    view = pattern.callback

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer: HttpResponseBase = view(request, *args, **kwargs)
        return wrong_method(request, answer) if isinstance(answer, HttpResponseNotAllowed) else answer

    return path(f"v1/{pattern.pattern}", answered, name=pattern.name)


urlpatterns: list[URLPattern] = [
    path("openapi.json", openapi_json, name="openapi"),
    path("docs", docs, name="api-docs"),
    *(_resource(pattern) for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"),
    re_path("", csrf_exempt(no_such_address)),
]

"""Sign in and out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from everyunit.web.workstation import is_to_be_asked


class SignIn(LoginView):
    """The form; whoever is signed in already goes on to the dashboard."""

    template_name = "web/sign_in.html"
    redirect_authenticated_user = True
    extra_context = {"title": "Sign in"}

    def get_success_url(self) -> str:
        """Where there are workstations, a browser that does not know which it is is asked first, once."""
        then = super().get_success_url()
        if not is_to_be_asked(self.request):
            return then
        return f"{reverse('choose-workstation')}?{urlencode({'next': then})}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    logout(request)
    return redirect("sign-in")

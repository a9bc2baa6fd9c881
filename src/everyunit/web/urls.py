"""The addresses of the pages. Codes and numbers come last in an address: they may hold anything, also slashes."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from everyunit.web.converters import CodeConverter, RoleConverter
from everyunit.web.views.bins import bin_page, bins, edit_bin, new_bin
from everyunit.web.views.dashboard import dashboard
from everyunit.web.views.documents import documents
from everyunit.web.views.items import edit_item, item, items, new_item
from everyunit.web.views.parties import edit_party, new_party, parties, party
from everyunit.web.views.search import search
from everyunit.web.views.sign_in import SignIn, sign_out

register_converter(CodeConverter, "code")
register_converter(RoleConverter, "role")

urlpatterns: list[URLPattern] = [
    path("", dashboard, name="dashboard"),
    path("sign-in", SignIn.as_view(), name="sign-in"),
    path("sign-out", sign_out, name="sign-out"),
    path("search", search, name="search"),
    path("items", items, name="items"),
    path("items/<code:code>", item, name="item"),
    path("new/item", new_item, name="new-item"),
    path("change/item/<code:code>", edit_item, name="edit-item"),
    path("bins", bins, name="bins"),
    path("bins/<code:code>", bin_page, name="bin"),
    path("new/bin", new_bin, name="new-bin"),
    path("change/bin/<code:code>", edit_bin, name="edit-bin"),
    path("vendors", parties, {"role": "vendor"}, name="vendors"),
    path("customers", parties, {"role": "customer"}, name="customers"),
    path("<role:role>s/<code:code>", party, name="party"),
    path("new/<role:role>", new_party, name="new-party"),
    path("change/<role:role>/<code:code>", edit_party, name="edit-party"),
    path("documents", documents, name="documents"),
]

"""Lists as files: at once while they are short, and in the background whatever their length."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.exports.lists import open_list, source_of
from everyunit.exports.opened import COLUMN, SORT, write_query
from everyunit.exports.writing import cells_of
from everyunit.web.faces import kinds_of
from everyunit.web.files import csv_file
from everyunit.web.pages import page


@require_safe
@page()
def list_csv(request: HttpRequest, actor: Actor, /, of_list: str, **named: str) -> HttpResponseBase:
    """The whole list as CSV, written while it is read. `named`: filters that stand in the address."""
    opened = open_list(of_list, query_for(of_list, request.GET, named), actor)
    return csv_file(opened.file, [column.label for column in opened.columns], cells_of(opened))


def query_for(of_list: str, given: QueryDict, named: Mapping[str, str] | None = None) -> str:
    """What the address of a list asks of its file; what else stands there has no effect on it."""
    known = (*source_of(of_list).filters, SORT, COLUMN)
    pairs = [(name, value) for name in known for value in given.getlist(name)]
    if of_list == "documents" and not given.get("kind"):
        pairs += [("kind", kind.code) for kind in kinds_of(given.get("job", ""))]
    return write_query([*pairs, *(named or {}).items()])

"""Lists as files: at once while they are short, and in the background whatever their length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.exports.cancel_export import CancelExport, cancel_export
from everyunit.exports.delete_export import DeleteExport, delete_export
from everyunit.exports.folder import folder
from everyunit.exports.lists import open_list, source_of
from everyunit.exports.opened import COLUMN, SORT, Opened, write_query
from everyunit.exports.queries import exports_of, file_for
from everyunit.exports.start_export import StartExport, start_export
from everyunit.exports.working import DAYS_KEPT
from everyunit.exports.writing import FORMATS, cells_of, name_of, write_file
from everyunit.rules.refusals import Refused
from everyunit.web.faces import kinds_of
from everyunit.web.files import csv_file
from everyunit.web.pages import draw, page

SHORT = 5000  # so many rows come at once


@dataclass(frozen=True, slots=True)
class Exporting:
    """What the button of a list needs."""

    of_list: str
    query: str
    key: str


def exporting(request: HttpRequest, of_list: str, **named: str) -> Exporting:
    """The button of the list as its address asks for it. `named`: filters that do not stand in the query."""
    return Exporting(of_list, query_for(of_list, request.GET, named), str(uuid4()))


@require_POST
@page()
def export_list(request: HttpRequest, actor: Actor, of_list: str) -> HttpResponseBase:
    """The file, where the list is short; else it is put in line, and the page of exports shows how far it is."""
    asked = request.POST
    command = StartExport(of_list=of_list, query=asked.get("query", ""), format=asked.get("format", ""))
    if command.format not in FORMATS:
        raise Refused("unknown_format", "Choose CSV or an Excel workbook.")
    opened = open_list(of_list, command.query, actor)
    if _is_short(opened):
        return _at_once(opened, command.format)
    start_export(actor, command, key=asked.get("key") or None)
    messages.success(request, "The file is being written. You can go on working meanwhile; it waits for you here.")
    return redirect("exports")


@require_safe
@page()
def list_csv(request: HttpRequest, actor: Actor, /, of_list: str, **named: str) -> HttpResponseBase:
    """The whole list as CSV, written while it is read. `named`: filters that stand in the address."""
    opened = open_list(of_list, query_for(of_list, request.GET, named), actor)
    return csv_file(opened.file, [column.label for column in opened.columns], cells_of(opened))


@require_safe
@page()
def exports_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One's own exports; ?rows=yes gives the table alone, for the script that keeps it up to date."""
    context = {"exports": exports_of(actor.user_id), "days_kept": DAYS_KEPT}
    if request.GET.get("rows"):
        return render(request, "web/_exports.html", context)
    return draw(request, "exports.html", "Exports", context)


@require_safe
@page()
def export_file(request: HttpRequest, actor: Actor, export_id: int) -> HttpResponseBase:
    found, file = file_for(actor, export_id)
    return FileResponse(file.open("rb"), as_attachment=True, filename=found.name, content_type=FORMATS[found.format])


@require_POST
@page()
def stop_export(request: HttpRequest, actor: Actor, export_id: int) -> HttpResponseBase:
    stopped = cancel_export(actor, CancelExport(export_id=export_id))
    if stopped.status == "cancelled":
        messages.success(request, "The export is cancelled.")
    else:
        messages.info(request, "The export had ended already.")
    return redirect("exports")


@require_POST
@page()
def drop_export(request: HttpRequest, actor: Actor, export_id: int) -> HttpResponseBase:
    gone = delete_export(actor, DeleteExport(export_id=export_id))
    messages.success(request, f"“{gone.name}” is deleted." if gone.name else "The export is deleted.")
    return redirect("exports")


def query_for(of_list: str, given: QueryDict, named: Mapping[str, str] | None = None) -> str:
    """What the address of a list asks of its file; what else stands there has no effect on it."""
    known = (*source_of(of_list).filters, SORT, COLUMN)
    pairs = [(name, value) for name in known for value in given.getlist(name)]
    if of_list == "documents" and not given.get("kind"):
        pairs += [("kind", kind.code) for kind in kinds_of(given.get("job", ""))]
    return write_query([*pairs, *(named or {}).items()])


def _is_short(opened: Opened[Any]) -> bool:
    """What takes too long to count is not."""
    try:
        rows = opened.count(SHORT + 1)
    except Refused as refusal:
        if refusal.code != "too_slow":
            raise
        return False
    return rows is not None and rows <= SHORT


def _at_once(opened: Opened[Any], form: str) -> HttpResponseBase:
    if form == "csv":
        return csv_file(opened.file, [column.label for column in opened.columns], cells_of(opened))
    with NamedTemporaryFile(dir=folder(), prefix="at-once.") as place:
        write_file(opened, form, Path(place.name))
        content = BytesIO(Path(place.name).read_bytes())
    return FileResponse(content, as_attachment=True, filename=name_of(opened, form), content_type=FORMATS[form])

"""Lists as files: asked for, watched and fetched."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Path, Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import BIGGEST, Body, Code, Key, Text
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.exports.cancel_export import CancelExport, ExportCancelled, cancel_export
from everyunit.exports.delete_export import DeleteExport, ExportDeleted, delete_export
from everyunit.exports.opened import COLUMN, SORT, write_query
from everyunit.exports.queries import ExportRow, export_by_id, exports_of, file_for
from everyunit.exports.start_export import ExportStarted, StartExport, start_export
from everyunit.exports.writing import FORMATS

router = Router(tags=["exports"])
ExportId = Annotated[int, Path(ge=1, le=BIGGEST)]
Value = Annotated[Text, Field(max_length=4000)]


class NewExport(Body):
    """Which list, what of it, and as what."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "of_list": "units",
                "filters": {"item": "HD-3TB", "bin_type": "stock"},
                "columns": ["serial", "item", "cost"],
                "sort": "serial",
                "format": "xlsx",
            }
        }
    )

    of_list: Code = Field(description="units, documents, items, vendors, customers, stock, profit, recall or journal.")
    filters: dict[Code, Value] = Field({}, max_length=50, description="Called as in the address of the page.")
    columns: list[Code] = Field([], max_length=200, description="By name; none: the usual ones.")
    sort: Code = Field("", description="As in the address of the page: serial, -date.")
    format: Literal["csv", "xlsx"] = "csv"


class Export(Schema):
    """An export, and how far it is."""

    export_id: int
    of_list: str
    format: str
    status: str = Field(description="waiting, running, done, failed or cancelled.")
    rows_done: int
    rows_total: int | None = Field(description="Null: not known yet, or not beforehand.")
    size: int = Field(description="Of the file, in bytes.")
    name: str = Field(description="What the file is called.")
    problem: str = Field(description="Why it failed.")
    created_at: dt.datetime
    finished_at: dt.datetime | None
    expires_at: dt.datetime | None


class Exports(Schema):
    """One's own exports, newest first."""

    results: list[Export]


class Started(Schema):
    """Ask after it at `GET /exports/ID`, which `Location` names."""

    export_id: int


class Cancelled(Schema):
    """What it is now."""

    export_id: int
    status: str


class Deleted(Schema):
    """What its file was called."""

    name: str


@router.post("/exports", response={202: Started}, summary="Export a list", operation_id="startExport")
def post_export(
    request: HttpRequest, response: HttpResponse, body: NewExport, key: Key = None
) -> Status[ExportStarted]:
    """The file is written in the background, with what the bearer may see.

    Refused: `unknown_list`, `bad_filter`, `too_many_exports`, and what the list itself refuses.
    """
    pairs = [*body.filters.items(), *((COLUMN, name) for name in body.columns), (SORT, body.sort)]
    command = StartExport(of_list=body.of_list, query=write_query(pairs), format=body.format)
    started = run(request, response, start_export, command, key)
    response["Location"] = f"{request.path_info}/{started.export_id}"
    return Status(202, started)


@router.get("/exports", response=Exports, summary="List exports", operation_id="listExports")
def list_exports(request: HttpRequest) -> Exports:
    """The bearer's own; there are few, for they expire."""
    return Exports(results=[_shown(row) for row in exports_of(actor_of_request(request).user_id)])


@router.get("/exports/{int:export_id}", response=Export, summary="One export", operation_id="getExport")
def get_export(request: HttpRequest, export_id: ExportId) -> Export:
    """How far it is."""
    found = export_by_id(actor_of_request(request).user_id, export_id)
    if found is None:
        raise NotHere("unknown_export", "There is no such export of yours. It may have expired.")
    return _shown(found)


@router.get("/exports/{int:export_id}/file", summary="The file of an export", operation_id="getExportFile")
def get_export_file(request: HttpRequest, export_id: ExportId) -> FileResponse:
    """Refused: `not_done`; `not_allowed` where there are costs in it and the bearer may not see any more."""
    found, file = file_for(actor_of_request(request), export_id)
    return FileResponse(file.open("rb"), as_attachment=True, filename=found.name, content_type=FORMATS[found.format])


@router.post(
    "/exports/{int:export_id}/cancel", response=Cancelled, summary="Cancel an export", operation_id="cancelExport"
)
def post_cancel(request: HttpRequest, response: HttpResponse, export_id: ExportId, key: Key = None) -> ExportCancelled:
    """What is done stays done. Refused: `unknown_export`."""
    return run(request, response, cancel_export, CancelExport(export_id=export_id), key)


@router.delete("/exports/{int:export_id}", response=Deleted, summary="Delete an export", operation_id="deleteExport")
def remove_export(request: HttpRequest, response: HttpResponse, export_id: ExportId, key: Key = None) -> ExportDeleted:
    """With its file. Refused: `unknown_export`."""
    return run(request, response, delete_export, DeleteExport(export_id=export_id), key)


def _shown(row: ExportRow) -> Export:
    return Export(
        export_id=row.export_id,
        of_list=row.of_list,
        format=row.format,
        status=row.status,
        rows_done=row.rows_done,
        rows_total=row.rows_total,
        size=row.size,
        name=row.name,
        problem=row.problem,
        created_at=row.created_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at,
    )

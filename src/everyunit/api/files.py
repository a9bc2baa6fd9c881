"""Files of units, items, lots, vendors, customers and documents."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import Annotated, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import BIGGEST, Body, Code, Key, Name
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.documents.fill_fields import target_ids
from everyunit.documents.keep_file import FileKept, FileRemoved, KeepFile, RemoveFile, keep_file, remove_file
from everyunit.files.queries import FileRow, file_by_id, files_of
from everyunit.files.storage import path_of, store
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import KEEP_FILES, RIGHTS

router = Router(tags=["files"])
Of = Literal["unit", "item", "lot", "vendor", "customer", "document"]
FileId = Annotated[int, Path(ge=1, le=BIGGEST)]


class File(Schema):
    """A file of a thing. `GET /files/ID/content` gives its bytes."""

    file_id: int
    name: str
    note: str
    size: int
    media_type: str
    sha256: str
    added_by: str
    added_at: dt.datetime


class Files(Schema):
    """The files of one thing, newest first."""

    results: list[File]


class NewFile(Body):
    """A file to attach. What is in it decides what it is, and its name must say the same."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "note.txt", "content_base64": "RGVudGVkIGJveAo=", "note": "As received"}}
    )

    name: Name
    content_base64: str = Field(max_length=14_000_000, description="Up to 10 MB.")
    note: Name = ""


class Kept(Schema):
    """The file at its thing, and whether it was there already."""

    file_id: int = Field(validation_alias="attachment_id")
    name: str
    known: bool


class Removed(Schema):
    """What it was called."""

    name: str


@router.get("/files/{int:file_id}/content", summary="The bytes of a file", operation_id="getFile")
def get_file(request: HttpRequest, file_id: FileId) -> FileResponse:
    """As they were attached."""
    found = file_by_id(file_id)
    if found is None or not path_of(found.digest).is_file():
        raise NotHere("unknown_file", "There is no such file.")
    content = path_of(found.digest).open("rb")
    return FileResponse(content, as_attachment=True, filename=found.name, content_type=found.media_type)


@router.delete("/files/{int:file_id}", response=Removed, summary="Take a file off", operation_id="removeFile")
def delete_file(request: HttpRequest, response: HttpResponse, file_id: FileId, key: Key = None) -> FileRemoved:
    """That it was there stays known. Refused: `unknown_file`."""
    return run(request, response, remove_file, RemoveFile(attachment_id=file_id), key)


@router.get("/files/{of}/{path:name}", response=Files, summary="The files of a thing", operation_id="listFiles")
def list_files(request: HttpRequest, of: Of, name: Code) -> Files:
    """Those that were taken off are left out."""
    target = target_ids(of, [name]).get(name)
    if target is None:
        raise NotHere("unknown_thing", f"There is no {of} {name}.")
    return Files(results=[_file(row) for row in files_of(of, target)])


@router.post("/files/{of}/{path:name}", response=Kept, summary="Attach a file", operation_id="keepFile")
def post_file(
    request: HttpRequest, response: HttpResponse, of: Of, name: Code, body: NewFile, key: Key = None
) -> FileKept:
    """Refused: `bad_base64`, `empty_file`, `file_too_large`, `bad_file`, `wrong_name` (it says another type than the
    file is), `unknown_thing`, `too_many_files`.
    """
    if not actor_of_request(request).may(KEEP_FILES):
        raise Refused("not_allowed", f"You may not {RIGHTS[KEEP_FILES]}. Ask the owner of the company for that right.")
    try:
        content = base64.b64decode(body.content_base64, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("bad_base64", "The content cannot be read as base64.") from error
    stored = store(content)
    command = KeepFile(of=of, thing=name, digest=stored.digest, name=body.name, note=body.note)
    return run(request, response, keep_file, command, key)


def _file(row: FileRow) -> File:
    return File(
        file_id=row.attachment_id,
        name=row.name,
        note=row.note,
        size=row.size,
        media_type=row.media_type,
        sha256=row.digest,
        added_by=row.added_by,
        added_at=row.added_at,
    )

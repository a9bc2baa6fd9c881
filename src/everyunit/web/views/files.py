"""Files and pictures of things: attached, taken off, and given out so that a browser runs nothing of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.documents.keep_file import FileKept, KeepFile, RemoveFile, keep_file, remove_file
from everyunit.files.queries import file_by_id
from everyunit.files.storage import SIZE_LIMIT, path_of, store
from everyunit.files.thumbnails import MEDIA_TYPE, thumbnail_of
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import KEEP_FILES
from everyunit.web.beside import page_of
from everyunit.web.pages import page

AT_ONCE = 20
NOTHING_RUNS = "default-src 'none'; img-src 'self'; sandbox"


@require_POST
@page(KEEP_FILES)
def add_files(request: HttpRequest, actor: Actor, of: str, thing: str) -> HttpResponseBase:
    """Attach what was chosen; of several, those that can be. The others are named, each with why."""
    sent = request.FILES.getlist("file")
    if not sent:
        raise Refused("no_such_file", "Choose a file first.")
    if len(sent) > AT_ONCE:
        raise Refused("too_many_files", f"At most {AT_ONCE} files at once.")
    for each in sent:
        try:
            kept = _kept(actor, of, thing, each, request.POST.get("note", ""))
        except Refused as refusal:
            messages.error(request, f"“{each.name}” is not attached. {refusal.message}")
        else:
            messages.success(request, f"“{kept.name}” {'was there already' if kept.known else 'is attached'}.")
    return redirect(page_of(of, thing) + "#files")


def _kept(actor: Actor, of: str, thing: str, sent: UploadedFile[Any], note: str) -> FileKept:
    if sent.size is not None and sent.size > SIZE_LIMIT:
        raise Refused("file_too_large", f"It is larger than {SIZE_LIMIT // 1024**2} MB.")
    stored = store(sent.read())
    return keep_file(actor, KeepFile(of=of, thing=thing, digest=stored.digest, name=sent.name or "", note=note))


@require_POST
@page(KEEP_FILES)
def drop_file(request: HttpRequest, actor: Actor, of: str, thing: str) -> HttpResponseBase:
    """Take one off."""
    text = request.POST.get("attachment", "")
    gone = remove_file(actor, RemoveFile(attachment_id=int(text) if text.isdecimal() and len(text) < 19 else 0))
    messages.success(request, f"“{gone.name}” is taken off. That it was there stays known.")
    return redirect(page_of(of, thing) + "#files")


@require_safe
@page()
def give_file(request: HttpRequest, actor: Actor, attachment_id: int) -> HttpResponseBase:
    """The bytes: pictures to be seen, everything else to be saved."""
    found = file_by_id(attachment_id)
    if found is None or not path_of(found.digest).is_file():
        raise Http404("There is no such file.")
    answer = FileResponse(
        path_of(found.digest).open("rb"),
        as_attachment=not found.is_picture,
        filename=found.name,
        content_type=found.media_type,
    )
    return _nothing_runs(answer)


@require_safe
@page()
def give_thumbnail(request: HttpRequest, actor: Actor, attachment_id: int) -> HttpResponseBase:
    """A small picture of a picture; of what is damaged or too large, a sign."""
    found = file_by_id(attachment_id)
    if found is None or not found.is_picture:
        raise Http404("There is no such picture.")
    small = thumbnail_of(found.digest)
    if small is None:
        return redirect(static("web/no-preview.svg"))
    return _nothing_runs(FileResponse(small.open("rb"), content_type=MEDIA_TYPE))


def _nothing_runs(answer: FileResponse) -> FileResponse:
    answer["Content-Security-Policy"] = NOTHING_RUNS
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer

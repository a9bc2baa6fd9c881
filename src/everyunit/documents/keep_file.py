"""Attach a file to a unit, an item, a lot, a party or a document, and take it off again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from everyunit.base.operation import Work, operation
from everyunit.documents.fill_fields import target_ids
from everyunit.files.models import Attachment, StoredFile
from everyunit.files.storage import path_of
from everyunit.rules.own_fields import OF
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import KEEP_FILES
from everyunit.rules.sniffing import ENDINGS, is_called_so, type_of

NAME_LIMIT, NOTE_LIMIT = 150, 200
MOST = 100  # files of one thing


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFile:
    """A file that was stored, by its digest, for a thing: its serial number, code, or kind and number. `name`: what it
    is called.
    """

    of: str
    thing: str
    digest: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKept:
    """The file at its thing, and whether it was there already."""

    attachment_id: int
    name: str
    known: bool


@operation(right=KEEP_FILES)
def keep_file(work: Work, command: KeepFile) -> FileKept:
    """Attach it; the same bytes are attached to a thing once.

    Refused: `bad_of`, `unknown_thing`, `unknown_file`, `bad_name`, `wrong_name` (it says another type than the file
    is), `too_long`, `too_many_files`.
    """
    target = _target(command.of, command.thing)
    path = path_of(command.digest) if command.digest.isalnum() else None
    if path is None or not path.is_file():
        raise Refused("unknown_file", "The file did not arrive. Send it again.")
    name = PurePath(command.name.replace("\\", "/")).name.strip()
    if not name or len(name) > NAME_LIMIT or any(letter < " " for letter in name):
        raise Refused("bad_name", f"The name of a file has 1 to {NAME_LIMIT} characters.")
    if len(command.note) > NOTE_LIMIT:
        raise Refused("too_long", f"A note on a file has at most {NOTE_LIMIT} characters.")
    content = path.read_bytes()
    media_type = type_of(content)
    if media_type is None or not is_called_so(name, media_type):
        endings = ", ".join(ENDINGS.get(media_type or "", ()))
        raise Refused("wrong_name", f"“{name}” is not what its name says. By what is in it, it ends in {endings}.")
    file, _ = StoredFile.objects.get_or_create(
        digest=command.digest, defaults={"size": len(content), "media_type": media_type, "at": work.at}
    )
    present = Attachment.objects.filter(of=command.of, target_id=target, removed_at__isnull=True)
    known = present.filter(file=file).first()
    if known is not None:
        return FileKept(attachment_id=known.pk, name=known.name, known=True)
    if present.count() >= MOST:
        raise Refused("too_many_files", f"It has {MOST} files already. Take some off first.")
    kept = Attachment.objects.create(
        of=command.of,
        target_id=target,
        file=file,
        name=name,
        note=command.note.strip(),
        added_by=work.actor.user_id,
        added_at=work.at,
    )
    return FileKept(attachment_id=kept.pk, name=name, known=False)


def _target(of: str, thing: str) -> int:
    if of not in OF:
        raise Refused("bad_of", f"Files are of one of {', '.join(OF)}.")
    target = target_ids(of, [thing]).get(thing)
    if target is None:
        raise Refused("unknown_thing", f"There is no {of} {thing}.")
    return target


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFile:
    """Take this file off."""

    attachment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRemoved:
    """What it was called."""

    name: str


@operation(right=KEEP_FILES)
def remove_file(work: Work, command: RemoveFile) -> FileRemoved:
    """It is not shown any more; that it was there, who removed it and when stays known. Refused: `unknown_file`."""
    kept = Attachment.objects.select_for_update().filter(pk=command.attachment_id, removed_at__isnull=True).first()
    if kept is None:
        raise Refused("unknown_file", "There is no such file. Somebody may have removed it.")
    kept.removed_by, kept.removed_at = work.actor.user_id, work.at
    kept.save(update_fields=["removed_by", "removed_at"])
    return FileRemoved(name=kept.name)

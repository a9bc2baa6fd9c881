"""Reading what files things have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.rules.sniffing import PICTURES


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a thing."""

    attachment_id: int
    of: str
    target_id: int
    name: str
    note: str
    size: int
    media_type: str
    digest: str
    added_by: str
    added_at: dt.datetime

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES


def files_of(of: str, target_id: int) -> list[FileRow]:
    """The files of one thing, newest first; those that were removed are left out."""
    return _files("a.about = %s AND a.target_id = %s", of, target_id)


def file_by_id(attachment_id: int) -> FileRow | None:
    """None where there is none, or it was removed."""
    found = _files("a.id = %s", attachment_id)
    return found[0] if found else None


def _files(condition: str, *params: object) -> list[FileRow]:
    found = sql.rows(
        "SELECT a.id, a.about, a.target_id, a.name, a.note, f.size, f.media_type, f.digest, u.username, a.added_at"
        " FROM files_attachment a JOIN files_storedfile f ON f.id = a.file_id"
        f" LEFT JOIN people_user u ON u.id = a.added_by WHERE a.removed_at IS NULL AND {condition} ORDER BY a.id DESC",
        list(params),
    )
    rows = []
    for attachment_id, of, target_id, name, note, size, media_type, digest, user, added_at in found:
        at = sql.moment(added_at)
        assert at is not None
        rows.append(FileRow(attachment_id, of, target_id, name, note, size, media_type, digest, user or "", at))
    return rows

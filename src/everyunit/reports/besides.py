"""What a thing has besides what everybody keeps of it: own fields and files."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.fields.queries import Held, held_by
from everyunit.files.queries import FileRow, files_of


@dataclass(frozen=True, slots=True)
class Besides:
    """Own fields with what they hold, and files, newest first."""

    own: tuple[Held, ...]
    files: tuple[FileRow, ...]


def besides(of: str, target_id: int) -> Besides:
    """Of one thing. One statement where it has neither."""
    found = sql.row(
        "SELECT EXISTS (SELECT 1 FROM fields_ownfield f WHERE f.about = %s), EXISTS (SELECT 1 FROM files_attachment a"
        " WHERE a.about = %s AND a.target_id = %s AND a.removed_at IS NULL)",
        [of, of, target_id],
    )
    has_fields, has_files = found or (False, False)
    return Besides(
        own=tuple(held_by(of, target_id)) if has_fields else (),
        files=tuple(files_of(of, target_id)) if has_files else (),
    )

"""Where the files of exports lie: in the data folder, for those alone who run the server."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

OLD_S = 24 * 60 * 60


def folder() -> Path:
    place = Path(settings.EXPORTS)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def file_of(export_id: int, holder: str) -> Path:
    """The file that one holder writes: two who believe that an export is theirs never write the same one."""
    return folder() / f"{export_id}-{holder}"


def drop_files(export_id: int) -> None:
    """Whatever was written for the export."""
    for each in folder().glob(f"{export_id}-*"):
        remove(each)


def is_old(entry: Path) -> bool:
    """Whether nobody can still be writing it."""
    with suppress(FileNotFoundError):
        return time.time() - entry.stat().st_mtime > OLD_S
    return False


def remove(entry: Path) -> None:
    """A file, or a folder in which a workbook was being put together."""
    if entry.is_dir():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        entry.unlink(missing_ok=True)

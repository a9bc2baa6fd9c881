"""Where the files of exports lie: in the data folder, for those alone who run the server."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    place = Path(settings.EXPORTS)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def file_of(export_id: int, holder: str) -> Path:
    """The file that one holder writes: two who believe that an export is theirs never write the same one."""
    return folder() / f"{export_id}-{holder}"


def drop_files(export_id: int) -> None:
    """Whatever was written for the export."""
    for file in folder().glob(f"{export_id}-*"):
        file.unlink(missing_ok=True)

"""The bytes of files: in the data folder, each under the digest of what is in it, so the same file is there once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from everyunit.rules.refusals import Refused
from everyunit.rules.sniffing import NAMES, type_of

SIZE_LIMIT = 10 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are in the folder."""

    digest: str
    size: int
    media_type: str


def store(content: bytes) -> Stored:
    """Put the bytes into the folder. Refused: `empty_file`, `file_too_large`, `bad_file` (none of the types kept)."""
    if not content:
        raise Refused("empty_file", "The file is empty.")
    if len(content) > SIZE_LIMIT:
        raise Refused("file_too_large", f"A file has at most {SIZE_LIMIT // 1024**2} MB. Make it smaller.")
    media_type = type_of(content)
    if media_type is None:
        raise Refused(
            "bad_file",
            f"Whatever its name says, what is in it is none of the files kept here: {NAMES}.",
        )
    stored = Stored(sha256(content).hexdigest(), len(content), media_type)
    write(path_of(stored.digest), content)
    return stored


def path_of(digest: str) -> Path:
    return Path(settings.FILES) / digest[:2] / digest[2:]


def write(path: Path, content: bytes) -> None:
    """Whole under another name first, then in its place: nobody ever sees half a file."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with draft.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o600)
    draft.replace(path)

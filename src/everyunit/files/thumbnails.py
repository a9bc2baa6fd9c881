"""Small pictures of pictures: made once, and kept beside them in the data folder."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from everyunit.files.storage import path_of, write
from everyunit.rules.sniffing import PICTURES

SIDE = 192  # pixels, twice what a page shows it at, for dense screens
PIXELS_LIMIT = 50_000_000  # of a picture that is unpacked at all
MEDIA_TYPE = "image/webp"


def thumbnail_of(digest: str) -> Path | None:
    """The small picture of the file with this digest; None where it is no picture, damaged or too large to unpack.

    What cannot be made is not tried again: an empty file stands for it.
    """
    path = path_of(digest)
    small = path.with_name(f"{path.name}.small")
    if not small.is_file():
        if not path.is_file():
            return None
        write(small, _made_of(path) or b"")
    return small if small.stat().st_size else None


def _made_of(path: Path) -> bytes | None:
    """As it is held up; without what the camera wrote into it, such as where it was."""
    written = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(
                path, formats=[name.removeprefix("image/").upper() for name in sorted(PICTURES)]
            ) as picture:
                if picture.width * picture.height > PIXELS_LIMIT:
                    return None
                picture.draft("RGB", (SIDE, SIDE))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((SIDE, SIDE))
                mode = "RGBA" if upright.has_transparency_data else "RGB"
                upright.convert(mode).save(written, "WEBP", quality=80, exif=b"")
    except (
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return None
    return written.getvalue()

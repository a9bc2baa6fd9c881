"""QR codes in pages: what a scanner reads of them is the text, and nothing besides."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString


def qr(text: str) -> SafeString:
    """The text as a drawing to stand in a page, black on white with its quiet zone, as wide as the place it is in.

    Never a Micro QR code, which few scanners read. No more of it than a sixth need be legible.
    """
    return SafeString(segno.make_qr(text, error="m").svg_inline(omitsize=True, svgclass=None, lineclass=None))

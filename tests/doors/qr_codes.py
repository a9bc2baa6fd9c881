"""QR codes as pages draw them, module by module, beside those that must be there."""

from __future__ import annotations

import re

import segno

Modules = set[tuple[int, int]]
QUIET = 4


def dark(text: str) -> Modules:
    """The dark modules of the code: (row, column)."""
    rows = segno.make(text, micro=False, error="m").matrix
    return {(y, x) for y, row in enumerate(rows) for x, module in enumerate(row) if module}


def dark_of(html: str, text: str) -> Modules:
    """Those that the page draws in the code that it says is of the text: strokes from left to right."""
    (path,) = re.findall(rf'aria-label="QR code of {re.escape(text)}"><svg[^>]*><path stroke="#000" d="([^"]*)"', html)
    found: Modules = set()
    x, y = 0, 0
    for move, across, down, stroke in re.findall(r"([Mm])(-?[\d.]+) ?(-?[\d.]+)h(\d+)", path):
        x, y = (int(across), int(float(down))) if move == "M" else (x + int(across), y + int(down))
        found |= {(y - QUIET, x + step - QUIET) for step in range(int(stroke))}
        x += int(stroke)
    return found

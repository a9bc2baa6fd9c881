"""Draw the icons that VENDORED.json names into one sprite.

usage: python tools/sprite.py UNPACKED-TABLER-ICONS-FOLDER

A page shows one with <svg class="icon"><use href=".../sprite.svg#buy"></use></svg>. The checksums in
VENDORED.json are renewed as well, for every vendored file: run this after replacing any of them.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "src/everyunit/web/static/vendor"
NOTE = "<!-- Tabler Icons, MIT licence: see LICENSE beside this file. Made by tools/sprite.py. -->"
PEN = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


def symbol(name: str, drawing: str) -> str:
    """One icon as a symbol of the sprite, without its invisible frame."""
    strokes = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    assert strokes, f"{name} is not a drawing"
    body = "".join(line.strip() for line in strokes[1].replace(FRAME, "").splitlines())
    return f'<symbol id="{name}" viewBox="0 0 24 24" {PEN}>{body}</symbol>'


def main(icons: Path) -> None:
    """Write the sprite, then every file's checksum."""
    register_file = VENDOR / "VENDORED.json"
    register = json.loads(register_file.read_text())
    symbols = [
        symbol(name, (icons / "icons/outline" / f"{drawing}.svg").read_text())
        for name, drawing in register["icons"].items()
    ]
    sprite = ['<svg xmlns="http://www.w3.org/2000/svg">', NOTE, *symbols, "</svg>", ""]
    (VENDOR / "tabler-icons/sprite.svg").write_text("\n".join(sprite))
    for entry in register["files"]:
        entry["sha256"] = hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest()
    register_file.write_text(json.dumps(register, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

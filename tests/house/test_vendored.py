"""What we serve from others is exactly what VENDORED.json says it is, with its licence beside it."""

import hashlib
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

VENDOR = Path(__file__).parents[2] / "src/everyunit/web/static/vendor"
REGISTER = json.loads((VENDOR / "VENDORED.json").read_text())


@pytest.mark.parametrize("entry", REGISTER["files"], ids=lambda entry: entry["name"])
def test_each_file_is_the_one_registered(entry):
    assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (VENDOR / entry["licence_file"]).read_text().strip()
    assert entry["version"]
    assert entry["home"].startswith("https://")


def test_no_file_is_unregistered():
    registered = {"VENDORED.json"} | {entry[key] for entry in REGISTER["files"] for key in ("file", "licence_file")}
    assert {str(file.relative_to(VENDOR)) for file in VENDOR.rglob("*") if file.is_file()} == registered


def test_the_sprite_holds_the_icons_listed():
    sprite = ElementTree.parse(VENDOR / "tabler-icons/sprite.svg").getroot()
    assert [symbol.get("id") for symbol in sprite] == list(REGISTER["icons"])
    assert all(len(symbol) for symbol in sprite)

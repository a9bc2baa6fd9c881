"""What pages show of own fields and files of a thing."""

from __future__ import annotations

from django.urls import reverse

from everyunit.base.operation import Actor
from everyunit.reports.besides import besides
from everyunit.rules.rights import KEEP_FILES


def beside(of: str, thing: str, target_id: int, actor: Actor, right: str) -> dict[str, object]:
    """What the page of a thing shows of its own fields, which who has the right may fill, and of its files."""
    found = besides(of, target_id)
    return {
        "own": found.own,
        "own_of": of,
        "own_name": thing,
        "may_fill": actor.may(right),
        "files": found.files,
        "file_of": of,
        "file_thing": thing,
        "keeps_files": actor.may(KEEP_FILES),
    }


def page_of(of: str, name: str) -> str:
    """The address of the page that shows what a thing has besides: its own, but for documents, whose page is full."""
    if of == "document":
        return reverse("fill-own-fields", args=[of, name])
    if of == "lot":
        return reverse("lot", args=name.rpartition("/")[::2])
    if of in ("vendor", "customer"):
        return reverse("party", args=[of, name])
    return reverse(of, args=[name])

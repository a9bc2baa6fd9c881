"""The kinds of document, as the program's own table has them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from everyunit.documents.kinds import KINDS

router = Router(tags=["documents"])


class Route(Schema):
    """Between which types of bin units move, and the purposes of the bins used by default; null: any, kept the same."""

    source: str | None
    target: str | None
    source_default: str
    target_default: str


class DocumentKind(Schema):
    """A row of the table of kinds."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "code": "SI",
                "name": "Sales invoice",
                "party": "customer",
                "asked": "ordered",
                "done": "shipped",
                "right": "sell",
                "stage": "final",
                "becomes": ["CO", "CM"],
                "quote": "",
                "generates": False,
                "takes_unknown": False,
                "brings_back": False,
                "adjusts": False,
                "travels": False,
                "priced": True,
                "by_hand": True,
                "mirror": "CM",
                "route": {
                    "source": "stock",
                    "target": "out",
                    "source_default": "receiving",
                    "target_default": "sold",
                },
            }
        }
    )

    code: str
    name: str
    party: str | None = Field(description="Who stands on it: vendor, customer, or nobody.")
    asked: str = Field(description="What the quantity of a line is called.")
    done: str = Field(description="What the attached quantity is called.")
    right: str = Field(description="The right it takes.")
    stage: Literal["quote", "order", "final"] = Field(
        description="quote: nothing is held; order: units are committed; final: posts, and units change hands."
    )
    becomes: list[str] = Field(description="The kinds that it can be converted to.")
    quote: str = Field(description="The kind that cancelling turns it back into; empty where it cannot be cancelled.")
    generates: bool = Field(description="Posting or committing it makes new units.")
    takes_unknown: bool = Field(description="Serial numbers may be generated for units that we never sold.")
    brings_back: bool = Field(description="What went out by it comes back as itself when it is scanned.")
    adjusts: bool = Field(description="It needs a reason, and beyond a worth the approval of a second person.")
    travels: bool = Field(description="It goes to another location; what it holds is on the way.")
    priced: bool
    by_hand: bool = Field(description="One may be begun as it is; the others are made by verbs of their own.")
    mirror: str | None = Field(description="The kind that its negative lines follow; null: it has none.")
    route: Route


class KindList(Schema):
    """All kinds."""

    results: list[DocumentKind]


@router.get("/kinds", response=KindList, summary="List the kinds of document", operation_id="listKinds")
def list_kinds(request: HttpRequest) -> KindList:
    """What each kind is called, who stands on it, and where its units come from and go to."""
    return KindList(results=[DocumentKind(**asdict(kind)) for kind in KINDS.values()])

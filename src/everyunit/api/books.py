"""Whether the books are sound."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import needs
from everyunit.reports.verify import Verification, verify
from everyunit.rules.rights import SEE_COST

router = Router(tags=["books"])


class Truth(Schema):
    """Something that always holds, and what breaks it."""

    name: str
    broken: int = Field(description="How many rows break it; 0 where it holds.")
    examples: list[str]


class Books(Schema):
    """The truths about stock and money, and whether all of them hold."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "sound": True,
                "truths": [{"name": "nothing that was posted has been altered", "broken": 0, "examples": []}],
            }
        }
    )

    sound: bool
    truths: list[Truth]


@router.get("/verify", response=Books, summary="Prove that the books are sound", operation_id="verify")
def verify_books(request: HttpRequest) -> Verification:
    """Runs every truth over all of stock and money and walks the audit chain: reads only, takes long on large books.

    Needs the right to see costs. Always 200; whether the books are sound is in the answer.
    """
    needs(request, SEE_COST)
    return verify()

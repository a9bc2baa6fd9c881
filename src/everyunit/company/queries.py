"""Reading the company."""

from __future__ import annotations

from everyunit.places.models import Company


def company_name() -> str | None:
    """What the company is called; None before it is founded."""
    return Company.objects.values_list("name", flat=True).first()

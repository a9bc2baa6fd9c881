"""The bins that a form offers to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.places.queries import BinRow, bins_page

MOST = 500


def bins_in_use() -> list[BinRow]:
    """Those that are not given up, the first of very many."""
    return bins_page(discontinued=False, limit=MOST)


def suitable(bins: Sequence[BinRow], bin_type: str | None) -> list[BinRow]:
    """Those of this type; None: all."""
    return [bin_ for bin_ in bins if bin_type in (None, bin_.bin_type)]


def taking_in(bins: Sequence[BinRow], bin_type: str | None) -> list[BinRow]:
    """Those of this type that a paper can bring goods into: not those that serve one thing alone."""
    return [bin_ for bin_ in suitable(bins, bin_type) if not bin_.reserved]

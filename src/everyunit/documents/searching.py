"""Where goods for a customer are looked for when the bin that they usually come from has too few."""

from __future__ import annotations

from everyunit.base.operation import Work
from everyunit.documents.kinds import OUT, Kind
from everyunit.documents.models import Document
from everyunit.documents.reach import reach_for
from everyunit.places.default_bins import searched_bins
from everyunit.places.models import Bin
from everyunit.preferences.queries import preferences


def further_bins(work: Work, document: Document, row: Kind) -> list[Bin]:
    """The bins that the location searches, as far as they are within reach (SAL-88, SET-54, SET-55); none where the
    company wants no search. What goes back to vendors is named, so nothing is searched for it.
    """
    if (row.party == "vendor" and not row.revalues) or row.route.source == OUT:
        return []
    if row.searches and not preferences(work).on(row.searches):
        return []
    return [bin_ for bin_ in searched_bins(document.location) if not reach_for(work, document).why_not(bin_)]

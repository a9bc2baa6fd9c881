"""Bins that serve one thing alone: goods come into them by the verbs that it takes, and by no other paper."""

from __future__ import annotations

from collections.abc import Collection

from everyunit.base import sql

ALONE = {  # what is in a bin that serves nothing but this purpose
    "transit": "goods on their way to another location",
    "on_loan": "what is lent to customers",
    "shop_floor": "what is set aside for building",
    "work_in_process": "goods that a work order is building with",
    "consumed": "what went into built units",
    "being_built": "units that are not built yet",
    "taken_apart": "units that were taken apart",
}
_ALONE = ", ".join(f"'{purpose}'" for purpose in ALONE)
# Whether a bin b serves such a purpose, and no other.
SERVES_ALONE = (
    f"(EXISTS (SELECT 1 FROM places_defaultbin d WHERE d.bin_id = b.id AND d.purpose IN ({_ALONE}))"
    f" AND NOT EXISTS (SELECT 1 FROM places_defaultbin d WHERE d.bin_id = b.id AND d.purpose NOT IN ({_ALONE})))"
)


def reserved_bins(bin_ids: Collection[int]) -> dict[int, set[str]]:
    """Those of these bins that serve purposes of `ALONE` and no other; which."""
    among = sql.among("b.id", list(bin_ids))
    served: dict[int, set[str]] = {}
    for bin_id, purpose in sql.rows(
        "SELECT b.id, s.purpose FROM places_bin b JOIN places_defaultbin s ON s.bin_id = b.id"
        f" WHERE {among.sql} AND {SERVES_ALONE}",
        among.params,
    ):
        served.setdefault(bin_id, set()).add(purpose)
    return served


def what_for(purposes: Collection[str]) -> str:
    """In words what is in bins that serve these purposes."""
    return " and ".join(ALONE[each] for each in sorted(purposes))

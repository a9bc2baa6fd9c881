"""Block a bin by hand: nothing moves into or out of it until somebody unblocks it."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.places.models import Bin
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.stock.blocks import BY_HAND, block, blocks_of, hold_blocks, unblock

REASON_LIMIT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockBin:
    """Block this bin, by code, for a reason; or unblock it."""

    bin: str
    blocked: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinBlocked:
    """The bin, and what blocks it now; "" for nothing."""

    bin: str
    blocked_by: str


@operation(right=EDIT_MASTER)
def block_bin(work: Work, command: BlockBin) -> BinBlocked:
    """From now on every posting that would move something into or out of the bin is refused (`bin_blocked`).

    Refused: `unknown_bin`, `no_reason`, `too_long`, `bin_blocked` (something else blocks it), `not_by_hand` (a count
    does, and must be finished or cancelled).
    """
    bin_ = Bin.objects.filter(code=command.bin).first()
    if bin_ is None:
        raise Refused("unknown_bin", f"There is no bin “{command.bin[:60]}”.")
    hold_blocks()
    by, reason = blocks_of(bin_.pk), command.reason.strip()
    if not command.blocked:
        if by and not by.startswith(BY_HAND):
            raise Refused("not_by_hand", f"Bin {bin_.code} is being counted ({by}). Finish or cancel its count.")
        unblock([bin_.pk], by)
        return BinBlocked(bin=bin_.code, blocked_by="")
    if not reason:
        raise Refused("no_reason", "Say why the bin is blocked: others will want to know.")
    if len(reason) > REASON_LIMIT:
        raise Refused("too_long", f"A reason has at most {REASON_LIMIT} characters.")
    if by:
        raise Refused("bin_blocked", f"Bin {bin_.code} is blocked already ({by}).")
    block([bin_.pk], BY_HAND + reason)
    return BinBlocked(bin=bin_.code, blocked_by=BY_HAND + reason)

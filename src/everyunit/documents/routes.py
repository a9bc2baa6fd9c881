"""The ways that goods take with documents: from which bins to which."""

from __future__ import annotations

from everyunit.documents.kind import OUT, STOCK, Route

FROM_VENDOR = Route(OUT, STOCK, source_default="supplier", target_default="receiving")
TO_INSPECTION = Route(OUT, OUT, source_default="supplier", target_default="inspection")
TO_VENDOR_RETURN = Route(STOCK, STOCK, source_default="receiving", target_default="vendor_return")
BACK_TO_VENDOR = Route(STOCK, OUT, source_default="receiving", target_default="returned_to_vendor")
TO_PACKING = Route(STOCK, STOCK, source_default="receiving", target_default="packing", pick_default="picking")
TO_CUSTOMER = Route(STOCK, OUT, source_default="receiving", target_default="sold", pick_default="picking")
AWAITED_FROM_VENDOR = Route(OUT, OUT, source_default="returned_to_vendor", target_default="inspection")
BACK_FROM_VENDOR = Route(OUT, STOCK, source_default="returned_to_vendor", target_default="repaired")
RETURN_EXPECTED = Route(OUT, OUT, source_default="sold", target_default="return_expected")
FROM_CUSTOMER = Route(OUT, STOCK, source_default="sold", target_default="customer_return")
TO_OUR_WORKSHOP = Route(OUT, OUT, source_default="sold", target_default="in_repair")
TO_REPAIR = Route(STOCK, STOCK, source_default="receiving", target_default="repair")
ON_LOAN = Route(STOCK, STOCK, source_default="receiving", target_default="on_loan", pick_default="picking")
INTO_TRANSIT = Route(STOCK, STOCK, source_default="receiving", target_default="transit", pick_default="picking")
TO_SHOP_FLOOR = Route(STOCK, STOCK, source_default="receiving", target_default="shop_floor", pick_default="picking")
INTO_WHAT_IS_BUILT = Route(STOCK, OUT, source_default="work_in_process", target_default="consumed")
NUMBERED = Route(OUT, OUT, source_default="consumed", target_default="being_built")
FINISHED = Route(OUT, STOCK, source_default="consumed", target_default="finished_goods")
APART = Route(STOCK, OUT, source_default="finished_goods", target_default="taken_apart")
OUT_OF_WHAT_WAS_BUILT = Route(OUT, STOCK, source_default="consumed", target_default="main")
EXCHANGED_PART = Route(STOCK, OUT, source_default="receiving", target_default="consumed")
FAULTY_PART = Route(OUT, STOCK, source_default="consumed", target_default="defective")
WHERE_IT_IS = Route(STOCK, STOCK, source_default="receiving", target_default="")
WRITTEN_OFF = Route(STOCK, OUT, source_default="receiving", target_default="written_off")
FOUND = Route(OUT, STOCK, source_default="written_off", target_default="receiving")
ARRIVING = "receiving"  # where goods arrive that go to another location
ANYWHERE_ALIKE = Route(None, None, source_default="receiving", target_default="")

"""What is built of what, as the oracle knows it: bills, work orders, and which unit is in which."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """What goes into one piece. `waste`: lost besides, in hundredths of a percent of it; `lost`: for each piece."""

    item: str
    quantity: int = 1
    waste: int = 0
    lost: int = 0
    link: str | None = None
    instead: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        return (self.item, *self.instead)


@dataclass(slots=True)
class BuiltIn:
    """By a posting a unit was built into another, and by others it came out again, unless these were undone."""

    posting: int
    part: str
    whole: str
    cost: int
    ended: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Input:
    """What a line of a work order is for: how many are in one unit, whether they are linked, what it stands in for."""

    quantity: int
    link: str
    instead_of: int | None = None


@dataclass(slots=True)
class WorkOrder:
    in_process: bool = False
    inputs: dict[int, Input] = field(default_factory=dict)

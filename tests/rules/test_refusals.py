"""How the program says no: a code, a sentence, and everything that stood in the way."""

import pytest

from everyunit.rules.refusals import OFFENDERS_SHOWN, Offender, Refused, refuse_if_any


def offenders(count: int) -> list[Offender]:
    return [Offender(str(number), "held", "Held.") for number in range(count)]


def test_the_first_fifty_are_listed_and_all_are_counted():
    refusal = Refused("units_held", "Some units are held.", offenders(123))
    assert len(refusal.offenders) == OFFENDERS_SHOWN == 50
    assert refusal.total == 123


def test_a_total_that_is_known_otherwise_is_kept():
    assert Refused("units_held", "Some units are held.", offenders(50), total=9000).total == 9000


def test_it_reads_as_a_sentence_that_names_three():
    assert str(Refused("x", "Some units are held.", offenders(5))) == (
        "Some units are held. (0: Held.; 1: Held.; 2: Held. … and 2 more)"
    )
    assert str(Refused("x", "Nothing was scanned.")) == "Nothing was scanned."


def test_nothing_in_the_way_is_no_refusal():
    refuse_if_any([], "units_held", "Some units are held.")


def test_one_in_the_way_is():
    with pytest.raises(Refused) as caught:
        refuse_if_any(offenders(1), "units_held", "Some units are held.")
    assert (caught.value.code, caught.value.total) == ("units_held", 1)


def test_offenders_may_come_as_a_stream():
    assert Refused("x", "No.", (each for each in offenders(3))).total == 3

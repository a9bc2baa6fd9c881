"""A run that goes wrong is told as a short story, in words."""

from everyunit.proving.oracle.asked import Ask, NewRow
from everyunit.proving.story import Story, in_words, shortened, told
from everyunit.proving.workload import Rivals

POST = Ask("post", "owner", doc=2)


def draft(number: int) -> Ask:
    lines = (NewRow("A", 2, price=99), NewRow("P", makers=("M1",)))
    return Ask("draft", "counter", new=number, with_=(("kind", "PR"), ("party", "V1"), ("lines", lines)))


def test_what_is_not_needed_is_left_out():
    story = [draft(number) for number in range(40)]
    story[7] = story[31] = POST

    def two_posts(told: Story) -> Story | None:
        return told if [each for each in told if each == POST] == [POST, POST] else None

    assert shortened([*story[:32]], two_posts) == [POST, POST]


def test_a_story_ends_where_it_goes_wrong_first():
    def at_the_second(told: Story) -> Story | None:
        return told[:2] if len(told) > 1 else None

    assert len(shortened([draft(number) for number in range(9)], at_the_second)) == 2


def test_two_at_a_time_are_told_one_after_the_other_if_that_goes_wrong_too():
    assert shortened([draft(1), Rivals(POST, draft(3))], lambda told: told) == [draft(3)]
    assert shortened([Rivals(POST, POST)], lambda told: told if isinstance(told[0], Rivals) else None) == [
        Rivals(POST, POST)
    ]


def test_commands_are_told_in_words():
    assert in_words(draft(3)) == "counter: draft kind=PR party=V1 lines=[2 A at 99, as scanned P numbers M1] → #3"
    assert in_words(Ask("attach", "owner", "key 1", 3, 3002, ("100000", "M1"), "serial", exceed=True)) == (
        "attach #3 line #3.2 100000 M1 by serial and exceed (key 1)"
    )
    assert told([POST, Rivals(POST, draft(4))]).splitlines()[1].startswith("    2  post #2  – and at the same time –  ")

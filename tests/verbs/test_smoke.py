from tests.trade import Trade


def test_a_unit_is_received_sold_and_taken_back(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    assert serials == ["100000", "100001"]
    assert trade.sell(serials[0]).value_minor == 6000
    assert trade.take_back(serials[0]).units == 1


def test_commits_are_real_and_cleaned_up(committed: Trade) -> None:
    assert committed.receive() == ["100000"]


def test_commits_are_real_and_cleaned_up_again(committed: Trade) -> None:
    assert committed.receive() == ["100000"]

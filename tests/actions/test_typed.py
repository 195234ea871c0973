"""What people type where a button would have done."""

import pytest

from actions import typed


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("yes", True),
        ("Yeah, she is", True),
        ("y", True),
        ("no", False),
        ("Nope not now", False),
        ("not that I know of", False),
        ("none", False),
        ("the weather", None),
        ("nobody knows", None),
        ("yesterday he was", None),
    ],
)
def test_yes_and_no(words: str, read: bool | None) -> None:
    assert typed.yes_or_no(words) is read


@pytest.mark.parametrize(
    "words", ["not sure", "I'm unsure", "maybe", "dont know", "no but he might be", "possibly"]
)
def test_doubt_is_seen(words: str) -> None:
    assert typed.is_unsure(words)


@pytest.mark.parametrize("words", ["yes", "no", "no she is not", "yes definitely"])
def test_certainty_is_not_taken_for_doubt(words: str) -> None:
    assert not typed.is_unsure(words)


@pytest.mark.parametrize(
    "words", ["stop", "Stop!", "never mind", "please cancel that", "forget it", "I want to stop now"]
)
def test_stopping(words: str) -> None:
    assert typed.wants_to_stop(words)


@pytest.mark.parametrize(
    "words", ["dad will not stop hitting", "he was told to stop", "stop start attendance", "leave"]
)
def test_a_worry_with_the_word_in_it_is_not_stopping(words: str) -> None:
    assert not typed.wants_to_stop(words)


@pytest.mark.parametrize(
    "words", ["who is the LADO", "What does CIN mean?", "can I ring MASH", "is it early help", "the number?"]
)
def test_a_question_is_seen(words: str) -> None:
    assert typed.is_question(words)


@pytest.mark.parametrize(
    "words",
    [
        "comes to school hungry",
        "who are you to say it but the house is filthy and the children are hungry",
        "7",
        "none of these",
    ],
)
def test_words_that_ask_nothing(words: str) -> None:
    assert not typed.is_question(words)


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("1 and 3", {1, 3}),
        ("2", {2}),
        ("not 2", {1}),
        ("all but 1", {2}),
        ("yes", {1, 2}),
        ("these fit", {1, 2}),
        ("none of these", set()),
        ("no", set()),
        ("7", None),
        ("he is often late too", None),
    ],
)
def test_places_in_a_list_of_three_of_which_two_are_ticked(words: str, places: set[int] | None) -> None:
    assert typed.ticks(words, 3, {1, 2}) == places


def test_all_of_a_list_in_which_nothing_is_ticked() -> None:
    assert typed.ticks("all of them", 3, set()) == {1, 2, 3}


@pytest.mark.parametrize(
    "words", ["no", "None of these", "no, nothing like that", "neither", "Nope not now", "none of the above"]
)
def test_a_no_that_says_nothing_else(words: str) -> None:
    assert typed.is_none(words)
    assert typed.ticks(words, 3, {1}) == set()


@pytest.mark.parametrize(
    "words",
    [
        "no idea",
        "no way to tell",
        "no. well actually yes he has a black eye",
        "no because he is hiding",
        "not to my knowledge yet but likely",
        "can't say no",
        "no food in the house and dad drinks",
        "they are taking her away to be cut",
        "both parents use heroin",
        "nothing at home, no bed",
    ],
)
def test_more_than_a_yes_or_no_is_neither(words: str) -> None:
    assert not typed.is_none(words)
    assert typed.ticks(words, 3, {1}) is None

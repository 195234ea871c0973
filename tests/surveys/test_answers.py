"""What people type is understood where it is plain, and asked again where it is not."""

import pytest

from surveys import answers
from surveys.answers import Reason
from surveys.model import Choice, Question

SAFE = Question(
    key="safe",
    kind="select_one",
    label={"en": "How safe?"},
    choices=(
        Choice("very_safe", {"en": "Very safe", "pl": "Bardzo bezpiecznie"}),
        Choice("in_between", {"en": "In between", "pl": "Pół na pół", "ur": "درمیانہ"}),
        Choice("not_safe", {"en": "Not safe at all"}),
        Choice("dont_know", {"en": "I don't know"}),
        Choice("rather_not_say", {"en": "I'd rather not say"}),
    ),
)


def asked(*names_and_labels: tuple[str, str]) -> Question:
    choices = tuple(Choice(name, {"en": label}) for name, label in names_and_labels)
    return Question(key="q", kind="select_one", label={"en": "?"}, choices=choices)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("very_safe", "very_safe"),
        ("Very safe", "very_safe"),
        ("  VERY SAFE!! 👍🏽 ", "very_safe"),
        ("bardzo bezpiecznie", "very_safe"),
        ("pół na pół", "in_between"),
        ("درمیانہ", "in_between"),
        ("no\u200bt safe at all.\ufe0f", "not_safe"),
        ("1", "very_safe"),
        ("3.", "not_safe"),
        ("٣", "not_safe"),
        ("option two", "in_between"),
        ("number 2", "in_between"),
        ("the second one", "in_between"),
        ("2nd", "in_between"),
        ("i dont know", "dont_know"),
        ("I don’t know", "dont_know"),
        ("idk", "dont_know"),
        ("prefer not to say", "rather_not_say"),
        ("the last one", "rather_not_say"),
    ],
)
def test_plain_words_are_a_choice(said: str, meant: str) -> None:
    assert answers.choice(SAFE, said) == meant


@pytest.mark.parametrize(
    "said",
    ["not very safe", "safe", "6", "0", "-1", "yes", "9" * 20, "the best one", "👍", ":skip", "1 2"],
)
def test_words_that_could_mean_something_else_are_asked_again(said: str) -> None:
    assert answers.choice(SAFE, said) is Reason.not_a_choice


def test_yes_means_yes_only_where_there_is_one_yes() -> None:
    assert answers.choice(asked(("yes", "Yes"), ("no", "No")), "yeah") == "yes"
    assert answers.choice(asked(("yes", "Yes"), ("no", "No")), "Nah.") == "no"
    several = asked(("more", "Yes, more than one"), ("one", "Yes, one"), ("nobody", "No"))
    assert answers.choice(several, "yes") is Reason.not_a_choice
    assert answers.choice(several, "yes one") == "one"


def test_a_number_is_not_a_place_where_labels_hold_numbers() -> None:
    adults = asked(("none", "0 adults"), ("some", "1 adult"), ("many", "2 adults"))
    assert answers.choice(adults, "1") is Reason.not_a_choice
    assert answers.choice(adults, "1 adult") == "some"


def test_a_face_can_be_typed() -> None:
    faces = asked(("happy", "😀"), ("sad", "☹️"))
    assert answers.choice(faces, "☹️") == "sad"


def test_two_choices_with_one_label_are_never_guessed() -> None:
    assert answers.choice(asked(("a", "Other"), ("b", "other!")), "other") is Reason.not_a_choice


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("very safe, in between and idk", ["very_safe", "in_between", "dont_know"]),
        ("1 & 3", ["very_safe", "not_safe"]),
        ("1;2\n3", ["very_safe", "in_between", "not_safe"]),
        ("in between", ["in_between"]),
        ("very safe and chips", Reason.not_a_choice),
        (", ,", Reason.not_a_choice),
    ],
)
def test_a_list_in_words(said: str, meant: list[str] | Reason) -> None:
    assert answers.choices(SAFE, said) == meant


def test_a_label_with_and_in_it_is_not_torn_apart() -> None:
    bus = asked(("bus", "On the bus and train"), ("street", "In the street"))
    assert answers.choices(bus, "on the bus and train, in the street") == ["bus", "street"]


@pytest.mark.parametrize(("said", "meant"), [("12", 12), (" +7 ", 7), ("-3", -3), ("Twelve", 12), ("١٢", 12)])
def test_whole_numbers(said: str, meant: int) -> None:
    assert answers.integer(said) == meant


@pytest.mark.parametrize("said", ["12.5", "lots", "1e3", "12 13", "9" * 5000, "²", "--1"])
def test_other_numbers_are_asked_again(said: str) -> None:
    assert answers.integer(said) is Reason.not_a_number


def test_text_is_kept_as_written_but_storable() -> None:
    assert answers.text("  More lights\r\nplease \x00👨‍👩‍👧 \ud800") == "More lights\nplease 👨‍👩‍👧"


@pytest.mark.parametrize("said", ["", "   \n", "\u200b\u200d\ufe0f", "\u202e\x00"])
def test_nothing_seen_is_nothing_said(said: str) -> None:
    assert answers.refused(said) is Reason.empty


def test_2000_characters_are_taken_and_one_more_is_not() -> None:
    assert answers.refused("ż" * 2000 + "  \n") is None
    assert answers.refused("ż" * 2001) is Reason.too_long


def test_an_emoji_newer_than_this_python_is_something_said() -> None:
    assert answers.refused("\U0001fae9") is None

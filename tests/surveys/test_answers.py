"""What people type is understood where it is plain, and asked again where it is not."""

import pytest

from surveys import answers
from surveys.answers import Reason
from surveys.model import Choice, Question
from surveys.words import MEANINGS

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
        ("not-safe", "not_safe"),
        ("pol na pol", "in_between"),
        ("I'm very safe", "very_safe"),
        ("I think its number 3", "not_safe"),
        ("3️⃣", "not_safe"),
        ("۳", "not_safe"),
        ("੩", "not_safe"),
        ("trzy", "not_safe"),
        ("trei", "not_safe"),
        ("ਤਿੰਨ", "not_safe"),
        ("تین", "not_safe"),
        ("nie wiem", "dont_know"),
        ("nu ştiu", "dont_know"),
        ("nu stiu", "dont_know"),
        ("ਪਤਾ ਨਹੀਂ।", "dont_know"),
        ("مجھے نہیں معلوم", "dont_know"),
        ("معلوم نهيں", "dont_know"),
        ("wolę nie mówić", "rather_not_say"),
        ("wole nie mowic", "rather_not_say"),
        ("prefer să nu spun", "rather_not_say"),
        ("ਜਵਾਬ ਨਹੀਂ ਦੇਣਾ", "rather_not_say"),
        ("نہیں بتانا چاہتی", "rather_not_say"),
    ],
)
def test_plain_words_are_a_choice(said: str, meant: str) -> None:
    assert answers.choice(SAFE, said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "not very safe",
        "safe",
        "6",
        "0",
        "-1",
        "yes",
        "9" * 20,
        "the best one",
        "👍",
        ":skip",
        "1 2",
        "i i i i i",
        "trzy i",
    ],
)
def test_words_that_could_mean_something_else_are_asked_again(said: str) -> None:
    assert answers.choice(SAFE, said) is Reason.not_a_choice


def test_yes_means_yes_only_where_there_is_one_yes() -> None:
    assert answers.choice(asked(("yes", "Yes"), ("no", "No")), "yeah") == "yes"
    assert answers.choice(asked(("yes", "Yes"), ("no", "No")), "Nah.") == "no"
    for said in ("tak", "Da!", "ਹਾਂ ਜੀ", "جی ہاں", "ہاں"):
        assert answers.choice(asked(("yes", "Yes"), ("no", "No")), said) == "yes"
    for said in ("nie", "Nu.", "ਨਹੀਂ", "نہیں", "جی نہیں"):
        assert answers.choice(asked(("yes", "Yes"), ("no", "No")), said) == "no"
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
    drawn = Question(
        key="q",
        kind="select_one",
        label={"en": "?"},
        choices=(Choice("good", {"en": "Good"}, "happy"), Choice("bad", {"en": "Bad"}, "very_sad")),
    )
    for said, meant in (("😊", "good"), ("☺️", "good"), ("🙂 Good", "good"), ("😭", "bad")):
        assert answers.choice(drawn, said) == meant
    assert answers.choice(drawn, "😐") is Reason.not_a_choice


def test_a_thumb_says_yes_or_no() -> None:
    assert answers.choice(asked(("yes", "Yes"), ("no", "No")), "👍🏽") == "yes"
    assert answers.choice(asked(("yes", "Yes"), ("no", "No")), "👎") == "no"


def test_agreeing_is_not_agreeing_strongly() -> None:
    scale = asked(
        ("strongly_agree", "Strongly agree"),
        ("agree", "Agree"),
        ("neither", "Neither"),
        ("disagree", "Disagree"),
    )
    for said, meant in (
        ("agree", "agree"),
        ("I agree.", "agree"),
        ("i strongly agree", "strongly_agree"),
        ("3", "neither"),
        ("the second one", "agree"),
    ):
        assert answers.choice(scale, said) == meant
    for said in ("yes", "i dont agree", "agree strongly or not", "disagree strongly"):
        assert answers.choice(scale, said) is Reason.not_a_choice


def test_what_could_mean_two_choices_is_asked_again() -> None:
    unsure = asked(("dont_know", "No idea yet"), ("not_sure", "Still thinking"))
    assert answers.choice(unsure, "idk") is Reason.not_a_choice
    assert answers.choice(unsure, "maybe") == "not_sure"
    crossed = asked(("agree", "Disagree"), ("disagree", "Agree"))
    assert answers.choice(crossed, "Agree ") is Reason.not_a_choice


def test_no_saying_stands_for_two_meanings() -> None:
    assert {"yes": {"yes"}, "no": {"no"}, "nie": {"no"}, "nu": {"no"}, "da": {"yes"}}.items() <= {
        saying: set(names) for saying, names in MEANINGS.items()
    }.items()
    allowed = [{"yes"}, {"no"}, {"dont_know", "not_sure"}, {"not_sure"}, {"rather_not_say"}]
    assert {saying: names for saying, names in MEANINGS.items() if names not in allowed} == {}


def test_two_choices_with_one_label_are_never_guessed() -> None:
    assert answers.choice(asked(("a", "Other"), ("b", "other!")), "other") is Reason.not_a_choice


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("very safe, in between and idk", ["very_safe", "in_between", "dont_know"]),
        ("1 & 3", ["very_safe", "not_safe"]),
        ("1;2\n3", ["very_safe", "in_between", "not_safe"]),
        ("in between", ["in_between"]),
        ("bardzo bezpiecznie i nie wiem", ["very_safe", "dont_know"]),
        ("1، 2 اور 3", ["very_safe", "in_between", "not_safe"]),
        ("ਇੱਕ ਅਤੇ ਦੋ", ["very_safe", "in_between"]),
        ("very safe and chips", Reason.not_a_choice),
        (", ,", Reason.not_a_choice),
    ],
)
def test_a_list_in_words(said: str, meant: list[str] | Reason) -> None:
    assert answers.choices(SAFE, said) == meant


def test_a_label_with_and_in_it_is_not_torn_apart() -> None:
    bus = asked(("bus", "On the bus and train"), ("street", "In the street"))
    assert answers.choices(bus, "on the bus and train, in the street") == ["bus", "street"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("12", 12),
        (" +7 ", 7),
        ("-3", -3),
        ("Twelve", 12),
        ("١٢", 12),
        ("۱۲", 12),
        ("੧੨.", 12),
        ("dziesięć", 10),
        ("sapte", 7),
        ("چھ", 6),
        ("ਨੌਂ", 9),
        ("5️⃣", 5),
    ],
)
def test_whole_numbers(said: str, meant: int) -> None:
    assert answers.integer(said) == meant


@pytest.mark.parametrize("said", ["12.5", "lots", "1e3", "12 13", "9" * 5000, "²", "--1", "- five", "3rd"])
def test_other_numbers_are_asked_again(said: str) -> None:
    assert answers.integer(said) is Reason.not_a_number


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("7", 7),
        ("seven", 7),
        ("7/10", 7),
        ("seven out of ten", 7),
        ("siedem", 7),
        ("7/12", Reason.not_a_number),
        ("11", Reason.out_of_range),
        ("0", Reason.out_of_range),
    ],
)
def test_a_step_of_a_scale(said: str, meant: int | Reason) -> None:
    assert answers.step(range(1, 11), said) == meant


@pytest.mark.parametrize("said", ["OK", "ok", "Okay!", "yes", "dobrze", "bine", "ਠੀਕ ਹੈ", "ٹھیک ہے"])
def test_an_acknowledgement_in_words(said: str) -> None:
    assert answers.one(Question(key="q", kind="acknowledge", label={"en": "Read this"}), said) == "OK"


@pytest.mark.parametrize("said", ["done", "gotowe", "Gata!", "بس", "ਬੱਸ"])
def test_that_is_all_in_words(said: str) -> None:
    assert answers.is_finished(SAFE, said)
    assert not answers.is_finished(asked(("d", said)), said)


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

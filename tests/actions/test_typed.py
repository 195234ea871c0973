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
    ("words", "band"),
    [
        ("15", "11-15"),
        ("7 years old", "5-10"),
        ("unborn baby", "unborn"),
        ("mum is pregnant", "unborn"),
        ("6 months", "0-4"),
        ("18 month old", "0-4"),
        ("a toddler", "0-4"),
        ("4", "0-4"),
        ("5", "5-10"),
        ("10 and a half", "5-10"),
        ("11", "11-15"),
        ("16", "16-17"),
        ("seventeen? 17", "16-17"),
        ("18", "18-over"),
        ("34", "18-over"),
        ("3 and 7", "0-4"),
        ("year 9", "11-15"),
        ("Y4", "5-10"),
        ("yr 12", "16-17"),
        ("reception class", "0-4"),
        ("no idea", None),
        ("2019", None),
    ],
)
def test_ages(words: str, band: str | None) -> None:
    assert typed.age_band(words) == band


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

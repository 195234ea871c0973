"""Ages as they are typed."""

import pytest

from actions import ages


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
        ("she is seven", "5-10"),
        ("no idea", None),
        ("2019", None),
        ("is this level 3", None),
    ],
)
def test_an_answer(words: str, band: str | None) -> None:
    assert ages.answered(words) == band


@pytest.mark.parametrize(
    ("words", "band"),
    [
        ("a 7 year old comes to school hungry", "5-10"),
        ("my 6yo pupil", "5-10"),
        ("a 15-year-old girl", "11-15"),
        ("fourteen year old", "11-15"),
        ("two boys aged 5 and 8", "5-10"),
        ("3 and 9 yo siblings", "0-4"),
        ("a girl of 16", "16-17"),
        ("she's 14 and out all night", "11-15"),
        ("14f, out all night", "11-15"),
        ("year 9 girl", "11-15"),
        ("3 month old with a cough", "0-4"),
        ("a toddler and her brother", "0-4"),
        ("worried about an unborn baby", "unborn"),
        ("2 year old", "0-4"),
        ("attendance 82%", None),
        ("level 2 or 3", None),
        ("off school for 3 months", None),
        ("reported 3 times", None),
        ("she's late 4 times a week", None),
        ("a pregnant pupil", None),
        ("in year 2024", None),
        ("hungry most days", None),
    ],
)
def test_an_age_in_a_message_about_something_else(words: str, band: str | None) -> None:
    assert ages.told(words) == band

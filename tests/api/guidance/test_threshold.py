"""The threshold check, from a worry in free words to a level or a route."""

import re
from pathlib import Path

import pytest
from sqlmodel import Session

from api.guidance import service
from api.guidance.content import read

PACK = read(Path(service.__file__).parent / "content" / "coventry")


def check(
    session: Session, worry: str, age: str | None = "5-10", *, danger: bool = False, staff: bool = False
) -> service.Answer:
    return service.consider_level(session, worry, age, immediate_danger=danger, staff=staff)


def considered(answer: service.Answer) -> str:
    return answer.text.split("\n")[0]


def test_danger_now_goes_to_its_route_whatever_else_was_said(loaded: Session) -> None:
    answer = check(loaded, "dirty clothes", danger=True, staff=True)
    assert answer.slug == "immediate-danger"
    assert answer.text.startswith("Call 999 now.")


def test_a_worry_about_staff_goes_to_the_lado(loaded: Session) -> None:
    answer = check(loaded, "dirty clothes", staff=True)
    assert answer.slug == "staff-allegation"
    assert "must be made within 24 hours" in answer.text


@pytest.mark.parametrize(
    ("worry", "age", "route"),
    [
        ("Bruise on the cheek of a 3 month old", "0-4", "contact-mash"),
        ("a mark on the baby's leg, not mobile yet", "0-4", "contact-mash"),
        ("he told the TA that his dad hits him", "5-10", "child-disclosure-advice"),
        ("she disclosed something at break", "11-15", "child-disclosure-advice"),
        ("we think FGM is planned this summer", "5-10", "contact-mash"),
        ("going abroad for a forced marriage", "16-17", "contact-mash"),
        ("running drugs for older lads, county lines", "11-15", "exploitation"),
        ("says he wants to kill himself", "16-17", "immediate-danger"),
        ("She is still missing, didn't come home last night", "11-15", "immediate-danger"),
        ("the teacher hit a pupil in assembly", "5-10", "staff-allegation"),
        ("rape at a party", "16-17", "contact-mash"),
    ],
)
def test_a_red_flag_goes_to_its_route_at_once(loaded: Session, worry: str, age: str, route: str) -> None:
    answer = check(loaded, worry, age)
    assert answer.slug == route
    assert answer.text.startswith("Red flag: ")
    assert "A level to consider" not in answer.text
    assert answer.sources


def test_the_personal_duty_about_fgm_stays_a_must(loaded: Session) -> None:
    paragraph = check(loaded, "fgm").text.split("\n\n")[1]
    assert "you yourself must report it to the police" in paragraph
    assert "usually on 101" in paragraph
    assert "Female Genital Mutilation Act 2003, section 5B" in paragraph
    assert "should" not in paragraph


def test_a_bruise_in_a_baby_is_not_asked_of_a_teenager(loaded: Session) -> None:
    assert check(loaded, "bruise while looking after the baby", "16-17").slug == "threshold-check"


@pytest.mark.parametrize(
    ("worry", "level", "sign"),
    [
        ("dirty clothes and poor hygiene", "Level 2, Early help", "hygiene or clothing"),
        ("Attendance is 82% and he is often late", "Level 2, Early help", "Attendance below"),
        ("no coat in winter", "Level 2, Early help", "hygiene or clothing"),
        ("doesn't have enough to eat", "Level 2, Early help", "Food"),
        ("cut herself once", "Level 2, Early help", "single episode"),
        ("went missing overnight twice this month", "Level 3", "going missing"),
        ("self-harming again", "Level 3", "Self-harm that repeats"),
        ("mum drinking, children looking after siblings", "Level 3", "drug or alcohol misuse"),
        ("police called, domestic abuse", "Level 3", "Domestic abuse"),
        ("unexplained bruise", "Level 4", "injury without an explanation"),
        ("isn't being fed", "Level 4", "Severe neglect"),
        ("child left alone overnight", "Level 4", "left alone"),
    ],
)
def test_the_highest_match_is_considered(loaded: Session, worry: str, level: str, sign: str) -> None:
    answer = check(loaded, worry, "5-10")
    assert answer.slug == "threshold-check"
    assert considered(answer).startswith(f"A level to consider: {level}")
    assert re.search(rf"^- .*{sign}", answer.text, re.MULTILINE)
    assert "never replaces it" in answer.text
    assert "earlier worries" in answer.text
    assert "024 7678 8555" in answer.text
    assert answer.unconfirmed
    assert len(answer.sources) >= 2


def test_who_leads_is_said_only_where_it_is_known(loaded: Session) -> None:
    assert "Who usually leads: An agency that is already involved" in check(loaded, "poor hygiene").text
    assert "Who usually leads" not in check(loaded, "went missing twice").text


def test_signs_are_listed_by_domain_and_lower_ones_are_marked(loaded: Session) -> None:
    text = check(loaded, "attendance 70%, dad depressed, eviction notice").text
    blocks = text.split("\n\n")[1].split("\n")
    assert blocks[1:] == [
        "The child's development",
        "- Attendance below about nine days in ten without a medical reason. (level 2)",
        "Parenting",
        "- A parent's mental ill-health that affects care.",
        "Family and surroundings",
        "- Overcrowding, or a home that may be lost.",
    ]
    assert "Harm adds up: ring MASH" in text
    assert "Harm adds up" not in check(loaded, "attendance 70%").text


@pytest.mark.parametrize("worry", ["purple umbrella", "", "\0", "no signs of neglect, no history of harm"])
def test_when_nothing_matches_the_levels_and_mash_are_named(loaded: Session, worry: str) -> None:
    answer = check(loaded, worry, None)
    assert considered(answer).startswith("Nothing in the list of indicators matches")
    assert [line[:9] for line in answer.text.split("\n") if line.startswith("- Level")] == [
        f"- Level {number}" for number in (1, 2, 3, 4)
    ]
    assert "- MASH: 024 7678 8555" in answer.text


@pytest.mark.parametrize(
    ("age", "caution"), [("unborn", "Before birth"), ("0-4", "any bruise"), ("18-over", "adult safeguarding")]
)
def test_some_ages_bring_their_caution(loaded: Session, age: str, caution: str) -> None:
    assert caution in check(loaded, "poor hygiene", age).text
    assert caution not in check(loaded, "poor hygiene", "11-15").text


def test_an_age_that_nobody_offered_is_no_age(loaded: Session) -> None:
    assert check(loaded, "poor hygiene", "'; drop").slug == "threshold-check"


@pytest.mark.parametrize(
    "worry",
    ["Zebedee Quillfeather smells and is dirty", "Zebedee Quillfeather disclosed", "Zebedee Quillfeather"],
)
def test_the_worry_never_comes_back(loaded: Session, worry: str) -> None:
    answer = check(loaded, worry)
    assert not re.search("zebedee|quillfeather", repr(answer), re.IGNORECASE)


def test_every_group_of_words_leads_to_its_own_indicator(loaded: Session) -> None:
    """A group that only stop words are left of would never match, or match everything."""
    for indicator in PACK.levels.indicators:
        age = indicator.ages[0] if indicator.ages else None
        for group in indicator.words:
            worry = re.sub(r"\s-\w+|\"", "", group)
            found = check(loaded, worry, age)
            told = f"{indicator.key}: {group}"
            if indicator.red_flag:
                assert found.text.startswith("Red flag: "), told
            elif not found.text.startswith("Red flag: "):
                assert indicator.text in found.text, told
    everyday = check(loaded, "A child in my class. He was there again and has been very well with us all.")
    assert considered(everyday).startswith("Nothing"), everyday.text

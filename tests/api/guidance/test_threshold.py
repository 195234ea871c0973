"""The threshold check, from a worry in free words to a level or a route."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from api import clock
from api.guidance import service
from api.guidance.content import read
from api.guidance.model import Age
from api.guidance.service import Check

PACK = read(Path(service.__file__).parent / "content" / "coventry")


def check(session: Session, worry: str, age: Age | None = "5-10", **known: Any) -> service.Answer:
    """What is considered once all signs that were found in the worry are said to fit."""
    signs = tuple(sign.key for sign in service.signs_in(session, worry, age))
    return service.consider(session, Check(red_flag="none", age=age, signs=signs, **known))


def considered(answer: service.Answer) -> str:
    return answer.text.split("\n")[0]


def test_danger_now_goes_to_its_route_whatever_else_was_said(loaded: Session) -> None:
    answer = service.consider(loaded, Check(red_flag="danger-now", signs=("attendance",)))
    assert answer.slug == "immediate-danger"
    assert answer.text.startswith("Call 999 now.")


def test_a_flag_that_the_content_has_lost_is_danger(loaded: Session) -> None:
    assert service.consider(loaded, Check(red_flag="gone")).slug == "immediate-danger"


@pytest.mark.parametrize(
    ("flag", "route", "says"),
    [
        ("danger-now", "immediate-danger", "Call 999 now."),
        ("baby-injury", "bruising-babies", "Ring MASH at once"),
        ("disclosure", "child-disclosure-advice", "Listen, stay calm"),
        ("fgm", "fgm", "you yourself must report it to the police"),
        ("staff", "staff-allegation", "must be made within 24 hours"),
        ("missing-now", "missing", "Report the child to the police now"),
    ],
)
def test_each_red_flag_of_the_first_question_has_its_route(
    loaded: Session, flag: str, route: str, says: str
) -> None:
    answer = service.consider(loaded, Check(red_flag=flag))
    assert answer.slug == route
    assert says in answer.text
    assert "A level to consider" not in answer.text
    assert answer.sources


@pytest.mark.parametrize(
    ("worry", "age", "route"),
    [
        ("Bruise on the cheek of a 3 month old", "0-4", "bruising-babies"),
        ("a mark on the baby's leg, not mobile yet", "0-4", "bruising-babies"),
        ("6wk old w/ black eye", "0-4", "bruising-babies"),
        ("bruise on the arm, 4 mths old", "0-4", "bruising-babies"),
        ("she says dad does stuff to her at nite", "5-10", "child-disclosure-advice"),
        ("he told the TA that his dad hits him", "5-10", "child-disclosure-advice"),
        ("she disclosed something at break", "11-15", "child-disclosure-advice"),
        ("no signs of neglect but he told me his dad hits him", "5-10", "child-disclosure-advice"),
        ("she had not disclosed before but disclosed today", "5-10", "child-disclosure-advice"),
        ("we think FGM is planned this summer", "5-10", "fgm"),
        ("going abroad for a forced marriage", "16-17", "contact-mash"),
        ("running drugs for older lads, county lines", "11-15", "exploitation"),
        ("says he wants to kill himself", "16-17", "immediate-danger"),
        ("She is still missing, didn't come home last night", "11-15", "missing"),
        ("the teacher hit a pupil in assembly", "5-10", "staff-allegation"),
        ("rape at a party", "16-17", "contact-mash"),
    ],
)
def test_a_red_flag_goes_to_its_route_at_once(loaded: Session, worry: str, age: Age, route: str) -> None:
    answer = check(loaded, worry, age)
    assert answer.slug == route
    assert answer.text.startswith("Red flag: ")
    assert "A level to consider" not in answer.text
    assert answer.sources


@pytest.mark.parametrize(
    "worry",
    [
        "no sign of fgm, just often late",
        "often late, no disclosure",
        "he is not missing but often late",
        "often late. not suicidal, no bruises or marks on the baby",
        "hasn't disclosed, hasn't been hurt, often late",
        "often late, nothing like that",
    ],
)
def test_what_is_denied_is_no_red_flag(loaded: Session, worry: str) -> None:
    answer = check(loaded, worry, "0-4")
    assert answer.slug == "threshold-check"
    assert "- Often late." in answer.text


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
    answer = check(loaded, worry)
    assert answer.slug == "threshold-check"
    assert considered(answer).startswith(f"A level to consider: {level}")
    assert re.search(rf"^- .*{sign}", answer.text, re.MULTILINE)
    assert "never replaces it" in answer.text
    assert "024 7678 8555" in answer.text
    assert answer.unconfirmed
    assert len(answer.sources) >= 2


def test_a_level_whose_name_nobody_confirmed_says_so(loaded: Session) -> None:
    answer = check(loaded, "went missing twice")
    assert considered(answer) == "A level to consider: Level 3 (local name not yet confirmed)."
    assert "Level considered: Level 3 (local name not yet confirmed)" in answer.note


def test_who_leads_is_said_only_where_it_is_known(loaded: Session) -> None:
    assert "Who usually leads: An agency that is already involved" in check(loaded, "poor hygiene").text
    assert "Who usually leads" not in check(loaded, "went missing twice").text


def test_signs_are_listed_by_domain_with_their_source_and_lower_ones_are_marked(loaded: Session) -> None:
    answer = check(loaded, "attendance 70%, dad depressed, eviction notice")
    [signs] = [part for part in answer.text.split("\n\n") if part.startswith("What points to it")]
    title, practice = "Level indicators of other councils", "General safeguarding practice"
    assert signs.split("\n")[1:] == [
        "The child's development",
        "- Attendance below about nine days in ten without a medical reason."
        f" (level 2; {title}: Level 2, the child)",
        "Parenting",
        f"- A parent's mental ill-health that affects care. ({practice}: Level 3, parenting)",
        "Family and surroundings",
        f"- Overcrowding, or a home that may be lost. ({practice}: Level 3, family and surroundings)",
    ]
    sections = {source.section for source in answer.sources}
    assert {"Level 2, the child", "Level 3, parenting", "Level 3, family and surroundings"} <= sections
    assert "Harm adds up: ring MASH" in answer.text
    assert "Harm adds up" not in check(loaded, "attendance 70%").text


@pytest.mark.parametrize("worry", ["purple umbrella", "", "\0", "no signs of neglect, no history of harm"])
def test_when_nothing_matches_the_levels_and_mash_are_named(loaded: Session, worry: str) -> None:
    answer = check(loaded, worry, None)
    assert considered(answer).startswith("Nothing in the list of indicators matches")
    assert [line[:9] for line in answer.text.split("\n") if line.startswith("- Level")] == [
        f"- Level {number}" for number in (1, 2, 3, 4)
    ]
    assert "- MASH: 024 7678 8555" in answer.text
    assert "Signs that fit: none of the list" in answer.note


@pytest.mark.parametrize(
    ("age", "caution"), [("unborn", "Before birth"), ("0-4", "any bruise"), ("18-over", "adult safeguarding")]
)
def test_some_ages_bring_their_caution(loaded: Session, age: Age, caution: str) -> None:
    assert caution in check(loaded, "poor hygiene", age).text
    assert caution not in check(loaded, "poor hygiene", "11-15").text


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({"in_place": "worker"}, "tell the social worker today"),
        ({"in_place": "plan"}, "team around the family (TAF)"),
        ({"in_place": "unsure"}, "ask when you ring"),
        ({"earlier": "some"}, "with a third worry, ring MASH"),
        ({"earlier": "many"}, "three times or more: ring MASH for advice"),
        ({"earlier": "unknown"}, "Think of earlier worries too"),
        ({}, "Think of earlier worries too"),
    ],
)
def test_what_is_in_place_and_what_came_before_have_their_sentence(
    loaded: Session, known: dict[str, Any], says: str
) -> None:
    assert says in check(loaded, "poor hygiene", **known).text


def test_a_first_worry_brings_no_talk_of_earlier_ones(loaded: Session) -> None:
    text = check(loaded, "poor hygiene", earlier="first", in_place="universal").text
    assert "third worry" not in text
    assert "earlier worries" not in text


@pytest.mark.parametrize(
    ("worry", "consent", "says", "never"),
    [
        ("poor hygiene", "refuses", "normally works by agreement", "Consent is not needed"),
        ("poor hygiene", "unasked", "Talk with the family first", "Do not wait for consent"),
        ("poor hygiene", "agrees", "write down what was agreed", "risk of significant harm"),
        ("poor hygiene", "unsafe", "Do not ask the family first", "works by agreement:"),
        ("isn't being fed", "refuses", "Consent is not needed", "works by agreement"),
        ("isn't being fed", "unasked", "Do not wait for consent", "works by agreement"),
        ("isn't being fed", "agrees", "consent is not what sharing rests on", "works by agreement"),
        ("isn't being fed", "unsafe", "Do not tell the family first", "works by agreement"),
    ],
)
def test_what_is_said_of_consent_fits_the_risk(
    loaded: Session, worry: str, consent: Any, says: str, never: str
) -> None:
    _, _, text = check(loaded, worry, consent=consent).text.partition("What points to it")
    assert says in text
    assert never not in text


def test_the_note_has_gaps_for_what_only_the_writer_knows(loaded: Session) -> None:
    note = check(loaded, "poor hygiene", in_place="plan", consent="refuses").note.split("\n")
    assert "Day, time and place: ..." in note
    assert "Signs that fit: A smaller worry about diet, hygiene or clothing" in note
    assert "In place already: an early help plan is in place" in note
    assert "Family and consent: the family knows and does not agree" in note
    assert "Earlier worries: ..." in note
    assert "Level considered: Level 2, Early help" in note
    assert not re.search(r"[{}]", "".join(note))


def test_what_to_write_down_is_said(loaded: Session) -> None:
    assert "What to write down:\n- What was seen, heard or told" in check(loaded, "poor hygiene").text


def test_whether_the_route_is_open_now_is_said(loaded: Session) -> None:
    """An emergency line is open at any time; the hours of others are not confirmed, and that is said."""
    answer = service.consider(
        loaded, Check(signs=("severe-neglect",)), datetime(2026, 12, 25, 3, 0, tzinfo=clock.HERE)
    )
    assert re.search(r"^- Emergency: 999 .*any time", answer.text, re.MULTILINE)
    assert re.search(r"^- MASH: .*not yet confirmed", answer.text, re.MULTILINE)


@pytest.mark.parametrize(
    "worry",
    ["Zebedee Quillfeather smells and is dirty", "Zebedee Quillfeather disclosed", "Zebedee Quillfeather"],
)
def test_the_worry_never_comes_back(loaded: Session, worry: str) -> None:
    answer = check(loaded, worry)
    assert not re.search("zebedee|quillfeather", repr(answer), re.IGNORECASE)


def test_signs_that_the_content_has_lost_are_passed_over(loaded: Session) -> None:
    answer = service.consider(loaded, Check(signs=("attendance", "gone")))
    assert considered(answer).startswith("A level to consider: Level 2")


def test_each_domain_has_signs_to_offer_where_words_match_none(loaded: Session) -> None:
    for domain in ("child", "parenting", "family"):
        offered = service.signs_offered(loaded, [domain])
        assert len(offered) >= 3
        assert {sign.domain for sign in offered} == {domain}
        assert not any(sign.red_flag for sign in offered)


def test_a_check_is_said_in_a_few_words(loaded: Session) -> None:
    known = Check(age="5-10", in_place="worker", consent="unasked", earlier="many")
    assert service.said(loaded, known) == [
        "age 5 to 10",
        "a social worker or a plan of theirs is in place",
        "the family was not asked yet",
        "three worries or more",
    ]


def test_every_group_of_words_leads_to_its_own_indicator(loaded: Session) -> None:
    """A group that only stop words are left of would never match, or match everything."""
    for indicator in PACK.levels.indicators:
        age = indicator.ages[0] if indicator.ages else None
        for group in indicator.words:
            worry = re.sub(r"\s-\w+|\"", "", group)
            found = service.signs_in(loaded, worry, age)
            told = f"{indicator.key}: {group}"
            if indicator.red_flag:
                assert any(sign.red_flag for sign in found), told
            elif not any(sign.red_flag for sign in found):
                assert indicator.key in {sign.key for sign in found}, told
    everyday = "A child in my class. He was there again and has been very well with us all."
    assert service.signs_in(loaded, everyday, None) == []

"""Where somebody is in the escalation policy, and by when the other side answers."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from api import clock
from api.errors import NotFound
from api.guidance import days, escalation, service
from api.guidance.content import ContentFault, read
from api.working_days import is_working_day, working_day_after
from tests.api.guidance.conftest import PACK

Edit = Callable[[str, str, str], int]
THURSDAY = date(2026, 11, 26)
NOON = datetime(2026, 11, 26, 12, tzinfo=clock.HERE)


def at(session: Session, stage: str, since: date | None, now: datetime = NOON) -> escalation.Standing:
    return escalation.where(session, stage, since, now)


def test_the_answer_says_who_talks_by_when_what_next_and_what_to_write(loaded: Session) -> None:
    found = at(loaded, "1a", THURSDAY)
    parts = found.answer.text.split("\n\n")
    assert parts[0].startswith("A child at risk of harm now does not wait for stages.")
    assert parts[1] == (
        "Where you are: Stage 1a. The practitioners of the two agencies talk and share what they know."
    )
    assert parts[2] == (
        "It began on Thursday 26 November. The answer is due within 1 working day, counted from the day"
        " after: by the end of Friday 27 November."
    )
    assert parts[3].startswith("Next, if it is not resolved in time: Stage 1b. Their line managers")
    assert parts[4].startswith("What to write down:\n- ")
    assert found.due == date(2026, 11, 27)
    assert found.answer.sources
    assert found.answer.unconfirmed


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (date(2026, 11, 26), date(2026, 11, 27)),
        (date(2026, 11, 27), date(2026, 11, 30)),  # over a weekend
        (date(2026, 11, 28), date(2026, 11, 30)),  # begun on a Saturday
        (date(2026, 12, 24), date(2026, 12, 29)),  # Christmas, a weekend, and the day for Boxing Day
        (date(2026, 4, 2), date(2026, 4, 7)),  # Easter Monday counts in England
        (date(2026, 8, 28), date(2026, 9, 1)),  # the late summer bank holiday
    ],
)
def test_the_clock_counts_working_days_of_england_from_the_day_after(
    loaded: Session, since: date, due: date
) -> None:
    now = datetime(since.year, since.month, since.day, 12, tzinfo=clock.HERE)
    assert at(loaded, "1b", since, now).due == due


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (date(2026, 11, 26), "by the end of Friday 27 November."),
        (date(2026, 11, 25), "today, Thursday 26 November."),
        (date(2026, 11, 24), "The answer was due within 1 working day"),
    ],
)
def test_it_says_whether_the_time_is_over(loaded: Session, since: date, said: str) -> None:
    text = at(loaded, "1a", since).answer.text
    assert said in text
    assert ("That time is over." in text) == (since == date(2026, 11, 24))


@pytest.mark.parametrize("stage", ["2", "3", "4"])
def test_a_clock_that_nobody_confirmed_is_never_guessed(loaded: Session, stage: str) -> None:
    found = at(loaded, stage, THURSDAY)
    assert found.due is None
    assert "Time limit not confirmed: ask the business unit." in found.answer.text
    assert "working day" not in found.answer.text


def test_the_last_stage_that_is_known_says_whom_to_ask(loaded: Session) -> None:
    assert (
        "No stage after this one is known here: ask the business unit." in at(loaded, "4", None).answer.text
    )


def test_before_the_first_stage_there_is_the_first_step_and_no_day(loaded: Session) -> None:
    found = at(loaded, escalation.NOT_BEGUN, THURSDAY)
    assert "Nothing has begun yet. First: Stage 1a." in found.answer.text
    assert "counted from the day after the stage begins" in found.answer.text
    assert found.due is None


def test_a_stage_that_is_not_in_the_policy_is_refused(loaded: Session) -> None:
    with pytest.raises(NotFound):
        at(loaded, "9", None)


def test_the_note_holds_what_is_known_and_gaps_for_the_rest(loaded: Session) -> None:
    lines = at(loaded, "1a", THURSDAY).answer.note.splitlines()
    assert lines[:3] == [
        "Professional disagreement, Stage 1a",
        "Began: Thursday 26 November",
        "Answer due: Friday 27 November",
    ]
    assert sum("____" in line for line in lines) >= 6
    assert at(loaded, "2", None).answer.note.splitlines()[1:3] == ["Began: ____", "Answer due: ____"]


def test_only_what_the_policy_says_is_said_of_duties(loaded: Session) -> None:
    """Nothing seen of the policy is a must or a should."""
    for stage in [escalation.NOT_BEGUN, *(stage.key for stage in PACK.escalation.stages)]:
        text = at(loaded, stage, THURSDAY).answer.text.lower()
        assert not {"must", "should", "shall"} & set(text.replace(".", " ").split())


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("stage 1a", "1a"), ("1b", "1b"), ("we are at Stage 2 now", "2"), ("2", "2"), ("stage three", "3"),
        ("it is with the head of service", "3"), ("the line managers", "1b"), ("second tier", "2"),
        ("beyond stage 3", "4"), ("haven't started", "0"), ("not yet", "0"),
        ("1", None), ("stage 1", None), ("1a or 1b", None), ("the other one", None), ("", None),
    ],
)  # fmt: skip
def test_a_stage_is_read_as_people_call_it(loaded: Session, words: str, stage: str | None) -> None:
    assert escalation.stage_in(loaded, words) == stage


@pytest.mark.parametrize("words", ["my line manager says escalate", "not yet happy", "closed 2 days ago"])
def test_nobody_is_put_at_a_stage_that_they_did_not_name(loaded: Session, words: str) -> None:
    assert escalation.stage_in(loaded, words, asked=False) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", 26), ("yesterday", 25), ("Monday", 23), ("last thursday", 19), ("thurs", 19),
        ("on tues", 24),
        ("2 days ago", 24), ("a week ago", 19), ("20/11", 20), ("20.11.26", 20), ("20th November", 20),
        ("it began on the 20th", 20), ("Friday the 20th of November", 20), ("I think it was tuesday", 24),
        ("2026-11-20", 20), ("monday morning", 23),
        # An hour is no day of the month.
        ("monday at 10", 23), ("on tuesday at 11", 24), ("20/11 at 10", 20), ("25th at 9", 25),
        ("yesterday at 4.30pm", 25), ("friday 9am", 20),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_type_it(words: str, day: int) -> None:
    assert days.typed(words, THURSDAY) == date(2026, 11, day)


@pytest.mark.parametrize(
    "words",
    [
        "tomorrow", "next monday", "27 November", "27/11", "20 November 2027", "in two days", "last week",
        "may",
        "banana", "", "not sure", "31/11/2026", "a year ago", "[date]", "stage 1a",
        # The name and the number do not fit, or it is another week: better asked again than guessed.
        "monday 12/11", "friday the 19th", "it was 3 on monday",
        "monday before last", "monday last week", "tuesday of last week", "last week monday",
        "a week last monday", "a week ago monday", "monday week", "coming monday",
    ],
)  # fmt: skip
def test_what_is_to_come_or_long_ago_or_no_day_is_none(words: str) -> None:
    assert days.typed(words, THURSDAY) is None


def test_in_a_sentence_the_day_of_a_beginning_is_what_follows_since() -> None:
    assert days.since("we have been at it since Monday and nobody answers", THURSDAY) == date(2026, 11, 23)
    assert days.since("MASH closed it yesterday and I disagree", THURSDAY) is None


@given(st.text(max_size=200))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_words_break_the_reading_of_days(words: str) -> None:
    day = days.typed(words, THURSDAY)
    assert day is None or day <= THURSDAY


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(1, 60))
def test_so_many_working_days_lie_between(day: date, number: int) -> None:
    end = working_day_after(day, number)
    passed = [day.fromordinal(one) for one in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert sum(map(is_working_day, passed)) == number
    assert is_working_day(end)


def test_a_word_for_two_stages_is_a_fault(folder: Path, edit: Edit) -> None:
    edit("escalation.yml", "head of service", "line manager")
    with pytest.raises(ContentFault, match="'line manager' stands at two stages"):
        read(folder)


def test_the_page_itself_stays_as_it_was(loaded: Session) -> None:
    page = service.answer(loaded, "escalation")
    assert page is not None
    assert "- Stage 1a. " in page.text

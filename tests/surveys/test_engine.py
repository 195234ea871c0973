"""One turn at a time: what is asked next, what is asked again, what is kept."""

import json
from collections.abc import Callable

import pytest

from surveys import engine
from surveys.answers import Reason
from surveys.engine import Ask, AskAgain, Done
from surveys.model import Progress, Survey

Make = Callable[..., Survey]
YN = ["yes", "no"]


@pytest.fixture
def branching(survey: Make) -> Survey:
    return survey(
        {"type": "select_one yn", "name": "used"},
        {"type": "note", "name": "about", "relevant": "${used} = 'yes'"},
        {"type": "integer", "name": "times", "relevant": "${used} = 'yes'", "constraint": ". < 100"},
        {"type": "text", "name": "why_often", "relevant": "${times} > 10"},
        {"type": "text", "name": "end"},
        yn=YN,
    )


def walk(survey: Survey, *said: str) -> Ask | AskAgain | Done:
    """Says one thing after the other; ":skip" and ":back" as a channel would."""
    step: Ask | AskAgain | Done = engine.begin(survey)
    for raw in said:
        if raw == ":skip":
            step = engine.skip(survey, step.progress)
        elif raw == ":back":
            step = engine.back(survey, step.progress)
        else:
            step = engine.answer(survey, step.progress, raw)
    return step


def asked(survey: Survey, *said: str) -> str:
    step = walk(survey, *said)
    assert isinstance(step, Ask)
    return step.question.key


def kept(survey: Survey, *said: str) -> dict[str, object]:
    step = walk(survey, *said)
    assert isinstance(step, Done)
    return dict(step.progress.answers)


def refused(survey: Survey, *said: str) -> Reason:
    step = walk(survey, *said)
    assert isinstance(step, AskAgain)
    assert step.progress == walk(survey, *said[:-1]).progress
    return step.reason


def test_a_branch_is_asked_or_passed_over(branching: Survey) -> None:
    assert asked(branching, "no") == "end"
    assert asked(branching, "yes") == "about"
    assert asked(branching, "yes", "") == "times"
    assert asked(branching, "yes", "", "3") == "end"
    assert asked(branching, "yes", "", "11") == "why_often"
    assert kept(branching, "yes", "", "11", "x", "y") == {
        "used": "yes",
        "times": 11,
        "why_often": "x",
        "end": "y",
    }


def test_a_changed_answer_closes_its_branch_and_what_hung_on_it(branching: Survey) -> None:
    back_to_used = ("yes", "ok", "11", "why", ":back", ":back", ":back", ":back")
    assert asked(branching, *back_to_used) == "used"
    assert kept(branching, *back_to_used, "no", "y") == {"used": "no", "end": "y"}


def test_progress_counts_questions_not_notes(branching: Survey) -> None:
    numbers = []
    for said in ([], ["yes"], ["yes", ""], ["no"]):
        step = walk(branching, *said)
        assert isinstance(step, Ask)
        numbers.append((step.at, step.of))
    assert numbers == [(1, 4), (1, 4), (2, 4), (4, 4)]


def test_why_an_answer_is_not_taken(branching: Survey) -> None:
    assert refused(branching, "perhaps") is Reason.not_a_choice
    assert refused(branching, "yes", "", "many") is Reason.not_a_number
    assert refused(branching, "yes", "", "100") is Reason.out_of_range
    assert refused(branching, "no", " ") is Reason.empty
    assert refused(branching, "no", "x" * 2001) is Reason.too_long
    assert refused(branching, "no", ":done") is Reason.empty


def test_skipping_keeps_a_gap_and_a_required_question_waits(survey: Make) -> None:
    two = survey(
        {"type": "text", "name": "free"},
        {"type": "select_one yn", "name": "must", "required": "yes"},
        yn=YN,
    )
    assert asked(two, ":skip") == "must"
    assert asked(two, ":skip", ":skip") == "must"
    assert kept(two, ":skip", "yes") == {"free": None, "must": "yes"}


@pytest.fixture
def several(survey: Make) -> Survey:
    limit = "count-selected(.) <= 2 and (count-selected(.) = 1 or not(selected(., 'none')))"
    return survey(
        {"type": "select_multiple places", "name": "where", "constraint": limit},
        {"type": "text", "name": "end"},
        places=["home", "school", "bus", "none"],
    )


def test_choices_switch_on_and_off_until_done(several: Survey) -> None:
    assert walk(several, "bus", "home").progress.answers == {"where": ["home", "bus"]}
    assert walk(several, "bus", "home", "bus").progress.answers == {"where": ["home"]}
    assert walk(several, "bus", "bus").progress.answers == {}
    assert walk(several, "school and bus").progress.answers == {"where": ["school", "bus"]}
    assert asked(several, "bus", "home") == "where"
    assert kept(several, "bus", "home", ":done", "x") == {"where": ["home", "bus"], "end": "x"}


def test_done_with_too_many_is_asked_again_and_can_be_mended(several: Survey) -> None:
    assert refused(several, "home, school, bus", ":done") is Reason.out_of_range
    assert refused(several, "home, none", "done") is Reason.out_of_range
    assert kept(several, "home, school, bus", ":done", "bus", ":done", "x")["where"] == ["home", "school"]


def test_done_with_nothing_is_a_skip_unless_required(several: Survey, survey: Make) -> None:
    assert walk(several, ":done").progress.answers == {"where": None}
    must = survey({"type": "select_multiple yn", "name": "must", "required": "yes"}, yn=YN)
    assert refused(must, ":done") is Reason.empty


def test_back_keeps_the_answer_and_stops_at_the_first(branching: Survey) -> None:
    step = walk(branching, "no", "bye", ":back")
    assert isinstance(step, Ask)
    assert (step.question.key, step.progress.answers["end"]) == ("end", "bye")
    assert asked(branching, "no", ":back", ":back", ":back") == "used"


def test_progress_survives_storage(several: Survey) -> None:
    step = walk(several, "bus")
    stored = json.loads(json.dumps(step.progress.to_json()))
    assert engine.resume(several, Progress.from_json(stored)) == step


def test_a_finished_run_stays_finished(branching: Survey) -> None:
    done = walk(branching, "no", "bye")
    assert engine.answer(branching, done.progress, "no") == done
    assert engine.skip(branching, done.progress) == done
    assert engine.resume(branching, done.progress) == done


def test_progress_from_another_version_starts_where_it_can(branching: Survey) -> None:
    step = engine.resume(branching, Progress({"gone": "x"}, "gone"))
    assert isinstance(step, Ask)
    assert step.question.key == "used"

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


def test_a_visit_from_the_review_leads_back_there(branching: Survey) -> None:
    done = walk(branching, "yes", "", "3", "bye")
    visited = engine.revisit(branching, done.progress, "times")
    assert isinstance(visited, Ask)
    assert (visited.question.key, visited.progress.answers["times"]) == ("times", 3)
    changed = engine.answer(branching, visited.progress, "4")
    assert changed == Done(Progress({"used": "yes", "times": 4, "end": "bye"}))
    assert engine.skip(branching, visited.progress).progress.answers["times"] is None
    assert engine.resume(branching, visited.progress) == visited


def test_a_visit_that_opens_a_branch_leads_through_it_and_on_to_where_one_was(branching: Survey) -> None:
    at_the_end = walk(branching, "no")
    visited = engine.revisit(branching, at_the_end.progress, "used")
    opened = engine.answer(branching, visited.progress, "yes")
    assert isinstance(opened, Ask)
    assert opened.question.key == "times"
    on = engine.answer(branching, opened.progress, "11")
    assert isinstance(on, Ask)
    assert on.question.key == "why_often"
    assert asked_after(branching, on, "often") == "end"


def asked_after(survey: Survey, step: Ask, raw: str) -> str:
    following = engine.answer(survey, step.progress, raw)
    assert isinstance(following, Ask)
    return following.question.key


def test_what_is_opened_in_the_middle_does_not_ask_again_what_was_said(survey: Make) -> None:
    form = survey(
        {"type": "select_one yn", "name": "used"},
        {"type": "text", "name": "how", "relevant": "${used} = 'yes'"},
        {"type": "text", "name": "middle"},
        {"type": "text", "name": "end"},
        yn=YN,
    )
    at_the_end = walk(form, "no", "words")
    opened = engine.revise(form, at_the_end.progress, "used", "yes")
    assert isinstance(opened, Ask)
    assert (opened.question.key, opened.progress.returning) == ("how", True)
    assert asked_after(form, opened, "by chance") == "end"


def test_only_what_was_answered_can_be_visited_or_revised(branching: Survey) -> None:
    step = walk(branching, "no")
    for key in ("end", "times", "about", "nowhere"):
        assert engine.revisit(branching, step.progress, key) == step
    for key in ("times", "about", "nowhere"):
        assert engine.revise(branching, step.progress, key, "3") == step


def test_the_later_of_two_answers_to_an_earlier_question_wins(branching: Survey) -> None:
    step = walk(branching, "yes", "", "3")
    later = engine.revise(branching, step.progress, "times", "5")
    assert isinstance(later, Ask)
    assert later.question.key == "end"
    assert later.progress.answers == {"used": "yes", "times": 5}


def test_a_later_answer_that_does_not_fit_changes_nothing(branching: Survey) -> None:
    step = walk(branching, "yes", "", "3")
    for raw, reason in (("many", Reason.not_a_number), ("100", Reason.out_of_range), (" ", Reason.empty)):
        again = engine.revise(branching, step.progress, "times", raw)
        assert isinstance(again, AskAgain)
        assert (again.question.key, again.reason, again.progress) == ("times", reason, step.progress)


def test_a_later_tap_on_several_choices_switches_and_a_list_replaces(several: Survey) -> None:
    at_the_end = walk(several, "bus", ":done").progress

    def then(raw: str) -> object:
        return engine.revise(several, at_the_end, "where", raw).progress.answers["where"]

    assert then("home") == ["home", "bus"]
    assert then("home, school") == ["home", "school"]
    assert then(":done") == ["bus"]
    assert then("bus") is None
    assert isinstance(engine.revise(several, at_the_end, "where", "none"), AskAgain)


def test_the_last_choice_of_a_required_question_cannot_be_taken_away_later(survey: Make) -> None:
    must = survey(
        {"type": "select_multiple yn", "name": "must", "required": "yes"},
        {"type": "text", "name": "end"},
        yn=YN,
    )
    again = engine.revise(must, walk(must, "yes", ":done").progress, "must", "yes")
    assert isinstance(again, AskAgain)
    assert again.reason is Reason.empty


def test_a_summary_says_what_was_said_in_order(branching: Survey) -> None:
    step = walk(branching, "yes", "", ":skip", "bye")
    said = [(question.key, value) for question, value in engine.summary(branching, step.progress)]
    assert said == [("used", "yes"), ("times", None), ("end", "bye")]


def test_groups_hide_and_head_what_they_hold(survey: Make) -> None:
    form = survey(
        {"type": "select_one yn", "name": "child"},
        {
            "type": "begin group",
            "name": "outer",
            "label::English (en)": "School",
            "relevant": "${child} = 'yes'",
        },
        {"type": "integer", "name": "year"},
        {"type": "begin_group", "name": "inner", "relevant": "${year} > 6"},
        {"type": "text", "name": "subject", "relevant": "${year} < 12"},
        {"type": "end_group"},
        {"type": "end group"},
        {"type": "text", "name": "end"},
        yn=YN,
    )
    assert asked(form, "no") == "end"
    assert asked(form, "yes", "5") == "end"
    assert asked(form, "yes", "12") == "end"
    step = walk(form, "yes", "7")
    assert isinstance(step, Ask)
    assert (step.question.key, step.question.section) == ("subject", {"en": "School"})
    assert form.questions[-1].section == {}


def test_what_is_calculated_is_used_and_neither_asked_nor_kept(survey: Make) -> None:
    form = survey(
        {"type": "integer", "name": "boys"},
        {"type": "integer", "name": "girls"},
        {
            "type": "calculate",
            "name": "children",
            "calculation": "coalesce(${boys}, 0) + coalesce(${girls}, 0)",
        },
        {"type": "calculate", "name": "many", "calculation": "if(${children} > 3, 'yes', 'no')"},
        {"type": "text", "name": "large", "relevant": "${many} = 'yes'"},
        {"type": "text", "name": "end"},
    )
    assert asked(form, "2", "2") == "large"
    assert asked(form, ":skip", "3") == "end"
    assert kept(form, "1", "1", "x") == {"boys": 1, "girls": 1, "end": "x"}


@pytest.fixture
def filtered(survey: Make) -> Survey:
    places = [
        {"name": "bus", "where": "out"},
        {"name": "park", "where": "out"},
        {"name": "bed", "where": "in"},
    ]
    return survey(
        {"type": "select_one wheres", "name": "where"},
        {"type": "select_one places", "name": "place", "choice_filter": "where = ${where}"},
        {"type": "text", "name": "end"},
        wheres=["in", "out", "up"],
        places=places,
    )


def test_a_choice_filter_leaves_what_goes_with_an_earlier_answer(filtered: Survey) -> None:
    step = walk(filtered, "out")
    assert isinstance(step, Ask)
    assert step.question.names == ("bus", "park")
    assert refused(filtered, "out", "bed") is Reason.not_a_choice
    assert kept(filtered, "in", "1", "x") == {"where": "in", "place": "bed", "end": "x"}


def test_a_select_without_a_choice_left_is_passed_over(filtered: Survey) -> None:
    assert asked(filtered, "up") == "end"


def test_a_choice_that_the_filter_takes_away_is_asked_anew(filtered: Survey) -> None:
    at_the_end = walk(filtered, "out", "bus").progress
    revised = engine.revise(filtered, at_the_end, "where", "in")
    assert isinstance(revised, Ask)
    assert (revised.question.key, revised.progress.answers) == ("place", {"where": "in"})


def test_a_range_takes_its_steps(survey: Make) -> None:
    form = survey({"type": "range", "name": "sure", "parameters": "start=0 end=10 step=5"})
    assert kept(form, "5") == {"sure": 5}
    assert kept(form, "five") == {"sure": 5}
    assert refused(form, "6") is Reason.out_of_range
    assert refused(form, "11") is Reason.out_of_range
    assert refused(form, "very") is Reason.not_a_number


def test_an_acknowledgement_is_kept_as_ok(survey: Make) -> None:
    form = survey({"type": "acknowledge", "name": "read", "required": "yes"})
    assert kept(form, "OK") == {"read": "OK"}
    assert kept(form, "got it!") == {"read": "OK"}
    assert refused(form, "why?") is Reason.not_a_choice


def test_other_is_asked_for_in_words(survey: Make) -> None:
    form = survey(
        {"type": "select_multiple yn or_other", "name": "used"}, {"type": "text", "name": "end"}, yn=YN
    )
    assert asked(form, "yes", ":done") == "end"
    assert asked(form, "yes", "other", ":done") == "used_other"
    both = kept(form, "yes, other", ":done", "sometimes", "x")
    assert both == {"used": ["yes", "other"], "used_other": "sometimes", "end": "x"}


def test_an_answer_that_an_earlier_one_makes_unfit_is_asked_again_before_the_end(survey: Make) -> None:
    form = survey(
        {"type": "integer", "name": "age"},
        {"type": "integer", "name": "years_here", "constraint": ". <= ${age}"},
    )
    done = walk(form, "12", "10")
    revised = engine.revise(form, done.progress, "age", "9")
    assert isinstance(revised, Ask)
    assert revised.question.key == "years_here"


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


def test_progress_at_a_question_that_is_no_longer_for_this_person_goes_on(branching: Survey) -> None:
    step = engine.resume(branching, Progress({"used": "no"}, "times"))
    assert isinstance(step, Ask)
    assert step.question.key == "end"

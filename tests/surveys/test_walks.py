"""Whatever the definition and whatever is said: never stuck, never out of place, back and forward agree."""

import json
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import engine
from surveys.engine import Ask, AskAgain, Done
from surveys.model import Answer, Progress, Question
from tests.surveys.forms import CHOICES, Form, Make, forms

Step = Ask | AskAgain | Done

ODD = st.dictionaries(st.text(), st.none() | st.integers() | st.text())
NOISE = st.sampled_from([*CHOICES, "other", "1", "3", "13", "-1", "Yes", "yes no some", "", "ok"]) | st.text(
    max_size=4
)
MOST = 25
EXAMPLES = 150


def sayings(form: Form, step: Step) -> st.SearchStrategy[str]:
    """Mostly what fits where the person stands; now and then a command, or noise."""
    said = [question for question in form.survey.questions if question.key in step.progress.answers]
    commands = st.sampled_from([":skip", ":back", *(f":change {question.key}" for question in said)])
    revised = st.sampled_from(said or form.survey.questions).flatmap(
        lambda one: fitting(one).map(lambda raw: f":revise {one.key} {raw}")
    )
    if isinstance(step, Done):
        return commands | revised
    return fitting(step.question) | fitting(step.question) | commands | revised | NOISE


def fitting(question: Question) -> st.SearchStrategy[str]:
    if question.kind == "select_multiple":
        return st.sampled_from([":done", *question.names, ", ".join(question.names[:2])])
    if question.kind == "select_one":
        return st.sampled_from(question.names)
    return st.sampled_from(
        {
            "integer": ["3", "7", "8", "0", "13"],
            "range": ["-1", "3", "9"],
            "text": ["a", "5"],
            "note": [""],
        }.get(question.kind, ["OK"])
    )


def take(form: Form, progress: Progress, said: str) -> Step:
    command, _, rest = said.partition(" ")
    if command == ":skip":
        return engine.skip(form.survey, progress)
    if command == ":back":
        return engine.back(form.survey, progress)
    if command == ":change":
        return engine.revisit(form.survey, progress, rest)
    if command == ":revise":
        key, _, raw = rest.partition(" ")
        return engine.revise(form.survey, progress, key, raw)
    return engine.answer(form.survey, progress, said)


def walk(data: st.DataObject, form: Form) -> Iterator[Step]:
    """Every place on a random way, the first one first."""
    step: Step = engine.begin(form.survey)
    yield step
    for _ in range(data.draw(st.integers(0, MOST))):
        step = take(form, step.progress, data.draw(sayings(form, step)))
        yield step


def walked(data: st.DataObject, form: Form) -> Step:
    return list(walk(data, form))[-1]


def forward(form: Form, asked: Ask) -> Step:
    """Says again what was said there."""
    said = asked.progress.answers.get(asked.question.key)
    if asked.question.kind == "note":
        return engine.answer(form.survey, asked.progress, "")
    if said is None:
        return engine.skip(form.survey, asked.progress)
    return engine.answer(form.survey, asked.progress, ":done" if isinstance(said, list) else str(said))


def good(question: Question) -> Iterator[str]:
    """What is taken, some of it whatever the constraint."""
    if question.kind == "select_multiple":
        yield from (question.names[0], ":done")
    elif question.kind == "select_one":
        yield question.names[0]
    else:
        yield from {"integer": ["7", "8"], "range": ["7"], "text": ["words"], "note": [""]}.get(
            question.kind, ["OK"]
        )


def check(form: Form, step: Step) -> None:
    answers = step.progress.answers
    for question in form.survey.questions:
        if question.key in answers:
            assert form.is_for(question, answers)
            value = answers[question.key]
            if question.choices and value is not None:
                assert {*(value if isinstance(value, list) else [value])} <= {*form.names(question, answers)}
            assert question.kind != "note"
    said = engine.summary(form.survey, step.progress)
    assert [(question.key, value) for question, value in said] == [
        (question.key, answers[question.key]) for question in form.survey.questions if question.key in answers
    ]
    if isinstance(step, Done):
        assert form.first_open(answers) is None
        assert step.progress == Progress(answers)
        return
    assert form.is_for(step.question, answers)
    assert step.question.names == form.names(step.question, answers)
    assert 0 <= step.at <= step.of


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.data())
def test_a_walk_never_leaves_the_survey(written: Make, data: st.DataObject) -> None:
    form = data.draw(forms(written))
    before: Step | None = None
    for step in walk(data, form):
        check(form, step)
        stored = Progress.from_json(json.loads(json.dumps(step.progress.to_json())))
        assert stored == step.progress
        assert engine.resume(form.survey, stored).progress == stored
        if isinstance(step, AskAgain):
            assert before is not None
            assert step.progress == before.progress
        elif isinstance(step, Ask):
            assert step.progress.at == step.question.key
        before = step


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.data())
def test_a_walk_is_never_stuck(written: Make, data: st.DataObject) -> None:
    form = data.draw(forms(written))
    step = walked(data, form)
    # Once along the rest of the survey, and once to what was left open behind.
    for _ in range(2 * len(form.survey.questions) + 1):
        if isinstance(step, Done):
            break
        here = step.question
        ticked = step.progress.answers.get(here.key)
        for choice in ticked if isinstance(ticked, list) else ():
            step = engine.answer(form.survey, step.progress, choice)
        for said in good(here):
            if not isinstance(step, Done) and step.question.key == here.key:
                step = engine.answer(form.survey, step.progress, said)
        assert isinstance(step, Done) or step.question.key != here.key
    assert isinstance(step, Done)


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.data())
def test_back_and_then_forward_ends_in_the_same_place(written: Make, data: st.DataObject) -> None:
    form = data.draw(forms(written))
    for step in walk(data, form):
        answers = step.progress.answers
        before = engine.back(form.survey, step.progress)
        if before.question.key == step.progress.at:
            assert not any(form.is_for(one, answers) for one in form.before(step.progress.at))
        elif before.question.kind == "note" or form.fits(before.question, answers):
            after = forward(form, before).progress
            assert after.answers == answers
            assert after.at == (form.first_open(answers) if step.progress.returning else step.progress.at)


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.data())
def test_a_visit_from_the_review_leads_to_what_is_still_open(written: Make, data: st.DataObject) -> None:
    form = data.draw(forms(written))
    step = walked(data, form)
    for question in form.survey.questions:
        visited = engine.revisit(form.survey, step.progress, question.key)
        assert visited.progress.answers == step.progress.answers
        if question.key not in step.progress.answers:
            assert visited == engine.resume(form.survey, step.progress)
            continue
        assert isinstance(visited, Ask)
        assert (visited.question.key, visited.progress.returning) == (question.key, True)
        if form.fits(question, step.progress.answers):
            after = forward(form, visited)
            assert after.progress.answers == step.progress.answers
            assert after.progress.at == form.first_open(step.progress.answers)


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.data())
def test_a_later_answer_to_an_earlier_question_moves_nobody_without_need(
    written: Make, data: st.DataObject
) -> None:
    form = data.draw(forms(written))
    before = walked(data, form).progress
    said = [form.at(key) for key in before.answers] or form.survey.questions
    question = data.draw(st.sampled_from(said) | st.sampled_from(form.survey.questions))
    raw = data.draw(fitting(question))
    revised = engine.revise(form.survey, before, question.key, raw)
    check(form, revised)
    if before.at == question.key:
        assert revised == engine.answer(form.survey, before, raw)
    elif question.key not in before.answers:
        assert revised == engine.resume(form.survey, before)
    elif isinstance(revised, AskAgain):
        assert (revised.progress, revised.question.key) == (before, question.key)
    else:
        answers = revised.progress.answers
        assert form.fits(question, answers)
        for earlier in form.before(question.key):
            assert before.answers.get(earlier.key, "") == answers.get(earlier.key, "")
        opened = form.first_open(answers)
        here = before.at is not None and form.is_for(form.at(before.at), answers)
        is_behind = opened in {one.key for one in form.before(before.at)}
        assert revised.progress.at == (before.at if here and not is_behind else opened)


@settings(deadline=None)
@given(st.data(), st.text(), st.text() | st.none(), ODD, st.booleans())
def test_no_words_and_no_stored_progress_break_the_engine(
    written: Make, data: st.DataObject, raw: str, at: str | None, answers: dict[str, Answer], returning: bool
) -> None:
    form = data.draw(forms(written))
    keys = [question.key for question in form.survey.questions]
    wrong = data.draw(st.dictionaries(st.sampled_from(keys), st.lists(st.text()) | st.integers()))
    key = data.draw(st.sampled_from(keys) | st.text())
    odd = Progress({**answers, **wrong}, data.draw(st.sampled_from(keys) | st.just(at)), returning)
    assert isinstance(engine.answer(form.survey, odd, raw), Ask | AskAgain | Done)
    assert isinstance(engine.skip(form.survey, odd), Ask | Done)
    assert isinstance(engine.back(form.survey, odd), Ask)
    assert isinstance(engine.resume(form.survey, odd), Ask | Done)
    assert isinstance(engine.revisit(form.survey, odd, key), Ask | Done)
    assert isinstance(engine.revise(form.survey, odd, key, raw), Ask | AskAgain | Done)
    assert isinstance(engine.summary(form.survey, odd), tuple)

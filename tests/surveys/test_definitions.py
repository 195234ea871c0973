"""The questionnaires that ship keep the promises that every survey of the partnership makes."""

from pathlib import Path

import pytest

import surveys
from surveys import engine, xlsform
from surveys.engine import Ask, Done
from surveys.model import Progress, Survey

FOLDER = Path(surveys.__file__).parent / "definitions"
ALL = sorted(path.stem for path in FOLDER.glob("*.md"))


@pytest.fixture(params=ALL)
def shipped(request: pytest.FixtureRequest) -> Survey:
    return xlsform.load(FOLDER / f"{request.param}.md")


def test_ten_questions_for_young_people_and_ten_for_parents() -> None:
    assert ALL == ["parents_and_carers", "your_voice_matters"]
    parents, young = (xlsform.load(FOLDER / f"{name}.md") for name in ALL)
    assert (parents.audience, young.audience) == ("parent", "young_person")
    assert (parents.numbers[-1], young.numbers[-1]) == (10, 10)


def test_a_file_is_named_by_its_key(shipped: Survey) -> None:
    assert shipped.key in ALL


def test_nobody_must_answer(shipped: Survey) -> None:
    assert not any(question.required for question in shipped.questions)
    step: Ask | Done = engine.begin(shipped)
    while isinstance(step, Ask):
        step = engine.skip(shipped, step.progress)
    assert set(step.progress.answers.values()) == {None}


def test_one_can_always_not_know_and_not_say(shipped: Survey) -> None:
    for question in shipped.questions:
        if question.choices:
            assert {"dont_know", "not_sure"} & set(question.names), question.key
            assert "rather_not_say" in question.names, question.key


def test_what_stands_alone_cannot_be_chosen_with_others(shipped: Survey) -> None:
    for question in shipped.questions:
        if question.kind != "select_multiple":
            continue
        for name in {"dont_know", "rather_not_say", "none", "nothing", "not_at_all"} & set(question.names):
            step = engine.answer(shipped, Progress({}, question.key), f"{question.names[0]}, {name}")
            assert isinstance(engine.answer(shipped, step.progress, ":done"), engine.AskAgain), name
            assert question.constraint_message


def test_the_last_question_offers_help_and_brings_the_card(shipped: Survey) -> None:
    last = shipped.questions[-1]
    assert last.signposts == {"yes", "not_sure"}
    assert last.sensitive
    assert not last.plan


def test_free_text_asks_not_to_name_anyone(shipped: Survey) -> None:
    texts = [question for question in shipped.questions if question.kind == "text"]
    assert len(texts) == 1
    assert "do not name anyone" in texts[0].hint["en"]
    assert texts[0].tone


def test_the_opening_promises_no_more_than_is_true(shipped: Survey) -> None:
    opening = shipped.opening["en"].lower()
    for honest in ("anonymous", "not talking to a person", "nobody is reading now", "cannot pass on"):
        assert honest in opening
    assert "i need help" in opening
    for promise in ("secret", "confidential", "999", "someone will"):
        assert promise not in opening + shipped.closing["en"].lower()


def test_every_answer_has_a_theme_for_the_report(shipped: Survey) -> None:
    assert all(question.theme for question in shipped.questions)

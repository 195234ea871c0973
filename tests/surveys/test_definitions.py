"""The questionnaires that ship keep the promises that every survey of the partnership makes."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import surveys
from api.conversation.words import say
from api.findings.tabulate import ONE_ANSWER
from surveys import engine, play, review, xlsform
from surveys.engine import Ask, AskAgain, Done
from surveys.model import Answer, Progress, Question, Survey

FOLDER = Path(surveys.__file__).parent / "definitions"
ALL = sorted(path.stem for path in FOLDER.glob("*.md"))
# Who is asked, and how many questions there are.
SHIPPED = {
    "parents_and_carers": ("parent", 14),
    "stag_practitioners": ("practitioner", 14),
    "training_after": ("practitioner", 12),
    "training_before": ("practitioner", 10),
    "training_later": ("practitioner", 13),
    "your_voice_matters": ("young_person", 14),
    "your_voice_matters_primary": ("young_person", 10),
}
TRAINING = ("training_before", "training_after", "training_later")
# In the marks of all five languages.
QUOTED = re.compile('[\u201c\u201d\u201e"]([^\u201c\u201d\u201e"]+)[\u201c\u201d"]')
STANDS_ALONE = {"dont_know", "rather_not_say", "none", "nothing", "nowhere", "not_at_all"}
# Version 1 of the parents' survey, which waves have been answered in: question -> its choices.
PARENTS_BEFORE = {
    "worries": "online bullying exploitation violence travelling drugs_alcohol feelings at_home"
    " something_else nothing dont_know rather_not_say",
    "safe_area": "very_safe safe in_between not_very_safe not_safe_at_all dont_know rather_not_say",
    "knows_contact": "yes in_part no dont_know rather_not_say",
    "used_support": "yes no dont_know rather_not_say",
    "support_was": "easy in_time respectful own_language none dont_know rather_not_say",
    "support_helped": "a_lot a_little not_at_all too_early dont_know rather_not_say",
    "listened_to": "always mostly sometimes hardly_ever never dont_know rather_not_say",
    "own_words": "",
    "hear_from_us": "school family_hub website social_media messages paper not_at_all dont_know"
    " rather_not_say",
    "help_now": "yes not_sure no rather_not_say",
}


@cache
def load(name: str) -> Survey:
    return xlsform.load(FOLDER / f"{name}.md")


@pytest.fixture(params=ALL)
def shipped(request: pytest.FixtureRequest) -> Survey:
    return load(request.param)


def selects(survey: Survey) -> list[Question]:
    return [question for question in survey.questions if question.choices]


def walked(survey: Survey, pick: int) -> dict[str, Answer]:
    """The answers of a person who always takes the choice at place `pick`, counted round."""
    step: Ask | AskAgain | Done = engine.begin(survey)
    while not isinstance(step, Done):
        asked = step.question
        raw = asked.names[pick % len(asked.names)] if asked.choices else "7"
        step = engine.answer(survey, step.progress, raw)
        if asked.kind == "select_multiple":
            step = engine.answer(survey, step.progress, ":done")
        assert not isinstance(step, AskAgain), asked.key
    return dict(step.progress.answers)


def walks(survey: Survey) -> list[dict[str, Answer]]:
    """Enough of them to tick every choice of every question that is asked."""
    return [walked(survey, pick) for pick in range(max(len(one.choices) for one in selects(survey)))]


def waiting(survey: Survey) -> Iterator[tuple[Question, Progress]]:
    """Each question with choices, and what somebody had said on the way to it."""
    people = walks(survey)
    for question in selects(survey):
        said = next(answers for answers in people if question.key in answers)
        earlier = survey.questions[: survey.places[question.key]]
        yield question, Progress({one.key: said[one.key] for one in earlier if one.key in said}, question.key)


def test_what_ships() -> None:
    assert {name: (load(name).audience, load(name).numbers[-1]) for name in ALL} == SHIPPED


def test_a_file_is_named_by_its_key(shipped: Survey) -> None:
    assert shipped.key in ALL


def test_nothing_is_left_to_remark_but_that_a_speaker_must_read_the_drafts(shipped: Survey) -> None:
    assert {str(remark) for remark in review.remarks(shipped) if remark.kind != "draft"} == set()
    assert shipped.drafts == set(shipped.languages) - {"en"}


def test_children_and_parents_are_asked_in_five_languages(shipped: Survey) -> None:
    many = {"en"} if shipped.audience == "practitioner" else {"en", "pa", "pl", "ro", "ur"}
    assert set(shipped.languages) == many


def test_a_label_typed_in_any_language_is_understood(shipped: Survey) -> None:
    for question, here in waiting(shipped):
        for choice in question.choices:
            for label in choice.label.values():
                given = engine.answer(shipped, here, label).progress.answers.get(question.key)
                assert given in (choice.name, [choice.name]), (question.key, label)


def test_the_opening_names_the_help_button_as_it_is_written(shipped: Survey) -> None:
    for code in shipped.languages:
        button = say("labels.help", code)
        assert button in shipped.opening[code], code
        assert button in shipped.closing[code], code


def test_a_sentence_that_quotes_a_choice_quotes_it_as_it_is_written(shipped: Survey) -> None:
    for question in selects(shipped):
        for texts in (question.hint, question.constraint_message):
            for code, words in texts.items():
                labels = {choice.label[code] for choice in question.choices}
                assert set(QUOTED.findall(words)) <= labels, (question.key, code)


def test_nobody_must_answer(shipped: Survey) -> None:
    assert not any(question.required for question in shipped.questions)
    step: Ask | Done = engine.begin(shipped)
    while isinstance(step, Ask):
        step = engine.skip(shipped, step.progress)
    assert set(step.progress.answers.values()) == {None}


def test_one_can_always_not_know_and_not_say(shipped: Survey) -> None:
    for question in selects(shipped):
        assert "rather_not_say" in question.names, question.key
        # About themselves people know, or would rather not say.
        assert question.theme == "about_you" or {"dont_know", "not_sure"} & set(question.names), question.key


def test_what_stands_alone_cannot_be_chosen_with_others(shipped: Survey) -> None:
    for question, here in waiting(shipped):
        if question.kind != "select_multiple":
            continue
        for name in STANDS_ALONE & set(question.names):
            step = engine.answer(shipped, here, f"{question.names[0]}, {name}")
            assert isinstance(engine.answer(shipped, step.progress, ":done"), AskAgain), name
            assert question.constraint_message


def test_every_question_is_put_to_somebody_and_a_branch_not_to_all(shipped: Survey) -> None:
    people = walks(shipped)
    everybody = set.intersection(*(set(answers) for answers in people))
    assert set().union(*people) == {question.key for question in shipped.questions}
    assert everybody == {question.key for question in shipped.questions if question.relevant is None}


def test_a_branch_can_be_printed(shipped: Survey) -> None:
    """A table of a question that hangs on more than one answer is withheld from every report."""
    planned = {question.key for question in shipped.questions if question.plan}
    for question in shipped.questions:
        if question.plan and question.relevant is not None:
            condition = ONE_ANSWER.fullmatch(question.relevant)
            assert condition, question.key
            assert {condition[1], condition[2]} & planned, question.key


def test_the_last_question_offers_help_and_brings_the_card(shipped: Survey) -> None:
    last = shipped.questions[-1]
    assert last.key == "help_now"
    assert last.signposts == {"yes", "not_sure"}
    assert last.sensitive
    assert not last.plan


def test_free_text_asks_not_to_name_anyone(shipped: Survey) -> None:
    texts = [question for question in shipped.questions if question.kind == "text"]
    assert texts
    for question in texts:
        assert set(question.hint) == set(shipped.languages), question.key
        assert "do not name any" in question.hint["en"], question.key


def test_tone_is_read_only_where_people_say_how_it_was(shipped: Survey) -> None:
    """Suggestions carry no tone: "more staff" would count as praise."""
    assert {question.key for question in shipped.questions if question.tone} <= {"own_words"}


def test_the_opening_promises_no_more_than_is_true(shipped: Survey) -> None:
    opening, closing = shipped.opening["en"].lower(), shipped.closing["en"].lower()
    for honest in ("anonymous", "not talking to a person", "nobody is reading now", "cannot pass on"):
        assert honest in opening
    assert "skip" in opening and "stop at any time" in opening
    assert f"{shipped.numbers[-1]} " in opening
    for promise in ("secret", "confidential", "999", "someone will", "we will"):
        assert promise not in opening + closing


def test_who_changes_their_mind_is_told_of_the_code(shipped: Survey) -> None:
    assert "code" in shipped.opening["en"]  # what it is comes with it, until when it works as well


def test_every_answer_has_a_theme_for_the_report(shipped: Survey) -> None:
    own = [one for one in shipped.questions if not one.key.endswith("_other")]
    assert all(question.theme for question in own)


def test_waves_of_parents_can_be_compared_over_the_versions() -> None:
    parents = load("parents_and_carers")
    now = {question.key: " ".join(question.names) for question in parents.questions}
    assert parents.version == "3"
    assert {key: now.get(key) for key in PARENTS_BEFORE} == PARENTS_BEFORE


def test_before_after_and_later_can_be_set_side_by_side() -> None:
    asked = [{question.key: question for question in load(name).questions} for name in TRAINING]
    shared = set.intersection(*(set(one) for one in asked)) - {"help_now"}
    assert len(shared) >= 6
    for key in shared:
        same = {(one[key].label["en"], one[key].kind, one[key].names, one[key].scale) for one in asked}
        assert len(same) == 1, key


def typed(survey: Survey) -> Iterator[str]:
    """What the author types to answer every question with its first choice, and to send."""
    for key in walked(survey, 0):
        question = survey.questions[survey.places[key]]
        yield "1" if question.choices else "7"
        if question.kind == "select_multiple":
            yield ":done"
    yield ""


def test_it_plays_to_the_end_in_every_language(
    shipped: Survey, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [shipped.questions[shipped.places[key]] for key in walked(shipped, 0)]
    for code in shipped.languages:
        lines = typed(shipped)
        monkeypatch.setattr("builtins.input", lambda _, lines=lines: next(lines))
        assert play.play(shipped, code) == 0
        shown = capsys.readouterr().out
        assert all(words[code] in shown for words in (shipped.opening, shipped.closing))
        assert [question.key for question in asked if question.label[code] not in shown] == []

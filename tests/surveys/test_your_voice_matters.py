"""Your Voice Matters, in both age bands and all five languages, as a child meets it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import surveys
from surveys import xlsform
from surveys.model import Question, Survey, Texts
from surveys.play import play

FOLDER = Path(surveys.__file__).parent / "definitions"
LANGUAGES = ("en", "pa", "pl", "ro", "ur")
SECONDARY, PRIMARY = "your_voice_matters", "your_voice_matters_primary"
WAYS_OUT = {"dont_know", "not_sure", "rather_not_say"}


@pytest.fixture(scope="module")
def secondary() -> Survey:
    return xlsform.load(FOLDER / f"{SECONDARY}.md")


@pytest.fixture(scope="module")
def primary() -> Survey:
    return xlsform.load(FOLDER / f"{PRIMARY}.md")


@pytest.fixture(scope="module", params=[SECONDARY, PRIMARY])
def either(request: pytest.FixtureRequest) -> Survey:
    return xlsform.load(FOLDER / f"{request.param}.md")


def texts(survey: Survey) -> Iterator[Texts]:
    yield from (survey.opening, survey.closing)
    for question in survey.questions:
        yield from (question.label, question.hint, question.section)
        yield from (choice.label for choice in question.choices)


def test_who_it_is_for(secondary: Survey, primary: Survey) -> None:
    assert (secondary.key, secondary.version, primary.key) == (SECONDARY, "3", PRIMARY)
    assert {secondary.audience, primary.audience} == {"young_person"}
    assert (secondary.reading_age, primary.reading_age) == (10, 8)


def test_the_opening_says_in_every_language_how_many_questions_there_are(either: Survey) -> None:
    assert 10 <= either.numbers[-1] <= (10 if either.key == PRIMARY else 14)
    for language in LANGUAGES:
        assert re.findall(r"\d+", either.opening[language])[0] == str(either.numbers[-1]), language


def test_nothing_is_left_untranslated(either: Survey) -> None:
    assert set(either.languages) == set(LANGUAGES)
    assert either.drafts == set(LANGUAGES) - {"en"}
    for said in texts(either):
        assert not said or all(said.get(language) for language in LANGUAGES), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_can_be_reached_and_skipped(
    either: Survey, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The empty line at the end sends the answers, where they are looked at first.
    said = iter([":skip"] * len(either.questions) + [""] * either.review)
    monkeypatch.setattr("builtins.input", lambda _: next(said))
    assert play(either, language) == 0
    shown = capsys.readouterr().out
    for question in either.questions:
        assert question.label[language] in shown, question.key
        for choice in question.choices:
            assert choice.label[language] in shown, (question.key, choice.name)
    assert either.closing[language] in shown


def test_who_wants_help_or_sounds_alone_gets_the_card(secondary: Survey, primary: Survey) -> None:
    for survey, unsafe, alone in (
        (secondary, "not_safe_at_all", "nobody"),
        (primary, "not_safe", "no"),
    ):
        assert _question(survey, "help_now").signposts == {"yes", "not_sure"}
        assert _question(survey, "safe_home").signposts == {unsafe}
        assert _question(survey, "trusted_adult").signposts == {alone}


def test_who_has_asked_for_help_is_asked_for_nothing_more(either: Survey) -> None:
    assert either.questions[-1].key == "help_now"


def test_what_one_is_comes_after_how_one_feels(either: Survey) -> None:
    about = len(_about_oneself(either))
    assert {question.key for question in either.questions[-1 - about : -1]} == _about_oneself(either)


def test_about_oneself_it_asks_no_more_than_a_report_shows(secondary: Survey, primary: Survey) -> None:
    assert _about_oneself(primary) == {"year_band"}
    assert _about_oneself(secondary) == {"year_band", "sex", "ethnic_group", "disability"}
    assert all(_question(secondary, key).plan for key in _about_oneself(secondary))
    assert _question(secondary, "sex").section["en"] == "About you"


def test_what_one_is_tells_groups_apart_by_what_the_law_protects(secondary: Survey, primary: Survey) -> None:
    told = {question.key: question.breakdown for question in secondary.questions if question.breakdown}
    assert told == {"year_band": "age", "sex": "sex", "ethnic_group": "race", "disability": "disability"}
    assert {question.key for question in primary.questions if question.breakdown} == {"year_band"}


def test_the_youngest_answer_with_faces(primary: Survey) -> None:
    faced = [question for question in primary.questions if question.appearance == "faces"]
    assert {"safe_home", "safe_school", "safe_travelling", "safe_area", "safe_online"} <= {
        question.key for question in faced
    }
    for question in faced:
        assert [choice.face for choice in question.choices if choice.name not in WAYS_OUT] == [
            "happy",
            "middle",
            "sad",
        ]
        assert not any(choice.face for choice in question.choices if choice.name in WAYS_OUT)


def test_the_older_answer_on_five_steps(secondary: Survey) -> None:
    steps = [question for question in secondary.questions if question.appearance == "likert"]
    assert len(steps) == 6
    for question in steps:
        assert len(set(question.names) - WAYS_OUT) == 5, question.key


def test_what_is_the_same_as_in_version_one_keeps_its_names(secondary: Survey) -> None:
    steps = ("very_safe", "safe", "in_between", "not_very_safe", "not_safe_at_all")
    for place in ("home", "school", "online", "travelling", "area"):
        assert _question(secondary, f"safe_{place}").names == (*steps, "dont_know", "rather_not_say")
    assert _question(secondary, "own_words").tone
    assert _question(secondary, "listened_to").names[:2] == ("always", "mostly")


def test_an_idea_is_not_scored_for_its_tone(primary: Survey) -> None:
    assert [question.key for question in primary.questions if question.kind == "text"] == ["safer_idea"]
    assert not _question(primary, "safer_idea").tone


def test_no_number_to_call_stands_where_it_could_go_out_of_date(either: Survey) -> None:
    for said in texts(either):
        assert not any(re.search(r"\d{3}", words) for words in said.values()), said


def test_a_year_is_a_span_so_that_nobody_is_alone_in_it(secondary: Survey, primary: Survey) -> None:
    for survey in (secondary, primary):
        bands = [name for name in _question(survey, "year_band").names if name.startswith("year_")]
        assert bands
        assert all(len(re.findall(r"\d+", band)) == 2 for band in bands)


def _question(survey: Survey, key: str) -> Question:
    return survey.questions[survey.places[key]]


def _about_oneself(survey: Survey) -> set[str]:
    return {question.key for question in survey.questions if question.theme == "about_you"}

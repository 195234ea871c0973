"""What the check says of a survey that can be used: hard words, missing words, and what asks too much."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from surveys import identity, reading, xlsform, xpath
from surveys.functions import FUNCTIONS
from surveys.review import Kind, Remark, remarks

Written = Callable[..., str]
SAFE = {"safe": ["safe", "not_safe", "dont_know", "rather_not_say"], "yn": ["yes", "no", "not_sure"]}
TEXT = {"type": "text", "name": "words", "hint::English (en)": "Please do not name anyone."}
HELP = {
    "type": "select_one yn",
    "name": "help",
    "label::English (en)": "Do you want help?",
    "signposts": "yes",
}
QUIET = {"reading_age": "11"}


@pytest.fixture
def said(written: Written) -> Callable[..., list[Remark]]:
    def say(rows: Sequence[dict[str, str]], **settings: str) -> list[Remark]:
        return remarks(xlsform.read(written([*rows, HELP], SAFE, **{**QUIET, **settings}), "tried.md"))

    return say


def cells(found: list[Remark], kind: Kind) -> list[tuple[str, int, str]]:
    return [(remark.sheet, remark.row, remark.column) for remark in found if remark.kind == kind]


def test_a_good_survey_is_left_in_peace(said: Callable[..., list[Remark]]) -> None:
    assert said([TEXT]) == []


HARD = (
    "Considering the multiplicity of professionals involved, to what extent do you experience the"
    " coordination of interventions as satisfactory?"
)


def test_a_hard_question_is_named_with_its_long_words(said: Callable[..., list[Remark]]) -> None:
    found = said([{**TEXT, "label::English (en)": HARD}])
    assert cells(found, "reading_age") == [("survey", 2, "label")]
    assert "18 words" in found[0].text
    assert "“considering”, “multiplicity”" in found[0].text
    assert "readers of 11" in found[0].text


def test_practitioners_may_be_asked_more(said: Callable[..., list[Remark]]) -> None:
    text = "Do you know where the policy on resolving professional disagreements can be found?"
    rows = [{**TEXT, "label::English (en)": text}]
    assert cells(said(rows), "reading_age")
    assert said(rows, audience="practitioner", reading_age="18") == []
    assert said(rows, audience="practitioner", reading_age="") == []


def test_short_words_are_judged_by_their_length_alone(
    said: Callable[..., list[Remark]], written: Written
) -> None:
    rows = [{**TEXT, "label::English (en)": "Any radicalisation?", "hint::English (en)": "Do not say who."}]
    (remark,) = said(rows)
    assert remark.kind == "reading_age"
    assert "“radicalisation”" in remark.text
    lists = {"safe": ["confidentiality", "safe"]}
    survey = xlsform.read(written([{"type": "select_one safe", "name": "a"}], lists, **QUIET), "tried.md")
    assert ("choices", 2, "label") in cells(remarks(survey), "reading_age")


def test_opening_words_are_read_too(said: Callable[..., list[Remark]]) -> None:
    found = said([TEXT], **{"opening::English (en)": HARD})
    assert cells(found, "reading_age") == [("settings", 2, "opening")]


@pytest.mark.parametrize(
    ("words", "youngest", "oldest"),
    [
        ("The cat sat on the mat. The dog ran to the red car. We all had fun in the sun.", 5, 5),
        ("If something worries you, do you know where to get help? It can be at home or at school.", 6, 9),
        (
            "Working together to safeguard children is a statutory requirement, and organisations must"
            " demonstrate that their arrangements for identifying neglect are effective.",
            18,
            25,
        ),
    ],
)
def test_the_reading_age_is_where_a_teacher_would_look_for_it(
    written: Written, words: str, youngest: int, oldest: int
) -> None:
    survey = xlsform.read(
        written([{**TEXT, "label::English (en)": words, "hint::English (en)": ""}]), "tried.md"
    )
    (age,) = [passage.age for passage in reading.passages(survey) if passage.key == "words"]
    assert age is not None
    assert youngest <= age <= oldest


def test_the_grade_is_that_of_the_published_formula(written: Written) -> None:
    """12 words, 2 sentences, 18 syllables: 0.39 * 6 + 11.8 * 1.5 - 15.59 = 4.45, and five years."""
    words = "Children who are online meet others. Do adults in your family ask?"
    survey = xlsform.read(
        written([{**TEXT, "label::English (en)": words, "hint::English (en)": ""}]), "tried.md"
    )
    (passage,) = [passage for passage in reading.passages(survey) if passage.key == "words"]
    assert (passage.words, passage.longest_sentence) == (12, 6)
    assert passage.age == 9


def test_other_languages_have_no_reading_age(written: Written) -> None:
    text = written([TEXT], **QUIET).replace("English (en)", "Polish (pl)")
    assert reading.passages(xlsform.read(text, "tried.md")) == []


def test_missing_words_are_named_by_cell(written: Written) -> None:
    rows = [
        {**TEXT, "label::Polish (pl)": "Jak?", "label::Urdu (ur)": ""},
        {"type": "integer", "name": "age", "constraint": ". > 1", "constraint_message::Polish (pl)": "Nie."},
        {"type": "select_one yn", "name": "b", "label::Polish (pl)": "Tak?", "label::Urdu (ur)": "؟"},
    ]
    found = remarks(xlsform.read(written(rows, SAFE, **QUIET), "tried.md"))
    assert cells(found, "translation") == [
        ("settings", 2, "opening"),
        ("settings", 2, "closing"),
        ("survey", 2, "label"),
        ("survey", 2, "hint"),
        ("survey", 3, "label"),
        ("survey", 3, "constraint_message"),
        *(("choices", row, "label") for row in (6, 7, 8)),
    ]
    texts = {(remark.row, remark.column): remark.text for remark in found if remark.sheet == "survey"}
    assert texts[2, "label"].startswith("has no words in ur;")
    assert texts[3, "label"].startswith("has no words in pl, ur;")
    assert "no words in en, ur" in texts[3, "constraint_message"]


def test_drafts_are_named(written: Written) -> None:
    text = written([{**TEXT, "label::Polish (pl)": "Jak?"}], **QUIET, drafts="pl")
    found = remarks(xlsform.read(text, "tried.md"))
    assert cells(found, "draft") == [("settings", 2, "drafts")]
    assert "pl" in next(remark.text for remark in found if remark.kind == "draft")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("What is your name?", ["name"]),
        ("Your full name", ["name"]),
        ("Please write your child's first name.", ["name"]),
        ("Name the adult you trust most.", ["name"]),
        ("What is the name of your teacher?", ["name"]),
        ("If you don't mind, tell us your nickname.", ["name"]),
        ("Where do you live?", ["address"]),
        ("Please give us your home address.", ["address"]),
        ("Which school do you go to?", ["school"]),
        ("What is the name of your primary school?", ["school"]),
        ("What is your school?", ["school"]),
        ("What is your postcode?", ["postcode"]),
        ("Post code (first half)", ["postcode"]),
        ("Which phone number can we call?", ["phone"]),
        ("How can we reach you?", ["phone"]),
        ("Please leave your e-mail address.", ["email"]),
        ("What is your date of birth?", ["birth"]),
        ("When were you born?", ["birth"]),
        ("When is your birthday?", ["birth"]),
        ("Date of birth", ["birth"]),
        ("What is your Snapchat name?", ["account"]),
        ("Please share your username.", ["account"]),
        ("What is your NHS number?", ["number"]),
        ("Which street feels unsafe?", ["place"]),
        ("Where exactly did it happen?", ["place"]),
        ("Who are you?", ["name"]),
        ("Write your name and postcode.", ["name", "postcode"]),
    ],
)
def test_what_asks_who_somebody_is(words: str, asked: list[str]) -> None:
    assert identity.asked_for(words) == asked


@pytest.mark.parametrize(
    "words",
    [
        "Please do not name anyone, not even yourself.",
        "Please don\u2019t write your name, or anyone's name.",
        "How safe do you feel in your area?",
        "How safe do you feel outside, near where you live?",
        "How safe do you feel at school or college? If you do not go to one, you can skip this.",
        "What does your school do well?",
        "Which school year are you in?",
        "What kind of school do you go to?",
        "Who can you talk to if something worries you?",
        "Do adults at home know the names of all the apps that you like to use?",
        "How do you handle stress?",
        "Which problems should the council address first?",
        "Do you use your phone at night?",
        "Choose all that suit you. This is only to plan; we do not ask for your address or number.",
        "What has changed since your birthday?",
        "How many messages do you get on social media in a day?",
        "Do you know what happens after you call the front door?",
    ],
)
def test_what_does_not_ask_who_somebody_is(words: str) -> None:
    assert identity.asked_for(words) == []


def test_a_question_that_identifies_is_named_with_its_mend(said: Callable[..., list[Remark]]) -> None:
    found = said(
        [{"type": "select_one safe", "name": "a", "label::English (en)": "Which school do you go to?"}]
    )
    assert cells(found, "identity") == [("survey", 2, "label")]
    assert "Leave it out" in found[0].text


def test_a_sensitive_question_lets_people_off(said: Callable[..., list[Remark]]) -> None:
    asked = {"type": "select_one yn", "name": "a", "sensitive": "yes", "required": "yes"}
    found = said([asked, {**asked, "name": "b", "type": "select_one safe", "required": ""}])
    assert cells(found, "choices") == [("survey", 2, "required"), ("survey", 2, "type")]
    assert "I'd rather not say" in found[1].text
    assert "I don't know" not in found[1].text


def test_young_people_are_offered_help(written: Written) -> None:
    without = remarks(xlsform.read(written([TEXT], **QUIET), "tried.md"))
    assert cells(without, "help") == [("survey", 0, "")]
    working = written([TEXT], **QUIET, audience="practitioner")
    assert remarks(xlsform.read(working, "tried.md")) == []


def test_a_long_survey_is_said_to_be_long(said: Callable[..., list[Remark]]) -> None:
    many = [{**TEXT, "name": f"q{number}"} for number in range(14)]
    assert cells(said(many[:13]), "length") == []
    assert cells(said(many), "length") == [("survey", 0, "")]


def test_free_text_asks_not_to_name_anyone(said: Callable[..., list[Remark]]) -> None:
    assert cells(said([{**TEXT, "hint::English (en)": "Take your time."}]), "names") == [
        ("survey", 2, "hint")
    ]
    assert said([{**TEXT, "hint::English (en)": "Please don\u2019t write names."}]) == []


def test_who_gives_an_answer_that_does_not_fit_is_told_why(said: Callable[..., list[Remark]]) -> None:
    number = {"type": "integer", "name": "a", "constraint": ". < 9"}
    assert cells(said([number]), "message") == [("survey", 2, "constraint_message")]
    assert said([{**number, "constraint_message::English (en)": "Please choose less than 9."}]) == []


@pytest.mark.parametrize("words", ["How <b>safe</b>?", "Safe &amp; sound?", "<img src=x>"])
def test_tags_are_not_understood(said: Callable[..., list[Remark]], words: str) -> None:
    (remark,) = said([{**TEXT, "label::English (en)": words}])
    assert (remark.kind, remark.row, remark.column) == ("markup", 2, "label")


@pytest.mark.parametrize("words", ["Is 3 < 4?", "One<br>two?", "Q&A at school?", "I <3 it"])
def test_signs_alone_are_no_tags(said: Callable[..., list[Remark]], words: str) -> None:
    assert said([{**TEXT, "label::English (en)": words}]) == []


LANGUAGES = ("English (en)", "Panjabi (pa)", "Polish (pl)", "Romanian (ro)", "Urdu (ur)")


def test_a_large_survey_is_checked_before_one_notices(written: Written) -> None:
    """Meant to be under 300 ms; the test allows for a slow and busy machine."""
    rows = [
        {
            "type": "select_one safe",
            "name": f"q{number}",
            **{f"label::{language}": f"How safe do you feel at place {number}?" for language in LANGUAGES},
            **{f"hint::{language}": "Think of the last four weeks." for language in LANGUAGES},
            "relevant": f"selected(${{q{number - 1}}}, 'safe')" if number else "",
        }
        for number in range(200)
    ]
    text = written(rows, SAFE, **QUIET)
    begun = time.process_time()
    found = remarks(xlsform.read(text, "large.md"))
    assert time.process_time() - begun < 3
    assert cells(found, "length")


PAGE = Path(__file__).parents[2] / "docs" / "surveys.md"


def test_the_example_in_the_handbook_is_as_good_as_it_says() -> None:
    survey = xlsform.read(
        PAGE.read_text(encoding="utf-8").split("```markdown\n")[1].split("```")[0], "page.md"
    )
    assert [remark.kind for remark in remarks(survey)] == ["draft"]


def test_a_range_that_says_no_steps_is_asked_about(said: Callable[..., list[Remark]]) -> None:
    unsaid = {"type": "range", "name": "a"}
    found = said([unsaid, {**unsaid, "name": "b", "parameters": "start=1 end=10 step=1"}])
    assert cells(found, "scale") == [("survey", 2, "parameters")]
    assert "has no parameters, so it runs from 1 to 10" in found[0].text
    assert said([{**unsaid, "parameters": "start=0 end=5"}]) == []


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_with_the_wrong_brackets_says_what_it_needs(name: str) -> None:
    wrong = (xpath.fault(f"{name}({', '.join('1' * many)})") for many in (0, 9))
    found = [text for text in wrong if text is not None]
    assert found
    assert all(f"{name}( ) needs " in text and "argument" not in text for text in found)


@pytest.mark.parametrize(
    ("expression", "mend"),
    [
        ("regex(.)", "regex( ) needs two things: what to look at, and the pattern in quotes"),
        ("regex(., '(')", "the pattern of regex( ) cannot be read after “(”"),
        ("${a", "write the name of a question as in ${name}"),
        ("${a} =", "it breaks off"),
        ("${a} = 'b", "a quote is opened and not closed"),
        ("${a} = ‘b’", "write straight quotes"),
        ("${a} = “b”", "write straight quotes"),
        ("${a} && ${b}", "write “and” in place of “&”"),
        ("${a} ~ 1", "the sign ~ means nothing here"),
        ("${a} 'b'", "two parts stand side by side"),
        ("${a b} = 1", "no space inside the name of a question"),
        ("${a} == 'b'", "“=” cannot stand where it does"),
    ],
)
def test_an_expression_that_cannot_be_read_says_the_mend(expression: str, mend: str) -> None:
    assert mend in (xpath.fault(expression, own=True) or "no fault")

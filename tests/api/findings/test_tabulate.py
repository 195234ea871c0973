"""Answers are counted in one pass, in the survey's order and in English."""

from collections.abc import Iterator
from typing import Any

from api.findings.published import After
from api.findings.tabulate import tabulate
from surveys.model import Choice, Question, Survey

YES, NO = Choice("yes", {"pl": "Tak", "en": "Yes"}), Choice("no", {"pl": "Nie"})


def question(key: str, kind: Any, *, plan: bool = True, **more: Any) -> Question:
    return Question(key=key, kind=kind, label={"pl": f"{key}, po polsku", "en": f"{key}?"}, plan=plan, **more)


SURVEY = Survey(
    key="s",
    version="1",
    audience="parent",
    title={"en": "S"},
    opening={},
    closing={},
    languages=("pl", "en"),
    default_language="pl",
    questions=(
        question("supported", "select_one", choices=(YES, NO)),
        question("private", "select_one", plan=False, choices=(YES, NO)),
        question("words", "text", plan=False, tone=True),
        question("quiet", "text", plan=False),
        question("both", "select_multiple", choices=(YES, NO), relevant="selected(${supported}, 'yes')"),
        question("hard", "select_one", choices=(YES, NO), relevant="count(${both}) > 1"),
        question("sure", "range", scale=range(11)),
        question("odd", "select_one", choices=(YES, NO), relevant="${counted} = 'yes'"),
    ),
)


def no_comment(question: str, words: str) -> None:
    raise AssertionError("nothing was written")


def test_planned_questions_are_counted_in_the_order_of_the_survey() -> None:
    rows: list[dict[str, Any]] = [
        {"supported": "yes", "both": ["yes", "no"]},
        {"supported": "no"},
        {"supported": None, "both": []},
    ]
    tally = tabulate(SURVEY, rows, no_comment)
    assert tally.responses == 3
    assert [counted.key for counted in tally.questions] == ["supported", "both", "hard", "sure", "odd"]
    supported, both = tally.questions[:2]
    assert (supported.base, supported.counts) == (2, {"yes": 1, "no": 1})
    assert (both.base, both.counts) == (1, {"yes": 1, "no": 1})


def test_a_scale_is_counted_in_bands() -> None:
    rows = [{"sure": step} for step in (0, 2, 3, 10, 10, 11, "x", None)]
    sure = next(one for one in tabulate(SURVEY, rows, no_comment).questions if one.key == "sure")
    assert [label for _, label in sure.choices] == ["0–2", "3–5", "6–8", "9–10"]
    assert (sure.base, list(sure.counts.values())) == (5, [2, 1, 0, 2])


def test_a_condition_is_known_where_it_is_one_answer_to_one_question() -> None:
    after = {one.key: one.after for one in tabulate(SURVEY, [], no_comment).questions}
    assert after["supported"] is None
    assert after["both"] == After(question="supported", answer="yes")
    assert after["odd"] == after["hard"] == After(question="", answer="")


def test_words_are_english_where_there_are_any() -> None:
    supported = tabulate(SURVEY, [], no_comment).questions[0]
    assert supported.label == "supported?"
    assert supported.choices == [("yes", "Yes"), ("no", "Nie")]


def test_answers_that_are_no_choice_of_this_version_are_not_counted() -> None:
    rows: list[dict[str, Any]] = [{"supported": "perhaps", "both": ["perhaps"]}, {"supported": 4}]
    assert {counted.base for counted in tabulate(SURVEY, rows, no_comment).questions} == {0}


def test_only_comments_to_questions_of_tone_are_handed_on() -> None:
    heard: list[tuple[str, str]] = []
    rows: list[dict[str, Any]] = [{"words": "more lights", "quiet": "secret"}, {"words": None}, {"words": ""}]
    tabulate(SURVEY, rows, lambda *comment: heard.append(comment))
    assert heard == [("words", "more lights")]


def test_answers_are_streamed() -> None:
    alive = 0

    class Row(dict[str, Any]):
        def __init__(self) -> None:
            nonlocal alive
            alive += 1
            super().__init__(supported="yes")

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def rows() -> Iterator[Row]:
        for _ in range(1000):
            assert alive <= 2
            yield Row()

    assert tabulate(SURVEY, rows(), no_comment).responses == 1000

"""Answers are counted in one pass, in the survey's order and in English."""

from collections.abc import Iterator
from dataclasses import replace
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


def test_planned_questions_are_counted_in_the_order_of_the_survey() -> None:
    rows: list[dict[str, Any]] = [
        {"supported": "yes", "both": ["yes", "no"]},
        {"supported": "no"},
        {"supported": None, "both": []},
    ]
    tally = tabulate(SURVEY, rows)
    assert tally.responses == 3
    assert [counted.key for counted in tally.questions] == ["supported", "both", "hard", "sure", "odd"]
    supported, both = tally.questions[:2]
    assert (supported.base, supported.counts) == (2, {"yes": 1, "no": 1})
    assert (both.base, both.counts) == (1, {"yes": 1, "no": 1})


def test_a_scale_is_counted_in_bands() -> None:
    rows = [{"sure": step} for step in (0, 2, 3, 10, 10, 11, "x", None)]
    sure = next(one for one in tabulate(SURVEY, rows).questions if one.key == "sure")
    assert [label for _, label in sure.choices] == ["0–2", "3–5", "6–8", "9–10"]
    assert (sure.base, list(sure.counts.values())) == (5, [2, 1, 0, 2])


def test_a_condition_is_known_where_it_is_one_answer_to_one_question() -> None:
    after = {one.key: one.after for one in tabulate(SURVEY, []).questions}
    assert after["supported"] is None
    assert after["both"] == After(question="supported", answer="yes")
    assert after["odd"] == after["hard"] == After(question="", answer="")


def test_words_are_english_where_there_are_any() -> None:
    supported = tabulate(SURVEY, []).questions[0]
    assert supported.label == "supported?"
    assert supported.choices == [("yes", "Yes"), ("no", "Nie")]


def test_answers_that_are_no_choice_of_this_version_are_not_counted() -> None:
    rows: list[dict[str, Any]] = [{"supported": "perhaps", "both": ["perhaps"]}, {"supported": 4}]
    assert {counted.base for counted in tabulate(SURVEY, rows).questions} == {0}


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

    assert tabulate(SURVEY, rows()).responses == 1000


ABOUT = replace(
    SURVEY,
    questions=(
        question("heard", "select_one", choices=(YES, NO)),
        question("both", "select_multiple", choices=(YES, NO)),
        question("group", "select_one", choices=(YES, NO), breakdown="sex"),
        question("place", "select_one", choices=(YES, NO), breakdown="area"),
    ),
)


def test_what_one_is_crosses_all_other_questions_and_nothing_else() -> None:
    rows: list[dict[str, Any]] = [
        {"heard": "yes", "both": ["yes", "no"], "group": "yes", "place": "no"},
        {"heard": "no", "both": [], "group": "yes"},
        {"heard": "yes", "both": ["no"], "group": "odd"},
        {"heard": "yes"},
    ]
    tally = tabulate(ABOUT, rows)
    crossings = {(one.key, one.by): one for one in tally.crossings}
    assert set(crossings) == {("heard", "group"), ("heard", "place"), ("both", "group"), ("both", "place")}
    assert (crossings["heard", "group"].characteristic, crossings["heard", "place"].characteristic) == (
        "sex",
        "",
    )
    found = {
        value: (counted.base, counted.counts) for value, _, counted in crossings["heard", "group"].groups
    }
    assert found == {"yes": (2, {"yes": 1, "no": 1}), "no": (0, {"yes": 0, "no": 0})}
    several = {
        value: (counted.base, counted.counts) for value, _, counted in crossings["both", "group"].groups
    }
    assert several["yes"] == (1, {"yes": 1, "no": 1})
    # Whoever did not say which group they are in is in none, and in the whole.
    assert tally.questions[0].counts == {"yes": 3, "no": 1}

"""Whatever the definition and whatever is said: never stuck, never out of place, back and forward agree."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import engine, xlsform
from surveys.engine import Ask, AskAgain, Done
from surveys.model import Answer, Progress, Question, Survey

CHOICES = ("yes", "no", "some")
KINDS = ("select_one", "select_multiple", "integer", "text", "note")
CONSTRAINTS = {
    "integer": ". >= 0 and . != 13",
    "select_multiple": "count-selected(.) < 3",
    "text": ". != 'no'",
}
# What always moves on, whatever the constraint.
GOOD = {"select_one": ["some"], "select_multiple": ["yes, no", ":done"], "integer": ["7"], "text": ["ok"]}

Step = Ask | AskAgain | Done
Make = Callable[..., str]


@dataclass(frozen=True)
class Rule:
    """A `relevant`, and apart from the engine's XPath what it means of the answer to `key`."""

    key: str
    kind: str
    choice: str
    number: int

    @property
    def written(self) -> str:
        return {
            "select_one": f"not(${{{self.key}}} = '{self.choice}')",
            "select_multiple": f"selected(${{{self.key}}}, '{self.choice}')",
            "integer": f"${{{self.key}}} > {self.number} or ${{{self.key}}} = 3",
            "text": f"${{{self.key}}} != ''",
        }[self.kind]

    def holds(self, answer: Answer) -> bool:
        if self.kind == "select_one":
            return answer != self.choice
        if isinstance(answer, int):
            return answer > self.number or answer == 3
        return self.choice in answer if isinstance(answer, list) else bool(answer)


@dataclass(frozen=True)
class Drawn:
    survey: Survey
    rules: Mapping[str, Rule]

    def relevant(self, question: Question, answers: Mapping[str, Answer]) -> bool:
        rule = self.rules.get(question.key)
        return rule is None or rule.holds(answers.get(rule.key))


@st.composite
def drawn(draw: st.DrawFn, written: Make) -> Drawn:
    rows: list[dict[str, str]] = []
    rules: dict[str, Rule] = {}
    for number, kind in enumerate(draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=7))):
        key = f"q{number}"
        listed = " l" if kind.startswith("select") else ""
        row: dict[str, str] = {"type": f"{kind}{listed}", "name": key}
        asked = {row["name"]: row["type"].split()[0] for row in rows if row["type"] != "note"}
        if draw(st.booleans()) and asked:
            on: str = draw(st.sampled_from(sorted(asked)))
            rules[key] = Rule(on, asked[on], draw(st.sampled_from(CHOICES)), draw(st.integers(-2, 9)))
            row["relevant"] = rules[key].written
        if kind in CONSTRAINTS and draw(st.booleans()):
            row["constraint"] = CONSTRAINTS[kind]
        if kind != "note" and draw(st.booleans()):
            row["required"] = "yes"
        rows.append(row)
    rows.append({"type": "text", "name": "last"})
    return Drawn(xlsform.read(written(rows, {"l": CHOICES}), "drawn.md"), rules)


ODD = st.dictionaries(st.text(), st.none() | st.integers() | st.text())
SAID = st.sampled_from(
    [*CHOICES, "1", "3", "13", "-1", "Yes", "yes, no", "yes no some", ":done", "", "ok", ":skip", ":back"]
) | st.text(max_size=4)


def take(survey: Survey, progress: Progress, said: str) -> Step:
    if said == ":skip":
        return engine.skip(survey, progress)
    return engine.back(survey, progress) if said == ":back" else engine.answer(survey, progress, said)


def forward(survey: Survey, asked: Ask) -> Step:
    """Says again what was said there."""
    said = asked.progress.answers.get(asked.question.key)
    if asked.question.kind == "note":
        return engine.answer(survey, asked.progress, "")
    if said is None:
        return engine.skip(survey, asked.progress)
    return engine.answer(survey, asked.progress, ":done" if isinstance(said, list) else str(said))


def check(form: Drawn, step: Step) -> None:
    answers = step.progress.answers
    for question in form.survey.questions:
        if question.key in answers:
            assert form.relevant(question, answers)
    if isinstance(step, Done):
        asked = [one for one in form.survey.questions if one.kind != "note" and form.relevant(one, answers)]
        assert answers.keys() == {question.key for question in asked}
        assert all(answers[question.key] is not None for question in asked if question.required)
        return
    assert form.relevant(step.question, answers)
    assert step.progress.at == step.question.key
    assert 0 <= step.at <= step.of


@settings(deadline=None)
@given(st.data(), st.lists(SAID, max_size=25))
def test_a_walk_never_leaves_the_survey(written: Make, data: st.DataObject, sayings: list[str]) -> None:
    form = data.draw(drawn(written))
    step: Step = engine.begin(form.survey)
    for said in sayings:
        check(form, step)
        stored = Progress.from_json(json.loads(json.dumps(step.progress.to_json())))
        assert engine.resume(form.survey, stored).progress == step.progress
        step = take(form.survey, stored, said)
    check(form, step)


@settings(deadline=None)
@given(st.data(), st.lists(SAID, max_size=15))
def test_a_walk_is_never_stuck(written: Make, data: st.DataObject, sayings: list[str]) -> None:
    form = data.draw(drawn(written))
    step: Step = engine.begin(form.survey)
    for said in sayings:
        step = take(form.survey, step.progress, said)
    for _ in form.survey.questions:
        if isinstance(step, Done):
            break
        here = step.question
        if isinstance(step.progress.answers.get(here.key), list):
            for choice in set(step.progress.answers[here.key] or ()):  # type: ignore[arg-type]
                step = engine.answer(form.survey, step.progress, str(choice))
        for said in GOOD.get(here.kind, [""]):
            step = engine.answer(form.survey, step.progress, said)
        assert isinstance(step, Done) or step.question.key != here.key
    assert isinstance(step, Done)


@settings(deadline=None)
@given(st.data(), st.lists(SAID, max_size=25))
def test_back_and_then_forward_ends_in_the_same_place(
    written: Make, data: st.DataObject, sayings: list[str]
) -> None:
    form = data.draw(drawn(written))
    step: Step = engine.begin(form.survey)
    for said in sayings:
        step = take(form.survey, step.progress, said)
        before = engine.back(form.survey, step.progress)
        if before.question.key != step.progress.at:
            assert forward(form.survey, before).progress == step.progress


@settings(deadline=None)
@given(st.data(), st.text(), st.text() | st.none(), ODD)
def test_no_words_and_no_stored_progress_break_the_engine(
    written: Make, data: st.DataObject, raw: str, at: str | None, answers: dict[str, Answer]
) -> None:
    form = data.draw(drawn(written))
    keys = [question.key for question in form.survey.questions]
    wrong = data.draw(st.dictionaries(st.sampled_from(keys), st.lists(st.text()) | st.integers()))
    odd = Progress({**answers, **wrong}, data.draw(st.sampled_from(keys) | st.just(at)))
    assert isinstance(engine.answer(form.survey, odd, raw), Ask | AskAgain | Done)
    assert isinstance(engine.skip(form.survey, odd), Ask | Done)
    assert isinstance(engine.back(form.survey, odd), Ask)
    assert isinstance(engine.resume(form.survey, odd), Ask | Done)

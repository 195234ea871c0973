"""Random survey definitions, and apart from the engine's XPath what each of them means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from surveys import xlsform
from surveys.model import Answer, Question, Survey

Make = Callable[..., str]
Answers = Mapping[str, Answer]

CHOICES = ("yes", "no", "some")
TAGS = {"yes": "no", "no": "yes"}
KINDS = ("select_one", "select_multiple", "integer", "range", "text", "note", "acknowledge")
ROWS = (*KINDS, "select_one or_other", "select_multiple or_other", "calculate", "begin_group", "end_group")
SCALE = range(-1, 10, 2)


@dataclass(frozen=True)
class Rule:
    """A condition on the answer to `key`, in two ways of writing it; or_other writes "other" itself."""

    key: str
    kind: str
    choice: str
    number: int
    second: bool

    @property
    def written(self) -> str:
        key, choice, number = f"${{{self.key}}}", self.choice, self.number
        number_forms = (
            f"{key} > {number} or {key} = 3",
            f"max({key}, {number}) > {number} or round({key}) = 3",
        )
        forms = {
            "select_one": (f"not({key} = '{choice}')", f"if({key} = '{choice}', 0, 1) = 1"),
            "select_multiple": (f"selected({key}, '{choice}')", f"count-selected({key}) = 0"),
            "integer": number_forms,
            "range": number_forms,
            "text": (f"{key} != ''", f"string-length(coalesce({key}, '')) > 0"),
            "acknowledge": (f"{key} = 'OK'", f"starts-with({key}, 'O') and contains({key}, 'K')"),
        }
        return forms[self.kind][self.second]

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.key)
        if self.kind == "other":
            return "other" in (answer if isinstance(answer, list) else [answer])
        if self.kind == "select_one":
            return answer != self.choice
        if self.kind == "select_multiple":
            chosen = answer if isinstance(answer, list) else []
            return not chosen if self.second else self.choice in chosen
        if isinstance(answer, int):
            return answer > self.number or answer == 3
        return bool(answer)


@dataclass(frozen=True)
class Calculated:
    """A rule written as a value that a calculate row makes: "open" or "shut"; blank in a closed group."""

    key: str
    rule: Rule
    groups: tuple["Condition", ...]

    @property
    def written(self) -> str:
        return f"${{{self.key}}} = 'open'"

    def holds(self, answers: Answers) -> bool:
        return self.rule.holds(answers) and all(group.holds(answers) for group in self.groups)


Condition = Rule | Calculated


@dataclass(frozen=True)
class Filter:
    """Which choices stay: not the one chosen before, only those chosen before, or those tagged with it."""

    key: str
    kind: str

    @property
    def written(self) -> str:
        key = f"${{{self.key}}}"
        forms = {"other": f"name != {key}", "same": f"selected({key}, name)", "tagged": f"tag = {key}"}
        return forms[self.kind]

    def leaves(self, name: str, answers: Answers) -> bool:
        answer = answers.get(self.key)
        if self.kind == "same":
            return isinstance(answer, list) and name in answer
        if self.kind == "other":
            return name != answer
        return TAGS.get(name) is not None and TAGS[name] == answer


@dataclass(frozen=True)
class Constraint:
    """What a value must be; `other` is a question above it."""

    kind: str
    other: str | None = None

    @property
    def written(self) -> str:
        if self.other is not None:
            return f". != ${{{self.other}}}"
        return {
            "integer": ". >= 0 and . != 13",
            "range": ". < 9",
            "select_multiple": "count-selected(.) < 3",
            "text": "not(regex(., '[0-9]+'))",
        }[self.kind]

    def holds(self, value: Answer, answers: Answers) -> bool:
        if self.other is not None:
            # A number that is not blank is unequal to no answer at all.
            return answers.get(self.other) is None or value != answers[self.other]
        if isinstance(value, int):
            return value < 9 if self.kind == "range" else value >= 0 and value != 13
        if isinstance(value, list):
            return len(value) < 3
        return not (str(value).isascii() and str(value).isdigit())


@dataclass(frozen=True)
class Form:
    """A survey with the meaning of its expressions."""

    survey: Survey
    conditions: Mapping[str, tuple[Condition, ...]]
    filters: Mapping[str, Filter]
    constraints: Mapping[str, Constraint]

    def at(self, key: str) -> Question:
        return self.survey.questions[self.survey.places[key]]

    def before(self, key: str | None) -> tuple[Question, ...]:
        """All questions, where nobody waits at any."""
        return self.survey.questions[: len(self.survey.questions) if key is None else self.survey.places[key]]

    def names(self, question: Question, answers: Answers) -> tuple[str, ...]:
        chosen = self.filters.get(question.key)
        return tuple(
            name for name in self.at(question.key).names if chosen is None or chosen.leaves(name, answers)
        )

    def is_for(self, question: Question, answers: Answers) -> bool:
        if not all(condition.holds(answers) for condition in self.conditions.get(question.key, ())):
            return False
        return question.key not in self.filters or bool(self.names(question, answers))

    def fits(self, question: Question, answers: Answers) -> bool:
        """What is stored there is a full answer, or a skip of what may be skipped."""
        if question.key not in answers:
            return False
        value, constraint = answers[question.key], self.constraints.get(question.key)
        if value is None:
            return not question.required
        return constraint is None or constraint.holds(value, answers)

    def first_open(self, answers: Answers) -> str | None:
        for question in self.survey.questions:
            if (
                question.kind != "note"
                and self.is_for(question, answers)
                and not self.fits(question, answers)
            ):
                return question.key
        return None


@dataclass
class Draft:
    """A definition that grows row by row."""

    draw: st.DrawFn
    rows: list[dict[str, str]] = field(default_factory=list)
    groups: list[tuple[Condition, ...]] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    calculated: list[Calculated] = field(default_factory=list)
    conditions: dict[str, tuple[Condition, ...]] = field(default_factory=dict)
    filters: dict[str, Filter] = field(default_factory=dict)
    constraints: dict[str, Constraint] = field(default_factory=dict)

    @property
    def around(self) -> tuple[Condition, ...]:
        return tuple(condition for group in self.groups for condition in group)

    def add(self, kind: str) -> None:
        name = f"r{len(self.rows)}"
        if kind == "begin_group":
            own = self.condition()
            self.groups.append(own)
            self.rows.append({"type": kind, "name": name, **_relevant(own)})
        elif kind == "end_group":
            if self.groups:
                self.groups.pop()
                self.rows.append({"type": kind})
        elif kind == "calculate":
            if self.asked:
                made = Calculated(name, self.rule(), self.around)
                self.calculated.append(made)
                self.rows.append(
                    {"type": kind, "name": name, "calculation": f"if({made.rule.written}, 'open', 'shut')"}
                )
        else:
            self.ask(kind, name)

    def ask(self, written: str, key: str) -> None:
        kind, _, other = written.partition(" ")
        own = self.condition()
        self.conditions[key] = (*self.around, *own)
        row = {"type": kind, "name": key, **_relevant(own)}
        if kind.startswith("select"):
            row["type"] = f"{kind} l {other}".strip()
            if not other and (chosen := self.filter()):
                self.filters[key] = chosen
                row["choice_filter"] = chosen.written
        if kind == "range":
            row["parameters"] = f"start={SCALE[0]} end={SCALE[-1]} step={SCALE.step}"
        if constraint := self.constraint(kind):
            self.constraints[key] = constraint
            row["constraint"] = constraint.written
        if kind != "note":
            row["required"] = self.draw(st.sampled_from(["yes", "no"]))
            self.asked[key] = kind
        self.rows.append(row)
        if other:
            self.conditions[f"{key}_other"] = (Rule(key, "other", "", 0, False),)

    def condition(self) -> tuple[Condition, ...]:
        if not self.asked or self.draw(st.booleans()):
            return ()
        found: list[Condition] = [self.rule(), *self.calculated]
        return (self.draw(st.sampled_from(found)),)

    def rule(self) -> Rule:
        key = self.draw(st.sampled_from(sorted(self.asked)))
        choice = self.draw(st.sampled_from(CHOICES))
        return Rule(key, self.asked[key], choice, self.draw(st.integers(-2, 9)), self.draw(st.booleans()))

    def filter(self) -> Filter | None:
        found = [
            Filter(key, kind)
            for key, asked in self.asked.items()
            for kind in {"select_one": ("other", "tagged"), "select_multiple": ("same",)}.get(asked, ())
        ]
        return self.draw(st.sampled_from([None, *found]))

    def constraint(self, kind: str) -> Constraint | None:
        if kind not in {"integer", "range", "select_multiple", "text"}:
            return None
        numbers = [key for key, asked in self.asked.items() if asked == kind == "integer"]
        found = [None, Constraint(kind), *(Constraint(kind, key) for key in numbers)]
        return self.draw(st.sampled_from(found))


def _relevant(own: tuple[Condition, ...]) -> dict[str, str]:
    return {"relevant": own[0].written} if own else {}


@st.composite
def forms(draw: st.DrawFn, written: Make) -> Form:
    draft = Draft(draw)
    for kind in draw(st.lists(st.sampled_from(ROWS), min_size=1, max_size=9)):
        draft.add(kind)
    draft.add("text")
    while draft.groups:
        draft.add("end_group")
    listed = [{"name": name, "tag": TAGS.get(name, "")} for name in CHOICES]
    filtered = any(chosen.kind == "tagged" for chosen in draft.filters.values())
    text = written(draft.rows, {"l": listed if filtered else CHOICES})
    survey = xlsform.read(text, "drawn.md")
    return Form(survey, draft.conditions, draft.filters, draft.constraints)

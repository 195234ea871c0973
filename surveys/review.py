"""What a person should look at in a survey that can be used: remarks, each with its cell and its mend."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from surveys import identity, reading
from surveys.columns import QUESTION_COLUMNS
from surveys.errors import Faults, where
from surveys.model import Question, Survey, Texts
from surveys.reading import Passage
from surveys.sheets import Workbook

Kind = Literal[
    "reading_age",
    "translation",
    "draft",
    "identity",
    "choices",
    "help",
    "length",
    "names",
    "message",
    "markup",
    "scale",
]
LONGEST = 14
# An audience that reads as grown-ups do at work is not judged by single words.
_WORDS_MATTER_TO = 13
_LONG_SENTENCE = 12
# What pyxform takes where a range says nothing of its own.
_UNSAID = range(1, 11)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]{2,8}|#\d+);")
_UNSURE = {"dont_know", "not_sure"}
_ASKS_FOR = {
    "name": "asks for a name. Heard must not know who answers: leave it out, or ask in general (“a teacher”)",
    "address": "asks where somebody lives. Leave it out, or offer a few large areas to choose from",
    "postcode": "asks for a postcode. Leave it out, or offer a few large areas to choose from",
    "school": "asks for a school or class. Leave it out: the wave says in what kind of place it is open",
    "phone": "asks for a phone number. Leave it out: who wants to be contacted gets a form of its own",
    "email": "asks for an e-mail address. Leave it out: who wants to be contacted gets a form of its own",
    "birth": "asks for a date of birth. Offer bands of age to choose from",
    "account": "asks for a name on social media. Leave it out, or ask which kinds of app they use",
    "number": "asks for a number that belongs to one person. Leave it out",
    "place": "asks for an exact place. Ask what kind of place it is (“a park”, “a bus”)",
}


@dataclass(frozen=True)
class Remark:
    """Like a fault, but the survey can be used; `row` is 0 where no row is meant. Plain text on one line."""

    sheet: str
    row: int
    column: str
    text: str
    kind: Kind

    def __str__(self) -> str:
        return ": ".join(filter(None, [where(self.sheet, self.row, self.column), self.text]))


def remarks(survey: Survey) -> list[Remark]:
    """In the order of the file: settings, questions, choices."""
    found = dict.fromkeys(
        (
            *(*_as_a_whole(survey), *_reading(survey), *_texts(survey), *_identity(survey)),
            *(*_questions(survey), *_scales(survey)),
        )
    )
    sheets = ("settings", "survey", "choices")
    return sorted(found, key=lambda remark: (sheets.index(remark.sheet), remark.row))


def _as_a_whole(survey: Survey) -> Iterator[Remark]:
    if survey.drafts:
        codes = ", ".join(code for code in survey.languages if code in survey.drafts)
        text = f"no speaker has checked the words in {codes} yet; ask one before a wave opens in them"
        yield Remark("settings", 2, "drafts", text, "draft")
    if survey.reading_age is None and survey.audience != "practitioner":
        text = "is missing: write the age that readers have at least, such as 9, so that words can be judged"
        yield Remark("settings", 2, "reading_age", text, "reading_age")
    if survey.audience != "practitioner" and not any(question.signposts for question in survey.questions):
        text = (
            "no question offers help. Add “Is there something you want help with now?” as the last one, and"
            " name in its column signposts the choices that bring the help card"
        )
        yield Remark("survey", 0, "", text, "help")
    if survey.numbers[-1] > LONGEST:
        text = f"asks {survey.numbers[-1]} questions. Many people stop after {LONGEST}: which ones can go?"
        yield Remark("survey", 0, "", text, "length")


def _reading(survey: Survey) -> Iterator[Remark]:
    if survey.reading_age is None:
        return
    for passage in reading.passages(survey):
        if text := _too_hard(passage, survey.reading_age):
            yield Remark(passage.sheet, passage.row, passage.column, text, "reading_age")


def _too_hard(passage: Passage, limit: int) -> str:
    long_words = ", ".join(f"“{word}”" for word in passage.long_words)
    if passage.age is not None and passage.age > limit:
        mends = [f"find shorter words for {long_words}" if long_words else "find shorter words"]
        if passage.longest_sentence > _LONG_SENTENCE:
            mends.insert(0, f"make two of its longest sentence ({passage.longest_sentence} words)")
        return f"reads as for an age of {passage.age}; readers of {limit} must manage: {' and '.join(mends)}"
    if passage.age is None and long_words and limit <= _WORDS_MATTER_TO:
        return f"has long words for readers of {limit}: {long_words}. Is there a shorter way to say it?"
    return ""


def _texts(survey: Survey) -> Iterator[Remark]:
    for sheet, row, column, texts in _all_texts(survey):
        # The label of a group stands in a row above what it holds: it is told with the first of that.
        whose = "the group that begins here " if column == "section" else ""
        column = "label" if whose else column
        missing = ", ".join(code for code in survey.languages if not texts.get(code))
        if missing and any(texts.values()):
            text = f"{whose}has no words in {missing}; people would read it in {survey.default_language}"
            yield Remark(sheet, row, column, text, "translation")
        tag = next((tag for words in texts.values() if (tag := _TAG.search(words))), None)
        if tag is not None:
            text = f"{whose}holds “{tag.group()[:40]}”, which people will see as it stands: write words"
            yield Remark(sheet, row, column, text, "markup")


def _all_texts(survey: Survey) -> Iterator[tuple[str, int, str, Texts]]:
    yield "settings", 2, "opening", survey.opening
    yield "settings", 2, "closing", survey.closing
    for question in survey.questions:
        yield "survey", question.row, "label", question.label
        yield "survey", question.row, "hint", question.hint
        yield "survey", question.row, "constraint_message", question.constraint_message
        yield from (("choices", choice.row, "label", choice.label) for choice in question.choices)
    groups = {tuple(question.section.items()): question for question in reversed(survey.questions)}
    yield from (("survey", question.row, "section", question.section) for question in groups.values())


def _identity(survey: Survey) -> Iterator[Remark]:
    code = reading.english(survey) or ""
    for question in survey.questions:
        for column, texts in (("label", question.label), ("hint", question.hint)):
            for what in identity.asked_for(texts.get(code, "")):
                yield Remark("survey", question.row, column, _ASKS_FOR[what], "identity")


def _questions(survey: Survey) -> Iterator[Remark]:
    code = reading.english(survey)
    for question in survey.questions:
        yield from _choices(question)
        if question.constraint and not any(question.constraint_message.values()):
            text = "is missing: say in a few kind words which answers fit, for whoever gives another one"
            yield Remark("survey", question.row, "constraint_message", text, "message")
        said = f"{question.label.get(code or '', '')} {question.hint.get(code or '', '')}"
        if code and question.kind == "text" and not identity.warns_against_names(said):
            text = (
                "lets people write freely. Add a hint such as “Please do not name anyone, not even yourself.”"
            )
            yield Remark("survey", question.row, "hint", text, "names")


def _scales(survey: Survey) -> Iterator[Remark]:
    likely = [question for question in survey.questions if question.scale == _UNSAID]
    if not likely:
        return
    # The question does not know whether its ten steps were asked for: the definition does.
    book = Workbook(survey.source.encode(), ".md", Faults(survey.key))
    rows = book.rows("survey", QUESTION_COLUMNS, survey.default_language)
    said = {row.cells.get("name") for row in rows if row.cells.get("parameters")}
    for question in likely:
        if question.key not in said:
            text = "has no parameters, so it runs from 1 to 10: write start=1 end=10 step=1 if that is meant"
            yield Remark("survey", question.row, "parameters", text, "scale")


def _choices(question: Question) -> Iterator[Remark]:
    if not question.sensitive:
        return
    if question.required:
        text = "is sensitive, and nobody may pass over it: take “required” away"
        yield Remark("survey", question.row, "required", text, "choices")
    if question.choices:
        names = set(question.names)
        lacking = [] if names & _UNSURE else ["“I don't know” (dont_know)"]
        lacking += [] if "rather_not_say" in names else ["“I'd rather not say” (rather_not_say)"]
        if lacking:
            text = f"is sensitive: offer {' and '.join(lacking)} among its choices too"
            yield Remark("survey", question.row, "type", text, "choices")

"""A step of the engine as something to read and tap."""

from collections.abc import Iterator

from api.conversation.contracts import Answered, Option, Progress, QuestionAsked, Reply
from api.conversation.words import button, say
from surveys import engine, model
from surveys.answers import Reason
from surveys.engine import Ask, AskAgain
from surveys.model import Answer, Question, Survey, Texts
from surveys.model import Progress as Answers

# A scale with more steps than this is a number to write.
MOST_STEPS = 11


def words(survey: Survey, texts: Texts, language: str) -> str:
    """Words of a survey in a person's language, else in the survey's own."""
    return model.say(texts, language, survey.default_language)


def why(survey: Survey, step: AskAgain, language: str) -> Reply:
    """Why an answer was not taken; the question follows."""
    own = step.question.constraint_message if step.reason is Reason.out_of_range else {}
    sentence = words(survey, own, language) or say(f"ask_again.{step.reason}", language)
    return Reply(text=sentence, language=language)


def asked(survey: Survey, step: Ask | AskAgain, language: str, *, others: bool) -> Reply:
    """A question with its choices; `others`: there are other languages to go on in."""
    question = step.question
    said = step.progress.answers.get(question.key)
    lines = [words(survey, question.label, language), words(survey, question.hint, language)]
    return Reply(
        text="\n\n".join(filter(None, lines)),
        language=language,
        question=QuestionAsked(
            key=question.key,
            kind=question.kind,
            required=question.required,
            progress=Progress(at=step.at, of=step.of),
            appearance=question.appearance,
            section=words(survey, question.section, language) or None,
            answer=None if question.choices or said is None else str(said),
        ),
        choices=[
            *_choices(survey, question, step, language),
            *_commands(question, step, language),
            *([button("language", language)] if others else []),
            button("help", language),
        ],
    )


def review(survey: Survey, progress: Answers, language: str, part: str = "survey") -> Reply:
    """All answers, to be looked at before they are sent; in the words of a survey, or of another part."""
    said = engine.summary(survey, progress)
    lines = [
        Answered(
            key=question.key,
            label=words(survey, question.label, language),
            answer=_said(survey, question, answer, language),
        )
        for question, answer in said
    ]
    named = {name: say(f"labels.{name}", language) for name in ("send", "discard")}
    waits = say(f"{part}.waits", language).format(**named)
    listed = [f"{number}. {line.label}\n{line.answer}" for number, line in enumerate(lines, 1)]
    changes = [
        Option(label=say("labels.change", language).format(number=number), value=f":change {line.key}")
        for number, line in enumerate(lines, 1)
    ]
    return Reply(
        text="\n\n".join([say(f"{part}.review", language), *listed, waits]),
        language=language,
        review=lines,
        choices=[
            button("send", language),
            *changes,
            button("discard", language),
            button("help", language),
        ],
    )


def _choices(survey: Survey, question: Question, step: Ask | AskAgain, language: str) -> Iterator[Option]:
    match question.kind:
        case "note" | "acknowledge":
            yield button("next", language)
        case "range" if question.scale is not None and len(question.scale) <= MOST_STEPS:
            yield from (Option(label=str(number), value=str(number)) for number in question.scale)
        case _:
            chosen = step.progress.answers.get(question.key)
            ticked = chosen if isinstance(chosen, list) else [chosen]
            for choice in question.choices:
                tick = "✓ " if choice.name in ticked else ""
                label = tick + words(survey, choice.label, language)
                yield Option(label=label, value=choice.name, face=choice.face)


def _commands(question: Question, step: Ask | AskAgain, language: str) -> Iterator[Option]:
    if step.progress.returning and question.key in step.progress.answers:
        yield button("keep", language)
    if question.kind == "select_multiple":
        yield button("done", language)
    if not question.required and question.kind != "note":
        yield button("skip", language)
    if step.at > 1:
        yield button("back", language)


def _said(survey: Survey, question: Question, answer: Answer, language: str) -> str:
    if answer is None:
        return say("survey.nothing_said", language)
    if question.kind == "acknowledge":
        return say("labels.next", language)
    labels = {choice.name: words(survey, choice.label, language) for choice in question.choices}
    several = answer if isinstance(answer, list) else [str(answer)]
    return ", ".join(labels.get(one, one) for one in several)

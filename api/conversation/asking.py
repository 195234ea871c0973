"""A step of the engine as something to read and tap."""

from api.conversation.contracts import Option, Progress, QuestionAsked, Reply
from api.conversation.words import button, say
from surveys import model
from surveys.answers import Reason
from surveys.engine import Ask, AskAgain
from surveys.model import Question, Survey, Texts


def words(survey: Survey, texts: Texts, language: str | None) -> str:
    """Words of a survey in a person's language, else in the survey's own."""
    return model.say(texts, language or survey.default_language, survey.default_language)


def why(survey: Survey, step: AskAgain, language: str | None) -> Reply:
    """Why an answer was not taken; the question follows."""
    own = step.question.constraint_message if step.reason is Reason.out_of_range else {}
    return Reply(text=words(survey, own, language) or say(f"ask_again.{step.reason}"))


def asked(survey: Survey, step: Ask | AskAgain, language: str | None) -> Reply:
    """A question with its choices."""
    question = step.question
    lines = [words(survey, question.label, language)]
    if hint := words(survey, question.hint, language):
        lines.append(hint)
    return Reply(
        text="\n\n".join(lines),
        question=QuestionAsked(
            key=question.key,
            kind=question.kind,
            required=question.required,
            progress=Progress(at=step.at, of=step.of),
        ),
        choices=_choices(survey, question, step, language),
    )


def _choices(survey: Survey, question: Question, step: Ask | AskAgain, language: str | None) -> list[Option]:
    if question.kind == "note":
        return [button("next"), button("help")]
    chosen = step.progress.answers.get(question.key)
    ticked = chosen if isinstance(chosen, list) else []
    found = [
        Option(
            label=("✓ " if choice.name in ticked else "") + words(survey, choice.label, language),
            value=choice.name,
        )
        for choice in question.choices
    ]
    if question.kind == "select_multiple":
        found.append(button("done"))
    skip = [] if question.required else [button("skip")]
    back = [button("back")] if step.at > 1 else []
    return [*found, *skip, *back, button("help")]

"""A survey in the terminal, for its author: what a person would be asked, and what would be kept."""

import contextlib
import json
import sys

from surveys import engine
from surveys.answers import DONE, OK, Reason
from surveys.engine import Ask, AskAgain, Done
from surveys.model import Answer, Progress, Question, Survey, Texts, say
from surveys.words import FACES

Step = Ask | AskAgain | Done
_COMMANDS = (
    "Answer by number or in words; :done after choosing several, :skip, :back, :review, :change KEY,"
    " :language CODE, :stop."
)
_REASONS = {
    Reason.empty: "Nothing was said.",
    Reason.too_long: "That is too long.",
    Reason.not_a_choice: "That is none of the choices.",
    Reason.not_a_number: "That is not a whole number.",
    Reason.out_of_range: "That answer does not fit.",
}


def play(survey: Survey, language: str) -> int:
    if language not in survey.languages:
        print(_no_language(survey, language), file=sys.stderr)
        return 1
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        return _Player(survey, language).run()
    print("\nStopped; nothing is kept.")
    return 0


class _Player:
    def __init__(self, survey: Survey, language: str) -> None:
        self._survey = survey
        self._language = language
        self._section = ""

    def run(self) -> int:
        print(f"{self._words(self._survey.title)}\n\n{self._words(self._survey.opening)}\n\n[{_COMMANDS}]")
        step: Step = engine.begin(self._survey)
        while True:
            if not isinstance(step, Done):
                self._show(step)
            elif self._survey.review:
                self._review(step.progress)
                print("[Enter to send; :change KEY, :back]")
            else:
                break
            raw = input("> ")
            if isinstance(step, Done) and raw.strip() in {"", ":send"}:
                break
            step = self._next(step, raw)
        print(f"\n{self._words(self._survey.closing)}\n\n[kept: {json.dumps(dict(step.progress.answers))}]")
        return 0

    def _next(self, step: Step, raw: str) -> Step:
        command, _, rest = raw.strip().partition(" ")
        if command == ":stop":
            raise EOFError
        if command == ":back":
            return engine.back(self._survey, step.progress)
        if command == ":skip":
            return engine.skip(self._survey, step.progress)
        if command == ":change":
            return engine.revisit(self._survey, step.progress, rest)
        if command == ":review":
            self._review(step.progress)
            return engine.resume(self._survey, step.progress)
        if command == ":language":
            return self._switch(step, rest)
        return step if isinstance(step, Done) else self._answer(step, raw)

    def _answer(self, step: Ask | AskAgain, raw: str) -> Step:
        following = engine.answer(self._survey, step.progress, _meant(step.question, raw))
        if not isinstance(following, AskAgain) and raw != DONE:
            said = _chosen(following.progress.answers.get(step.question.key))
            if step.question.signposts & said:
                print("[here the help card is shown]")
        return following

    def _switch(self, step: Step, language: str) -> Step:
        if language in self._survey.languages:
            self._language = language
        else:
            print(f"[{_no_language(self._survey, language)}]")
        return engine.resume(self._survey, step.progress)

    def _show(self, step: Ask | AskAgain) -> None:
        question = step.question
        if isinstance(step, AskAgain):
            message = self._words(question.constraint_message)
            fits = step.reason is not Reason.out_of_range or not message
            print(f"\n{_REASONS[step.reason] if fits else message}")
        section = self._words(question.section)
        if section and section != self._section:
            print(f"\n— {section} —")
        self._section = section
        counted = "" if question.kind == "note" else f"{step.at} of {step.of}. "
        print(f"\n{counted}{self._words(question.label)}")
        if question.hint:
            print(f"({self._words(question.hint)})")
        chosen = _chosen(step.progress.answers.get(question.key))
        for place, choice in enumerate(question.choices, start=1):
            face = FACES[choice.face][0] if question.appearance == "faces" and choice.face else ""
            mark = "*" if choice.name in chosen else " "
            print(f"  {place:>3} {mark} {' '.join(filter(None, (face, self._words(choice.label))))}")
        print(_how(question), end="")

    def _review(self, progress: Progress) -> None:
        print("\n[what was said so far]")
        for question, answer in engine.summary(self._survey, progress):
            chosen = _chosen(answer)
            labels = [self._words(choice.label) for choice in question.choices if choice.name in chosen]
            said = "(skipped)" if answer is None else ", ".join(labels) or str(answer)
            print(f"  {question.key}: {self._words(question.label)} {said}")

    def _words(self, texts: Texts) -> str:
        return say(texts, self._language, self._survey.default_language)


def _how(question: Question) -> str:
    if question.kind == "note":
        return "[Enter to go on]\n"
    if question.kind == "acknowledge":
        return f"[{OK} to go on]\n"
    scale = question.scale
    return "" if scale is None else f"[from {scale[0]} to {scale[-1]}, in steps of {scale.step}]\n"


def _meant(question: Question, raw: str) -> str:
    """A number is the place that stands on the screen, also where labels hold numbers of their own."""
    number = int(raw) if raw.strip().isdecimal() and len(raw) < 4 else 0
    return question.names[number - 1] if 0 < number <= len(question.names) else raw


def _no_language(survey: Survey, language: str) -> str:
    return f"This survey has no language “{language}”; it has {', '.join(survey.languages)}."


def _chosen(answer: Answer) -> set[str]:
    return set(answer) if isinstance(answer, list) else {str(answer)}

"""A survey in the terminal, for its author: what a person would be asked, and what would be kept."""

import contextlib
import json
import sys

from surveys import engine
from surveys.answers import DONE, Reason
from surveys.engine import Ask, AskAgain, Done
from surveys.model import Answer, Progress, Question, Survey, Texts, say

_COMMANDS = "Answer by number or in words; :skip, :back, :stop, and :done after choosing several."
_REASONS = {
    Reason.empty: "Nothing was said.",
    Reason.too_long: "That is too long.",
    Reason.not_a_choice: "That is none of the choices.",
    Reason.not_a_number: "That is not a whole number.",
    Reason.out_of_range: "That answer does not fit.",
}


def play(survey: Survey, language: str) -> int:
    player = _Player(survey, language)
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        return player.run()
    print("\nStopped; nothing is kept.")
    return 0


class _Player:
    def __init__(self, survey: Survey, language: str) -> None:
        self._survey = survey
        self._language = language

    def run(self) -> int:
        if self._language not in self._survey.languages:
            known = ", ".join(self._survey.languages)
            print(f"This survey has no language “{self._language}”; it has {known}.", file=sys.stderr)
            return 1
        print(f"{self._words(self._survey.title)}\n\n{self._words(self._survey.opening)}\n\n[{_COMMANDS}]")
        step: Ask | AskAgain | Done = engine.begin(self._survey)
        while not isinstance(step, Done):
            self._show(step)
            raw = input("> ")
            if raw == ":stop":
                raise EOFError
            step = self._next(step, raw)
        print(f"\n{self._words(self._survey.closing)}\n\n[kept: {json.dumps(dict(step.progress.answers))}]")
        return 0

    def _next(self, step: Ask | AskAgain, raw: str) -> Ask | AskAgain | Done:
        if raw == ":back":
            return engine.back(self._survey, step.progress)
        if raw == ":skip":
            return engine.skip(self._survey, step.progress)
        following = engine.answer(self._survey, step.progress, raw)
        if not isinstance(following, AskAgain) and raw != DONE:
            self._signpost(step.question, following.progress)
        return following

    def _signpost(self, question: Question, progress: Progress) -> None:
        if question.signposts & _chosen(progress.answers.get(question.key)):
            print("[here the help card is shown]")

    def _show(self, step: Ask | AskAgain) -> None:
        question = step.question
        if isinstance(step, AskAgain):
            message = self._words(question.constraint_message)
            fits = step.reason is not Reason.out_of_range or not message
            print(f"\n{_REASONS[step.reason] if fits else message}")
        counted = "" if question.kind == "note" else f"{step.at} of {step.of}. "
        print(f"\n{counted}{self._words(question.label)}")
        if question.hint:
            print(f"({self._words(question.hint)})")
        chosen = _chosen(step.progress.answers.get(question.key))
        for place, choice in enumerate(question.choices, start=1):
            print(f"  {place:>3} {'*' if choice.name in chosen else ' '} {self._words(choice.label)}")
        if question.kind == "note":
            print("[Enter to go on]")

    def _words(self, texts: Texts) -> str:
        return say(texts, self._language, self._survey.default_language)


def _chosen(answer: Answer) -> set[str]:
    return set(answer) if isinstance(answer, list) else {str(answer)}

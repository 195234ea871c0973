"""Conditions of a survey (`relevant`), said in words where their form is a usual one."""

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from surveys.model import Question, Survey, say

_SAID: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("conditions.yml"))
_KEY = r"\$\{\s*(?P<key>[^}\s]+)\s*\}"
_CHOSEN = re.compile(rf"selected\(\s*{_KEY}\s*,\s*['\"](?P<name>[^'\"]*)['\"]\s*\)")
_EQUAL = re.compile(rf"{_KEY}\s*(?P<sign>!?=)\s*['\"](?P<name>[^'\"]*)['\"]")
_COMPARED = re.compile(rf"{_KEY}\s*(?P<sign>[<>!]?=|<|>)\s*(?P<number>-?\d+)(?![\d.])")
_BARE = re.compile(_KEY)
_FUNCTION = re.compile(r"(?!not\b|and\b|or\b)\b[a-z][\w-]*\s*\(")


def words(survey: Survey, condition: str, language: str) -> str | None:
    """Nothing where the condition says more than these words can: then it is shown as it stands."""
    return _Speaker(survey, language).say(condition)


class _Speaker:
    def __init__(self, survey: Survey, language: str) -> None:
        self._survey = survey
        self._language = language

    def say(self, condition: str) -> str | None:
        if not set(_BARE.findall(condition)) <= self._survey.places.keys():
            return None
        said = condition
        quoted: list[str] = []

        def keep(text: str) -> str:
            # What the survey says is put back at the end: it could look like a condition itself.
            quoted.append(text)
            return f"\0{len(quoted) - 1}\0"

        for form, speak in ((_CHOSEN, self._chosen), (_EQUAL, self._equal), (_COMPARED, self._compared)):
            said = form.sub(lambda found, speak=speak: keep(speak(found)), said)  # type: ignore[misc]
        said = _BARE.sub(
            lambda found: keep(_SAID["question"].format(question=self._label(found["key"]))), said
        )
        if _FUNCTION.search(said) or "'" in said or '"' in said:
            return None
        said = re.sub(r"(?<!not)\(\s*(\0\d+\0)\s*\)", r"\1", re.sub(r"\bnot\s+\(", "not(", said))
        return re.sub(r"\0(\d+)\0", lambda found: quoted[int(found[1])], " ".join(said.split()))

    def _chosen(self, found: re.Match[str]) -> str:
        several = self._question(found["key"]).kind == "select_multiple"
        return self._said("includes" if several else "is", found)

    def _equal(self, found: re.Match[str]) -> str:
        if not found["name"]:
            return self._said("unanswered" if found["sign"] == "=" else "answered", found)
        return self._said("is" if found["sign"] == "=" else "is_not", found)

    def _compared(self, found: re.Match[str]) -> str:
        words: str = _SAID["compared"]
        sign = _SAID["signs"][found["sign"]]
        return words.format(question=self._label(found["key"]), sign=sign, number=found["number"])

    def _said(self, form: str, found: re.Match[str]) -> str:
        question = self._question(found["key"])
        choice = next((one for one in question.choices if one.name == found["name"]), None)
        answer = found["name"] if choice is None else self._text(choice.label)
        words: str = _SAID[form]
        return words.format(question=self._text(question.label), answer=answer)

    def _label(self, key: str) -> str:
        return self._text(self._question(key).label)

    def _question(self, key: str) -> Question:
        return self._survey.questions[self._survey.places[key]]

    def _text(self, texts: Any) -> str:
        return say(texts, self._language, self._survey.default_language)

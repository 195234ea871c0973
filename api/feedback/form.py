"""The guided conversation as a survey, so that the engine walks it: back, skip, change, look at the end."""

from collections.abc import Iterator, Mapping

from api.feedback.tables import IssueKind
from api.feedback.words import words
from surveys.model import Choice, Kind, Question, Survey

ENGLISH = "en"
# In the order in which they are asked. What is seen is all that has to be said.
_ASKED: Mapping[str, Kind] = {
    "theme": "select_one",
    "seen": "text",
    "place": "text",
    "often": "select_one",
    "wanted": "text",
}
SEEN = "seen"


def form(kind: IssueKind, themes: Mapping[str, str]) -> Survey:
    """The questions of one kind; without the one on the theme where the partnership names none."""
    said = words()["forms"][kind]
    return Survey(
        key=f"raise_{kind}",
        version="1",
        audience="practitioner",
        title={ENGLISH: said["title"]},
        opening={},
        closing={},
        languages=(ENGLISH,),
        default_language=ENGLISH,
        questions=tuple(_questions(said, {"theme": themes, "often": words()["often"]})),
    )


def _questions(
    said: Mapping[str, Mapping[str, str]], lists: Mapping[str, Mapping[str, str]]
) -> Iterator[Question]:
    for key, kind in _ASKED.items():
        choices = tuple(Choice(code, {ENGLISH: label}) for code, label in lists.get(key, {}).items())
        if kind == "text" or choices:
            label, hint = said[key]["label"], said[key].get("hint", "")
            yield Question(
                key,
                kind,
                {ENGLISH: label},
                {ENGLISH: hint} if hint else {},
                required=key == SEEN,
                choices=choices,
            )

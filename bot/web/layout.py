"""How the answers to a question are set where there is room; on a phone most of them are a list."""

from collections.abc import Sequence
from typing import Literal

from api.conversation.contracts import QuestionAsked

# Labels no longer than this stand side by side, like the steps of a scale, when none of their words would
# have to be broken.
SHORT = 18
SHORT_WORD = 10
STEPS = range(2, 6)
# More choices than this are set in two columns where there is room.
LONG_LIST = 6

Layout = Literal["faces", "likert", "numbers", "steps", "columns", "list"]
ACROSS: tuple[Layout, ...] = ("faces", "likert", "steps")


def fits_across(labels: Sequence[str]) -> bool:
    """Whether they are few and short enough to stand side by side."""
    words = [word for label in labels for word in label.split()]
    return (
        len(labels) in STEPS
        and all(len(label) <= SHORT for label in labels)
        and all(len(word) <= SHORT_WORD for word in words)
    )


def layout(asked: QuestionAsked | None, labels: Sequence[str], *, has_faces: bool) -> Layout:
    """Of a question of a survey; without one, of what is offered in a talk."""
    if asked and asked.appearance == "faces" and has_faces:
        return "faces"
    if asked and asked.appearance == "likert":
        return "likert"
    if asked and asked.kind == "range":
        return "numbers"
    if fits_across(labels):
        return "steps"
    return "columns" if asked is None or len(labels) > LONG_LIST else "list"

"""What is shown of the meaning of comments: protected, and looked at by a person."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.findings.published import Table


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Scorer(StrEnum):
    """Who sorted the comments of a question: general lists of words, or what people's labels have taught."""

    TEXTBLOB = "textblob"
    LEARNED = "learned"


class Trust(_Frozen):
    """How far the tone of one question can be trusted, by the labels that people gave.

    `labels`: in steps of ten. The areas under the curve (0.5 is chance, 1 is always right) are rounded to two
    places; None where the labels were too few or all alike to tell.
    """

    labels: int
    textblob: float | None
    vader: float | None
    learned: float | None


class ToneReading(_Frozen):
    """How the comments to one question sounded. Every share is right within about `within` points."""

    question: str
    label: str
    table: Table
    within: int
    scorer: Scorer
    trust: Trust


class ThemeReading(_Frozen):
    """How many comments to one question were about what; one comment can be about several themes.

    The base are the comments that count: all (`whole`), or those that somebody has read, drawn at random.
    What stands in the table came up in eight comments or more; themes of fewer are not named. It ends with
    the comments about none of these.
    """

    question: str
    label: str
    table: Table
    whole: bool = True


class Quote(_Frozen):
    """Words of one person, masked, that somebody has approved. `theme` is the name of the theme, or empty."""

    id: UUID
    question: str
    theme: str
    words: str


class Meaning(_Frozen):
    """All that may be shown of the comments of one wave, frozen on a day."""

    taken: date | None
    tone: tuple[ToneReading, ...] = ()
    themes: tuple[ThemeReading, ...] = ()
    quotes: tuple[Quote, ...] = ()
    # Questions (by their labels) whose tone is not shown: nobody has checked it, or it failed the check.
    unchecked: tuple[str, ...] = ()
    mistrusted: tuple[str, ...] = ()

"""Whether the tone of a question may be shown, by what people's labels have said of the scorers."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter
from sqlmodel import Session

from api.findings import service as findings
from api.findings.protection import BASE_LEAST
from api.findings.readings import asked_of, most
from api.findings.tabulate import words_of
from api.meaning import repository
from api.meaning.contracts import Scorer, Trust
from api.waves import catalogue
from api.waves.tables import WaveRow
from nlu.judged import FEWEST_TO_JUDGE_LEARNED, FEWEST_TO_TEACH, Mistakes
from surveys.model import Question, Survey

FEWEST = BASE_LEAST
"""Comments to a question before anybody works on them."""
FEWEST_LABELS = FEWEST_TO_JUDGE_LEARNED
LEAST_AUC = 0.75
STEP = 10


class Standing(StrEnum):
    """none: no label. few: too few of them. unchecked: nobody has held the scorers against them since.

    alike: too few of one side. mistrusted: too near to chance. good: it may be shown.
    """

    NONE = "none"
    FEW = "few"
    UNCHECKED = "unchecked"
    ALIKE = "alike"
    MISTRUSTED = "bad"
    GOOD = "good"


@dataclass(frozen=True)
class Judgement:
    """What was found when the scorers were last held against the labels; `labels` how many there were.

    `asked`: what the question said then. Under other words people answer otherwise.
    """

    labels: int
    scorers: dict[str, Mistakes]
    asked: str

    @property
    def scorer(self) -> Scorer:
        """Who may sort the comments: from 200 labels on what they have taught, where it is no worse."""
        learned, textblob = self._auc(Scorer.LEARNED), self._auc(Scorer.TEXTBLOB)
        better = learned is not None and (textblob is None or learned >= textblob)
        return Scorer.LEARNED if better and self.labels >= FEWEST_TO_TEACH else Scorer.TEXTBLOB

    @property
    def mistakes(self) -> Mistakes:
        """Those of that scorer."""
        return self.scorers[self.scorer]

    @property
    def trust(self) -> Trust:
        """What may be told of it."""

        def two(name: str) -> float | None:
            found = self._auc(name)
            return None if found is None else round(found, 2)

        return Trust(
            labels=tens(self.labels), textblob=two("textblob"), vader=two("vader"), learned=two("learned")
        )

    def _auc(self, name: str) -> float | None:
        return self.scorers[name].auc if name in self.scorers else None


@dataclass(frozen=True)
class Known:
    """How far a question is: comments labelled in all waves of its survey, and what they have said."""

    labels: int
    judgement: Judgement | None
    asked: str

    @property
    def standing(self) -> Standing:
        """See Standing."""
        if self.labels < FEWEST_LABELS:
            return Standing.FEW if self.labels else Standing.NONE
        if (
            self.judgement is None
            or self.judgement.labels < FEWEST_LABELS
            or self.judgement.asked != self.asked
        ):
            return Standing.UNCHECKED
        found = self.judgement.mistakes.auc
        if found is None:
            return Standing.ALIKE
        return Standing.GOOD if found >= LEAST_AUC else Standing.MISTRUSTED


def enough(session: Session, wave: WaveRow, survey: Survey, question: Question) -> bool:
    """Whether there are comments enough to a question of a closed wave that anybody works on them.

    Where it was put to those only who gave an answer, there must not be so many that their number would tell
    how few gave another one: whoever reads comments can count them.
    """
    wrote, asked = repository.count_comments(session, wave.id, question.key), asked_of(survey, question)
    if wrote < FEWEST or asked is None:
        return wrote >= FEWEST
    snapshot = findings.latest(session, wave.id)
    return snapshot is not None and wrote <= most(snapshot, asked)


def standing(session: Session, survey: str, question: str, asked: str) -> Known:
    """How far a question of a survey is, that says so now in the language of the papers."""
    row = repository.scorer(session, survey, question)
    found = TypeAdapter(Judgement).validate_python(row.judgement) if row else None
    labels = repository.count_labelled(session, survey, question, asking(session, survey, question, asked))
    # Labels go with their responses; what they said stays true of the same words.
    kept = found.labels if found and found.asked == asked else 0
    return Known(max(labels, kept), found, asked)


def asking(session: Session, survey: str, question: str, asked: str) -> list[str]:
    """Versions of a survey that put a question in these words: labels of others are of another question."""
    versions = [row for row in catalogue.versions(session) if row.key == survey]
    return [row.version for row in versions if _asks(catalogue.read(row.source, row.key), question, asked)]


def _asks(survey: Survey, question: str, asked: str) -> bool:
    return any(one.key == question and words_of(survey, one.label) == asked for one in survey.questions)


def tens(number: int) -> int:
    """In steps of ten: exact numbers of labels would tell of single comments."""
    return STEP * round(number / STEP)

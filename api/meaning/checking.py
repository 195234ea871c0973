"""Holds the scorers against people's labels, and says in words how far their tone can be trusted."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from api.audit import service as audit
from api.meaning import labelling, repository, workshop
from api.meaning.standing import FEWEST_LABELS, Known, Standing, standing
from api.meaning.tables import ScorerRow
from api.meaning.words import words
from api.staff.person import Person
from api.waves.tables import WaveRow
from nlu.judged import Mistakes
from nlu.tone import Tone
from surveys.model import Question


def check(session: Session, who: Person, wave: WaveRow, question: Question) -> None:
    """Asks anew what all labels of a question say of each scorer, and from 200 on what they have taught.

    Labels go with their responses: what more of them have said once stays. Raises Unavailable.
    """
    asked = labelling.label_of(session, wave, question)
    heard = labelling.heard(session, wave.survey, question.key, asked)
    before = standing(session, wave.survey, question.key, asked).judgement
    if before is None or before.asked != asked or len(heard) >= before.labels:
        found = workshop.judged((comment, str(tone)) for _, comment, tone in heard)
        model = found.pop("model")
        row = ScorerRow(
            survey=wave.survey, question=question.key, judgement={**found, "asked": asked}, model=model
        )
        repository.keep_scorer(session, row)
    audit.record(session, who, "comments_checked", wave.id)


def said(known: Known) -> Iterator[str]:
    """What the labels say so far, in sentences: no number in them stands for single comments."""
    phrases, far = words()["trust"], known.standing
    yield phrases[far].format(
        least=FEWEST_LABELS, labels=known.labels // 10 * 10 or "fewer than ten", tenths=_tenths(known)
    )
    if known.judgement and far in (Standing.GOOD, Standing.MISTRUSTED):
        yield _finds(known.judgement.mistakes)


@dataclass(frozen=True)
class Compared:
    """One scorer in tenths: how often it puts a positive comment above a negative one, and finds these."""

    name: str
    order: int | None
    found: int | None
    right: int | None


def compared(known: Known) -> list[Compared]:
    """What the labels say of each scorer, once there are enough of them, in the order of words.yml."""
    if known.judgement is None or known.labels < FEWEST_LABELS:
        return []
    scorers = known.judgement.scorers
    judged = [(name, scorers[key]) for key, name in words()["scorers"].items() if key in scorers]
    return [
        Compared(name, _of_ten(one.auc), _of_ten(recall(one)), _of_ten(precision(one)))
        for name, one in judged
    ]


def recall(mistakes: Mistakes) -> float | None:
    """Of the comments that people call negative, the share that it calls so too; None where there is none."""
    theirs = sum(heard.get(Tone.negative, 0) for heard in mistakes.table.values())
    return _both(mistakes) / theirs if theirs else None


def precision(mistakes: Mistakes) -> float | None:
    """Of those that it calls negative, the share that people call so too; None where there is none."""
    its = sum(mistakes.table.get(Tone.negative, {}).values())
    return _both(mistakes) / its if its else None


def _both(mistakes: Mistakes) -> int:
    return mistakes.table.get(Tone.negative, {}).get(Tone.negative, 0)


def _finds(mistakes: Mistakes) -> str:
    found, right = recall(mistakes), precision(mistakes)
    if found is None or right is None:
        return str(words()["trust"]["finds_none"])
    return str(words()["trust"]["finds"].format(found=_of_ten(found), right=_of_ten(right)))


def _tenths(known: Known) -> str:
    """With one place: the line is drawn between seven and eight."""
    found = known.judgement.mistakes.auc if known.judgement else None
    return "" if found is None else f"{10 * found:.1f}".removesuffix(".0")


def _of_ten(share: float | None) -> int | None:
    return None if share is None else round(10 * share)

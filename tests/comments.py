"""A closed wave whose people wrote comments, for whatever is made of these."""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session, select

from api.findings import service as findings
from api.meaning.asking import drawn
from api.meaning.tables import LabelRow
from api.runs.tables import ResponseRow
from api.waves import catalogue
from api.waves.tables import WaveRow, WaveState

CLOSED = date(2026, 11, 20)
QUESTION = "own_words"
GOOD = (
    "The teachers are kind and I feel safe at school",
    "The youth club is great and the staff listen to us",
    "I like the park, it is calm and friendly",
    "My form tutor is brilliant and always has time",
    "The new lights are lovely and the path is safe",
)
BAD = (
    "The bus is horrible and people are rude",
    "I hate the dark path behind the shops",
    "I do not feel safe at the park, it is scary",
    "Nobody listens to us and the corridor is awful",
    "I get bullied in the group chat and it is terrible",
)
MIDDLING = ("The bus goes into town every hour", "Ask us before the timetable is made")


def closed(
    session: Session,
    opened: Callable[..., WaveRow],
    comments: Sequence[str],
    survey: str = "your_voice_matters",
    title: str = "Made-up group",
) -> UUID:
    """A wave whose responses hold these comments, settled and frozen; its id."""
    wave = session.get_one(WaveRow, opened(survey).id)
    wave.title = title
    snapshot_id = uuid4()
    rows = [
        ResponseRow(
            wave_id=wave.id,
            week=CLOSED,
            answers={QUESTION: words, "safe_home": "safe"},
            snapshot_id=snapshot_id,
        )
        for words in comments
    ]
    session.add_all(rows)
    session.flush()
    findings.take_snapshot(
        session,
        snapshot_id=snapshot_id,
        wave_id=wave.id,
        survey=catalogue.survey(session, wave),
        answers=[row.answers for row in rows],
        invited=None,
        title=wave.title,
        audience=wave.audience,
        weeks=[CLOSED - timedelta(days=CLOSED.weekday())],
        new=len(rows),
        today=CLOSED,
        closing=True,
        shown={},
    )
    wave.state, wave.closed = WaveState.CLOSED, CLOSED
    session.commit()
    return wave.id


def some(good: int, bad: int, middling: int = 0) -> list[str]:
    """So many comments of each side, each a little different from the others, in random order."""
    chance = random.Random(4)
    made = [
        f"{chance.choice(kind)}{chance.choice(('', ' today', ' in our year', ' most days', ' here'))}"
        for kind, number in ((GOOD, good), (BAD, bad), (MIDDLING, middling))
        for _ in range(number)
    ]
    chance.shuffle(made)
    return made


def sounds(words: str) -> str:
    """How such a comment sounds to a person."""
    if words.startswith(GOOD):
        return "positive"
    return "negative" if words.startswith(BAD) else "mixed"


def label(session: Session, wave_id: UUID, limit: int, ear: Callable[[str], str] = sounds) -> None:
    """Somebody labels the first comments of a wave, as they are drawn."""
    account = uuid4()
    found = select(ResponseRow).where(ResponseRow.wave_id == wave_id).order_by(drawn(QUESTION)).limit(limit)
    for row in session.exec(found).all():
        tone = ear(row.answers[QUESTION])
        session.add(LabelRow(response_id=row.id, question=QUESTION, account=account, tone=tone))
    session.commit()

"""What the staff do with comments: label some, confirm what they are about, count, and quote two."""

from sqlmodel import Session

from api.db import transaction
from api.errors import WrongState
from api.meaning import checking, coding, counting, labelling, quotes
from api.meaning.service import asked_in_words
from api.meaning.standing import FEWEST, FEWEST_LABELS
from api.meaning.tables import Heard
from api.staff.person import Person, Role
from api.waves import catalogue
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from bot.demonstration.scene import Scene
from bot.demonstration.words import words
from surveys.model import Question

PAGES = 10
LABELS = FEWEST_LABELS + 10
QUOTED = 2  # of the newest wave; a second person has looked at the first


def read(scene: Scene) -> None:
    """Of every closed wave with enough comments."""
    with transaction(scene.base.engine) as session:
        closed = [wave.id for wave in waves.every(session) if wave.state == WaveState.CLOSED]
    # The newest first: what its labels say holds for the others.
    for wave_id in closed:
        with transaction(scene.base.engine) as session:
            wave = waves.get(session, wave_id)
            for question in asked_in_words(catalogue.survey(session, wave)):
                _work(session, scene, wave, question)
        with transaction(scene.base.engine) as session:
            try:
                counting.count(session, scene.staff[Role.ANALYST], wave_id, scene.today)
            except WrongState:
                continue  # too few comments


def quote(scene: Scene) -> None:
    """Two comments of the first wave that has a theme to quote from."""
    with transaction(scene.base.engine) as session:
        for wave in waves.every(session):
            if wave.state == WaveState.CLOSED:
                keys = [one.key for one in asked_in_words(catalogue.survey(session, wave))]
                if offered := quotes.offered(session, wave.id, keys):
                    _quote(session, scene, wave, offered[0])
                    return


def _work(session: Session, scene: Scene, wave: WaveRow, question: Question) -> None:
    analyst = scene.staff[Role.ANALYST]
    shown = coding.page(session, wave.id, question.key, 1)
    if len(shown.comments) < FEWEST:
        return
    heard = words()["heard"].get(wave.survey)
    if question.tone and heard and not _is_labelled(session, wave, question):
        _label(session, analyst, wave, question, heard)
    for number in range(1, PAGES + 1):
        shown = coding.page(session, wave.id, question.key, number)
        ticked = {one.response_id: one.ticked for one in shown.comments}
        coding.confirm(session, analyst, wave.id, question.key, ticked)


def _is_labelled(session: Session, wave: WaveRow, question: Question) -> bool:
    asked = labelling.label_of(session, wave, question)
    return bool(labelling.heard(session, wave.survey, question.key, asked))


def _label(
    session: Session, who: Person, wave: WaveRow, question: Question, heard: dict[str, list[str]]
) -> None:
    """As somebody would who has the time for it; where there are fewer comments, all of them."""
    for _ in range(LABELS):
        one = labelling.next_one(session, who, wave.id, question.key)
        if one.response_id is None:
            return
        tone = next((Heard(side) for side, said in heard.items() if one.words in said), Heard.MIXED)
        labelling.put(session, who, wave.id, question.key, one.response_id, tone)
    checking.check(session, who, wave, question)


def _quote(session: Session, scene: Scene, wave: WaveRow, offered: quotes.Offered) -> None:
    analyst, approver = scene.staff[Role.ANALYST], scene.staff[Role.APPROVER]
    found = quotes.choices(session, wave.id, offered.question, offered.theme, 0, coding.PAGE)
    # Each sentence once: in a demonstration many say the same.
    different = {said: response for response, said in found}
    for place, response in enumerate(list(different.values())[:QUOTED]):
        row = quotes.propose(session, analyst, wave.id, offered.question, offered.theme, response)
        session.flush()
        if place == 0:
            quotes.approve(session, approver, row.id, quotes.mark(row))

"""Actions in each state, and what people are told was done: published, before a second person, taken down."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from api import clock
from api.actions import course, said, said_moving
from api.actions import service as actions
from api.actions.said import About, Words
from api.actions.said_tables import SaidState
from api.actions.smart import Typed
from api.actions.tables import ActionNoteRow, ActionState, SourceKind
from api.db import transaction
from api.staff.person import Role
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from api.working_days import DAY
from bot.demonstration.scene import Scene
from bot.demonstration.words import words

AT = time(10, 30, tzinfo=clock.HERE)
SURVEY = "your_voice_matters"


def put_down(scene: Scene) -> None:
    """What the partnership has set itself, and what it tells of it."""
    with transaction(scene.base.engine) as session:
        closed = (wave for wave in waves.every(session) if wave.state == WaveState.CLOSED)
        over = next((wave for wave in closed if wave.survey == SURVEY), None)
        made = {one["title"]: _action(session, scene, one, over) for one in words()["actions"]}
    for one in words()["said"]:
        with transaction(scene.base.engine) as session:
            _said(session, scene, one, made.get(one.get("action", "")))


def _action(session: Session, scene: Scene, one: Mapping[str, Any], over: WaveRow | None) -> UUID:
    """Put down some weeks ago, and moved to where it is."""
    who, began = scene.staff[Role.ANALYST], scene.today - one["ago"] * DAY
    from_wave = over if one.get("finding") else None
    typed = Typed(
        **{name: one[name] for name in ("title", "measure", "agency", "owner", "lens", "priority", "origin")},
        due=began + one["within"] * DAY,
        source=SourceKind.FINDING if from_wave else SourceKind.WORDS,
        source_id=from_wave.id if from_wave else None,
        question=one["finding"] if from_wave else "",
    )
    row = actions.write(session, who, typed, began)
    for number, (state, said_of_it) in enumerate(one.get("moves", {}).items()):
        day = began + (20 * number + 10) * DAY
        if state == ActionState.DONE:
            shown = "https://demonstration.example/lamps"
            course.prove(session, who, row.id, one["evidence"], shown, course.proof_mark(row))
        course.move_to(session, who, row.id, ActionState(state), said_of_it, day)
    if "note" in one:
        course.note(session, who, row.id, one["note"])
    session.flush()
    noted = select(ActionNoteRow).where(ActionNoteRow.action_id == row.id).order_by(col(ActionNoteRow.at))
    for number, note in enumerate(session.exec(noted)):
        note.at = datetime.combine(began + min(20 * number, one["ago"]) * DAY, AT)
    return row.id


def _said(session: Session, scene: Scene, one: Mapping[str, Any], action_id: UUID | None) -> None:
    sender, approver, state = scene.staff[Role.SENDER], scene.staff[Role.APPROVER], SaidState(one["state"])
    about = About(one["audience"], one["outcome"], one["symbol"], action_id)
    english = Words(one["said"], one["did"], words()["speakers"][one["audience"]])
    row = said.begin(session, sender, about, english, scene.today)
    for language, text in one.get("texts", {}).items():
        read = said.mark(said.get(session, row.id))
        said.translate(session, sender, row.id, language, Words(**text), read)
    if state == SaidState.DRAFT:
        return
    said_moving.ask(session, sender, row.id)
    if state == SaidState.WAITING:
        return
    read = said.mark(said.get(session, row.id))
    said_moving.publish(session, approver, row.id, read, scene.today - one.get("ago", 0) * DAY)
    for language in one.get("checked", []):
        said.confirm(session, approver, row.id, language)
    if state == SaidState.TAKEN_DOWN:
        said_moving.take_down(session, sender, row.id)

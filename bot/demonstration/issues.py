"""Issues and good practice that practitioners have sent: some new, others as far as they have come."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api.conversation.service import Turn
from api.db import transaction
from api.feedback import service as feedback
from api.feedback import triage
from api.feedback.tables import IssueRow, IssueState
from api.members import service as members
from api.staff.person import Role
from api.working_days import DAY
from bot.demonstration.scene import Scene
from bot.demonstration.words import words

SENDS, ENDS = ":send", (":skip", ":skip", ":skip")


def send(scene: Scene) -> None:
    """Through the chat, each by somebody else; then the staff do what each says."""
    first: UUID | None = None
    for one in words()["issues"]:
        code = _raised(scene, one)
        with transaction(scene.base.engine) as session:
            row = feedback.with_code(session, scene.base.keys, code)
            assert row is not None
            _handled(session, scene, row, one, first)
            # Last: nobody who is made up is written to.
            row.came = scene.today - one["ago"] * DAY
            row.member_id = scene.chance.choice(members.everyone(session)) if one["member"] else None
            first = first or row.id


def _raised(scene: Scene, one: Mapping[str, Any]) -> str:
    """The code of it."""
    conversation = scene.desk.open("web", "practitioner")
    scene.desk.take(conversation, Turn(choice=f":raise {one['kind']}"))
    scene.desk.take(conversation, Turn(choice=one["theme"]))
    scene.desk.take(conversation, Turn(text=one["seen"]))
    for key, skip in zip(("place", "often", "wanted"), ENDS, strict=True):
        said = one.get(key)
        scene.desk.take(conversation, Turn(text=said) if said else Turn(choice=skip))
    shown, *_ = scene.desk.take(conversation, Turn(choice=SENDS))
    assert shown.receipt
    return shown.receipt


def _handled(
    session: Session, scene: Scene, row: IssueRow, one: Mapping[str, Any], first: UUID | None
) -> None:
    who, state = scene.staff[Role.SENDER], IssueState(one["state"])
    if state == IssueState.NEW:
        return
    triage.tag(session, who, row.id, theme=one["theme"], lens=one["lens"], priority=one["priority"])
    match state:
        case IssueState.MERGED:
            triage.merge(session, who, row.id, first)
        case IssueState.ANSWERED:
            triage.answer(session, who, row.id, one["answer"], scene.today)
        case IssueState.ESCALATED:
            triage.escalate(session, who, row.id, scene.today)
        case IssueState.CLOSED:
            triage.close(session, who, row.id, one["became"], scene.today)

"""Conversations over HTTP, for other programs. The random id is the key: both routes are public."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from api.conversation.contracts import ConversationIn, ConversationOut, TurnIn, TurnOut
from api.conversation.service import Desk, Turn
from api.envelope import Refusal
from api.errors import NotFound

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])


def the_desk(request: Request) -> Desk:
    """The desk that the program was started with."""
    desk: Desk = request.app.state.desk
    return desk


DeskDep = Annotated[Desk, Depends(the_desk)]


@router.post("", status_code=201)
def open_conversation(wanted: ConversationIn, desk: DeskDep) -> ConversationOut:
    """Begins a conversation."""
    return ConversationOut(id=desk.open(wanted.channel, wanted.audience, wanted.language))


@router.post("/{conversation_id}/turns", responses={404: {"model": Refusal}, 503: {"model": Refusal}})
def take_turn(conversation_id: UUID, turn: TurnIn, desk: DeskDep) -> TurnOut:
    """Brings one message and gets what Heard says to it.

    In a conversation that has ended, harm is still answered by the help card.
    """
    taken = Turn(text=turn.text, choice=turn.choice, key=turn.turn, question=turn.question)
    try:
        return TurnOut(replies=desk.take(conversation_id, taken))
    except NotFound:
        if card := desk.card_for(taken):
            return TurnOut(replies=card)
        raise

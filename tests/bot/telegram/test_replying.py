"""A member replies to a broadcast in Telegram, by the phone's own way of replying."""

import pytest
from aiogram import Dispatcher
from sqlalchemy import Engine, update

from api.broadcasts import service as broadcasts
from api.broadcasts.tables import DeliveryRow, DeliveryState
from api.db import transaction
from tests.people import ROBIN, approved

from .wire import TOKEN, Wire

BOT = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Heard"}
SOMEBODY = {"id": 4711, "is_bot": False, "first_name": "Somebody"}


@pytest.fixture
async def member(dispatcher: Dispatcher, stocked: Engine, invitation: str) -> Wire:
    """Somebody who has joined, and was sent a broadcast."""
    person = Wire(dispatcher, 12345)
    await person.writes("/start")
    await person.writes(invitation)
    with transaction(stocked) as session:
        row = approved(session, "New guide on neglect")
        broadcasts.send(session, ROBIN, row.id)
        session.flush()
        session.execute(update(DeliveryRow).values(state=DeliveryState.SENT))
    return person


def replied(sender: dict[str, object], text: str) -> dict[str, object]:
    chat = {"id": 12345, "type": "private"}
    return {"message_id": 90, "date": 1, "chat": chat, "from": sender, "text": text}


async def test_the_reply_begins_an_issue_about_it(member: Wire) -> None:
    copy = replied(BOT, "New guide on neglect\n\nMade-up text")
    said = await member.writes("Nobody here has seen it", reply_to_message=copy)
    assert "This answers the message “New guide on neglect”." in said[0]
    assert "What is it about?" in said[-1]


async def test_words_of_others_that_are_replied_to_begin_nothing(member: Wire) -> None:
    copy = replied(SOMEBODY, "New guide on neglect\n\nMade-up text")
    said = await member.writes("menu", reply_to_message=copy)
    assert not any("This answers" in one for one in said)

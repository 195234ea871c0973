"""A demonstration partnership: made-up answers to a made-up wave, through the same doors as real ones."""

import argparse
import random
from uuid import uuid4

from rich.progress import track
from sqlalchemy import Engine
from sqlmodel import Session

from api import clock, codes, postgres
from api.broadcasts import service as broadcasts
from api.conversation.rasa import Rasa
from api.conversation.service import Desk, Turn
from api.db import transaction
from api.members import service as members
from api.settings import Settings
from api.waves import catalogue
from api.waves import service as waves
from api.waves.service import Plan
from bot.foundation import Foundation, foundation
from bot.warming import NOWHERE

PEOPLE = 137
TITLE = "Demonstration: made-up Year 9 group"
COMMENTS = (
    "More lights on the way to the bus would help.",
    "It is fine as it is, I feel happy at school.",
    "I hate the dark path behind the shops.",
    "Teachers are kind and listen to us.",
    "The bus is too full and people are rude.",
    "Nothing really.",
    "A quiet room at lunch would be good.",
)


def fill(settings: Settings, _: argparse.Namespace) -> None:
    """Opens a wave, lets made-up people answer it, and writes a draft to the action group."""
    with postgres.only_one(settings.home), foundation(settings, print) as base:
        code = _open(base)
        desk = Desk(base.engine, base.keys, base.cards, Rasa(lambda: NOWHERE))
        chance = random.Random(7)
        for _number in track(range(PEOPLE), description="Made-up people answer"):
            answer_all(desk, code, chance)
        _draft(base.engine)
    print(
        f"Filled: the wave {TITLE!r} has the code {codes.spaced(code)}. "
        "Start ./heard run, then close it in the console."
    )


def answer_all(desk: Desk, code: str, chance: random.Random) -> None:
    """One made-up person from the code to the end."""
    conversation = desk.open("demo")
    desk.take(conversation, Turn(choice=f":join {code}", person=uuid4().hex))
    replies = desk.take(conversation, Turn(choice=":start"))
    while (asked := next((reply for reply in replies if reply.question), None)) is not None:
        options = [option.value for option in asked.choices if not option.value.startswith(":")]
        if options:
            # Earlier options are likelier, so that the charts say something.
            replies = desk.take(
                conversation, Turn(choice=options[int(len(options) * chance.random() ** 1.6)])
            )
        else:
            replies = desk.take(conversation, Turn(text=chance.choice(COMMENTS)))
    desk.take(conversation, Turn(choice=":send"))


def _open(base: Foundation) -> str:
    with transaction(base.engine) as session:
        asked = catalogue.newest(session, "your_voice_matters")
        wanted = Plan(title=TITLE, watched=False, languages=asked.languages, invited=PEOPLE + 20)
        return waves.plan(session, base.keys, asked, wanted, clock.now()).code


def _draft(engine: Engine) -> None:
    with transaction(engine) as session:
        _member(session)
        broadcasts.write(
            session, "Demonstration: new one-minute guide", "This is a made-up broadcast. It can be sent."
        )


def _member(session: Session) -> None:
    code = members.invite(session, name="Demo Member", agency="Example Agency", today=clock.today())
    members.join(session, code, members.Address(kind="web", value=uuid4().hex), clock.today())

"""A Heard with one of everything: what each page of the console shows is there in each of its states."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from api import clock, secrets
from api.broadcasts import documents, drafts, wishes
from api.broadcasts import service as broadcasts
from api.conversation.rasa import Rasa
from api.conversation.service import Desk
from api.db import transaction
from api.findings import pools
from api.findings import service as findings
from api.findings.tables import PoolRow
from api.guidance import changes
from api.guidance import service as guidance
from api.guidance.items import SHAPES
from api.health.service import RemoteAssistant
from api.meaning import coding, quotes
from api.meaning.service import asked_in_words
from api.retention.clocks import CAUTIOUS
from api.settings import Settings
from api.staff import accounts, sessions
from api.staff.accounts import MACHINE, Wanted
from api.staff.person import Person, Role
from api.staff.tables import Stage
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import Entry, WaveRow, WaveState
from bot.demonstration import (
    actions,
    comments,
    group,
    issues,
    office,
    opinions,
    papers,
    partners,
    queue,
    year,
)
from bot.demonstration.scene import Scene
from bot.foundation import CONTENT, Foundation, prepared
from bot.server import Talking, web_app
from bot.warming import NOWHERE

ADDRESS = "http://heard.example"
DAY = timedelta(days=1)
ANSWERS = 24  # below 20 findings show no numbers


@dataclass(frozen=True)
class Filled:
    """`staff` has one person for each role, who has that one alone; `everyone` holds them all."""

    base: Foundation
    home: Path
    staff: Mapping[Role, Person]
    everyone: Person

    def cookie(self, who: Person) -> str:
        """What the browser of somebody holds who is signed in."""
        assert who.id is not None
        with transaction(self.base.engine) as session:
            account = accounts.get(session, who.id)
            return sessions.start(session, account, Stage.IN, clock.now())


@contextmanager
def a_filled(server: str, home: Path, name: str) -> Iterator[Filled]:
    """One in a database of its own, which is gone afterwards."""
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    keys = KeyRing(home / "waves")
    try:
        with prepared(url, CONTENT / "coventry", keys) as engine:
            cards = guidance.published(engine)
            own = [secrets.keep(home, purpose) for purpose in ("bot", "forms")]
            yield fill(Foundation(url, engine, keys, cards, bot_secret=own[0], form_secret=own[1]), home)
    finally:
        with admin.connect() as connection:
            for gone in (name, f"{name}_dbos"):
                connection.execute(text(f"drop database if exists {gone} with (force)"))
        admin.dispose()


@contextmanager
def web_role(filled: Filled, address: str) -> Iterator[FastAPI]:
    """Its pages, as people reach them at the address; no worker changes anything meanwhile."""
    base, rasa = filled.base, Rasa(lambda: NOWHERE)
    settings = Settings(_env_file=None, database_url=base.database_url, home=filled.home, public_url=address)
    desk = Desk(base.engine, base.keys, base.cards, rasa, address)
    yield web_app(settings, base, Talking(desk, RemoteAssistant(NOWHERE), "the word"))
    rasa.close()


def fill(base: Foundation, home: Path) -> Filled:
    """Fills an empty Heard through the doors that the demonstration uses, with fewer people."""
    people = office.engage(base.engine)
    desk = Desk(base.engine, base.keys, base.cards, Rasa(lambda: NOWHERE))
    scene = Scene(base, desk, ADDRESS, clock.today(), office.in_roles(people), lambda steps: None)
    group.join(scene)
    group.write(scene)
    _hand_out(scene)
    issues.send(scene)
    papers.raise_many(scene)
    papers.report(scene)
    papers.write_newsletter(scene)
    office.give_keys(scene)
    watched = _waves(scene)
    queue.alerts(scene, watched)
    queue.requests(scene, CAUTIOUS.contacts)
    comments.read(scene)
    comments.quote(scene)
    _propose(scene)
    _put_together(scene)
    office.change_guidance(scene)
    office.bring_survey(scene)
    office.misunderstand(scene)
    actions.put_down(scene)
    partners.report(scene)
    with transaction(base.engine) as session:
        _withdraw(session, scene.staff[Role.AUTHOR])
        _leave(session)
    return Filled(base, home, scene.staff, people[0])


def _waves(scene: Scene) -> WaveRow:
    """A wave in each state and of each kind; the watched one."""
    over, *_, unanswered = list(year.past(scene.today))
    opinions.hold(scene, [replace(over, people=ANSWERS), replace(unanswered, people=0)])
    began = datetime.combine(scene.today - 9 * DAY, time(9, tzinfo=clock.HERE))
    visit, watched, single_use = year.present(scene.today)
    held = opinions.hold(
        scene,
        [replace(visit, people=2), replace(watched, people=2), replace(single_use, codes=3)],
    )
    opinions.plan(scene, year.planned(scene.today))
    with transaction(scene.base.engine) as session:
        asked = catalogue.newest(session, "parents_and_carers")
        waves.rehearse(session, scene.base.keys, asked, clock.now())
    ending = opinions.plan(scene, replace(visit, title="Being closed", opens=began, entry=Entry.LINK))
    with transaction(scene.base.engine) as session:
        waves.move(waves.get(session, ending.id), WaveState.CLOSING, scene.today)
    return held[watched.title]


def _hand_out(scene: Scene) -> None:
    """A broadcast that is being sent, with all that can go with it, and a draft that came back."""
    sender, approver = scene.staff[Role.SENDER], scene.staff[Role.APPROVER]
    with transaction(scene.base.engine) as session:
        wanted = wishes.Wishes(asks=True, review="Made-up review")
        row = drafts.write(session, sender, "On its way", "Made-up text", wanted)
        paper, read = b"%PDF-1.7 made up", drafts.mark(session, row)
        documents.put(session, sender, row.id, "made-up.pdf", paper, read)
        drafts.ask(session, sender, row.id)
        drafts.approve(session, approver, row.id, drafts.mark(session, row))
        broadcasts.send(session, sender, row.id)
        refused = drafts.write(session, sender, "Sent back", "Made-up text")
        drafts.ask(session, sender, refused.id)
        drafts.refuse(session, approver, refused.id, "Say by when")


def _propose(scene: Scene) -> None:
    """A quote in each state; with so few people no theme has enough comments by itself."""
    analyst, approver = scene.staff[Role.ANALYST], scene.staff[Role.APPROVER]
    with transaction(scene.base.engine) as session:
        wave, question, shown = next(
            (wave, question.key, shown)
            for wave in waves.every(session)
            for question in asked_in_words(catalogue.survey(session, wave))
            if wave.state == WaveState.CLOSED
            and (shown := coding.page(session, wave.id, question.key, 1).comments)
        )
        coding.confirm(session, analyst, wave.id, question, {one.response_id: {"listening"} for one in shown})
        rows = [
            quotes.propose(session, analyst, wave.id, question, "listening", one.response_id)
            for one in shown[:4]
        ]
        session.flush()
        for row in rows[:2]:
            quotes.approve(session, approver, row.id, quotes.mark(row))
        quotes.withdraw(session, analyst, rows[1].id)
        quotes.refuse(session, approver, rows[2].id, "Too long")


def _put_together(scene: Scene) -> None:
    """Numbers as those of several waves; one wave stands for all, since each takes seconds to be answered."""
    with transaction(scene.base.engine) as session:
        wave, published = next(
            (wave, published)
            for wave in waves.every(session)
            if wave.state == WaveState.CLOSED and (published := findings.latest(session, wave.id))
        )
        day = wave.closed or wave.opened
        row = PoolRow(survey=wave.survey, first=day, last=day, waves=[wave.id], taken=day)
        row.published = published.model_dump(mode="json")
        session.add(row)
        session.flush()
        pools.store_papers(session, row.id)


def _withdraw(session: Session, author: Person) -> None:
    shape = SHAPES["topic"]
    after = (changes.now(session, shape, "neglect") or {}) | {"label": "Made-up label"}
    change = changes.propose(session, author, shape, "neglect", after, "Tried out")
    changes.withdraw(session, author, change)


def _leave(session: Session) -> None:
    """Somebody who worked here once."""
    wanted = Wanted("Frankie Former", "Policy officer", "frankie@demonstration.example", [Role.AUTHOR])
    accounts.close(session, MACHINE, accounts.make(session, wanted, MACHINE))

"""./heard demo: fills an empty Heard with a made-up partnership, and says how to look at it."""

import argparse

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from sqlmodel import Session

from api import clock, codes, postgres
from api.broadcasts import service as broadcasts
from api.conversation.rasa import Rasa
from api.conversation.service import Desk
from api.db import transaction
from api.errors import HeardError
from api.members import lists
from api.members import service as members
from api.safety import contact
from api.settings import Settings
from api.staff import accounts
from api.waves import service as waves
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
from bot.demonstration.words import words
from bot.foundation import Foundation, foundation
from bot.warming import NOWHERE

# In the time that one person needs to answer.
OFFICE, GUIDANCE = 60.0, 90.0
BESIDE = "HEARD_HOME=var/demonstration"
REAL = (
    "This Heard is in use, so nothing made up was put into it. A demonstration can stand beside it: "
    f"{BESIDE} ./heard demo, then {BESIDE} ./heard run."
)
BROKEN_OFF = (
    "A demonstration was begun here and did not come to its end. Begin again in an empty folder: "
    f"{BESIDE} ./heard demo."
)
COLUMNS = (
    TextColumn("{task.description:<36}"),
    BarColumn(),
    TimeRemainingColumn(elapsed_when_finished=True),
)
ALREADY = "This Heard is filled with the demonstration already; nothing was done twice. ./heard run shows it."


def fill(settings: Settings, _: argparse.Namespace) -> None:
    """Raises HeardError where something is there that was not made up, or only half of it."""
    with postgres.only_one(settings.home), foundation(settings, print) as base:
        with transaction(base.engine) as session:
            if is_filled(session):
                print(ALREADY)
                return
        with Progress(*COLUMNS) as bar:
            code = _filled(settings, base, bar)
        with transaction(base.engine) as session:
            links = office.links_for(session, office.people(session))
    print(f"\n{words()['notice']} ./heard run starts it; the code {codes.spaced(code)} opens a survey.")
    print("Each link opens an account of somebody of the staff, once and within three days:\n")
    for person, token in links.items():
        print(f"  {person}\n    {settings.address}/console/welcome/{token}")


def is_filled(session: Session) -> bool:
    """Whether all of it is there; False where nothing is. Raises HeardError for anything between."""
    first = words()["staff"][0]["name"]
    titles = {wave.title for wave in waves.every(session)}
    made = accounts.by_address(session, office.address(first))
    if made is None:
        there = (
            titles
            or accounts.every(session)
            or members.everyone(session)
            or lists.count_invitations(session)
            or broadcasts.count(session, "", None)
            or contact.every(session, clock.now())
        )
        if there:
            raise HeardError(REAL)
        return False
    if year.planned(made.made).title not in titles:
        raise HeardError(BROKEN_OFF)
    return True


def _filled(settings: Settings, base: Foundation, bar: Progress) -> str:
    """The code of the wave that is open to everybody."""
    today = clock.today()
    past, present = list(year.past(today)), list(year.present(today))
    said = words()["stages"]
    task = bar.add_task(said["office"], total=OFFICE + GUIDANCE + opinions.steps([*past, *present]))
    people = office.engage(base.engine)
    desk = Desk(base.engine, base.keys, base.cards, Rasa(lambda: NOWHERE))
    scene = Scene(
        base, desk, settings.address, today, office.in_roles(people), lambda steps: bar.advance(task, steps)
    )
    group.join(scene)
    group.write(scene)
    issues.send(scene)
    papers.raise_many(scene)
    papers.report(scene)
    papers.write_newsletter(scene)
    office.give_keys(scene)
    scene.done(OFFICE)
    for stage, openings in (("past", past), ("present", present)):
        bar.update(task, description=said[stage])
        held = opinions.hold(scene, openings)
    code, watched = held[present[0].title].code, held[present[1].title]
    bar.update(task, description=said["guidance"])
    queue.alerts(scene, watched)
    queue.requests(scene, settings.clocks.contacts)
    comments.read(scene)
    comments.quote(scene)
    office.change_guidance(scene)
    office.bring_survey(scene)
    office.misunderstand(scene)
    actions.put_down(scene)
    partners.report(scene)
    # Last of all: by it the next start knows that nothing is missing.
    opinions.plan(scene, year.planned(today))
    scene.done(GUIDANCE)
    return code

"""What the staff of a demonstration have to hand: accounts, keys, changes of the guidance, a new survey."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from api import clock
from api.db import transaction
from api.guidance import changes, urgent
from api.guidance.change_tables import ChangeState
from api.guidance.items import SHAPES
from api.staff import accounts, keys, sessions
from api.staff.accounts import MACHINE, Wanted
from api.staff.person import Person, Role
from api.understanding.service import Tally
from api.waves import catalogue
from bot.demonstration.scene import Scene
from bot.demonstration.words import words

DAY = timedelta(days=1)


def engage(engine: Engine) -> list[Person]:
    """An account for each; the first holds every role. None of them can sign in without a link."""
    with transaction(engine) as session:
        return [sessions.person(accounts.make(session, _wanted(one), MACHINE)) for one in words()["staff"]]


def people(session: Session) -> list[Person]:
    """Those of the demonstration, in the order in which they are named."""
    found = (accounts.by_address(session, address(one["name"])) for one in words()["staff"])
    return [sessions.person(account) for account in found if account is not None]


def in_roles(people: Iterable[Person]) -> dict[Role, Person]:
    """Who of them does the work of each role: whoever has that one alone."""
    return {role: person for person in people if len(person.roles) == 1 for role in person.roles}


def address(name: str) -> str:
    """What somebody of a demonstration signs in with."""
    return f"{name.casefold().replace(' ', '.')}@{words()['address']}"


def _wanted(one: Mapping[str, Any]) -> Wanted:
    roles = [Role(one["role"])] if "role" in one else list(Role)
    return Wanted(one["name"], one["title"], address(one["name"]), roles)


def give_keys(scene: Scene) -> None:
    """To other programs; one of them has run out, one is about to."""
    who = scene.staff[Role.ADMINISTRATOR]
    with transaction(scene.base.engine) as session:
        for one in words()["programs"]:
            keys.make(session, who, one["name"], [keys.Scope.FINDINGS], one["days"])
        days = {one["name"]: one["ago"] * DAY for one in words()["programs"]}
        for row in keys.every(session):
            row.made, row.expires = row.made - days[row.name], row.expires - days[row.name]


def change_guidance(scene: Scene) -> None:
    """Changes on every part of their way, and one that could not wait."""
    for one in words()["changes"]:
        with transaction(scene.base.engine) as session:
            _change(session, scene, one)
    author, approver, said = scene.staff[Role.AUTHOR], scene.staff[Role.APPROVER], words()
    contact, name = SHAPES["contact"], said["contact"]["key"]
    with transaction(scene.base.engine) as session:
        new = changes.now(session, contact, "mash")
        assert new is not None
        page = {field: value for field, value in new.items() if field != "phone"} | said["contact"]
        change = changes.propose(session, author, contact, name, page, said["contact_reason"])
        changes.send(session, author, change)
        changes.approve(session, approver, change)
    with transaction(scene.base.engine) as session:
        page = (changes.now(session, contact, name) or {}) | {"link": said["new_link"]}
        change = changes.propose(session, author, contact, name, page, said["urgent_reason"])
        urgent.publish_at_once(session, author, change, said["urgent_reason"])


def _change(session: Session, scene: Scene, one: Mapping[str, Any]) -> None:
    author, approver, state = scene.staff[Role.AUTHOR], scene.staff[Role.APPROVER], ChangeState(one["state"])
    shape = SHAPES["topic"]
    now = changes.now(session, shape, one["topic"])
    assert now is not None
    after = now | {"words": [*now.get("words", []), one["words"]]}
    change = changes.propose(session, author, shape, one["topic"], after, one["reason"])
    if state == ChangeState.DRAFT:
        return
    changes.send(session, author, change)
    if state == ChangeState.PUBLISHED:
        changes.approve(session, approver, change)
    elif state == ChangeState.REFUSED:
        changes.refuse(session, approver, change, one["answer"])


def bring_survey(scene: Scene) -> None:
    """A new version of a survey, for a second person to publish."""
    key = words()["draft_survey"]
    with transaction(scene.base.engine) as session:
        now = catalogue.newest(session, key)
        source = now.source.replace(f"| {now.version} |", f"| {now.version}.1 |")
        catalogue.check_in(session, scene.staff[Role.AUTHOR], source.encode(), f"{key}.md")


def misunderstand(scene: Scene) -> None:
    """What was taken for another topic this month."""
    tally = Tally(scene.base.engine)
    for guessed, chosen, times in words()["misunderstood"]:
        for _ in range(times):
            tally.note(guessed, chosen)
    tally.write()


def links_for(session: Session, people: Iterable[Person]) -> dict[Person, str]:
    """The token of a link for each, by which they choose a password and a second factor."""
    now = clock.now()
    return {
        person: accounts.new_link(session, MACHINE, accounts.get(session, person.id), now)
        for person in people
        if person.id is not None
    }

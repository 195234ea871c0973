"""Highlight reports and issues of the newsletter: one published, one before a second person, one a draft."""

from collections.abc import Mapping
from datetime import date
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from api.db import transaction
from api.feedback import beginning, reports
from api.feedback.report_tables import ReportRow
from api.feedback.reports import Written
from api.feedback.tables import IssueRow, IssueState
from api.newsletter import moving, quarters
from api.newsletter import service as newsletter
from api.newsletter.service import Item
from api.staff.person import Role
from api.working_days import DAY
from bot.demonstration.scene import Scene
from bot.demonstration.words import words

RAISED = 37  # in the last quarter: enough for numbers


def raise_many(scene: Scene) -> None:
    """What a quarter brings, dealt with since: each sentence several times, as practitioners say it again."""
    said = words()["papers"]
    first = quarters.first(quarters.step(quarters.of(scene.today), -1))
    rows = []
    for number, one in enumerate(islice(cycle(said["issues"]), RAISED)):
        day = first + scene.chance.randrange(85) * DAY
        facts = {name: scene.chance.choice(said[name]) for name in ("priority", "lens")}
        state = IssueState.ESCALATED if number < said["escalated"] else IssueState.LOOKED_AT
        escalated = day if state == IssueState.ESCALATED else None
        rows.append(
            IssueRow(**one, **facts, state=state, receipt=uuid4().bytes, came=day, escalated=escalated)
        )
    with transaction(scene.base.engine) as session:
        session.add_all(rows)


def report(scene: Scene) -> None:
    """On the last quarter, published, and on two of its months by themselves."""
    quarter = quarters.step(quarters.of(scene.today), -1)
    first, last = quarters.first(quarter), quarters.last(quarter)
    month = date(first.year, first.month + 1, 1)
    approver = scene.staff[Role.APPROVER]
    with transaction(scene.base.engine) as session:
        row = _worded(session, scene, first, last)
        read = reports.mark(row, reports.opened(session, row.id).entries)
        reports.publish(session, approver, row.id, read, scene.today)
    with transaction(scene.base.engine) as session:
        _worded(session, scene, first, month - DAY)
        beginning.begin(session, scene.staff[Role.SENDER], month, last, scene.today)


def write_newsletter(scene: Scene) -> None:
    """The last quarter's on the web, this one's before a second person, the next one's begun."""
    now, said = quarters.of(scene.today), words()["papers"]["newsletter"]
    sender, approver = scene.staff[Role.SENDER], scene.staff[Role.APPROVER]
    with transaction(scene.base.engine) as session:
        for by in (-1, 0, 1):
            row = newsletter.begin(session, sender, quarters.step(now, by), scene.today)
            newsletter.head(session, sender, row.id, row.title, said["opening"], newsletter.mark(row, []))
            for one in said["items"]:
                newsletter.put(session, sender, row.id, None, _item(one, scene.today))
            if by < 1:
                moving.ask(session, sender, row.id)
            if by < 0:
                read = newsletter.mark(row, newsletter.items(session, row.id))
                moving.publish(session, approver, row.id, read, scene.today)


def _worded(session: Session, scene: Scene, first: date, last: date) -> ReportRow:
    """A report that waits for a second person."""
    sender, said = scene.staff[Role.SENDER], words()["papers"]["report"]
    row = beginning.begin(session, sender, first, last, scene.today)
    session.flush()
    entries = reports.opened(session, row.id).entries
    texts = {
        one.id: Written(text["words"], text["asked"], "", True)
        for one, text in zip(entries, cycle(said["entries"]), strict=False)
    }
    reports.write(session, sender, row.id, said["opening"], texts, reports.mark(row, entries))
    reports.ask(session, sender, row.id)
    return row


def _item(one: Mapping[str, Any], today: date) -> Item:
    facts = {name: one[name] for name in ("kind", "title", "words", "topic") if name in one}
    return Item(**facts, day=today + one["in"] * DAY if "in" in one else None)

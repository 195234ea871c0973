"""What the first page asks of actions, and of what people are told was done."""

from datetime import timedelta

from api.actions import said
from api.actions import service as actions
from api.actions.contracts import SOON_DAYS
from api.actions.said_tables import SaidRow
from api.actions.tables import ActionRow
from api.console.needs import NAMED, Asked, Found, Thing
from api.few import Few


def said_waiting(asked: Asked) -> Found:
    return _said(said.to_publish(asked.session, asked.who, NAMED))


def said_back(asked: Asked) -> Found:
    return _said(said.sent_back(asked.session, asked.who, NAMED))


def actions_overdue(asked: Asked) -> Found:
    return _actions(actions.due(asked.session, None, asked.today - timedelta(days=1), NAMED))


def actions_soon(asked: Asked) -> Found:
    last = asked.today + timedelta(days=SOON_DAYS)
    return _actions(actions.due(asked.session, asked.today, last, NAMED))


def _said(found: Few[SaidRow]) -> Found:
    return Found(
        found.count, [Thing(f"Begun by {row.author}", f"/console/said/{row.id}") for row in found.rows]
    )


def _actions(found: Few[ActionRow]) -> Found:
    return Found(found.count, [Thing(row.title, f"/console/actions/{row.id}") for row in found.rows])

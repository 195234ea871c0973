"""The page of one entry of "you said, we did", and that page with what is wrong."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import languages
from api.actions import said, said_moving
from api.actions import service as actions
from api.actions.said_reading import told
from api.actions.words import words
from api.console.second_person import NOTHING, Desk
from api.errors import NotFound
from api.languages import DEFAULT as ENGLISH
from api.staff import overview
from api.staff.person import Person, Role
from api.staff.writers import LONGEST_REASON, wrote


def second_person(pages: Jinja2Templates, address: str) -> Desk:
    """What happens to an entry, up to the web."""
    return Desk("/said", "said_id", said_moving, partial(page, pages, address))


def page(
    pages: Jinja2Templates,
    address: str,
    request: Request,
    session: Session,
    who: Person,
    said_id: UUID,
    faults: Mapping[str, str] = NOTHING,
    typed: Mapping[str, str] = NOTHING,
    status: int = 200,
) -> Response:
    """The page of one entry; with what is wrong, and what was typed. Raises NotFound."""
    entry = said.get(session, said_id)
    row, approvers = entry.row, overview.holders(session, Role.APPROVER, but=who)
    on_the_web = told(row, entry.texts, ENGLISH)
    facts: dict[str, Any] = {
        "row": row,
        "texts": entry.texts,
        "told": on_the_web,
        "others_told": {code: told(row, entry.texts, code) for code in entry.texts if code != ENGLISH},
        "names": languages.NAMES,
        "audiences": words()["audiences"],
        "web": f"{address.rstrip('/')}{on_the_web.path}",
        "age": said.reading_age(entry.texts[ENGLISH]),
        "limit": said.READING_AGES.get(row.audience),
        "action": _action(session, row.action_id),
        "broadcast": said_moving.announcement(entry, address),
        "is_sent": said_moving.has_left(session, row),
        "for_members": row.audience == said_moving.FOR_MEMBERS,
        "mine": wrote(who, row),
        "others": [person for person in approvers if not wrote(person, row)],
        "read": said.mark(entry),
        "who": who,
        "typed": typed,
        "longest": LONGEST_REASON,
        "faults": faults,
    }
    return pages.TemplateResponse(request, "console/said_entry.html", facts, status_code=status)


def _action(session: Session, action_id: UUID | None) -> Any:
    try:
        return actions.get(session, action_id) if action_id else None
    except NotFound:
        return None

"""The page of one entry of "you said, we did", and that page with what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import languages
from api.actions import said, said_moving
from api.actions import service as actions
from api.actions.said_reading import told
from api.actions.smart import NotFilled
from api.actions.words import words
from api.console.said import to
from api.errors import NotFound, WrongState
from api.languages import DEFAULT as ENGLISH
from api.staff import overview
from api.staff.person import Person, Role
from api.staff.writers import wrote


def done(
    pages: Jinja2Templates,
    address: str,
    request: Request,
    session: Session,
    who: Person,
    said_id: UUID,
    act: Callable[[], object],
    reason: str = "",
) -> Response:
    """Back to the page of an entry, or that page with what is wrong. Raises NotFound."""
    try:
        with session.begin_nested():
            act()
    except (NotFilled, WrongState) as fault:
        faults = {fault.field if isinstance(fault, NotFilled) else "entry": str(fault)}
        return page(pages, address, request, session, who, said_id, faults, reason, fault.status)
    return to(said_id)


def page(
    pages: Jinja2Templates,
    address: str,
    request: Request,
    session: Session,
    who: Person,
    said_id: UUID,
    faults: Mapping[str, str] | None = None,
    reason: str = "",
    status: int = 200,
) -> Response:
    """The page of one entry; with what is wrong, and the reason that was typed. Raises NotFound."""
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
        "reason": reason,
        "longest": said_moving.LONGEST_REASON,
        "faults": faults or {},
    }
    return pages.TemplateResponse(request, "console/said_entry.html", facts, status_code=status)


def _action(session: Session, action_id: UUID | None) -> Any:
    try:
        return actions.get(session, action_id) if action_id else None
    except NotFound:
        return None

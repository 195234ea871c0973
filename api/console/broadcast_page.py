"""The page of one broadcast, as it is at every step of its way."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock, languages
from api.broadcasts import asking, drafts, letters, letters_repository, receipts, wishes
from api.broadcasts import service as broadcasts
from api.broadcasts.letters import ENGLISH
from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.console.languages import Language
from api.console.second_person import NOTHING
from api.guidance import service as guidance
from api.members import audience
from api.members import service as members
from api.staff import overview
from api.staff.person import Person, Role
from api.staff.writers import LONGEST_REASON, wrote
from api.waves import service as waves


def page(
    pages: Jinja2Templates,
    request: Request,
    session: Session,
    who: Person,
    broadcast_id: UUID,
    faults: Mapping[str, str] = NOTHING,
    typed: Mapping[str, str] = NOTHING,
    status: int = 200,
) -> Response:
    """With what is wrong, and what was typed. Raises NotFound."""
    row = broadcasts.listed(session, broadcast_id)
    approvers = overview.holders(session, Role.APPROVER, but=who)
    facts: dict[str, Any] = {
        "broadcast": row,
        "tally": broadcasts.tally(session, broadcast_id),
        "joined": members.reach(session)[0],
        "reach": wishes.count(session, row),
        "untyped": audience.untyped(session) if row.agency_types else 0,
        "mine": wrote(who, row),
        "others": [person for person in approvers if not wrote(person, row)],
        "read": drafts.mark(session, row),
        "typed": typed,
        "longest": LONGEST_REASON,
        "faults": faults,
        "types": guidance.agency_types(session),
        "themes": guidance.themes(session),
        "guests": audience.count_guests(session) if row.state == BroadcastState.DRAFT else 0,
        "document": letters_repository.document_name(session, row.id),
        "wave": waves.get(session, row.wave_id) if row.wave_id else None,
        **_texts(request, session, row),
        **_receipts(session, row),
    }
    return pages.TemplateResponse(request, "console/broadcast.html", facts, status_code=status)


def to(broadcast_id: UUID, part: str = "") -> Response:
    """To its page, or to a part of it."""
    return RedirectResponse(f"/console/broadcasts/{broadcast_id}{part}", 303)


def _texts(request: Request, session: Session, row: BroadcastRow) -> dict[str, Any]:
    """In which languages it is written, and how it is read in the one that was asked for."""
    texts = letters_repository.texts(session, row.id)
    written = [ENGLISH, *texts]
    asked = request.query_params.get("language", ENGLISH)
    shown = asked if asked in written else ENGLISH
    return {
        "written": [Language(code) for code in written],
        "wanted_tongues": [Language(code) for code in row.languages],
        "missing": [Language(code) for code in languages.NAMES if code not in written],
        "tongue": Language(shown),
        "text": texts[shown].text if shown in texts else row.text,
        "message": letters.preview(session, row, shown, request.app.state.settings.address),
    }


def _receipts(session: Session, row: BroadcastRow) -> dict[str, Any]:
    if not row.sent:
        return {"agencies": [], "refusal": None}
    return {
        "agencies": receipts.by_agency(session, row.id),
        "refusal": asking.refusal(session, row, clock.today()),
    }

"""Who has not got a broadcast or not confirmed it, asking them again, and learning by agency."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.broadcasts import asking, missing, receipts_repository
from api.broadcasts import service as broadcasts
from api.broadcasts.receipts_repository import Which
from api.console import listing
from api.console.access import Who
from api.console.broadcast_page import page, to
from api.console.fields import line
from api.console.listing import Asked, Filter
from api.db import SessionDep
from api.errors import WrongState
from api.members import lists

SORTS = ("agency", "name", "state")
_CSV = "text/csv; charset=utf-8"


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """They come before the page of one: `learning` is no id."""
    desk = Receipts(pages)
    router.add_api_route("/broadcasts/learning", desk.learning, methods=["GET"])
    router.add_api_route("/broadcasts/learning/csv", desk.learning_file, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}/missing", desk.missing, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}/missing/csv", desk.missing_file, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}/again", desk.again, methods=["POST"])


class Receipts:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def missing(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        row = broadcasts.listed(session, broadcast_id)
        names = lists.agency_names(session)
        which, asked = _asked(request, list(names), asks=row.asks)
        wanted = broadcast_id, which, asked.search, asked["agency"]
        shown = asked.of(receipts_repository.count(session, *wanted))
        rows = receipts_repository.page(session, *wanted, shown.part)
        facts: dict[str, Any] = {"broadcast": row, "shown": shown, "rows": rows, "agencies": names}
        facts |= {"which": which, "states": missing.words()["states"]}
        drawn = self.pages.TemplateResponse(request, "console/broadcast_missing.html", facts)
        audit.viewed(session, who, "receipts_opened", broadcast_id)
        return drawn

    def missing_file(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        row = broadcasts.listed(session, broadcast_id)
        which, _ = _asked(request, [], asks=row.asks)
        made = missing.as_csv(session, broadcast_id, which)
        audit.record(session, who, "receipts_exported", broadcast_id)
        return _file(made, f"{which}.csv")

    def again(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        try:
            with session.begin_nested():
                asking.again(session, who, broadcast_id, clock.today())
        except WrongState as fault:
            faults = {"again": str(fault)}
            return page(self.pages, request, session, who, broadcast_id, faults, status=fault.status)
        return to(broadcast_id)

    def learning(self, request: Request, session: SessionDep) -> Response:
        found, asked = dict(missing.learning(session)), line(request.query_params.get("review", ""))
        facts = {"found": found, "review": asked if asked in found else None}
        return self.pages.TemplateResponse(request, "console/broadcast_learning.html", facts)

    def learning_file(self, session: SessionDep, who: Who) -> Response:
        made = missing.learning_as_csv(session)
        audit.record(session, who, "learning_exported", None)
        return _file(made, "learning.csv")


def _asked(request: Request, agencies: list[str], *, asks: bool) -> tuple[Which, Asked]:
    """Which copies an address asks for; where nobody was asked to confirm, those that did not arrive."""
    usual = Which.UNREAD if asks else Which.UNREACHED
    filters = {"which": Filter(set(Which), usual), "agency": Filter(set(agencies))}
    asked = listing.read(request, SORTS, filters)
    return Which(asked["which"] or usual), asked


def _file(made: bytes, name: str) -> Response:
    return Response(made, media_type=_CSV, headers={"Content-Disposition": f'attachment; filename="{name}"'})

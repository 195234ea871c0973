"""The audit trail: who of the staff did what. It can be searched, and taken away as a file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import search
from api.audit import service as audit
from api.audit.search import Search
from api.console import listing
from api.console.access import Who
from api.console.audit_links import about
from api.console.listing import Asked, Filter
from api.db import SessionDep, transaction

DAYS = ("since", "until")


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of the audit trail."""
    desk = Trail(pages)
    router.add_api_route("/audit", desk.show, methods=["GET"])
    router.add_api_route("/audit/export", desk.export, methods=["GET"])


class Trail:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def show(self, request: Request, session: SessionDep, who: Who) -> Response:
        # First, so that this look heads the list: noted later, it would move every page by one.
        audit.viewed(session, who, "trail_opened")
        asked = _asked(request)
        wanted = _search(asked)
        shown = asked.of(search.count(session, wanted))
        entries = search.found(session, wanted, shown.part.limit, shown.part.offset)
        kinds = sorted(audit.kinds().items(), key=lambda kind: kind[1])
        facts: dict[str, Any] = {
            "shown": shown,
            "rows": [(entry, about(entry, who)) for entry in entries],
            "kinds": kinds,
            "words": audit.kinds(),
            "export": replace(asked, path=f"{asked.path}/export").address(),
        }
        return self.pages.TemplateResponse(request, "console/audit.html", facts)

    def export(self, request: Request, session: SessionDep, who: Who) -> Response:
        """The entries that were searched, made while they leave: the trail may be long."""
        audit.record(session, who, "trail_exported", None)
        name = f"audit-{clock.today().isoformat()}.csv"
        return StreamingResponse(
            _lines(request.app.state.engine, _search(_asked(request))),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _asked(request: Request) -> Asked:
    filters = {"kind": Filter(audit.kinds()), "subject": Filter(None), **dict.fromkeys(DAYS, Filter(None))}
    asked = listing.read(request, ["-number"], filters)
    # A day that is none asks for nothing, and does not stand in the form as if it did.
    days = {name: asked[name] if _day(asked[name]) else "" for name in DAYS}
    return replace(asked, chosen={**asked.chosen, **days})


def _search(asked: Asked) -> Search:
    since, until = (_day(asked[name]) for name in DAYS)
    return Search(asked.search, asked["kind"] or None, since, until, asked["subject"])


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _lines(engine: Engine, wanted: Search) -> Iterator[bytes]:
    with transaction(engine) as session:
        yield from search.lines(session, wanted)

"""The audit trail: who of the staff did what, and whether anything in it has been changed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.templating import Jinja2Templates

from api.audit import service as audit
from api.db import SessionDep


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of the audit trail."""

    @router.get("/audit")
    def trail(
        request: Request,
        session: SessionDep,
        kind: Annotated[str | None, Query()] = None,
        below: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    ) -> Response:
        kind = kind if kind in audit.kinds() else None
        entries, older = audit.page(session, kind, below)
        facts = {"entries": entries, "older": older, "below": below, "kind": kind, "kinds": audit.kinds()}
        return pages.TemplateResponse(request, "console/audit.html", facts)

    @router.get("/audit/check")
    def check(request: Request, session: SessionDep) -> Response:
        return pages.TemplateResponse(request, "console/audit_check.html", {"check": audit.check(session)})

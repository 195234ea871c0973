"""Issues and good practice that practitioners sent: all of them, and one by itself with what can be done."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import listing
from api.console.access import Who
from api.console.fields import line, paragraphs
from api.console.listing import Filter
from api.db import SessionDep
from api.errors import NotFilled, WrongState
from api.feedback import triage
from api.feedback.moving import can
from api.feedback.tables import IssueKind, IssueState, Priority
from api.feedback.words import words
from api.guidance import service as guidance
from api.staff.person import Person

SORTS = ("-came", "state", "priority", "theme")


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of issues."""
    desk = Issues(pages)
    router.add_api_route("/issues", desk.every, methods=["GET"])
    router.add_api_route("/issues/{issue_id}", desk.show, methods=["GET"])
    for name, act in (
        ("tag", desk.tag),
        ("merge", desk.merge),
        ("answer", desk.answer),
        ("escalate", desk.escalate),
        ("close", desk.close),
    ):
        router.add_api_route(f"/issues/{{issue_id}}/{name}", act, methods=["POST"])


class Issues:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        themes = guidance.themes(session)
        filters = {
            "kind": Filter(set(IssueKind)),
            "theme": Filter(set(themes)),
            "state": Filter(set(IssueState)),
            "priority": Filter(set(Priority)),
        }
        asked = listing.read(request, SORTS, filters)
        wanted = {name: asked[name] for name in filters}
        shown = asked.of(triage.count(session, asked.search, wanted))
        rows = triage.page(session, asked.search, wanted, shown.part)
        facts = {"shown": shown, "rows": rows, "themes": themes, **_CODES}
        return self.pages.TemplateResponse(request, "console/issues.html", facts)

    def show(self, request: Request, session: SessionDep, who: Who, issue_id: UUID) -> Response:
        page = self._page(request, session, issue_id)
        audit.viewed(session, who, "issue_opened", issue_id)
        return page

    def tag(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        issue_id: UUID,
        theme: Annotated[str, Form()] = "",
        lens: Annotated[str, Form()] = "",
        priority: Annotated[str, Form()] = "",
    ) -> Response:
        typed = {"theme": line(theme), "lens": line(lens), "priority": line(priority)}
        return self._done(
            request, session, issue_id, typed, lambda: triage.tag(session, who, issue_id, **typed)
        )

    def merge(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        issue_id: UUID,
        into: Annotated[str, Form()] = "",
    ) -> Response:
        return self._done(
            request,
            session,
            issue_id,
            {"into": into},
            lambda: triage.merge(session, who, issue_id, _id(into)),
        )

    def answer(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        issue_id: UUID,
        answer: Annotated[str, Form()] = "",
    ) -> Response:
        return self._written(request, session, who, issue_id, "answer", answer)

    def close(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        issue_id: UUID,
        became: Annotated[str, Form()] = "",
    ) -> Response:
        return self._written(request, session, who, issue_id, "became", became)

    def escalate(self, request: Request, session: SessionDep, who: Who, issue_id: UUID) -> Response:
        return self._done(
            request, session, issue_id, {}, lambda: triage.escalate(session, who, issue_id, clock.today())
        )

    def _written(
        self, request: Request, session: Session, who: Person, issue_id: UUID, field: str, typed: str
    ) -> Response:
        said, write = paragraphs(typed), triage.answer if field == "answer" else triage.close
        return self._done(
            request,
            session,
            issue_id,
            {field: said},
            lambda: write(session, who, issue_id, said, clock.today()),
        )

    def _done(
        self,
        request: Request,
        session: Session,
        issue_id: UUID,
        typed: Mapping[str, str],
        act: Callable[[], object],
    ) -> Response:
        """Back to the page, or the page with what is wrong. Raises NotFound."""
        try:
            with session.begin_nested():
                act()
        except (NotFilled, WrongState) as fault:
            field = fault.field if isinstance(fault, NotFilled) else "issue"
            return self._page(request, session, issue_id, typed, {field: str(fault)}, fault.status)
        return RedirectResponse(f"/console/issues/{issue_id}", 303)

    def _page(
        self,
        request: Request,
        session: Session,
        issue_id: UUID,
        typed: Mapping[str, str] | None = None,
        faults: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        issue = triage.opened(session, issue_id)
        row = issue.row
        facts: dict[str, Any] = {
            "issue": issue,
            "themes": guidance.themes(session),
            "lenses": guidance.lenses(session),
            "often": words()["often"],
            "can": {state: can(row, state) for state in IssueState},
            "typed": {"theme": row.theme, "lens": row.lens, "priority": row.priority} | dict(typed or {}),
            "faults": faults or {},
            "longest": triage.LONGEST,
            **_CODES,
        }
        return self.pages.TemplateResponse(request, "console/issue.html", facts, status_code=status)


_CODES = {"kinds": list(IssueKind), "states": list(IssueState), "priorities": list(Priority)}


def _id(typed: str) -> UUID | None:
    """None for what is no name of an issue."""
    try:
        return UUID(typed)
    except ValueError:
        return None

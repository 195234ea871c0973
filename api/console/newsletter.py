"""The newsletter in the console: its issues, one of them, and the second person who looks at it."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.console.access import Who
from api.console.fields import line, paragraphs
from api.console.second_person import NOTHING, Desk
from api.db import SessionDep
from api.errors import Changed, NotFilled, WrongState
from api.newsletter import moving, offers, quarters
from api.newsletter import service as newsletter
from api.newsletter.reading import drawn
from api.newsletter.tables import NewsState
from api.newsletter.words import announcement
from api.staff import overview
from api.staff.person import Person, Role
from api.staff.writers import LONGEST_REASON, wrote

Field = Annotated[str, Form()]


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of issues. `address` is where people reach Heard."""
    desk = Newsletter(pages, address)
    router.add_api_route("/newsletter", desk.every, methods=["GET"])
    router.add_api_route("/newsletter", desk.begin, methods=["POST"])
    router.add_api_route("/newsletter/{newsletter_id}", desk.show, methods=["GET"])
    router.add_api_route("/newsletter/{newsletter_id}/change", desk.again, methods=["GET"])
    router.add_api_route("/newsletter/{newsletter_id}/change", desk.change, methods=["POST"])
    router.add_api_route("/newsletter/{newsletter_id}/discard", desk.sure, methods=["GET"])
    router.add_api_route("/newsletter/{newsletter_id}/tell", desk.tell, methods=["POST"])
    desk.second.add_routes(router)


def second_person(pages: Jinja2Templates, address: str) -> Desk:
    """What happens to an issue, up to the web."""
    return Desk("/newsletter", "newsletter_id", moving, partial(page, pages, address.rstrip("/")))


class Newsletter:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address.rstrip("/")
        self.second = second_person(pages, address)

    def every(self, request: Request, session: SessionDep) -> Response:
        return self._list(request, session, {})

    def begin(self, request: Request, session: SessionDep, who: Who, quarter: Field = "") -> Response:
        try:
            return to(newsletter.begin(session, who, line(quarter), clock.today()).id)
        except NotFilled as fault:
            return self._list(request, session, {fault.field: str(fault)}, fault.status)

    def show(self, request: Request, session: SessionDep, who: Who, newsletter_id: UUID) -> Response:
        return page(self.pages, self.address, request, session, who, newsletter_id)

    def again(self, request: Request, session: SessionDep, newsletter_id: UUID) -> Response:
        row = newsletter.get(session, newsletter_id)
        if row.state != NewsState.DRAFT:
            return to(newsletter_id)
        read = newsletter.mark(row, newsletter.items(session, newsletter_id))
        return self._form(request, session, newsletter_id, _head(row.title, row.opening, read), {})

    def change(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        newsletter_id: UUID,
        title: Field = "",
        opening: Field = "",
        read: Field = "",
    ) -> Response:
        typed = _head(line(title), paragraphs(opening), read)
        try:
            with session.begin_nested():
                newsletter.head(session, who, newsletter_id, typed["title"], typed["opening"], read)
        except NotFilled as fault:
            return self._form(request, session, newsletter_id, typed, {fault.field: str(fault)}, fault.status)
        except WrongState as fault:
            if isinstance(fault, Changed):  # what stands there now is on the page
                row = newsletter.get(session, newsletter_id)
                typed["read"] = newsletter.mark(row, newsletter.items(session, newsletter_id))
            return self._form(request, session, newsletter_id, typed, {"now": str(fault)}, fault.status)
        return to(newsletter_id)

    def sure(self, request: Request, session: SessionDep, newsletter_id: UUID) -> Response:
        row = newsletter.get(session, newsletter_id)
        if row.state != NewsState.DRAFT:
            return to(newsletter_id)
        return self.pages.TemplateResponse(request, "console/newsletter_sure.html", {"row": row})

    def tell(self, request: Request, session: SessionDep, who: Who, newsletter_id: UUID) -> Response:
        """To the draft of the broadcast, which takes its own way from there."""
        act = partial(moving.tell, session, who, newsletter_id, self.address)
        return self.second.done(
            request, session, who, newsletter_id, act, to=lambda made: f"/console/broadcasts/{made}"
        )

    def _list(
        self, request: Request, session: Session, faults: Mapping[str, str], status: int = 200
    ) -> Response:
        free = [(one, quarters.said(one)) for one in newsletter.free_quarters(session, clock.today())]
        facts = {"rows": newsletter.every(session), "free": free, "faults": faults, "said": quarters.said}
        return self.pages.TemplateResponse(request, "console/newsletters.html", facts, status_code=status)

    def _form(
        self,
        request: Request,
        session: Session,
        newsletter_id: UUID,
        typed: Mapping[str, str],
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        row = newsletter.get(session, newsletter_id)
        facts = {"row": row, "typed": typed, "faults": faults, "longest": newsletter.LONGEST_OPENING}
        return self.pages.TemplateResponse(
            request, "console/newsletter_change.html", facts, status_code=status
        )


def page(
    pages: Jinja2Templates,
    address: str,
    request: Request,
    session: Session,
    who: Person,
    newsletter_id: UUID,
    faults: Mapping[str, str] = NOTHING,
    typed: Mapping[str, str] = NOTHING,
    status: int = 200,
) -> Response:
    """The page of one issue; with what is wrong, and what was typed. Raises NotFound."""
    row = newsletter.get(session, newsletter_id)
    items, approvers = (
        newsletter.items(session, newsletter_id),
        overview.holders(session, Role.APPROVER, but=who),
    )
    issue = drawn(session, row, items)
    facts: dict[str, Any] = {
        "row": row,
        "items": items,
        "issue": issue,
        "address": f"{address}{issue.path}",
        "broadcast": announcement(issue.title, [one.title for one in items], f"{address}{issue.path}"),
        "offers": offers.offers(session, row, items) if row.state == NewsState.DRAFT else [],
        "mine": wrote(who, row),
        "others": [person for person in approvers if not wrote(person, row)],
        "read": newsletter.mark(row, items),
        "typed": typed,
        "longest": LONGEST_REASON,
        "faults": faults,
    }
    return pages.TemplateResponse(request, "console/newsletter.html", facts, status_code=status)


def to(newsletter_id: UUID) -> Response:
    """To its page."""
    return RedirectResponse(f"/console/newsletter/{newsletter_id}", 303)


def _head(title: str, opening: str, read: str) -> dict[str, str]:
    return {"title": title, "opening": opening, "read": read}

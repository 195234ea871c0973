"""Quotes: comments of a theme to choose from, all that were proposed, and one with what can be done."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.audit import service as audit
from api.console import listing
from api.console.access import Who
from api.console.fields import line, paragraphs
from api.console.listing import Filter
from api.db import SessionDep
from api.errors import NotFilled, NotFound, WrongState
from api.meaning import codebook, coding, labelling, quotes
from api.meaning.asking import name_of
from api.meaning.tables import QuoteState
from api.meaning.words import words
from api.staff import overview
from api.staff.person import Person, Role
from api.staff.who import CHOOSES_QUOTES
from api.staff.writers import LONGEST_REASON, wrote
from api.waves import service as waves

Field = Annotated[str, Form()]
SORTS = ("state", "wave", "theme")


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of quotes."""
    desk = Quotes(pages)
    place = "/comments/{wave_id}/quotes/{question}/{theme}"
    router.add_api_route(place, desk.choose, methods=["GET"])
    router.add_api_route(place, desk.propose, methods=["POST"])
    router.add_api_route("/quotes", desk.every, methods=["GET"])
    router.add_api_route("/quotes/{quote_id}", desk.show, methods=["GET"])
    for name, act in (
        ("shorten", desk.shorten),
        ("approve", desk.approve),
        ("refuse", desk.refuse),
        ("discard", desk.discard),
        ("withdraw", desk.withdraw),
    ):
        router.add_api_route(f"/quotes/{{quote_id}}/{name}", act, methods=["POST"])


class Quotes:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def choose(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        wave_id: UUID,
        question: str,
        theme: str,
        page: Annotated[str, Query()] = "",
    ) -> Response:
        wave, asked = labelling.question_of(session, wave_id, question)
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 and int(page) else 1
        before = (number - 1) * coding.PAGE
        found = quotes.choices(session, wave_id, question, theme, before, coding.PAGE + 1)
        facts = {
            "wave": wave,
            "label": labelling.label_of(session, wave, asked),
            "place": f"/console/comments/{wave_id}/quotes/{question}/{theme}",
            "theme": codebook.names(session).get(theme, theme),
            "comments": found[: coding.PAGE],
            "named": partial(name_of, question),
            "number": number,
            "more": len(found) > coding.PAGE,
        }
        drawn = self.pages.TemplateResponse(request, "console/quote_choose.html", facts)
        audit.viewed(session, who, "comments_opened", wave_id)
        return drawn

    def propose(
        self,
        session: SessionDep,
        who: Who,
        wave_id: UUID,
        question: str,
        theme: str,
        comment: Field = "",
    ) -> Response:
        labelling.question_of(session, wave_id, question)
        chosen = labelling.named(session, wave_id, question, line(comment))
        return to(quotes.propose(session, who, wave_id, question, theme, chosen).id)

    def every(self, request: Request, session: SessionDep, who: Who) -> Response:
        every_state = who.is_any(CHOOSES_QUOTES)
        asked = listing.read(request, SORTS, {"state": Filter(set(QuoteState))} if every_state else {})
        state = asked["state"] if every_state else QuoteState.APPROVED
        shown = asked.of(quotes.count(session, state))
        facts = {
            "shown": shown,
            "rows": quotes.page(session, state, shown.part),
            "every_state": every_state,
            "names": codebook.names(session),
            "say": words(),
        }
        drawn = self.pages.TemplateResponse(request, "console/quotes.html", facts)
        audit.viewed(session, who, "quotes_opened")
        return drawn

    def show(self, request: Request, session: SessionDep, who: Who, quote_id: UUID) -> Response:
        if quotes.get(session, quote_id).state != QuoteState.APPROVED and not who.is_any(CHOOSES_QUOTES):
            raise NotFound("There is no such quote.")
        drawn = self._page(request, session, who, quote_id)
        audit.viewed(session, who, "quote_opened", quote_id)
        return drawn

    def shorten(
        self, request: Request, session: SessionDep, who: Who, quote_id: UUID, words: Field = ""
    ) -> Response:
        typed = paragraphs(words)

        def shortened() -> None:
            quotes.shorten(session, who, quote_id, typed)

        return self._do(request, session, who, quote_id, shortened, {"words": typed})

    def approve(
        self, request: Request, session: SessionDep, who: Who, quote_id: UUID, read: Field = ""
    ) -> Response:
        return self._do(request, session, who, quote_id, lambda: quotes.approve(session, who, quote_id, read))

    def refuse(
        self, request: Request, session: SessionDep, who: Who, quote_id: UUID, reason: Field = ""
    ) -> Response:
        why = line(reason)

        def refused() -> None:
            quotes.refuse(session, who, quote_id, why)

        return self._do(request, session, who, quote_id, refused, {"reason": why})

    def withdraw(self, request: Request, session: SessionDep, who: Who, quote_id: UUID) -> Response:
        return self._do(request, session, who, quote_id, lambda: quotes.withdraw(session, who, quote_id))

    def discard(self, request: Request, session: SessionDep, who: Who, quote_id: UUID) -> Response:
        done = self._do(request, session, who, quote_id, lambda: quotes.discard(session, who, quote_id))
        if done.status_code == 303:
            done.headers["location"] = "/console/quotes"
        return done

    def _do(
        self,
        request: Request,
        session: Session,
        who: Person,
        quote_id: UUID,
        act: Callable[[], Any],
        typed: dict[str, str] | None = None,
    ) -> Response:
        """Back to the page, or the page with what is wrong. Raises NotFound."""
        try:
            with session.begin_nested():
                act()
        except (NotFilled, WrongState) as fault:
            faults = {fault.field if isinstance(fault, NotFilled) else "quote": str(fault)}
            return self._page(request, session, who, quote_id, faults, typed, fault.status)
        return to(quote_id)

    def _page(
        self,
        request: Request,
        session: Session,
        who: Person,
        quote_id: UUID,
        faults: dict[str, str] | None = None,
        typed: dict[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        row = quotes.get(session, quote_id)
        wave, approvers = waves.get(session, row.wave_id), overview.holders(session, Role.APPROVER, but=who)
        facts = {
            "row": row,
            "wave": wave,
            "theme": codebook.names(session).get(row.theme, row.theme),
            "original": quotes.original(session, row),
            "mine": wrote(who, row),
            "others": [person for person in approvers if not wrote(person, row)],
            "read": quotes.mark(row),
            "typed": {"words": row.words, "reason": "", **(typed or {})},
            "say": words(),
            "longest": LONGEST_REASON,
            "faults": faults or {},
        }
        return self.pages.TemplateResponse(request, "console/quote.html", facts, status_code=status)


def to(quote_id: UUID) -> Response:
    """To its page."""
    return RedirectResponse(f"/console/quotes/{quote_id}", 303)

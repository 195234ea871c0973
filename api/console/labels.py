"""How comments sound: one after the other, two clicks each, and what these labels say of the programs."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.audit import service as audit
from api.console.access import Who
from api.console.fields import line
from api.db import SessionDep
from api.errors import Unavailable
from api.meaning import checking, labelling
from api.meaning.asking import name_of
from api.meaning.labelling import Next, NotSaid
from api.meaning.standing import FEWEST_LABELS, standing
from api.meaning.words import words
from api.staff.person import Person

Field = Annotated[str, Form()]


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages on which comments are labelled."""
    desk = Labels(pages)
    place = "/comments/{wave_id}/tone/{question}"
    router.add_api_route(place, desk.show, methods=["GET"])
    router.add_api_route(place, desk.put, methods=["POST"])
    router.add_api_route(f"{place}/back", desk.back, methods=["POST"])
    router.add_api_route(f"{place}/check", desk.check, methods=["POST"])


class Labels:
    """What those pages do. Which comment is meant stands in the form, never in an address."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def show(self, request: Request, session: SessionDep, who: Who, wave_id: UUID, question: str) -> Response:
        page = self._page(request, session, who, wave_id, question)
        audit.viewed(session, who, "comments_opened", wave_id)
        return page

    def put(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        wave_id: UUID,
        question: str,
        comment: Field = "",
        tone: Field = "",
    ) -> Response:
        """The next comment is the answer, not the way to it: the page has to know which one was the last."""
        labelling.question_of(session, wave_id, question, tone=True)
        chosen = labelling.named(session, wave_id, question, line(comment))
        try:
            labelling.put(session, who, wave_id, question, chosen, line(tone))
        except NotSaid as fault:
            found = labelling.next_one(session, who, wave_id, question)
            if chosen is not None:
                again = labelling.one(session, wave_id, question, chosen)
                found = Next(chosen, again, found.done, found.sample)
            faults = {"tone": str(fault)}
            return self._page(request, session, who, wave_id, question, found, faults=faults)
        return self._page(request, session, who, wave_id, question, last=chosen)

    def back(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        wave_id: UUID,
        question: str,
        comment: Field = "",
    ) -> Response:
        """The last comment once more, without what was said of it."""
        labelling.question_of(session, wave_id, question, tone=True)
        chosen = labelling.named(session, wave_id, question, line(comment))
        if chosen is None:
            return self._page(request, session, who, wave_id, question)
        labelling.take_back(session, who, wave_id, question, chosen)
        again = labelling.one(session, wave_id, question, chosen)
        counted = labelling.next_one(session, who, wave_id, question)
        found = Next(chosen, again, counted.done, counted.sample)
        return self._page(request, session, who, wave_id, question, found)

    def check(
        self, request: Request, session: SessionDep, who: Who, wave_id: UUID, question: str
    ) -> Response:
        wave, asked = labelling.question_of(session, wave_id, question, tone=True)
        try:
            with session.begin_nested():
                checking.check(session, who, wave, asked)
        except Unavailable as fault:
            faults = {"check": str(fault)}
            return self._page(request, session, who, wave_id, question, faults=faults)
        return RedirectResponse(f"/console/comments/{wave_id}/tone/{question}#trust", 303)

    def _page(
        self,
        request: Request,
        session: Session,
        who: Person,
        wave_id: UUID,
        question: str,
        found: Next | None = None,
        last: UUID | None = None,
        faults: dict[str, str] | None = None,
    ) -> Response:
        wave, asked = labelling.question_of(session, wave_id, question, tone=True)
        label = labelling.label_of(session, wave, asked)
        known = standing(session, wave.survey, question, label)
        facts = {
            "wave": wave,
            "question": question,
            "label": label,
            "next": found or labelling.next_one(session, who, wave_id, question),
            "last": last,
            "named": partial(name_of, question),
            "heard_as": words()["heard"],
            "said": list(checking.said(known)),
            "compared": checking.compared(known),
            "enough": known.labels >= FEWEST_LABELS,
            "faults": faults or {},
        }
        status = 422 if faults and "tone" in faults else 503 if faults else 200
        return self.pages.TemplateResponse(request, "console/comment_tone.html", facts, status_code=status)

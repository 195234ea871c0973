"""What comments are about: what a program suggests, which somebody corrects and confirms by the page."""

from collections.abc import Mapping, Set
from dataclasses import replace
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.templating import Jinja2Templates

from api.audit import service as audit
from api.console.access import Who
from api.console.fields import line
from api.db import SessionDep
from api.errors import Unavailable, WrongState
from api.meaning import codebook, coding, labelling, suggesting
from api.meaning.asking import name_of
from nlu.suggesting import FEWEST_TO_TEACH

LAST = 100_000  # pages


async def _form(request: Request) -> FormData:
    """Which boxes there are hangs on the comments of the page."""
    return await request.form(max_fields=5000)


Fields = Annotated[FormData, Depends(_form)]


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of themes."""
    desk = Themes(pages)
    place = "/comments/{wave_id}/themes/{question}"
    router.add_api_route(place, desk.show, methods=["GET"])
    router.add_api_route(place, desk.confirm, methods=["POST"])
    router.add_api_route(f"{place}/accept", desk.accept, methods=["POST"])
    router.add_api_route(f"{place}/learn", desk.learn, methods=["POST"])


class Themes:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def show(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        wave_id: UUID,
        question: str,
        page: Annotated[str, Query()] = "",
    ) -> Response:
        labelling.question_of(session, wave_id, question)
        number = _number(page) or coding.first_unread(session, wave_id, question)
        drawn = self._page(request, session, wave_id, question, number)
        audit.viewed(session, who, "comments_opened", wave_id)
        return drawn

    def confirm(
        self, session: SessionDep, who: Who, wave_id: UUID, question: str, fields: Fields
    ) -> Response:
        labelling.question_of(session, wave_id, question)
        coding.confirm(session, who, wave_id, question, _ticked(session, wave_id, question, fields))
        return RedirectResponse(f"/console/comments/{wave_id}/themes/{question}", 303)

    def accept(
        self, request: Request, session: SessionDep, who: Who, wave_id: UUID, question: str, fields: Fields
    ) -> Response:
        """The same page again: what was ticked there is not confirmed yet."""
        labelling.question_of(session, wave_id, question)
        faults = {}
        if not coding.accept(session, who, wave_id, question, line(str(fields.get("theme", "")))):
            faults["accept"] = "Read more comments on this theme first: too few of its suggestions were right"
        return self._again(request, session, wave_id, question, fields, faults)

    def learn(
        self, request: Request, session: SessionDep, who: Who, wave_id: UUID, question: str, fields: Fields
    ) -> Response:
        """The same page again, as after `accept`."""
        labelling.question_of(session, wave_id, question)
        faults = {}
        try:
            suggesting.learn(session, who, wave_id, question)
        except (WrongState, Unavailable) as fault:
            faults["learn"] = str(fault)
        return self._again(request, session, wave_id, question, fields, faults)

    def _again(
        self,
        request: Request,
        session: Session,
        wave_id: UUID,
        question: str,
        fields: FormData,
        faults: dict[str, str],
    ) -> Response:
        """The page from which something was sent, with what was ticked on it."""
        number = _number(str(fields.get("page", ""))) or coding.first_unread(session, wave_id, question)
        ticked = _ticked(session, wave_id, question, fields)
        return self._page(request, session, wave_id, question, number, faults, ticked)

    def _page(
        self,
        request: Request,
        session: Session,
        wave_id: UUID,
        question: str,
        number: int,
        faults: dict[str, str] | None = None,
        ticked: Mapping[UUID, Set[str]] | None = None,
    ) -> Response:
        wave, asked = labelling.question_of(session, wave_id, question)
        page = coding.page(session, wave_id, question, number)
        typed = [
            replace(one, ticked=(ticked or {}).get(one.response_id, one.ticked)) for one in page.comments
        ]
        facts = {
            "wave": wave,
            "question": question,
            "label": labelling.label_of(session, wave, asked),
            "named": partial(name_of, question),
            "page": replace(page, comments=typed),
            "names": codebook.names(session),
            "offers": coding.offers(session, wave_id, question),
            "sample": coding.SAMPLE,
            "schooling": suggesting.schooling(session, wave_id, question),
            "fewest": FEWEST_TO_TEACH,
            "faults": faults or {},
        }
        status = 422 if faults else 200
        return self.pages.TemplateResponse(request, "console/comment_themes.html", facts, status_code=status)


def _ticked(session: Session, wave_id: UUID, question: str, fields: FormData) -> dict[UUID, Set[str]]:
    """By comment of the page which themes are ticked."""
    names = [line(str(name)) for name in fields.getlist("comment")[: coding.PAGE]]
    return {
        response_id: {str(one) for one in fields.getlist(f"themes_{name}")}
        for name, response_id in coding.named(session, wave_id, question, names).items()
    }


def _number(typed: str) -> int | None:
    found = line(typed)
    return min(int(found), LAST) if found.isascii() and found.isdigit() and int(found[:7]) > 0 else None

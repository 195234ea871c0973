"""The words of an entry in other languages: typed, checked by a speaker, taken out."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import languages
from api.actions import said
from api.actions.said_tables import SaidState
from api.console import said_form
from api.console.access import Who
from api.console.said import to
from api.console.said_form import TypedWords
from api.console.said_page import second_person
from api.db import SessionDep
from api.errors import Changed, NotFilled, WrongState
from api.languages import DEFAULT as ENGLISH

PLACE = "/said/{said_id}/texts/{language}"


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of an entry's languages. `address` is where people reach Heard."""
    desk = SaidTexts(pages, address)
    router.add_api_route(PLACE, desk.form, methods=["GET"])
    router.add_api_route(PLACE, desk.put, methods=["POST"])
    router.add_api_route(f"{PLACE}/checked", desk.confirm, methods=["POST"])
    router.add_api_route(f"{PLACE}/remove", desk.remove, methods=["POST"])


class SaidTexts:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.second = second_person(pages, address)

    def form(self, request: Request, session: SessionDep, said_id: UUID, language: str) -> Response:
        entry = said.get(session, said_id)
        text = entry.texts.get(said.known(language))
        if entry.row.state != SaidState.DRAFT:
            return to(said_id)
        return self._form(request, session, said_id, language, said_form.filled_words(entry, text), {})

    def put(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        said_id: UUID,
        language: str,
        typed: Annotated[TypedWords, Form()],
    ) -> Response:
        said.known(language)
        try:
            with session.begin_nested():
                words = said_form.words(typed)
                said.translate(session, who, said_id, language, words, typed.read)
        except NotFilled as fault:
            faults, status = {fault.field: str(fault)}, fault.status
        except WrongState as fault:
            faults, status = {"now": str(fault)}, fault.status
            if isinstance(fault, Changed):  # it is on the page: whoever saves once more means it
                now = said.mark(said.get(session, said_id))
                typed = typed.model_copy(update={"read": now})
        else:
            return to(said_id)
        return self._form(request, session, said_id, language, typed, faults, status)

    def confirm(
        self, request: Request, session: SessionDep, who: Who, said_id: UUID, language: str
    ) -> Response:
        act = partial(said.confirm, session, who, said_id, language)
        return self.second.done(request, session, who, said_id, act)

    def remove(
        self, request: Request, session: SessionDep, who: Who, said_id: UUID, language: str
    ) -> Response:
        act = partial(said.drop_language, session, who, said_id, language)
        return self.second.done(request, session, who, said_id, act)

    def _form(
        self,
        request: Request,
        session: Session,
        said_id: UUID,
        language: str,
        typed: TypedWords,
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        entry = said.get(session, said_id)
        facts = {
            "row": entry.row,
            "english": entry.texts[ENGLISH],
            "language": language,
            "name": languages.NAMES[language],
            "now": entry.texts.get(language),
            "typed": typed.model_dump(),
            "faults": faults,
            "longest": {"said": said.LONGEST_SAID, "did": said.LONGEST_DID},
        }
        return self.pages.TemplateResponse(request, "console/said_text.html", facts, status_code=status)

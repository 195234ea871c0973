"""What is added to a draft on its page: other languages, a document, and a test to those who get tests."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.broadcasts import documents, drafts, letters_repository, texts, trial
from api.broadcasts import service as broadcasts
from api.broadcasts.documents import NotTaken
from api.broadcasts.tables import BroadcastState
from api.console.access import Who
from api.console.broadcast_page import page, to
from api.console.fields import line, paragraphs
from api.console.languages import Language
from api.db import SessionDep
from api.errors import Changed, NotFilled, NotFound, WrongState
from api.pages.security import fits
from api.staff.person import Person

Field = Annotated[str, Form()]
NO_FILE = "Choose a file"


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages and buttons of these parts. They come before the page of one: `document` is no id."""
    desk = Parts(pages)
    router.add_api_route("/broadcasts/{broadcast_id}/texts/{language}", desk.text, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}/texts/{language}", desk.write, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/texts/{language}/remove", desk.drop, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/document", desk.document, methods=["GET"])
    # At one address for all: what may be as large as a file is known by it.
    router.add_api_route("/broadcasts/document", desk.put, methods=["POST"], dependencies=[Depends(fits)])
    router.add_api_route("/broadcasts/{broadcast_id}/document/remove", desk.take_out, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/test", desk.test, methods=["POST"])


class Parts:
    """What they do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def text(self, request: Request, session: SessionDep, broadcast_id: UUID, language: str) -> Response:
        row = broadcasts.listed(session, broadcast_id)
        texts.known(language)
        if row.state != BroadcastState.DRAFT:
            return to(broadcast_id)
        there = letters_repository.texts(session, row.id).get(language)
        typed = {"title": there.title, "text": there.text} if there else {"title": "", "text": ""}
        return self._form(request, session, broadcast_id, language, typed, {})

    def write(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        broadcast_id: UUID,
        language: str,
        title: Field = "",
        text: Field = "",
        read: Field = "",
    ) -> Response:
        typed = {"title": line(title), "text": paragraphs(text)}
        place = request, session, broadcast_id, language
        try:
            with session.begin_nested():
                texts.put(session, who, broadcast_id, language, typed["title"], typed["text"], read)
        except NotFilled as fault:
            # What somebody else has written meanwhile is not seen yet: the mark stays what it was.
            return self._form(*place, typed | {"read": read}, {fault.field: str(fault)}, fault.status)
        except (Changed, WrongState) as fault:
            return self._form(*place, typed, {"now": str(fault)}, fault.status)
        return to(broadcast_id, f"?language={language}#read")

    def drop(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        broadcast_id: UUID,
        language: str,
        read: Field = "",
    ) -> Response:
        return self._do(
            request,
            session,
            who,
            broadcast_id,
            lambda: texts.remove(session, who, broadcast_id, language, read),
        )

    def document(self, session: SessionDep, broadcast_id: UUID) -> Response:
        broadcasts.listed(session, broadcast_id)
        found = documents.get(session, broadcast_id)
        if found is None:
            raise NotFound("No document goes with this broadcast.")
        headers = {
            "Content-Disposition": f'attachment; filename="{found.name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return Response(found.data, media_type=found.type, headers=headers)

    def put(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        broadcast: Annotated[UUID, Form()],
        read: Field = "",
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        if file is None or not file.filename:
            return page(self.pages, request, session, who, broadcast, {"file": NO_FILE}, status=422)
        name, data = file.filename, file.file.read(documents.LARGEST + 1)
        return self._do(
            request,
            session,
            who,
            broadcast,
            lambda: documents.put(session, who, broadcast, name, data, read),
        )

    def take_out(
        self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID, read: Field = ""
    ) -> Response:
        return self._do(
            request, session, who, broadcast_id, lambda: documents.remove(session, who, broadcast_id, read)
        )

    def test(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        try:
            with session.begin_nested():
                trial.send(session, who, broadcast_id)
        except WrongState as fault:
            faults = {"broadcast": str(fault)}
            return page(self.pages, request, session, who, broadcast_id, faults, status=fault.status)
        return to(broadcast_id, "?tested=yes#test")

    def _do(
        self, request: Request, session: Session, who: Person, broadcast_id: UUID, act: Callable[[], None]
    ) -> Response:
        try:
            with session.begin_nested():
                act()
        except (NotTaken, WrongState) as fault:
            field = "file" if isinstance(fault, NotTaken) else "broadcast"
            faults = {field: str(fault)}
            return page(self.pages, request, session, who, broadcast_id, faults, status=fault.status)
        return to(broadcast_id)

    def _form(
        self,
        request: Request,
        session: Session,
        broadcast_id: UUID,
        language: str,
        typed: dict[str, str],
        faults: dict[str, str],
        status: int = 200,
    ) -> Response:
        """With the mark of the draft as it is now, unless an older one was typed: whoever saves once more
        after they have seen both texts means it.
        """
        row = broadcasts.listed(session, broadcast_id)
        facts = {
            "broadcast": row,
            "there": letters_repository.texts(session, row.id).get(language),
            "tongue": Language(language),
            "typed": typed,
            "read": typed.get("read") or drafts.mark(session, row),
            "faults": faults,
            "longest": drafts.LONGEST_TEXT,
        }
        return self.pages.TemplateResponse(request, "console/broadcast_text.html", facts, status_code=status)

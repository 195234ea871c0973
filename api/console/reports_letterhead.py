"""The letterhead that reports for Word begin with: brought, tried out, taken away again."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.console.access import Who
from api.db import SessionDep
from api.errors import NotFilled
from api.pages.security import fits
from api.papers import printing
from api.reports import letterheads
from api.reports.words import words

NO_FILE = "Choose a file"


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """They come before the page of a report: `letterhead` is no id."""
    desk = Letterhead(pages)
    router.add_api_route("/reports/letterhead", desk.show, methods=["GET"])
    router.add_api_route("/reports/letterhead", desk.put, methods=["POST"], dependencies=[Depends(fits)])
    router.add_api_route("/reports/letterhead/remove", desk.remove, methods=["POST"])
    router.add_api_route("/reports/letterhead/example", desk.example, methods=["GET"])


class Letterhead:
    """What they do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def show(self, request: Request, session: SessionDep) -> Response:
        return self._form(request, session, {})

    def put(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        try:
            if file is None or not file.filename:
                raise NotFilled("file", NO_FILE)
            data = file.file.read(letterheads.LARGEST + 1)
            with session.begin_nested():
                letterheads.put(session, who, file.filename, data, clock.today())
        except NotFilled as fault:
            return self._form(request, session, {fault.field: str(fault)}, fault.status)
        return _back()

    def remove(self, session: SessionDep, who: Who) -> Response:
        letterheads.remove(session, who)
        return _back()

    def example(self) -> Response:
        headers = {"Content-Disposition": 'attachment; filename="letterhead.docx"'}
        return Response(letterheads.example(), media_type=printing.TYPES["docx"], headers=headers)

    def _form(
        self, request: Request, session: Session, faults: Mapping[str, str], status: int = 200
    ) -> Response:
        facts = {
            "there": letterheads.get(session),
            "marks": list(words()["letterhead"]["marks"].items()),
            "faults": faults,
        }
        return self.pages.TemplateResponse(
            request, "console/report_letterhead.html", facts, status_code=status
        )


def _back() -> Response:
    return RedirectResponse("/console/reports/letterhead", 303)

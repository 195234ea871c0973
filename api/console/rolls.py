"""Members out to a file, and people to invite in from one: looked at row by row before anything is made."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console.access import Who
from api.console.fields import line
from api.db import SessionDep
from api.errors import NotFound
from api.members import export, lists, roll, sheet
from api.members import service as members
from api.members.roll import Bad, Guest
from api.pages.drawing import day
from api.pages.security import fits

_NO_FILE = "Choose a file"
_FILES = {
    "csv": (export.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (export.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Files of members. `address` is where people reach Heard, for links on the sheet."""
    desk = Rolls(pages, address)
    router.add_api_route("/members/export/{kind}", desk.export, methods=["GET"])
    router.add_api_route("/members/import", desk.ask, methods=["GET"])
    router.add_api_route("/members/import", desk.look, methods=["POST"], dependencies=[Depends(fits)])
    router.add_api_route("/members/import/invitations", desk.invite, methods=["POST"])


class Rolls:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address

    def export(self, session: SessionDep, who: Who, kind: str) -> Response:
        if kind not in _FILES:
            raise NotFound("There is no such file.")
        made, media_type = _FILES[kind]
        audit.record(session, who, "members_exported", None)
        headers = {"Content-Disposition": f'attachment; filename="members.{kind}"'}
        return Response(made(session), media_type=media_type, headers=headers)

    def ask(self, request: Request) -> Response:
        return self._form(request)

    def look(
        self, request: Request, session: SessionDep, file: Annotated[UploadFile | None, File()] = None
    ) -> Response:
        """What would become of a file; nothing is kept."""
        if file is None or not file.filename:
            return self._form(request, mend=_NO_FILE)
        rows, bad = roll.lines(file.file.read(), file.filename)
        found = roll.Roll([], bad) if bad else roll.check(rows, line, lists.known_people(session))
        if found.bad:
            return self._form(request, bad=found.bad)
        return self._form(request, guests=found.guests)

    def invite(
        self, request: Request, session: SessionDep, who: Who, guests: Annotated[str, Form()] = ""
    ) -> Response:
        """Makes an invitation for each, shown in this reply only: what is kept are digests."""
        rows = [["name", "agency"], *_typed(guests)]
        found = roll.check(rows, line, lists.known_people(session))
        if found.bad:  # somebody has joined or was invited since
            return self._form(request, bad=found.bad)
        body = sheet.made(self._sheet(session, found.guests))
        audit.record(session, who, "members_invited", None)
        headers = {"Content-Disposition": 'attachment; filename="invitations.pdf"'}
        return Response(body, media_type="application/pdf", headers=headers)

    def _sheet(self, session: Session, guests: list[Guest]) -> sheet.Sheet:
        today = clock.today()
        cards = [
            sheet.Card(
                one.name,
                one.agency,
                members.invite(session, name=one.name, agency=one.agency, today=today),
            )
            for one in guests
        ]
        session.flush()
        return sheet.Sheet(self.address, day(today + members.INVITATION_LASTS), cards)

    def _form(
        self,
        request: Request,
        mend: str | None = None,
        bad: list[Bad] | None = None,
        guests: list[Guest] | None = None,
    ) -> Response:
        facts: dict[str, Any] = {"mend": mend, "bad": bad or [], "guests": guests or [], "most": roll.MOST}
        facts["carried"] = json.dumps([[one.name, one.agency] for one in guests or []], ensure_ascii=False)
        return self.pages.TemplateResponse(
            request, "console/members_import.html", facts, status_code=422 if mend or bad else 200
        )


def _typed(carried: str) -> list[list[str]]:
    """The rows that the page carried along; none where it carried something else."""
    try:
        rows = json.loads(carried)
    except (ValueError, RecursionError):
        return []
    if not isinstance(rows, list):
        return []
    return [[str(cell) for cell in row] for row in rows if isinstance(row, list)]

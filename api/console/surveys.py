"""Surveys: what there is, a file checked in, and what one version asks."""

from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.templating import Jinja2Templates

from api.console import listing, versions
from api.console.access import Who
from api.console.conditions import words
from api.console.languages import languages
from api.console.listing import Filter
from api.db import SessionDep
from api.pages.security import fits
from api.staff import overview
from api.staff.person import Role
from api.waves import catalogue
from api.waves.catalogue import SurveyChanged
from surveys.errors import Fault, SurveyFault
from surveys.model import say
from surveys.review import remarks

SORTS = ("title", "-published", "state")
_NO_FILE = "Choose a file"


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of surveys that change nothing, and the one that takes a file."""
    desk = Surveys(pages)
    router.add_api_route("/surveys", desk.every, methods=["GET"])
    router.add_api_route("/surveys/new", desk.blank, methods=["GET"])
    router.add_api_route("/surveys/new", desk.check_in, methods=["POST"], dependencies=[Depends(fits)])
    router.add_api_route("/surveys/{key}/{version}", desk.show, methods=["GET"])
    router.add_api_route("/surveys/{key}/{version}/definition", desk.definition, methods=["GET"])


class Surveys:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        asked = listing.read(request, SORTS, {"state": Filter({"draft", "published"})})
        found = versions.found(session, asked.search, asked["state"])
        shown = asked.of(len(found))
        facts = {"shown": shown, "rows": versions.cut(found, shown.part)}
        return self.pages.TemplateResponse(request, "console/surveys.html", facts)

    def blank(self, request: Request) -> Response:
        return self._form(request, None, ())

    def check_in(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        """A draft, in place of an earlier draft of the version; nothing at all when something is wrong."""
        if file is None or not file.filename:
            return self._form(request, _NO_FILE, ())
        try:
            survey = catalogue.check_in(session, who, file.file.read(), file.filename)
        except SurveyFault as fault:
            return self._form(request, None, fault.faults)
        except SurveyChanged as fault:
            return self._form(request, str(fault), ())
        return RedirectResponse(versions.place(survey.key, survey.version), 303)

    def show(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        key: str,
        version: str,
        language: Annotated[str, Query()] = "",
    ) -> Response:
        row, survey = versions.readable(session, key, version)
        spoken = languages(survey)
        known = {one.code: one for one in spoken}
        chosen = known.get(language) or known[survey.default_language]
        facts = {
            "row": row,
            "mine": catalogue.brought(who, row),
            "others": overview.holders(session, Role.APPROVER, but=who),
            "place": versions.place(key, version),
            "survey": survey,
            "title": versions.title(survey),
            "spoken": spoken,
            "language": chosen,
            "say": partial(say, language=chosen.code, fallback=survey.default_language),
            "condition": partial(words, survey, language=chosen.code),
            "remarks": remarks(survey),
        }
        return self.pages.TemplateResponse(request, "console/survey.html", facts)

    def definition(self, session: SessionDep, key: str, version: str) -> Response:
        """The file as it is kept, to make the next version from."""
        row = versions.one(session, key, version).row
        name = quote(f"{key}-{version}.md", safe="")
        headers = {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}
        return Response(row.source.encode(), media_type="text/markdown; charset=utf-8", headers=headers)

    def _form(self, request: Request, mend: str | None, faults: tuple[Fault, ...]) -> Response:
        facts = {"mend": mend, "faults": faults}
        status = 422 if mend or faults else 200
        return self.pages.TemplateResponse(request, "console/new_survey.html", facts, status_code=status)

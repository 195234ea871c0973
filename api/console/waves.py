"""Waves: open one, hand out its code, close it, read its findings."""

import io
from datetime import date
from typing import Annotated
from uuid import UUID

import segno
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.templating import Jinja2Templates

from api import codes
from api.console.fields import line
from api.db import SessionDep
from api.errors import NotFound
from api.findings import papers
from api.findings import service as findings
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from surveys.model import say

LONGEST_TITLE = 100
PAPERS = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of waves. `address` is where people reach Heard, for links and QR codes."""
    desk = Waves(pages, address)
    router.add_api_route("/waves", desk.every, methods=["GET"])
    router.add_api_route("/waves/new", desk.blank, methods=["GET"])
    router.add_api_route("/waves/new", desk.open_wave, methods=["POST"])
    router.add_api_route("/waves/{wave_id}", desk.show, methods=["GET"])
    router.add_api_route("/waves/{wave_id}/qr.svg", desk.qr, methods=["GET"])
    router.add_api_route("/waves/{wave_id}/close", desk.sure, methods=["GET"])
    router.add_api_route("/waves/{wave_id}/close", desk.close, methods=["POST"])
    router.add_api_route("/waves/{wave_id}/papers/{kind}", desk.paper, methods=["GET"])


class Waves:
    """What the pages of waves do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address

    def every(self, request: Request, session: SessionDep) -> Response:
        return self.pages.TemplateResponse(request, "console/waves.html", {"waves": waves.every(session)})

    def blank(self, request: Request, session: SessionDep) -> Response:
        return _form(self.pages, request, session, {})

    def open_wave(
        self,
        request: Request,
        session: SessionDep,
        survey: Annotated[str, Form()] = "",
        title: Annotated[str, Form()] = "",
        invited: Annotated[str, Form()] = "",
        watched: Annotated[str, Form()] = "",
    ) -> Response:
        typed = {"survey": survey, "title": line(title), "invited": line(invited), "watched": watched}
        faults = _faults(typed, {one.key for one in waves.surveys(session)})
        if faults:
            return _form(self.pages, request, session, typed, faults)
        wave = waves.open_wave(
            session,
            request.app.state.keys,
            waves.newest(session, survey),
            title=typed["title"],
            watched=watched == "yes",
            invited=int(typed["invited"]) if typed["invited"] else None,
            today=date.today(),
        )
        return _to(wave)

    def show(self, request: Request, session: SessionDep, wave_id: UUID) -> Response:
        wave = waves.get(session, wave_id)
        published = findings.latest(session, wave_id)
        printed = published is not None and findings.has_papers(session, published.id)
        waiting = wave.state == WaveState.CLOSING or (published is not None and not printed)
        if request.headers.get("hx-request") == "true":
            # The page asks whether there is something new to show.
            return Response(status_code=204) if waiting else Response(headers={"HX-Refresh": "true"})
        asked = waves.survey(session, wave)
        facts = {
            "wave": wave,
            "survey": say(asked.title, asked.default_language, "en"),
            "code": codes.spaced(wave.code),
            "link": self._link(wave),
            "address": self.address,
            "findings": published,
            "papers": printed,
            "waiting": waiting,
        }
        return self.pages.TemplateResponse(request, "console/wave.html", facts)

    def qr(self, session: SessionDep, wave_id: UUID) -> Response:
        drawn = io.BytesIO()
        link = self._link(waves.get(session, wave_id))
        segno.make(link, error="q").save(drawn, kind="svg", scale=6, border=3, light="#fff")
        return Response(drawn.getvalue(), media_type="image/svg+xml")

    def sure(self, request: Request, session: SessionDep, wave_id: UUID) -> Response:
        wave = waves.get(session, wave_id)
        if wave.state != WaveState.OPEN:
            return _to(wave)
        return self.pages.TemplateResponse(request, "console/close.html", {"wave": wave})

    def close(self, session: SessionDep, wave_id: UUID) -> Response:
        wave = waves.get(session, wave_id)
        # A second tap finds it closing, which is what was wanted.
        if wave.state == WaveState.OPEN:
            waves.move(wave, WaveState.CLOSING, date.today())
        return _to(wave)

    def paper(self, session: SessionDep, wave_id: UUID, kind: papers.Kind) -> Response:
        published = findings.latest(session, wave_id)
        if published is None:
            raise NotFound("There is no such paper yet. It appears a few seconds after a wave has closed.")
        body = findings.paper(session, published.id, kind)
        name = f"findings-{waves.get(session, wave_id).opened.isoformat()}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=PAPERS[kind], headers=headers)

    def _link(self, wave: WaveRow) -> str:
        return f"{self.address}/join/{wave.code}"


def _to(wave: WaveRow) -> Response:
    return RedirectResponse(f"/console/waves/{wave.id}", 303)


def _form(
    pages: Jinja2Templates,
    request: Request,
    session: SessionDep,
    typed: dict[str, str],
    faults: dict[str, str] | None = None,
) -> Response:
    choices = [
        {
            "value": one.key,
            "text": say(one.title, one.default_language, "en"),
            "checked": one.key == typed.get("survey"),
        }
        for one in waves.surveys(session)
    ]
    facts = {"choices": choices, "typed": typed, "faults": faults or {}}
    return pages.TemplateResponse(request, "console/new_wave.html", facts, status_code=422 if faults else 200)


def _faults(typed: dict[str, str], surveys: set[str]) -> dict[str, str]:
    """What is wrong, by field."""
    faults = {}
    if typed["survey"] not in surveys:
        faults["survey"] = "Choose a survey"
    if not typed["title"]:
        faults["title"] = "Say who is asked, such as the group and the month"
    elif len(typed["title"]) > LONGEST_TITLE:
        faults["title"] = f"Use at most {LONGEST_TITLE} letters"
    invited = typed["invited"]
    if invited and not (len(invited) < 7 and invited.isdecimal() and int(invited) > 0):
        faults["invited"] = "Write the number of people in figures, such as 30, or leave it empty"
    if typed["watched"] not in ("yes", "no"):
        faults["watched"] = "Say whether somebody reads worrying answers"
    return faults

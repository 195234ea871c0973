"""How each part of Heard is, in words, with what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from ruamel.yaml import YAML
from starlette.templating import Jinja2Templates

from api import clock
from api.console import moments
from api.db import SessionDep
from api.health import parts as health
from api.health.parts import Part

FILE = Path(__file__).with_name("health.yml")


@dataclass(frozen=True)
class Line:
    """A part in words. `mark`: good, busy (it will pass by itself, or can wait) or bad; `act`: what to do."""

    label: str
    mark: str
    says: str
    act: str


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """The page of health."""

    @router.get("/health")
    def how(request: Request, session: SessionDep) -> Response:
        app = request.app
        found = health.parts(
            session, app.state.assistant(), app.state.desk.lost_alerts, app.state.settings, clock.now()
        )
        facts = {"lines": [_line(part) for part in found], "version": app.version}
        return pages.TemplateResponse(request, "console/health.html", facts)


@cache
def words() -> Mapping[str, Any]:
    """For each part its label, and for each state its mark and words."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def _line(part: Part) -> Line:
    said = words()[part.name]
    state = said["states"][part.state]
    chores = said.get("chores", {})
    facts = {
        name: moments.said(fact) if isinstance(fact, datetime) else fact for name, fact in part.facts.items()
    }
    facts |= {"chores": ", ".join(chores.get(one, one) for one in part.chores)}
    return Line(
        said["label"], state["mark"], state["says"].format(**facts), state.get("act", "").format(**facts)
    )

"""The guidance: what waits for somebody, every item, what was not understood, and a copy of it all."""

import io
import zipfile
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import guidance_diff
from api.console.access import Who
from api.console.guidance_words import words
from api.db import SessionDep
from api.errors import NotFound
from api.guidance import changes, items, overview, preview
from api.guidance.items import SHAPES, Data, Shape
from api.guidance.overview import Entry
from api.guidance.shelf import library
from api.understanding import service as understanding

DECIDED = 10
MONTHS = 6
# Every file of the copy has this moment, so that two copies of the same guidance are the same.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages that change nothing but what has been seen."""
    desk = Guidance(pages)
    router.add_api_route("/guidance", desk.home, methods=["GET"])
    router.add_api_route("/guidance/export", desk.export, methods=["GET"])
    router.add_api_route("/guidance/understanding", desk.understanding, methods=["GET"])
    router.add_api_route("/guidance/newer", desk.newer, methods=["GET"])
    router.add_api_route("/guidance/newer", desk.keep, methods=["POST"])
    router.add_api_route("/guidance/items/{kind}", desk.every, methods=["GET"])
    router.add_api_route("/guidance/items/{kind}/{name}", desk.show, methods=["GET"])


def shape_of(kind: str) -> Shape:
    """Raises NotFound."""
    if kind not in SHAPES:
        raise NotFound("There is no such part of the guidance.")
    return SHAPES[kind]


def published(session: Session, kind: str, name: str) -> Data:
    """The item as people read it now. Raises NotFound."""
    found = changes.now(session, shape_of(kind), name)
    if found is None:
        raise NotFound("There is no such item in the guidance. It may have been removed.")
    return found


class Guidance:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def home(self, request: Request, session: SessionDep) -> Response:
        every = overview.entries(session)
        late, soon = overview.due(every, clock.today())
        facts = {
            "unseen": changes.unseen(session),
            "waiting": changes.waiting(session),
            "drafts": changes.drafts(session),
            "decided": changes.decided(session, DECIDED),
            "late": late,
            "soon": soon,
            "kinds": _counted(every),
            "newer": overview.newer(session),
            "fault": overview.fault(session),
        }
        return self._page(request, "guidance", facts)

    def every(
        self, request: Request, session: SessionDep, kind: str, only: Annotated[str, Query()] = ""
    ) -> Response:
        shape_of(kind)
        every = [entry for entry in overview.entries(session) if entry.kind == kind]
        late, soon = overview.due(every, clock.today())
        shown = {
            "unconfirmed": [entry for entry in every if entry.confirmed is False],
            "overdue": late,
            "soon": soon,
        }
        only = only if only in shown else ""
        facts = {
            "kind": kind,
            "entries": shown.get(only, every),
            "only": only,
            "counts": {name: len(found) for name, found in shown.items()} | {"": len(every)},
            "grows": shape_of(kind).grows,
        }
        return self._page(request, "guidance_items", facts)

    def show(self, request: Request, session: SessionDep, kind: str, name: str) -> Response:
        item = published(session, kind, name)
        facts = {
            "kind": kind,
            "name": name,
            "title": items.title(item, name),
            "fields": guidance_diff.read(kind, item),
            "preview": preview.of(library(session).pack, kind, name),
            "history": [_drawn(change) for change in changes.history(session, f"{kind}/{name}")],
            "grows": shape_of(kind).grows,
        }
        return self._page(request, "guidance_item", facts)

    def export(self, session: SessionDep, who: Who) -> Response:
        """The files as they would be written into the program's folder."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in sorted(overview.texts(session).items()):
                archive.writestr(zipfile.ZipInfo(name, NO_MOMENT), text)
        audit.record(session, who, "content_exported", None)
        headers = {"Content-Disposition": f'attachment; filename="guidance-{clock.today()}.zip"'}
        return Response(packed.getvalue(), media_type="application/zip", headers=headers)

    def newer(self, request: Request, session: SessionDep) -> Response:
        """What the program came with, beside what is published."""
        files = [
            (file, [_compared(one) for one in items.differences(file.name, file.text, file.newer)])
            for file in overview.newer(session)
        ]
        return self._page(request, "guidance_newer", {"files": files, "fault": overview.fault(session)})

    def keep(self, session: SessionDep, who: Who, file: Annotated[str, Form()] = "") -> Response:
        overview.keep_ours(session, who, file)
        return RedirectResponse("/console/guidance/newer", 303)

    def understanding(self, request: Request, session: SessionDep) -> Response:
        labels = {entry.name: entry.title for entry in overview.entries(session) if entry.kind == "topic"}
        rows = understanding.misunderstandings(session, MONTHS)
        facts = {"rows": rows, "labels": labels, "months": MONTHS, "not_meant": understanding.NOT_MEANT}
        return self._page(request, "guidance_understanding", facts)

    def _page(self, request: Request, name: str, facts: Mapping[str, Any]) -> Response:
        return self.pages.TemplateResponse(request, f"console/{name}.html", {"w": words(), **facts})


def _counted(every: list[Entry]) -> dict[str, tuple[int, int]]:
    """How many items there are of each kind, and how many of those are not confirmed."""
    return {
        kind: (
            sum(entry.kind == kind for entry in every),
            sum(entry.kind == kind and entry.confirmed is False for entry in every),
        )
        for kind in SHAPES
    }


def _drawn(change: changes.ChangeRow) -> tuple[changes.ChangeRow, list[guidance_diff.Line]]:
    before, after = items.unwritten(change.before), items.unwritten(change.after)
    return change, guidance_diff.compared(changes.shape_of(change)[0].kind, before, after)


def _compared(one: items.Difference) -> tuple[items.Difference, list[guidance_diff.Line]]:
    return one, guidance_diff.compared(one.shape.kind, one.before, one.after)

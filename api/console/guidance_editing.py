"""Writing in the guidance: a form for an item, new or changed, and the question before one is removed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.console import guidance_faults, guidance_typed
from api.console.access import Who
from api.console.fields import line
from api.console.guidance import published, shape_of
from api.console.guidance_form import Form
from api.console.guidance_typed import MADE_FROM, Reader, Typed
from api.console.guidance_words import words
from api.db import SessionDep
from api.errors import NotFound
from api.guidance import changes, items, overview
from api.guidance.changes import LONGEST_REASON, ChangeRow, NothingChanged
from api.guidance.checks import Fault
from api.guidance.content import ContentFault
from api.guidance.items import Data, Shape
from api.guidance.shelf import library
from api.staff.person import Person

Sent = Annotated[dict[str, list[str]], Depends(guidance_typed.of)]


@dataclass(frozen=True)
class Work:
    """What is written: an item that is there, a new one, or a draft of either."""

    shape: Shape
    name: str | None
    start: Data
    draft: ChangeRow | None = None

    @property
    def fixed(self) -> frozenset[str]:
        return frozenset(self.shape.named if self.name is not None else ())


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages with a form."""
    desk = Editing(pages)
    router.add_api_route("/guidance/new/{kind}", desk.blank, methods=["GET"])
    router.add_api_route("/guidance/new/{kind}", desk.add, methods=["POST"])
    router.add_api_route("/guidance/items/{kind}/{name}/edit", desk.ask, methods=["GET"])
    router.add_api_route("/guidance/items/{kind}/{name}/edit", desk.change, methods=["POST"])
    router.add_api_route("/guidance/items/{kind}/{name}/remove", desk.sure, methods=["GET"])
    router.add_api_route("/guidance/items/{kind}/{name}/remove", desk.remove, methods=["POST"])
    router.add_api_route("/guidance/changes/{change_id}/edit", desk.ask_again, methods=["GET"])
    router.add_api_route("/guidance/changes/{change_id}/edit", desk.amend, methods=["POST"])


class Editing:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def blank(self, request: Request, session: SessionDep, kind: str) -> Response:
        return self._form(request, session, _new(kind), None, "", {})

    def add(self, request: Request, session: SessionDep, who: Who, kind: str, sent: Sent) -> Response:
        return self._write(request, session, who, _new(kind), sent)

    def ask(
        self,
        request: Request,
        session: SessionDep,
        kind: str,
        name: str,
        again: Annotated[UUID | None, Query(alias="from")] = None,
    ) -> Response:
        """`from` is a change whose text is taken up again."""
        work, reason = Work(shape_of(kind), name, published(session, kind, name)), ""
        if again is not None:
            change = changes.get(session, again)
            is_ours = change.after and change.item == f"{kind}/{name}"
            earlier = changes.taken_up(session, change) if is_ours else work.start
            work, reason = Work(work.shape, name, earlier), change.reason
        return self._form(request, session, work, None, reason, {})

    def change(
        self, request: Request, session: SessionDep, who: Who, kind: str, name: str, sent: Sent
    ) -> Response:
        work = Work(shape_of(kind), name, published(session, kind, name))
        return self._write(request, session, who, work, sent)

    def ask_again(self, request: Request, session: SessionDep, change_id: UUID) -> Response:
        work = _drafted(session, change_id)
        reason = work.draft.reason if work.draft else ""
        return self._form(request, session, work, None, reason, {})

    def amend(self, request: Request, session: SessionDep, who: Who, change_id: UUID, sent: Sent) -> Response:
        return self._write(request, session, who, _drafted(session, change_id), sent)

    def sure(self, request: Request, session: SessionDep, kind: str, name: str) -> Response:
        return self._sure(request, session, kind, name, "", {}, [])

    def remove(
        self, request: Request, session: SessionDep, who: Who, kind: str, name: str, sent: Sent
    ) -> Response:
        reason = line(" ".join(sent.get("reason", ())))
        if faults := guidance_faults.without_reason(reason):
            return self._sure(request, session, kind, name, reason, faults, [])
        if not shape_of(kind).grows:
            raise NotFound("Nothing of this kind can be removed.")
        try:
            change = changes.propose(session, who, shape_of(kind), name, None, reason)
        except ContentFault as fault:
            in_the_way = [f"{one.file}: {one.fault}" for one in fault.faults]
            return self._sure(request, session, kind, name, reason, {}, in_the_way)
        return _to(change)

    def _write(self, request: Request, session: Session, who: Person, work: Work, sent: Typed) -> Response:
        reader = Reader(work.shape.model, sent)
        item = reader.item | {field: work.start[field] for field in work.fixed}
        reason = line(" ".join(sent.get("reason", ())))
        faults = guidance_faults.of_the_item(work.shape, reader, item) | guidance_faults.without_reason(
            reason
        )
        if not faults:
            try:
                made_from = guidance_typed.made_from(sent)
                return _to(_kept(session, who, work, work.shape.data(item), made_from, reason))
            except NothingChanged as fault:
                faults = {"reason": str(fault)}
            except ContentFault as fault:
                name = work.name or str(item.get(work.shape.named[0], "") if work.shape.named else "")
                texts = overview.texts(session)
                faults = guidance_faults.of_the_whole(texts, work.shape, name, reader, fault)
        return self._form(request, session, work, sent, reason, faults)

    def _form(
        self,
        request: Request,
        session: Session,
        work: Work,
        sent: Typed | None,
        reason: str,
        faults: Mapping[str, str],
    ) -> Response:
        kind = work.shape.kind
        form = Form(kind, work.shape.model, _names(session), work.fixed)
        facts = {
            "w": words(),
            "kind": kind,
            "name": work.name,
            "draft": work.draft,
            "title": items.title(work.start, work.name or "") if work.name else "",
            "fields": form.fields(form.typed(work.start) if sent is None else sent),
            "made_from": _made_from(session, work, sent),
            "reason": reason,
            "faults": faults,
            "longest": LONGEST_REASON,
        }
        status = 422 if faults else 200
        return self.pages.TemplateResponse(request, "console/guidance_form.html", facts, status_code=status)

    def _sure(
        self,
        request: Request,
        session: Session,
        kind: str,
        name: str,
        reason: str,
        faults: Mapping[str, str],
        in_the_way: Sequence[str],
    ) -> Response:
        item = published(session, kind, name)
        if not shape_of(kind).grows:
            raise NotFound("Nothing of this kind can be removed.")
        facts = {
            "w": words(),
            "kind": kind,
            "name": name,
            "title": items.title(item, name),
            "reason": reason,
            "faults": faults,
            "in_the_way": in_the_way,
        }
        status = 422 if faults or in_the_way else 200
        return self.pages.TemplateResponse(request, "console/guidance_remove.html", facts, status_code=status)


def _made_from(session: Session, work: Work, sent: Typed | None) -> str:
    """What stood there when the form was first opened, as JSON: others may publish while somebody types."""
    if sent is not None:
        return "".join(sent.get(MADE_FROM, ()))
    found = changes.now(session, work.shape, work.name) if work.name is not None else None
    return json.dumps(found or {}, default=str)


def _new(kind: str) -> Work:
    if not shape_of(kind).grows:
        raise NotFound("Nothing of this kind can be added here.")
    return Work(shape_of(kind), None, {})


def _drafted(session: Session, change_id: UUID) -> Work:
    draft = changes.get(session, change_id)
    changes.only_a_draft(draft)
    if not draft.after:
        raise NotFound("What is to be removed has no text to change. Withdraw it, or send it.")
    shape, name = changes.shape_of(draft)
    return Work(shape, name, changes.taken_up(session, draft), draft)


def _kept(
    session: Session, who: Person, work: Work, item: Data, made_from: Mapping[str, Any], reason: str
) -> ChangeRow:
    today = changes.now(session, work.shape, work.name) if work.name is not None else None
    if today is not None:
        item = work.shape.data(items.over(made_from, item, today))
    if work.draft is not None:
        changes.amend(session, who, work.draft, item, reason)
        return work.draft
    name = work.name if work.name is not None else _name(session, work.shape, item)
    return changes.propose(session, who, work.shape, name, item, reason)


def _name(session: Session, shape: Shape, item: Data) -> str:
    """What a new item is known by. Raises ContentFault where there is such a one already."""
    path = items.path_of(overview.texts(session), shape, "") if shape.within else (0,)
    stem = str(item[shape.named[0]]) if shape.named else ""
    file = shape.file_of(stem)
    name = shape.name_of(file, item, int(path[-1]))
    if changes.now(session, shape, name) is not None:
        raise ContentFault([Fault(file, 1, words()["faults"]["taken"], (shape.named[0],))])
    return name


def _to(change: ChangeRow) -> Response:
    return RedirectResponse(f"/console/guidance/changes/{change.id}", 303)


def _names(session: Session) -> dict[str, list[tuple[str, str]]]:
    """Short names of what can be chosen or named, with what they are called."""
    found = {"part": list(library(session).pack.partnership.menu.items())}
    for entry in overview.entries(session):
        found.setdefault(entry.kind, []).append((entry.name, entry.title))
    return found

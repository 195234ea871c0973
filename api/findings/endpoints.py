"""Findings for programs with a key: protected numbers of closed waves, and nothing else."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlmodel import Session

from api.audit import service as audit
from api.db import SessionDep
from api.envelope import Refusal
from api.errors import NotFound
from api.findings import papers, service
from api.findings.contracts import Findings, FindingsItem
from api.findings.published import Published
from api.staff.bearer import REFUSALS, Program
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState

TYPES: dict[papers.Kind, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}
NOT_THERE: dict[int | str, dict[str, Any]] = {
    404: {"model": Refusal, "description": "No such wave, or it is not closed, or nothing is published of it"}
}
NOT_PRINTED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {TYPES[kind].partition(";")[0]: {} for kind in papers.TABLES},
        "description": "The file",
    },
    409: {"model": Refusal, "description": "The file is being made: ask again in a minute"},
}

router = APIRouter(prefix="/api/v1/findings", tags=["findings"], responses=REFUSALS)


@router.get("")
def list_findings(session: SessionDep, program: Program) -> list[FindingsItem]:
    """Every closed wave with published findings, those that closed last first."""
    closed = [wave for wave in waves.every(session) if wave.state == WaveState.CLOSED]
    found = [(wave, service.latest(session, wave.id)) for wave in closed]
    missing = set(service.without_papers(session))
    items = [_item(wave, published, missing) for wave, published in found if published is not None]
    audit.viewed(session, program, "findings_opened")
    return sorted(items, key=lambda item: item.closed, reverse=True)


@router.get("/{wave_id}", responses=NOT_THERE)
def read_findings(wave_id: UUID, session: SessionDep, program: Program) -> Findings:
    """The published numbers of a closed wave."""
    wave, published = _closed(session, wave_id)
    item = _item(wave, published, set(service.without_papers(session)))
    audit.viewed(session, program, "findings_opened", wave_id)
    return Findings.of(item, published)


@router.get("/{wave_id}/papers/{kind}", response_class=Response, responses=NOT_THERE | NOT_PRINTED)
def read_paper(wave_id: UUID, kind: papers.Tables, session: SessionDep, program: Program) -> Response:
    """The same numbers as a file: for spreadsheets, or with a data dictionary and the audit."""
    _, published = _closed(session, wave_id)
    body = service.paper(session, published.id, kind)
    audit.viewed(session, program, "paper_taken", wave_id)
    return Response(body, media_type=TYPES[kind])


def _closed(session: Session, wave_id: UUID) -> tuple[WaveRow, Published]:
    wave = waves.get(session, wave_id)
    published = service.latest(session, wave_id) if wave.state == WaveState.CLOSED else None
    if published is None:
        raise NotFound("There are no findings of such a closed wave.")
    return wave, published


def _item(wave: WaveRow, published: Published, missing: set[UUID]) -> FindingsItem:
    return FindingsItem(
        id=wave.id,
        title=published.title,
        survey=published.survey,
        opened=wave.opened,
        closed=wave.closed or published.taken,
        papers=published.id not in missing,
    )

"""The form of an action: what was typed, and what it holds at first of the thing that it answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel
from sqlmodel import Session

from api.actions import smart
from api.actions.tables import ActionRow, SourceKind, Urgency
from api.actions.words import words
from api.console.fields import line, paragraphs
from api.errors import NotFilled, NotFound
from api.feedback import reports, triage
from api.feedback.words import months
from api.findings import service as findings
from api.reports import service as partners
from api.waves import service as waves

NOT_A_DAY = "Write a day that the calendar has, such as 27 3 2027"


class Typed(BaseModel):
    """The form, as it was typed. `source`, `source_id` and `question` are hidden in it."""

    title: str = ""
    measure: str = ""
    agency: str = ""
    owner: str = ""
    lens: str = ""
    priority: str = ""
    due_day: str = ""
    due_month: str = ""
    due_year: str = ""
    source: str = ""
    source_id: str = ""
    question: str = ""
    origin: str = ""
    read: str = ""


def read(typed: Typed) -> smart.Typed:
    """What it says. Raises NotFilled."""
    source = typed.source if typed.source in list(SourceKind) else SourceKind.WORDS
    return smart.Typed(
        title=line(typed.title),
        measure=paragraphs(typed.measure),
        agency=line(typed.agency),
        owner=line(typed.owner),
        lens=line(typed.lens),
        priority=line(typed.priority),
        due=_day(typed),
        source=source,
        source_id=identity(typed.source_id),
        question=line(typed.question)[: smart.LONGEST_LINE],
        origin=paragraphs(typed.origin),
    )


def filled(row: ActionRow, mark: str) -> Typed:
    """The form as it would have been filled in for an action."""
    return Typed(
        title=row.title,
        measure=row.measure,
        agency=row.agency,
        owner=row.owner,
        lens=row.lens or "",
        priority=row.priority,
        due_day=str(row.due.day),
        due_month=str(row.due.month),
        due_year=str(row.due.year),
        source=row.source,
        source_id=str(row.source_id or ""),
        question=row.question or "",
        origin=row.origin,
        read=mark,
    )


def begun(request: Request, session: Session) -> Typed:
    """An empty one, or one that knows what it answers, by the address that led here."""
    asked, said = request.query_params, words()["origins"]
    typed = Typed(priority=Urgency.MEDIUM)
    for kind in (SourceKind.FINDING, SourceKind.ISSUE, SourceKind.HIGHLIGHT, SourceKind.REPORT):
        found = identity(asked.get(_ASKED[kind], ""))
        if found is None:
            continue
        facts = _facts(session, kind, found, asked.get("question", ""))
        if facts is None:
            continue
        question = line(asked.get("question", "")) if facts.get("question") else ""
        name = kind if kind != SourceKind.FINDING or question else "wave"
        known = {"source": kind, "source_id": str(found), "question": question}
        return typed.model_copy(update=known | {"origin": said[name].format(**facts)})
    return typed


def place(row: ActionRow) -> tuple[str, str] | None:
    """Where the console shows what an action is from: the door, as the table writes it, and its address."""
    door = _PLACES.get(SourceKind(row.source))
    if door is None or row.source_id is None:
        return None
    start, _, _ = door.partition("{")
    return door, f"{start}{row.source_id}"


def identity(written: str) -> UUID | None:
    """None for what names nothing."""
    try:
        return UUID(written)
    except ValueError:
        return None


# The field of an address that names a thing of this kind, and its page.
_ASKED: Mapping[SourceKind, str] = {
    SourceKind.FINDING: "wave",
    SourceKind.ISSUE: "issue",
    SourceKind.HIGHLIGHT: "highlight",
    SourceKind.REPORT: "report",
}
_PLACES: Mapping[SourceKind, str] = {
    SourceKind.FINDING: "/console/findings/{wave_id}",
    SourceKind.ISSUE: "/console/issues/{issue_id}",
    SourceKind.HIGHLIGHT: "/console/highlights/{report_id}",
    SourceKind.REPORT: "/console/reports/{report_id}",
}


def _facts(session: Session, kind: SourceKind, found: UUID, question: str) -> dict[str, Any] | None:
    """What is said of where it is from; None where there is no such thing. No words of whoever raised it."""
    try:
        if kind is SourceKind.FINDING:
            published = findings.latest(session, found)
            labels = {table.key: table.label for table in published.tables} if published else {}
            return {"title": waves.get(session, found).title, "question": labels.get(question, "")}
        if kind is SourceKind.ISSUE:
            came = triage.get(session, found).came
            return {"day": f"{came.day} {came:%B %Y}"}
        if kind is SourceKind.HIGHLIGHT:
            row = reports.get(session, found)
            return {"months": months(row.first, row.last)}
        return {"title": partners.get(session, found).title}
    except NotFound:
        return None


def _day(typed: Typed) -> date | None:
    """Raises NotFilled."""
    parts = [line(one) for one in (typed.due_year, typed.due_month, typed.due_day)]
    if not any(parts):
        return None
    try:
        return date(*(int(one) if one.isascii() and one.isdigit() else 0 for one in parts))
    except (ValueError, OverflowError) as fault:
        raise NotFilled("due", NOT_A_DAY) from fault

"""The papers of a snapshot or of several waves together, made in the workshop."""

import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Literal, get_args

from api.findings import workshop
from api.findings.published import Published

Tables = Literal["csv", "xlsx", "json"]
Kind = Tables | Literal["pdf"]
TABLES: tuple[Tables, ...] = get_args(Tables)
KINDS: tuple[Kind, ...] = (*TABLES, "pdf")


@dataclass(frozen=True)
class Papers:
    csv: bytes
    xlsx: bytes
    json: bytes
    pdf: bytes


def make(published: Published) -> Papers:
    """The tables as files for analysts, and the summary for the partners. Raises WorkshopFailed."""
    return Papers(**_made("papers", published))


def tables(published: Published) -> dict[Tables, bytes]:
    """The tables alone. Raises WorkshopFailed."""
    made = _made("tables", published)
    return {kind: made[kind] for kind in TABLES}


def _made(job: str, published: Published) -> dict[str, bytes]:
    made = json.loads(workshop.run(job, published.model_dump_json().encode()))
    return {kind: b64decode(body) for kind, body in made.items()}

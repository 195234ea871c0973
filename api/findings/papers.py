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


def make(published: Published, *, together: bool = False) -> Papers:
    """The tables as files for analysts, and the summary for the partners. Raises WorkshopFailed.

    `together`: the numbers are those of several waves, and the summary says so.
    """
    material = published.model_dump_json().encode()
    made = json.loads(workshop.run("papers of waves together" if together else "papers", material))
    return Papers(**{kind: b64decode(body) for kind, body in made.items()})

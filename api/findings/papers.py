"""The papers of a snapshot, made in the workshop."""

import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Literal

from api.findings import workshop
from api.findings.published import Published

Kind = Literal["csv", "pdf"]


@dataclass(frozen=True)
class Papers:
    csv: bytes
    pdf: bytes


def make(published: Published) -> Papers:
    """The tables for a spreadsheet and the summary for the partners. Raises WorkshopFailed."""
    made = json.loads(workshop.run("papers", published.model_dump_json().encode()))
    return Papers(csv=b64decode(made["csv"]), pdf=b64decode(made["pdf"]))

"""Protected numbers as JSON for other programs, with what they mean and how they were protected."""

import json
from typing import Any

from api.findings import rows
from api.findings.contracts import GroupNumbers, QuestionNumbers
from api.findings.published import Published
from api.findings.words import words


def body(published: Published) -> bytes:
    """UTF-8, keys in the order in which they are read."""
    return json.dumps(content(published), ensure_ascii=False, indent=1).encode()


def content(published: Published) -> dict[str, Any]:
    """Everything that a file holds."""
    cards = published.signposts
    audit = published.audit
    return {
        "title": published.title,
        "survey": published.survey,
        "version": published.version,
        "taken": published.taken.isoformat(),
        "asked": published.asked,
        "answered": published.answered,
        "questions": [QuestionNumbers.of(table).model_dump() for table in published.tables],
        "groups": [GroupNumbers.of(one).model_dump() for one in published.crossings],
        "signposts": QuestionNumbers.of(cards).model_dump() if cards else None,
        "dictionary": [
            dict(zip(words()["dictionary"]["keys"], row, strict=True)) for row in rows.dictionary(published)
        ],
        "protection": [{"what": what, "value": value} for what, value in rows.protection(published)],
        "audit": audit.model_dump() if audit else None,
    }

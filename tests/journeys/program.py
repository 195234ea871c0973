"""A person's answers as another program brings them: over HTTP, each turn under a key of its own."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx

Replies = list[dict[str, Any]]


class Program:
    """One conversation with a running Heard."""

    def __init__(self, site: str, words: str = "More light on the path would help.") -> None:
        self._http = httpx.Client(base_url=site, timeout=30)
        self.words = words
        self.id = str(self._http.post("/api/v1/conversations", json={"channel": "program"}).json()["id"])

    def turn(self, key: str | None = None, **said: str) -> Replies:
        """Brings one message; what Heard says to it. Raises httpx.HTTPError when nobody answers."""
        body = {"turn": key or uuid4().hex, **said}
        answer = self._http.post(f"/api/v1/conversations/{self.id}/turns", json=body)
        replies: Replies = answer.raise_for_status().json()["replies"]
        return replies

    def begin(self, code: str) -> Replies:
        """Uses a code and starts."""
        self.turn(text=code)
        return self.turn(choice=":start")

    def answer(self, question: Mapping[str, Any], place: int) -> dict[str, str]:
        """What this person says to a question: the option at a place, or their words."""
        options = [one["value"] for one in question["choices"] if not one["value"].startswith(":")]
        return {"choice": options[place % len(options)]} if options else {"text": self.words}

    def answer_all(self, code: str, place: int) -> None:
        """From the code to the sending, with the option at the same place each time."""
        replies = self.begin(code)
        while (question := asked(replies)) is not None:
            replies = self.turn(**self.answer(question, place))
        self.turn(choice=":send")

    def close(self) -> None:
        """Ends the connection."""
        self._http.close()


def asked(replies: Replies) -> dict[str, Any] | None:
    """The reply that puts a question."""
    return next((reply for reply in replies if reply["question"]), None)

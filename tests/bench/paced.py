"""A Bot API of the bench's own: takes its time, allows so many a second, and fails as it was told to.

`python -m tests.bench.paced PORT` runs it in a process of its own.
"""

import asyncio
import math
import sys
import time
from collections import Counter, deque
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ALLOWED = 30  # in any second
LATENCY = 0.04  # seconds
BLOCKED_EACH = 100  # one chat of so many has shut the bot out
# Which of the messages that are let through meet a fault, by their number: one has not been delivered, of the
# other the answer alone is lost.
BROKEN, SILENT = {300, 700, 1100, 1500, 1900}, {500, 1000}
SILENCE = 60.0  # seconds: nobody waits so long
# Before which of them everybody is told to wait, whatever the pace, and for how many seconds.
TOLD_TO_WAIT = {800: 1, 1600: 1}


class Paced:
    """Counts what it is asked, from one `/begin` to the next."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.delivered: Counter[str] = Counter()
        self.times: list[float] = []
        self.lost: set[str] = set()
        self.refused = self.asked = self.let_through = self.told_to_wait = 0
        self._not_before = 0.0
        self._to_wait = dict(TOLD_TO_WAIT)
        self._last: deque[float] = deque(maxlen=ALLOWED)

    async def begin(self, _: Request) -> Response:
        """Forgets all."""
        self._begin()
        return JSONResponse({})

    async def send(self, request: Request) -> Response:
        """sendMessage."""
        is_json = request.headers["content-type"].startswith("application/json")
        chat = str((await request.json() if is_json else await request.form())["chat_id"])
        now = time.monotonic()
        self.asked += 1
        if wait := self._to_wait.pop(self.let_through, 0):
            self._not_before = now + wait
        if now < self._not_before:
            self.told_to_wait += 1
            return _fault(
                429, "Too Many Requests: retry later", retry_after=math.ceil(self._not_before - now)
            )
        if len(self._last) == ALLOWED and now - self._last[0] < 1:
            self.refused += 1
            return _fault(429, "Too Many Requests: retry after 1", retry_after=1)
        self._last.append(now)
        self.let_through += 1
        number = self.let_through
        await asyncio.sleep(LATENCY)
        if int(chat) % BLOCKED_EACH == 0:
            return _fault(403, "Forbidden: bot was blocked by the user")
        if number in BROKEN:
            return _fault(500, "Internal Server Error")
        self.delivered[chat] += 1
        self.times.append(time.time())
        if number in SILENT:
            self.lost.add(chat)
            await asyncio.sleep(SILENCE)
        place = {"id": int(chat), "type": "private"}
        return JSONResponse({"ok": True, "result": {"message_id": number, "date": 1, "chat": place}})

    async def told(self, _: Request) -> Response:
        """What has happened so far."""
        again = sum(count - 1 for count in self.delivered.values())
        return JSONResponse(
            {
                "asked": self.asked,
                "delivered": len(self.delivered),
                "doubled": again,
                "unanswered": sum(self.delivered[chat] > 1 for chat in self.lost),
                "refused": self.refused,
                "told_to_wait": self.told_to_wait,
                "times": self.times,
            }
        )


def _fault(status: int, words: str, **parameters: Any) -> Response:
    about = {"ok": False, "error_code": status, "description": words, "parameters": parameters}
    return JSONResponse(about, status)


def main() -> None:
    paced = Paced()
    routes = [
        Route("/{token}/sendMessage", paced.send, methods=["POST"]),
        Route("/begin", paced.begin, methods=["POST"]),
        Route("/told", paced.told),
    ]
    port, app = int(sys.argv[1]), Starlette(routes=routes)
    uvicorn.run(app, port=port, ws="none", log_level="error", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main()

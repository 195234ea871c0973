"""Parts of a page that change by themselves, told by server-sent events (`live.html` and live.js draw them).

A stream ends when there is nothing more to come, or when whoever watches it may not see the page any more:
the page is then asked for anew.
"""

import logging
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import anyio
import anyio.to_thread
from fastapi import Request
from fastapi.sse import ServerSentEvent
from sqlmodel import Session

from api.console.access import COOKIE, check
from api.db import transaction
from api.errors import HeardError, Unavailable

log = logging.getLogger(__name__)

# Each stream is a connection that stays, and a look at the database each second.
MOST = 40
LOST = 3000  # milliseconds until a browser that lost the stream comes back
FULL = 15_000  # and one that found no room
OVER = "over"

_room = threading.BoundedSemaphore(MOST)


@dataclass(frozen=True)
class Seen:
    """What the page should show (nothing: what it shows already), and whether there is more to come."""

    fragment: str
    more: bool


Look = Callable[[Session], Seen]


async def stream(request: Request, look: Look, every: int = 1) -> AsyncIterator[ServerSentEvent]:
    """The fragment each time it has changed; looked at every so many seconds, in a thread.

    Ends with the event "over". Use it in a route with `response_class=EventSourceResponse`.
    """
    if not _room.acquire(blocking=False):
        yield ServerSentEvent(comment="no room", retry=FULL)
        return
    try:
        yield ServerSentEvent(comment="here", retry=LOST)
        shown: str | None = None
        while not request.app.state.stopping:
            seen = await anyio.to_thread.run_sync(_look, request, look)
            if seen is not None and seen.fragment not in (shown, ""):
                shown = seen.fragment
                yield ServerSentEvent(raw_data=shown)
            if seen is not None and not seen.more:
                yield ServerSentEvent(event=OVER, data=True)
                return
            for _ in range(every):
                if not request.app.state.stopping:
                    await anyio.sleep(1)
    finally:
        _room.release()


def _look(request: Request, look: Look) -> Seen | None:
    """What there is to see now; None while the database does not answer."""
    try:
        with transaction(request.app.state.engine) as session:
            check(request, session, request.cookies.get(COOKIE))
            return look(session)
    except Unavailable:
        return None
    except HeardError as refusal:
        # Signed out, another role, or gone: the page itself says so when it is asked for anew.
        log.info("a live page ended: %s", type(refusal).__name__)
        return Seen("", more=False)

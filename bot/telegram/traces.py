"""Which messages of a chat may still be deleted: by number, in memory alone, as long as Telegram allows."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from itertools import takewhile

DELETABLE = 48 * 3600.0  # seconds
MOST_CHATS = 5000
MOST_MESSAGES = 1000
# After a restart what came before is not known. Telegram passes over numbers that are not of this chat.
TRIED_BELOW = 200


class Traces:
    """By the chat's pseudonym; the chats that were silent longest are forgotten first."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began = now()
        self._chats: OrderedDict[str, deque[tuple[float, int]]] = OrderedDict()

    def note(self, person: str, message: int) -> None:
        """A message has come into the chat, from either side."""
        seen = self._chats.setdefault(person, deque(maxlen=MOST_MESSAGES))
        seen.append((self._now(), message))
        self._chats.move_to_end(person)
        if len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)

    def clear(self, person: str, current: int, line: int) -> tuple[list[int], list[int]]:
        """The numbers that are known and those to try, both the newest first; they are then forgotten.

        `current` is one that is there, `line` the newest, which stays.
        """
        oldest = self._now() - DELETABLE
        seen = reversed(self._chats.pop(person, deque()))
        known = {message for _, message in takewhile(lambda one: one[0] > oldest, seen)} | {current}
        ends = (line, min(known)) if self._began > oldest else ()
        guessed = {number for end in ends for number in range(max(end - TRIED_BELOW, 1), end)}
        return sorted(known, reverse=True), sorted(guessed - known - {line}, reverse=True)

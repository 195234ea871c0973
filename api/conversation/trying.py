"""Trying a turn: once more where it failed, and in time where somebody waits for help."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from api.conversation.contracts import Reply
from api.conversation.repository import Twin
from api.conversation.turn import Turn
from api.errors import Unavailable
from api.runs.service import Overtaken
from nlu.screen import Verdict

# A card must not wait for a database that hangs.
LONGEST_WAIT_FOR_HELP = 2.0  # seconds

Said = list[Reply] | None
Step = Callable[[UUID, Turn, Verdict | None], Said]


def twice(step: Step, conversation_id: UUID, turn: Turn, verdict: Verdict | None) -> Said:
    """Tries a step twice, which the turn's key keeps single.

    Two turns came at once, and the other one has been kept by now; or a restart has cut the connection.
    """
    try:
        return step(conversation_id, turn, verdict)
    except (Twin, Overtaken, Unavailable):
        return step(conversation_id, turn, verdict)


class InTime(ThreadPoolExecutor):
    """Threads for turns that a help card depends on: what they wait for is over soon."""

    def __init__(self) -> None:
        super().__init__(8, thread_name_prefix="urgent")

    def twice(self, step: Step, conversation_id: UUID, turn: Turn, verdict: Verdict | None) -> Said:
        """The same. Raises TimeoutError; the step goes on all the same, and may yet keep the turn."""
        return self.submit(twice, step, conversation_id, turn, verdict).result(LONGEST_WAIT_FOR_HELP)

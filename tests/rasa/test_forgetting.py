"""Rasa's memory lets go of a conversation as soon as its journey is over."""

import pytest

from .conftest import in_rasa

pytestmark = pytest.mark.nlu
FORGETS = """
import asyncio
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from nlu.components.forgetful import ForgetfulTrackerStore

async def main() -> None:
    store = ForgetfulTrackerStore(Domain.empty())
    tracker = await store.create_tracker("someone")
    for still_open in (True, False):
        tracker.update(UserUttered("canary words"))
        tracker.update(BotUttered(data={"custom": {"open": still_open}}))
        await store.save(tracker)
        print(await store.exists("someone"), "canary" in repr(dict(store.store)))

asyncio.run(main())
"""


def test_the_words_of_a_finished_journey_are_gone() -> None:
    assert in_rasa("-c", FORGETS)[-2:] == ["True True", "False False"]

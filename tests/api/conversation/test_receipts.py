"""A receipt is in memory for a moment, and then it is not."""

import time
import weakref
from uuid import uuid4

from api.conversation.contracts import Reply
from api.conversation.receipts import Receipts
from tests.patience import until

RECEIPT = [Reply(text="Yours", receipt="2222-BBBB")]


class Said(list[Reply]):
    """Of a list itself one cannot ask whether it is still in memory."""


def test_it_is_there_for_the_same_turn_alone() -> None:
    receipts, conversation = Receipts(), uuid4()
    receipts.keep(conversation, "key", RECEIPT)
    assert receipts.of(conversation, "key") == RECEIPT
    assert receipts.of(conversation, "another") == receipts.of(uuid4(), "key") == []


def test_it_leaves_the_memory_though_nobody_asks() -> None:
    receipts, kept = Receipts(moment=0.1), list[weakref.ref[Said]]()
    for _ in range(3):
        said = Said(RECEIPT)
        receipts.keep(uuid4(), "key", said)
        kept.append(weakref.ref(said))
        del said
        time.sleep(0.06)
    until(lambda: not any(one() for one in kept))

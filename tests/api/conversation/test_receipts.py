"""A receipt is in memory for a moment, and then it is not."""

import time
from uuid import uuid4

from api.conversation.contracts import Reply
from api.conversation.receipts import Receipts

RECEIPT = [Reply(text="Yours", receipt="2222-BBBB")]


def test_it_is_there_for_the_same_turn_alone() -> None:
    receipts, conversation = Receipts(), uuid4()
    receipts.keep(conversation, "key", RECEIPT)
    assert receipts.of(conversation, "key") == RECEIPT
    assert receipts.of(conversation, "another") == receipts.of(uuid4(), "key") == []


def test_it_leaves_the_memory_though_nobody_asks() -> None:
    receipts = Receipts(moment=0.1)
    for _ in range(3):
        receipts.keep(uuid4(), "key", RECEIPT)
        time.sleep(0.06)
    time.sleep(0.4)
    assert dict(receipts._kept) == {}

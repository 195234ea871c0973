"""A broadcast's way to one chat, on the emulator."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from api.broadcasts.contracts import Button, Later, Message, Moved, Outcome
from bot.telegram.carrier import PAUSE, SHORT_PAUSE, TelegramCarrier, fitted
from bot.telegram.errors import BadToken
from bot.telegram.taps import unpack
from tests.journeys.phone import TOKEN, Emulator, Phone

TRAINING = Message("Training on Monday", "Places are open.")


async def test_a_refusal_for_haste_makes_everybody_wait_as_long_as_telegram_says(emulator: Emulator) -> None:
    emulator.post("/limit", per_second=1)
    carrier = TelegramCarrier(TOKEN, emulator.url)
    outcomes = [await carrier.send(number, TRAINING) for number in ("1", "2")]
    assert outcomes == ["sent", Later(1.0, everybody=True)]
    await asyncio.sleep(1.1)
    assert await carrier.send("2", TRAINING) == "sent"
    await carrier.close()
    assert all(Phone(emulator, number).hears("Training on Monday") for number in (1, 2))


ANSWERS: tuple[tuple[int, dict[str, object], Outcome], ...] = (
    (400, {"description": "Bad Request: chat not found"}, "gone"),
    (403, {"description": "Forbidden: user is deactivated"}, "gone"),
    (403, {"description": "Forbidden: bot was blocked by the user"}, "blocked"),
    (400, {"description": "Bad Request", "parameters": {"migrate_to_chat_id": -100}}, Moved("-100")),
    (400, {"description": "Bad Request: message is too long"}, "failed"),
    (429, {"parameters": {"retry_after": 7}}, Later(7, everybody=True)),
    (429, {}, Later(PAUSE, everybody=True)),
    (502, {}, Later(SHORT_PAUSE, doubted=True)),
)


@pytest.mark.parametrize(("status", "body", "outcome"), ANSWERS)
async def test_each_answer_of_telegram_is_told_apart(
    status: int, body: dict[str, object], outcome: Outcome
) -> None:
    with an_answer(status, json.dumps(body)) as address:
        carrier = TelegramCarrier(TOKEN, address)
        assert await carrier.send("5", TRAINING) == outcome
        await carrier.close()


async def test_a_page_in_place_of_an_answer_is_no_fault_of_the_member(emulator: Emulator) -> None:
    with an_answer(503, "<h1>Gateway</h1>") as address:
        carrier = TelegramCarrier(TOKEN, address)
        assert await carrier.send("5", TRAINING) == Later(SHORT_PAUSE, doubted=True)
        await carrier.close()


async def test_an_answer_that_is_lost_leaves_a_doubt_and_nobody_there_leaves_none() -> None:
    with an_answer(0, "") as address:
        carrier = TelegramCarrier(TOKEN, address)
        assert await carrier.send("5", TRAINING) == Later(SHORT_PAUSE, doubted=True)
        await carrier.close()
    carrier = TelegramCarrier(TOKEN, address)
    assert await carrier.send("5", TRAINING) == Later(PAUSE, everybody=True)
    await carrier.close()


@contextmanager
def an_answer(status: int, body: str) -> Iterator[str]:
    """A server that gives this answer to everything; without a status it hangs up."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            if status:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_a_member_who_blocked_the_bot_is_told_apart(emulator: Emulator) -> None:
    emulator.post("/block", chat_id=5)
    carrier = TelegramCarrier(TOKEN, emulator.url + "/")
    assert await carrier.send("5", TRAINING) == "blocked"
    await carrier.close()


async def test_a_bad_token_stops_the_sending_instead_of_failing_every_copy(emulator: Emulator) -> None:
    carrier = TelegramCarrier("1:wrong", emulator.url)
    with pytest.raises(BadToken, match="@BotFather"):
        await carrier.send("5", TRAINING)
    await carrier.close()


async def test_a_tap_on_the_button_says_which_copy_has_been_understood(emulator: Emulator) -> None:
    button = Button("I have read it", f":understood {'a' * 32}")
    message = replace(TRAINING, button=button)
    carrier, phone = TelegramCarrier(TOKEN, emulator.url), Phone(emulator, 6)
    assert await carrier.send("6", message) == "sent"
    await carrier.close()
    bubble = phone.hears("Training on Monday\n\nPlaces are open.")
    [(label, data)] = bubble.buttons
    tap = unpack(data)
    assert tap is not None
    assert (label, tap.meant([])) == (button.label, (button.value, None))


def test_what_telegram_would_not_take_ends_with_where_the_whole_of_it_stands() -> None:
    message = Message("Training 😀", "words of five " * 360, page="https://heard.example/inbox/abc")
    said = fitted(message)
    assert len(said.encode("utf-16-le")) // 2 <= 4096
    assert said.startswith("Training 😀\n\nwords of five")
    assert said.endswith(" …\n\nhttps://heard.example/inbox/abc")
    assert fitted(replace(message, page=None)).endswith(" …")
    assert fitted(TRAINING) == "Training on Monday\n\nPlaces are open."

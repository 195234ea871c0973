"""A broadcast by GOV.UK Notify: its own client, and a server that answers as its documentation says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Literal

import pytest

from api.broadcasts.contracts import Later, Message, Outcome
from bot.notify.carrier import LONG, MINUTE, PAUSE, SHORT_PAUSE, NotifyCarrier, short
from bot.notify.errors import NotifyRefuses

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"made_up-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
PAGE = "https://heard.example/inbox/" + "a" * 64
TRAINING = Message("Training in May", "Places are open.", page=PAGE, leave="https://heard.example/leave/abc")


@dataclass
class Service:
    """What it was asked, and what it answers."""

    status: int = 201
    body: str = '{"id": "740e5834-3a29-46b4-9a6f-16142fde533a"}'
    address: str = ""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@contextmanager
def notify(status: int = 201, body: str | None = None) -> Iterator[Service]:
    """On this machine; without a status it hangs up."""
    service = Service(status)
    service.body = body or service.body

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["authorization"].startswith("Bearer ")
            said = json.loads(self.rfile.read(int(self.headers["content-length"])))
            service.asked.append((self.path, said))
            if service.status:
                self.send_response(service.status)
                self.send_header("content-length", str(len(service.body)))
                self.end_headers()
                self.wfile.write(service.body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        service.address = f"http://127.0.0.1:{server.server_port}"
        yield service
        server.shutdown()
        thread.join()


async def send(service: Service, kind: Literal["email", "phone"] = "email") -> Outcome:
    carrier = NotifyCarrier(KEY, TEMPLATE, kind, service.address)
    try:
        return await carrier.send("+447700900001" if kind == "phone" else "a@example.org", TRAINING)
    finally:
        await carrier.close()


async def test_a_mail_has_its_title_its_words_and_a_way_to_leave_by_one_request() -> None:
    with notify() as service:
        assert await send(service) == "sent"
    [(path, asked)] = service.asked
    assert path == "/v2/notifications/email"
    assert (asked["email_address"], asked["template_id"]) == ("a@example.org", TEMPLATE)
    assert asked["one_click_unsubscribe_url"] == TRAINING.leave
    assert asked["personalisation"]["title"] == "Training in May"
    assert asked["personalisation"]["text"].startswith(f"Places are open.\n\nRead it on the web:\n{PAGE}\n\n")


async def test_an_sms_has_the_title_and_the_address_of_the_page() -> None:
    with notify() as service:
        assert await send(service, "phone") == "sent"
    [(path, asked)] = service.asked
    assert path == "/v2/notifications/sms"
    assert asked["phone_number"] == "+447700900001"
    assert asked["personalisation"] == {"text": f"Training in May\n{PAGE}"}


def said(error: str, words: str) -> str:
    return json.dumps({"status_code": 0, "errors": [{"error": error, "message": words}]})


ANSWERS: tuple[tuple[int, str, Outcome], ...] = (
    (400, said("ValidationError", "email_address Not a valid email address"), "gone"),
    (400, said("BadRequestError", "Can't send to this recipient using a team-only API key"), "failed"),
    (429, said("RateLimitError", "Exceeded rate limit for key type LIVE"), Later(MINUTE, everybody=True)),
    (429, said("TooManyRequestsError", "Exceeded send limits (50) for today"), Later(LONG, everybody=True)),
    (500, said("Exception", "Internal server error"), Later(SHORT_PAUSE, doubted=True)),
    (503, "<h1>Gateway</h1>", Later(SHORT_PAUSE, doubted=True)),
    (200, "<h1>Welcome</h1>", Later(SHORT_PAUSE, doubted=True)),
    (0, "", Later(SHORT_PAUSE, doubted=True)),
)


@pytest.mark.parametrize(("status", "body", "outcome"), ANSWERS)
async def test_each_answer_is_told_apart(status: int, body: str, outcome: Outcome) -> None:
    with notify(status, body) as service:
        assert await send(service) == outcome


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, said("AuthError", "Invalid token: signature, api token not found")),
        (400, said("BadRequestError", "Template not found")),
        (400, said("BadRequestError", "Missing personalisation: title")),
    ],
)
async def test_a_wrong_key_or_template_fails_nobodys_copy(status: int, body: str) -> None:
    with notify(status, body) as service, pytest.raises(NotifyRefuses, match="HEARD_NOTIFY_KEY"):
        await send(service)


async def test_nobody_there_is_waited_for() -> None:
    with notify() as service:
        pass
    assert await send(service) == Later(PAUSE, everybody=True)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Training", f"Training\n{PAGE}"),
        ("x" * 400, "x" * (306 - 3 - 1 - len(PAGE)) + f"...\n{PAGE}"),
        ("€" * 400, "€" * ((306 - 3 - 1 - len(PAGE)) // 2) + f"...\n{PAGE}"),
        ("ਸ" * 150, "ਸ" * (134 - 3 - 1 - len(PAGE)) + f"...\n{PAGE}"),
    ],
)
def test_an_sms_is_never_more_than_two(title: str, said: str) -> None:
    assert short(replace(TRAINING, title=title)) == said

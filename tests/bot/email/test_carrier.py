"""A broadcast's way to one mailbox, through a real mail server on this machine."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.headerregistry import Address
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from api.broadcasts.contracts import Later, Message, Outcome
from bot.email.carrier import PAUSE, REFUSED_FOR_NOW, SHORT_PAUSE, EmailCarrier
from bot.email.errors import NoMail

SENDER = Address("Heard", addr_spec="heard@example.org")
TRAINING = Message("Training in May", "Places are open.")


@dataclass
class Box:
    """What the server does: keeps mail, or answers as it was told to."""

    mail: list[tuple[list[str], bytes]] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    rcpt: str = "250 OK"
    data: str = "250 OK"
    mail_from: str = "250 OK"
    hangs_up: bool = False

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        self.sessions.add(id(session))
        envelope.mail_from = address
        return self.mail_from

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.mail.append((envelope.rcpt_tos, envelope.content))
        if self.hangs_up:
            assert server.transport is not None
            cast(asyncio.Transport, server.transport).abort()
            await asyncio.sleep(60)
        return self.data


def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (b"heard@x", b"p/w:1")
    return AuthResult(success=right, handled=False)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Controller]:
    running = Controller(box, hostname="127.0.0.1", port=0, authenticator=known, auth_require_tls=False)
    # A free port: the controller connects to it to see whether it is up.
    running.port = free_port()
    running.start()
    yield running
    running.stop(no_assert=True)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def carrier(server: Controller, who: str = "") -> EmailCarrier:
    return EmailCarrier(f"smtp://{who}127.0.0.1:{server.port}", SENDER)


async def one(server: Controller) -> Outcome:
    post = carrier(server)
    outcome = await post.send("a@example.org", TRAINING)
    await post.close()
    return outcome


async def test_many_mails_go_through_one_connection(server: Controller, box: Box) -> None:
    post = carrier(server)
    for number in range(5):
        assert await post.send(f"{number}@example.org", TRAINING) == "sent"
    await post.close()
    assert [to for to, _ in box.mail] == [[f"{number}@example.org"] for number in range(5)]
    assert b"Subject: Training in May" in box.mail[0][1]
    assert len(box.sessions) == 1


async def test_several_may_be_under_way_at_once(server: Controller, box: Box) -> None:
    post = carrier(server)
    sent = await asyncio.gather(*(post.send(f"{number}@example.org", TRAINING) for number in range(4)))
    await post.close()
    assert sent == ["sent"] * 4
    assert len(box.mail) == 4


async def test_a_connection_that_was_shut_meanwhile_is_opened_anew(server: Controller, box: Box) -> None:
    post = carrier(server)
    assert await post.send("a@example.org", TRAINING) == "sent"
    [idle] = post._idle
    assert idle.transport is not None
    cast(asyncio.Transport, idle.transport).abort()
    assert await post.send("b@example.org", TRAINING) == "sent"
    await post.close()
    assert len(box.mail) == 2


REFUSALS: tuple[tuple[str, Outcome], ...] = (
    ("550 5.1.1 No such user", "gone"),
    ("550 No such user", "gone"),
    ("550 5.2.1 Mailbox disabled", "blocked"),
    ("552 5.2.2 Mailbox full", "failed"),
    ("554 5.7.1 Relay access denied", "failed"),  # of all mailboxes, so of none
    ("450 4.2.0 Greylisted", Later(REFUSED_FOR_NOW)),
)


@pytest.mark.parametrize(("answer", "outcome"), REFUSALS)
async def test_each_answer_about_an_address_is_told_apart(
    server: Controller, box: Box, answer: str, outcome: Outcome
) -> None:
    box.rcpt = answer
    post = carrier(server)
    assert await post.send("a@example.org", TRAINING) == outcome
    box.rcpt = "250 OK"
    assert await post.send("b@example.org", TRAINING) == "sent"
    await post.close()
    assert (len(box.mail), len(box.sessions)) == (1, 1)


async def test_what_is_refused_after_its_words_is_no_fault_of_the_address(
    server: Controller, box: Box
) -> None:
    box.data = "554 5.6.0 Not wanted"
    assert await one(server) == "failed"
    box.data = "451 Later"
    assert await one(server) == Later(REFUSED_FOR_NOW)


async def test_without_an_answer_after_the_words_it_may_have_arrived(server: Controller, box: Box) -> None:
    box.hangs_up = True
    assert await one(server) == Later(SHORT_PAUSE, doubted=True)


async def test_nobody_there_is_waited_for() -> None:
    nowhere = EmailCarrier(f"smtp://127.0.0.1:{free_port()}", SENDER)
    assert await nowhere.send("a@example.org", TRAINING) == Later(PAUSE, everybody=True)


@pytest.mark.parametrize("answer", ["530 5.7.0 Authentication required", "553 5.7.1 Not your address"])
async def test_who_may_not_send_as_this_address_fails_nobodys_copy(
    server: Controller, box: Box, answer: str
) -> None:
    box.mail_from = answer
    with pytest.raises(NoMail, match="HEARD_MAIL_FROM"):
        await one(server)


async def test_a_password_is_needed_and_a_wrong_one_fails_nobodys_copy(server: Controller, box: Box) -> None:
    right, wrong = carrier(server, "heard%40x:p%2Fw%3A1@"), carrier(server, "heard%40x:guessed@")
    assert await right.send("a@example.org", TRAINING) == "sent"
    with pytest.raises(NoMail, match="password"):
        await wrong.send("a@example.org", TRAINING)
    await right.close()
    await wrong.close()
    assert len(box.mail) == 1


async def test_a_server_without_tls_is_not_given_what_was_to_go_by_it(server: Controller, box: Box) -> None:
    post = EmailCarrier(f"smtp+starttls://heard:secret@127.0.0.1:{server.port}", SENDER)
    with pytest.raises(NoMail):
        await post.send("a@example.org", TRAINING)
    assert box.mail == []

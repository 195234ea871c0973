"""Talking to Heard in the terminal: through a Heard that runs, or one started for the occasion."""

import argparse
import contextlib
import socket
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import uuid4

import httpx
from rich.console import Console
from rich.rule import Rule

from api import postgres
from api.conversation.contracts import Reply, Source
from api.errors import HeardError, Unavailable
from api.settings import Settings

LONGEST_WARM_UP = 240.0  # seconds; the first time the model is trained as well
NUMBERS = {"integer", "range"}
console = Console(highlight=False)


class Line:
    """One conversation over HTTP."""

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=address, timeout=20, trust_env=False)
        opened = self._post("/api/v1/conversations", {"channel": "terminal", "audience": "practitioner"})
        self._turns = f"/api/v1/conversations/{opened['id']}/turns"

    def say(self, *, text: str | None = None, choice: str | None = None) -> list[Reply]:
        """The replies to one message."""
        answer = self._post(self._turns, {"text": text, "choice": choice, "turn": str(uuid4())})
        return [Reply.model_validate(reply) for reply in answer["replies"]]

    def _post(self, path: str, body: dict[str, str | None]) -> dict[str, Any]:
        try:
            answer = self._http.post(path, json=body)
            said: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            raise Unavailable("Heard does not answer any more. Start it with ./heard run.") from fault
        if answer.is_error:
            raise HeardError(said["detail"])
        return said


def ask(settings: Settings, wanted: argparse.Namespace) -> None:
    """One question, one answer."""
    with _running(settings) as address:
        for reply in Line(address).say(text=" ".join(wanted.words)):
            draw(reply)


def chat(settings: Settings, _: argparse.Namespace) -> None:
    """A conversation, until an empty line, Ctrl-D or Ctrl-C."""
    with _running(settings) as address, contextlib.suppress(EOFError, KeyboardInterrupt):
        line = Line(address)
        replies = line.say(choice=":menu")
        while True:
            for reply in replies:
                draw(reply)
            words = console.input("[bold]You:[/] ").strip()
            if not words:
                return
            picked = chosen(words, replies)
            try:
                replies = line.say(choice=picked) if picked else line.say(text=words)
            except Unavailable:
                raise
            except HeardError as fault:
                console.print(str(fault), style="red", markup=False)
                replies = []


def chosen(words: str, replies: Sequence[Reply]) -> str | None:
    """The choice that somebody means with its words or its number; None for words of their own."""
    offered = [option for reply in replies for option in reply.choices]
    for option in offered:
        if words.casefold() == option.label.casefold():
            return option.value
    asked_for_number = any(reply.question and reply.question.kind in NUMBERS for reply in replies)
    number = words.rstrip(".)")
    if number.isdecimal() and not asked_for_number and 0 < int(number) <= len(offered):
        return offered[int(number) - 1].value
    return None


def draw(reply: Reply) -> None:
    """A reply between two lines, its choices numbered below."""
    helps = reply.signpost is not None and reply.card != "check_in"
    style = "bold red" if helps else "cyan"
    console.print(Rule("Help now" if helps else "", style=style))
    _write(reply.text)
    if reply.receipt:
        _write(reply.receipt, style="bold")
    for link in reply.links:
        if link.url.startswith(("tel:", "sms:")):  # the number stands in the text
            continue
        _write(f"{link.label}: {link.url}")
    for source in reply.sources:
        _write(f"\n{_source(source)}", style="dim")
    if reply.note:
        console.print(Rule("A note for your record", style=style))
        _write(reply.note)
    console.print(Rule(style=style))
    for number, option in enumerate(reply.choices, start=1):
        _write(f"{number:>3}. {option.label}", hanging=5)


def _write(words: str, *, style: str = "", hanging: int = 0) -> None:
    """Wraps between words only: an address that is cut in two can be neither clicked nor copied."""
    for line in words.split("\n"):
        indent = hanging or (2 if line.startswith("- ") else 0)
        wrapped = textwrap.fill(
            line,
            max(console.width, 20),
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        console.print(wrapped, style=style, markup=False, soft_wrap=True)


def _source(source: Source) -> str:
    dates = f"reviewed {source.reviewed}" if source.reviewed else "not yet confirmed"
    until = f", review by {source.review_by}" if source.review_by else ""
    return f"Source: {source.title}, {source.section}, version {source.version}; {dates}{until}"


@contextlib.contextmanager
def _running(settings: Settings) -> Iterator[str]:
    if _answers(settings.address):
        yield settings.address
        return
    from bot.foundation import foundation
    from bot.listening import Halt
    from bot.server import serve

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        own = {"host": "127.0.0.1", "port": door.getsockname()[1], "public_url": None}
        settings = settings.model_copy(update=own)
    with (
        postgres.only_one(settings.home),
        console.status("Starting Heard for this question…") as status,
        foundation(settings, status.update) as base,
    ):
        halt = Halt()
        server = Beside(lambda: serve(settings, base, status.update, {"web", "rasa"}, lambda: None, halt))
        server.start()
        try:
            _wait_for_assistant(settings.address, server)
            status.stop()
            yield settings.address
        finally:
            halt.now()
            server.join()


class Beside(threading.Thread):
    """Work in a thread of its own, that keeps what ended it."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(name="server")
        self._work = work
        self._fault: BaseException | None = None

    def run(self) -> None:
        try:
            self._work()
        except BaseException as fault:  # also the SystemExit of a server that cannot listen
            self._fault = fault

    def check(self) -> None:
        """Raises what ended the work, if it has ended."""
        if self.is_alive():
            return
        if isinstance(self._fault, Exception):
            raise self._fault
        raise Unavailable("Heard did not start. ./heard run shows what stands in its way.")


def _wait_for_assistant(address: str, server: Beside) -> None:
    give_up = time.monotonic() + LONGEST_WARM_UP
    while time.monotonic() < give_up:
        server.check()
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{address}/health/ready", trust_env=False).json()["assistant"] != "starting":
                return
        time.sleep(0.3)


def _answers(address: str) -> bool:
    """Whether a Heard listens there; something else may."""
    with contextlib.suppress(httpx.HTTPError, ValueError):
        live = httpx.get(f"{address}/health/live", timeout=1, trust_env=False)
        return bool(live.json() == {"status": "live"})
    return False

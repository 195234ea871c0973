"""Talking to Heard in the terminal: through a Heard that runs, or one started for the occasion."""

import argparse
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from api import postgres
from api.conversation.contracts import Reply, Source
from api.errors import HeardError, Unavailable
from api.settings import Settings

LONGEST_WARM_UP = 240.0  # seconds; the first time the model is trained as well
console = Console(highlight=False)


class Line:
    """One conversation over HTTP."""

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=address, timeout=20, trust_env=False)
        opened = self._http.post(
            "/api/v1/conversations", json={"channel": "terminal", "audience": "practitioner"}
        )
        self._turns = f"/api/v1/conversations/{opened.raise_for_status().json()['id']}/turns"

    def say(self, *, text: str | None = None, choice: str | None = None) -> list[Reply]:
        """The replies to one message."""
        turn = {"text": text, "choice": choice, "turn": str(uuid4())}
        try:
            answer = self._http.post(self._turns, json=turn)
        except httpx.HTTPError as fault:
            raise Unavailable("Heard does not answer any more. Start it with ./heard run.") from fault
        if answer.is_error:
            raise HeardError(answer.json()["detail"])
        return [Reply.model_validate(reply) for reply in answer.json()["replies"]]


def ask(settings: Settings, wanted: argparse.Namespace) -> None:
    """One question, one answer."""
    with _running(settings) as address:
        for reply in Line(address).say(text=" ".join(wanted.words)):
            draw(reply)


def chat(settings: Settings, _: argparse.Namespace) -> None:
    """A conversation, until an empty line or Ctrl-D."""
    with _running(settings) as address:
        line = Line(address)
        replies = line.say(choice=":menu")
        while True:
            for reply in replies:
                draw(reply)
            offered = [option for reply in replies for option in reply.choices]
            try:
                words = console.input("[bold]You:[/] ").strip()
            except EOFError:
                return
            if not words:
                return
            number = int(words) if words.isdecimal() else 0
            picked = offered[number - 1].value if 0 < number <= len(offered) else None
            replies = line.say(choice=picked) if picked else line.say(text=words)


def draw(reply: Reply) -> None:
    """A reply as a frame; its choices are numbered below."""
    body = Text(reply.text)
    for link in reply.links:
        body.append(f"\n{link.label}: {link.url}")
    for source in reply.sources:
        body.append(f"\n\n{_source(source)}", style="dim")
    style = "bold red" if reply.signpost else "cyan"
    console.print(Panel(body, border_style=style, title="Help now" if reply.signpost else None))
    for number, option in enumerate(reply.choices, start=1):
        console.print(f"  {number}. {option.label}")


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
    from bot.server import Halt, serve

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        settings = settings.model_copy(update={"port": door.getsockname()[1], "public_url": None})
    halt, up = Halt(), threading.Event()
    with (
        postgres.only_one(settings.home),
        console.status("Starting Heard for this question…") as status,
        foundation(settings, status.update) as base,
    ):
        arguments = (settings, base, status.update, {"web", "rasa"}, up.set, halt)
        server = threading.Thread(target=serve, args=arguments)
        server.start()
        try:
            _wait_for_assistant(settings.address)
            status.stop()
            yield settings.address
        finally:
            halt.now()
            server.join()


def _wait_for_assistant(address: str) -> None:
    give_up = time.monotonic() + LONGEST_WARM_UP
    while time.monotonic() < give_up:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{address}/health/ready", trust_env=False).json()["assistant"] != "starting":
                return
        time.sleep(0.3)


def _answers(address: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{address}/health/live", timeout=1, trust_env=False).is_success
    return False

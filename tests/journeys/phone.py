"""Telegram as a person holds it: the emulator, and a phone that writes, taps and reads."""

import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.patience import PATIENCE

FOLDER = Path(__file__).parent / "emulator"
TOKEN = "4242:emulated-token"


@dataclass(frozen=True)
class Bubble:
    """A message of the bot, as the person sees it."""

    id: int
    text: str
    buttons: tuple[tuple[str, str], ...]
    copied: str = ""
    """What a tap on the words would copy."""

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.buttons]


class Emulator:
    """A Telegram of our own on a loopback port."""

    def __init__(self) -> None:
        node = shutil.which("node")
        assert node, "node is not on the PATH; ./heard test brings it"
        assert (FOLDER / "node_modules").is_dir(), f"run npm ci in {FOLDER}, or ./heard test"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._node = subprocess.Popen(
            [node, "server.js", str(port), TOKEN],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._node.stdout and self._node.stdout.readline() == "ready\n"
        self.http = httpx.Client(base_url=self.url, timeout=PATIENCE)

    def stats(self) -> dict[str, Any]:
        """What the bot has done: sent, refused, peak in any second, commands, callbacks."""
        found: dict[str, Any] = self.http.get("/stats").json()
        return found

    def post(self, path: str, **body: Any) -> Any:
        """Calls the person's side of the emulator."""
        return self.http.post(path, json=body).raise_for_status().json()

    def stop(self) -> None:
        """Ends the server."""
        self.http.close()
        self._node.communicate(timeout=10)


class Phone:
    """One person's chat with the bot."""

    def __init__(self, emulator: Emulator, number: int, name: str = "Canary") -> None:
        self._emulator = emulator
        self._chat = {"id": number, "type": "private", "first_name": name}
        self._sender = {"id": number, "is_bot": False, "first_name": name, "username": f"{name}{number}"}
        self.seen: list[Bubble] = []
        self._unread: list[Bubble] = []

    def write(self, text: str) -> None:
        """Types a message or a command."""
        self.send(text=text)

    def send(self, **content: Any) -> None:
        """Sends anything: a photo, a voice message, a place."""
        self._emulator.post(
            "/sendMessage",
            botToken=TOKEN,
            chat=self._chat,
            **{"from": self._sender},
            date=int(time.time()),
            **content,
        )

    def tap(self, label: str, on: Bubble | None = None) -> None:
        """Taps a button of a message; without one, of the newest that has it."""
        bubble = on or next(b for b in reversed(self.seen) if label in b.labels)
        self._emulator.post(
            "/sendCallback",
            botToken=TOKEN,
            **{"from": self._sender},
            message={"message_id": bubble.id, "chat": self._chat, "date": int(time.time())},
            data=dict(bubble.buttons)[label],
        )

    def hears(self, words: str) -> Bubble:
        """Reads on, and waits if need be, up to a message that holds these words."""
        passed: list[str] = []
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self._look()
            while self._unread:
                bubble = self._unread.pop(0)
                if words in bubble.text:
                    return bubble
                passed.append(bubble.text)
            time.sleep(0.02)
        raise AssertionError(f"no message with {words!r}; there were {passed}")

    def quiet(self, seconds: float = 0.5) -> bool:
        """Whether nothing more comes for a while."""
        time.sleep(seconds)
        self._look()
        return not self._unread

    def buttons_left(self, bubble: Bubble) -> list[str]:
        """The buttons that still stand under a message."""
        history = self._emulator.post("/getUpdatesHistory", token=TOKEN)["result"]
        now = next(u for u in history if u["messageId"] == bubble.id and "chat_id" in u.get("message", {}))
        return _bubble(now).labels

    def _look(self) -> None:
        fresh = self._emulator.post("/getUpdates", token=TOKEN, chatId=self._chat["id"])["result"]
        new = [_bubble(update) for update in fresh]
        self.seen += new
        self._unread += new


def _bubble(update: dict[str, Any]) -> Bubble:
    message = update["message"]
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = tuple((button["text"], button["callback_data"]) for row in rows for button in row)
    units = message["text"].encode("utf-16-le")  # in which Telegram counts
    copied = "".join(
        units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in message.get("entities") or ()
        if one["type"] == "pre"
    )
    return Bubble(update["messageId"], message["text"], buttons, copied)

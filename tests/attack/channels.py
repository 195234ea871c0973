"""The three doors as people use them: a browser without scripts, Telegram, and a program."""

import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Protocol
from uuid import uuid4

import httpx

from bot.telegram.taps import unpack
from tests.attack.people import Person
from tests.journeys.phone import Emulator, Phone

CODE = re.compile(r"\b(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}\b")
PATIENCE = 15.0


@dataclass
class Shown:
    """What somebody sees: values to tap, whether words can be written, and all of the text."""

    choices: list[str]
    writes: bool
    text: str

    @property
    def receipt(self) -> str | None:
        """A code of four groups."""
        found = CODE.search(self.text)
        return found[0] if found else None


class Door(Protocol):
    """A way into a conversation."""

    def enter(self, code: str) -> Shown:
        """Brings the code of the wave."""

    def tap(self, value: str) -> Shown:
        """Taps a button."""

    def write(self, words: str) -> Shown:
        """Sends words."""

    def names(self) -> set[str]:
        """What whoever holds this device knows of the person."""

    def leave(self) -> None:
        """Closes what was opened."""


class Program:
    """Another program, over the API."""

    def __init__(self, url: str, **about: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30)
        opened = self._http.post("/api/v1/conversations", json={"channel": "program", **about})
        self._id = str(opened.raise_for_status().json()["id"])

    def enter(self, code: str) -> Shown:
        return self.write(code)

    def tap(self, value: str) -> Shown:
        return self._turn(choice=value)

    def write(self, words: str) -> Shown:
        return self._turn(text=words)

    def names(self) -> set[str]:
        return {self._id}

    def leave(self) -> None:
        self._http.close()

    def _turn(self, **said: str) -> Shown:
        body = {"turn": uuid4().hex, **said}
        answer = self._http.post(f"/api/v1/conversations/{self._id}/turns", json=body).raise_for_status()
        last = answer.json()["replies"][-1]
        kind = (last["question"] or {}).get("kind")
        return Shown([one["value"] for one in last["choices"]], kind == "text", answer.text)


@dataclass
class Form(HTMLParser):
    """The forms of a page: where each leads, and what stands in it."""

    forms: list[dict[str, list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"to": [about.get("action", "")]})
        elif self.forms and tag in ("input", "button", "textarea") and "name" in about:
            self.forms[-1].setdefault(about["name"], []).append(about.get("value", ""))


class Browser:
    """A browser without scripts, which keeps cookies."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30, follow_redirects=True)
        self._page: dict[str, list[str]] = {}

    def enter(self, code: str) -> Shown:
        page = self._read(self._http.get(f"/join/{code}"), f"/join/{code}")
        return self._send(f"/join/{code}", {name: page[name][0] for name in ("csrftoken",)})

    def tap(self, value: str) -> Shown:
        return self._send("/chat", {**self._hidden(), "choice": value})

    def write(self, words: str) -> Shown:
        return self._send("/chat", {**self._hidden(), "text": words})

    def withdraw(self, receipt: str) -> None:
        """Takes answers back on the page for it."""
        page = self._read(self._http.get("/withdraw"), "/withdraw")
        form = {"csrftoken": page["csrftoken"][0], "code": receipt}
        self._http.post("/withdraw", data=form).raise_for_status()

    def wish(self, about: str) -> None:
        """Asks to be contacted, in the browser that the chat is in."""
        page = self._read(self._http.get("/contact"), "/contact")
        said = {
            "name": "Robin",
            "reach": "020 7946 0123",
            "when": "any time",
            "message": "no",
            "caller": "no",
        }
        form = {name: page[name][0] for name in ("csrftoken", "code")} | said | {"about": about}
        self._http.post("/contact", data=form).raise_for_status()

    def names(self) -> set[str]:
        kept = dict(self._http.cookies)
        return {kept["heard_person"].partition(".")[0], kept["heard_chat"].partition(".")[0]}

    def leave(self) -> None:
        self._http.close()

    def _hidden(self) -> dict[str, str]:
        shown = ("choice", "text", "to", "everything")
        return {name: values[0] for name, values in self._page.items() if name not in shown}

    def _send(self, to: str, form: dict[str, str]) -> Shown:
        answer = self._http.post(to, data=form).raise_for_status()
        self._page = self._read(answer, "/chat")
        return Shown(self._page.get("choice", []), "text" in self._page, answer.text)

    @staticmethod
    def _read(page: httpx.Response, to: str) -> dict[str, list[str]]:
        reader = Form()
        reader.feed(page.text)
        found: dict[str, list[str]] = {}
        for form in reader.forms:
            if form["to"][0].partition("?")[0] == to:
                for name, values in form.items():
                    found.setdefault(name, []).extend(values)
        return found


class Telegram:
    """A phone with Telegram."""

    def __init__(self, emulator: Emulator, person: Person) -> None:
        self._phone = Phone(emulator, person.chat, f"Canary{person.number}")
        self._chat = person.chat

    def enter(self, code: str) -> Shown:
        return self._after(lambda: self._phone.write(f"/start {code}"))

    def tap(self, value: str) -> Shown:
        if value == ":stop":  # a command here, no button
            return self.write("/stop")
        bubble, label = next(
            (bubble, label)
            for bubble in reversed(self._phone.seen)
            for label, data in bubble.buttons
            if _value(data) == value
        )
        return self._after(lambda: self._phone.tap(label, bubble))

    def write(self, words: str) -> Shown:
        return self._after(lambda: self._phone.write(words))

    def names(self) -> set[str]:
        return {str(self._chat), f"Canary{self._chat}"}

    def leave(self) -> None:
        """Nothing is open."""

    def _after(self, act: object) -> Shown:
        assert callable(act)
        before = len(self._phone.seen)
        act()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self._phone.quiet(0.15)
            new = self._phone.seen[before:]
            if new and new[-1].buttons:
                before = len(self._phone.seen)
                self._phone.quiet(0.15)
                if len(self._phone.seen) == before:
                    break
        values = [_value(data) for _, data in new[-1].buttons]
        return Shown(values, not any("_" in value for value in values), "\n".join(one.text for one in new))


def _value(data: str) -> str:
    tap = unpack(data)
    return (tap.value if tap else None) or data

"""Fills a wave with people through the real channels: staggered starts, pauses between turns."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.attack.channels import Browser, Door, Program, Shown, Telegram
from tests.attack.people import ASKED, NAME, Person, mark
from tests.journeys.phone import Emulator

AT_ONCE = 24
STOPS_AFTER = 6  # answers, of those who do not finish
QUESTIONS = (
    f"what threshold applies to the {ASKED} yellow teapot, {NAME} on 07700 900997",
    f"who is the lado for the {ASKED} green saucer, {NAME} on 07700 900998",
    f"the {ASKED} brown teacup wants to know who to call at night, {NAME} 07700 900999",
)


def fill(
    url: str, code: str, people: Sequence[Person], emulator: Emulator | None, gap: float, quick: bool = False
) -> None:
    """Everybody answers; returns when the last has finished. `gap`: seconds between two starts."""
    pause = 0.05 if quick else 0.25
    with ThreadPoolExecutor(AT_ONCE) as pool:
        tasks = []
        for person in people:
            tasks.append(pool.submit(answer, partial(door, url, person, emulator), code, person, pause))
            time.sleep(gap * random.uniform(0.5, 1.5))
        for task in tasks:
            task.result()


def door(url: str, person: Person, emulator: Emulator | None) -> Door:
    """The way in that this person takes; the web where Telegram is not there."""
    if person.channel == "telegram" and emulator is not None:
        return Telegram(emulator, person)
    return Program(url) if person.channel == "api" else Browser(url)


def answer(way: Callable[[], Door], code: str, person: Person, pause: float) -> None:
    """One person's way from the code to the thanks, or as far as they go."""
    entrance = way()
    try:
        _walk(entrance, code, person, pause)
        if person.wishes and isinstance(entrance, Browser):
            entrance.wish(mark(person))
    finally:
        entrance.leave()


def _walk(entrance: Door, code: str, person: Person, pause: float) -> None:
    shown = entrance.enter(code)
    person.names |= entrance.names()
    person.began = time.time()
    answered = 0
    while (step := _next(person, shown)) is not None:
        if answered == STOPS_AFTER and person.fate in ("leaves", "pauses"):
            if person.fate == "pauses":
                entrance.tap(":stop")
            break
        time.sleep(pause * random.uniform(0.5, 1.5))
        value, is_words = step
        if is_words:
            person.said = time.time()
        shown = entrance.write(value) if is_words else entrance.tap(value)
        answered += not value.startswith(":")
        person.receipt = shown.receipt or person.receipt
    person.ended = time.time()


def _next(person: Person, shown: Shown) -> tuple[str, bool] | None:
    """What this person does next, and whether it is words."""
    mine = next((value for value in shown.choices if value in person.answers), None)
    if mine is not None:
        return mine, False
    for command in (":start", ":send", ":carry_on"):
        if command in shown.choices:
            return command, False
    return (person.words, True) if shown.writes and not person.said else None


def withdraw(url: str, people: Sequence[Person]) -> None:
    """Some take their answers back: on the page for it, or by sending the receipt in a chat."""
    for person in people:
        if person.fate == "withdraws":
            assert person.receipt, "nobody can withdraw without a receipt"
            if person.number % 2:
                page = Browser(url)
                page.withdraw(person.receipt)
                page.leave()
            else:
                _send(Program(url), person.receipt)


def ask(url: str) -> None:
    """Practitioners talk to Rasa."""
    for question in QUESTIONS:
        _send(Program(url, audience="practitioner"), question)


def _send(program: Program, words: str) -> None:
    program.write(words)
    program.leave()

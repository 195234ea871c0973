"""Passwords: easy ones are refused, hashes are made a few at a time, and wrong tries make one wait."""

import threading
from datetime import timedelta

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api import clock
from api.errors import TooMany
from api.staff import passwords
from api.staff.passwords import LINE, Passwords
from api.staff.patience import FORGETS, FREE, LONGEST, Tries

ROBIN = ("Robin Madeup", "r.madeup@example.org")


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short words", "short"),
        ("x" * 201, "long"),
        ("aaaaaaaaaaaaaa", "common"),
        ("password1234", "common"),
        ("qwertyuiop[]", "common"),
        ("abcdefghijklmn", "common"),
        ("ROBIN likes cheese", "yours"),
        ("example org and more", "yours"),
        ("made up by nobody", None),
        ("tulip wagon forty", None),
        ("Żółta łódź pływa", None),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, fault: str | None) -> None:
    assert passwords.fault(password, ROBIN) == fault


def test_a_hash_is_told_apart_and_letters_may_be_written_in_several_ways() -> None:
    kept = Passwords().hash("Z\u00fcrich wagon forty")
    assert kept.startswith("$argon2id$")
    assert Passwords().check("Zu\u0308rich wagon forty", kept) == (True, None)
    assert Passwords().check("Zurich wagon forty", kept) == (False, None)
    assert Passwords().check("Zurich wagon forty", None) == (False, None)


def test_a_hash_of_an_older_kind_is_made_anew() -> None:
    old = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8192),)).hash("tulip wagon forty")
    right, better = Passwords().check("tulip wagon forty", old)
    assert right
    assert better is not None
    assert Passwords().check("tulip wagon forty", better) == (True, None)


def test_whoever_comes_to_a_full_line_is_sent_away_at_once() -> None:
    hashes, inside, leave = Passwords(), threading.Barrier(LINE + 1), threading.Event()

    def stand() -> None:
        with hashes.line():
            inside.wait(10)
            leave.wait(10)

    people = [threading.Thread(target=stand) for _ in range(LINE)]
    for person in people:
        person.start()
    inside.wait(10)
    with pytest.raises(TooMany), hashes.line():
        pass
    leave.set()
    for person in people:
        person.join()
    with hashes.line():
        pass


def test_the_wait_grows_has_an_end_and_is_forgotten() -> None:
    now, tries = clock.now(), Tries()
    waits = []
    for _ in range(FREE + 8):
        tries = tries.missed(now)
        waits.append(tries.wait(now))
        now += tries.wait(now)
    minutes = [wait / timedelta(minutes=1) for wait in waits]
    assert minutes == [0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30]
    assert waits[-1] == LONGEST
    assert tries.missed(now + FORGETS + timedelta(seconds=1)) == Tries(
        1, now + FORGETS + timedelta(seconds=1)
    )


def test_of_several_at_once_whoever_came_first_and_is_looked_at_last_does_not_wait() -> None:
    now = clock.now()
    tries = Tries()
    for _ in range(FREE):
        tries = tries.missed(now)
        assert tries.wait(now - timedelta(seconds=1)) == timedelta(0)
    assert tries.missed(now).wait(now - timedelta(seconds=1)) == timedelta(seconds=61)

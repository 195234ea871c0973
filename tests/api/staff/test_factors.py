"""The second factor: codes of the app and of paper, each once, for one account alone."""

from datetime import timedelta

import pyotp
import pytest
from sqlmodel import Session

from api import clock
from api.staff import factors, sessions
from api.staff.factors import FactorLost
from api.staff.tables import AccountRow, Stage
from api.waves.keys import KeyRing
from tests import staff

STEP = timedelta(seconds=30)


def with_factor(session: Session, keys: KeyRing, name: str = "Robin Madeup") -> tuple[AccountRow, str]:
    """An account whose app was proven an hour ago, and what the app knows."""
    account, now = staff.account(session, name), clock.now() - timedelta(hours=1)
    token = sessions.start(session, account, Stage.FACTOR, now)
    browser, _ = sessions.at(session, token, Stage.FACTOR, now)
    secret = factors.offered(keys, browser)
    assert factors.prove(keys, account, browser, pyotp.TOTP(secret).at(now), now)
    return account, secret


def test_a_code_may_be_a_step_old_and_works_once(session: Session, keys: KeyRing) -> None:
    account, secret = with_factor(session, keys)
    now, app = clock.now(), pyotp.TOTP(secret)
    assert not factors.is_right(keys, account, app.at(now - 2 * STEP), now)
    assert factors.is_right(keys, account, app.at(now - STEP), now)
    assert not factors.is_right(keys, account, app.at(now - STEP), now)
    assert factors.is_right(keys, account, app.at(now), now)
    # An older one than the last, seen over somebody's shoulder.
    assert not factors.is_right(keys, account, app.at(now - STEP), now)
    assert not factors.is_right(keys, account, app.at(now + 2 * STEP), now)


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "\u0661\u0662\u0663\u0664\u0665\u0666", "abcdef", "0" * 9999]
)
def test_nothing_else_is_a_code(session: Session, keys: KeyRing, typed: str) -> None:
    account, _ = with_factor(session, keys)
    assert not factors.is_right(keys, account, typed, clock.now())


def test_a_secret_that_is_moved_to_another_account_opens_nothing(session: Session, keys: KeyRing) -> None:
    """Whoever can write to the database copies the factor that they know into another's row."""
    mine, secret = with_factor(session, keys, "Eve Madeup")
    theirs, _ = with_factor(session, keys)
    theirs.factor = mine.factor
    with pytest.raises(FactorLost):
        factors.is_right(keys, theirs, pyotp.TOTP(secret).at(clock.now()), clock.now())


def test_without_its_key_it_is_lost_and_says_so(session: Session, keys: KeyRing) -> None:
    account, secret = with_factor(session, keys)
    keys.destroy("staff")
    with pytest.raises(FactorLost):
        factors.is_right(keys, account, pyotp.TOTP(secret).at(clock.now()), clock.now())


def test_recovery_codes_are_ones_own_and_work_once(session: Session, keys: KeyRing) -> None:
    robin, sam = (staff.account(session, name) for name in ("Robin Madeup", "Sam Sample"))
    codes = factors.make_recovery_codes(session, robin.id)
    session.flush()
    assert not factors.use_recovery_code(session, sam.id, codes[0])
    assert factors.use_recovery_code(session, robin.id, codes[0].lower().replace("-", " "))
    assert not factors.use_recovery_code(session, robin.id, codes[0])
    assert factors.recovery_codes_left(session, robin.id) == 9


def test_the_app_shows_whose_code_it_is(session: Session, keys: KeyRing) -> None:
    account, secret = with_factor(session, keys)
    account.email = "robin@example.org"
    said = pyotp.parse_uri(factors.address(secret, account))
    assert (said.issuer, said.name, said.secret) == ("Heard", "robin@example.org", secret)
